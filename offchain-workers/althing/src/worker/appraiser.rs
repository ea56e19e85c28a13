//! Makes claims when the chain wants them.
//!
//! Any fleet may; the chain takes the first and every better one. So that fleets do not all send the same at once, each
//! begins at a block of its own and looks again before it sends.

use super::Roster;
use crate::claims::{wanted, Found};
use althing_chain::{Chain, Error, Keypair, Outcome};
use althing_cmp_rules::Topic;
use althing_primitives::blake2;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Blocks between two looks.
const PACE: u32 = 16;

/// Looks now and then whether the chain wants a claim, finds one and sends it.
pub(super) struct Appraiser {
	chain: Chain,
	/// Pays the fee until the claim is taken; a fleet without owners makes no claims.
	signer: Option<Keypair>,
	/// In which of [`PACE`] blocks it looks.
	turn: u32,
	/// One search at a time.
	idle: Arc<Semaphore>,
}

impl Appraiser {
	pub(super) fn new(chain: Chain, roster: &Roster) -> Self {
		let signer = roster.owners().next().cloned();
		let of_its_own =
			|signer: &Keypair| u32::from(blake2(&signer.account()).first().copied().unwrap_or(0));
		Self {
			chain,
			turn: signer.as_ref().map_or(0, of_its_own) % PACE,
			signer,
			idle: Arc::new(Semaphore::new(1)),
		}
	}

	/// What is to be done when block `number` is final: nothing in most of them.
	pub(super) fn finalized(&self, number: u32) {
		let Some(signer) = self.signer.clone().filter(|_| number % PACE == self.turn) else {
			return;
		};
		let Ok(turn) = self.idle.clone().try_acquire_owned() else {
			return;
		};
		let chain = self.chain.clone();
		tokio::spawn(async move {
			let _turn = turn;
			if let Err(error) = make_claims(&chain, &signer).await {
				tracing::warn!("no claim was made: {error}");
			}
		});
	}
}

async fn make_claims(chain: &Chain, signer: &Keypair) -> Result<(), Error> {
	for (topic, view) in wanted(&chain.now().await?).await? {
		let found = tokio::task::spawn_blocking(move || Found::best(topic, &view)).await;
		let Ok(Some(found)) = found else {
			tracing::debug!("nothing can be said of {topic:?}");
			continue;
		};
		if is_wanted_still(chain, topic).await? {
			send(chain, signer, &found).await?;
		}
	}
	Ok(())
}

async fn is_wanted_still(chain: &Chain, topic: Topic) -> Result<bool, Error> {
	Ok(chain.now().await?.wanted().await?.contains(&topic))
}

async fn send(chain: &Chain, signer: &Keypair, found: &Found) -> Result<(), Error> {
	let sent = chain.submit(signer, &found.call()).await?;
	let figures = found.figures();
	match sent.outcome().await {
		Outcome::Included(inclusion) => match inclusion.result {
			Ok(()) => tracing::info!("claim taken: {figures:?}"),
			Err(failure) => tracing::info!("claim refused: {failure}"),
		},
		Outcome::Expired { .. } | Outcome::Unknown { .. } => {
			tracing::info!("claim not included: {figures:?}")
		}
	}
	Ok(())
}
