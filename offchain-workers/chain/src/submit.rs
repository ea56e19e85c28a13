//! Signing and sending.

use crate::{
	chain::Tip, follow::TRIES, nonce::Turn, runtime::Bounds, Call, Chain, Error, Hash, Keypair, Outcome,
	Rejection, Result,
};
use althing_primitives::blake2;
use std::time::Duration;
use tokio::sync::oneshot;

/// For how many blocks a transaction can be included after it was signed.
pub const MORTALITY: u32 = 64;

/// How often a transaction gets a new nonce before the refusal is handed on.
const NONCES: u32 = 3;
/// How often the same transaction is sent while the node does not answer.
const SENDS: u32 = 5;

/// A transaction that was sent.
#[derive(Debug)]
pub struct Submission {
	/// BLAKE2b-256 of the extrinsic, as wallets and explorers name it.
	pub hash: Hash,
	/// The account's nonce in it.
	pub nonce: u64,
	/// The first block that can no longer hold it.
	pub death: u32,
	outcome: oneshot::Receiver<Outcome>,
}

impl Submission {
	/// Waits until it is known for good what became of it. That needs finality to go on: put a time limit
	/// around it where that matters.
	pub async fn outcome(self) -> Outcome {
		let gone = || Outcome::Unknown {
			reason: Error::Closed.to_string(),
		};
		self.outcome.await.unwrap_or_else(|_| gone())
	}
}

impl Chain {
	/// Signs `call` and puts it into the node's pool. Calls of one account are numbered in the order of
	/// these calls; different accounts do not wait for each other.
	///
	/// A call of which it is unknown whether it arrived counts as sent: its [`Submission`] tells. The era
	/// makes sure that it is never executed later than [`MORTALITY`] blocks from now. A node whose pool is behind
	/// its chain is waited for, a few final blocks long.
	///
	/// Errors: [`Error::Rejected`], [`Error::Missing`], [`Error::Unsignable`], and those of the connection
	/// while nothing was sent.
	pub async fn submit(&self, signer: &Keypair, call: &Call) -> Result<Submission> {
		let mut tip = self.tip().await?;
		let account = signer.account();
		let mut turn = self.nonces().turn(&account).await;
		let mut left = NONCES;
		let mut tips = TRIES;
		loop {
			let nonce = turn.nonce(self.rpc(), &account).await?;
			match self.submit_with(signer, call, &tip, nonce, &mut turn).await {
				Err(Error::Rejected(rejection)) if rejection.is_nonce() && left > 1 => {
					left = left.saturating_sub(1);
					turn.forget();
				}
				Err(Error::Rejected(rejection @ Rejection::Expired)) if tips > 1 => {
					tips = tips.saturating_sub(1);
					tip = self.tip_after(&tip, rejection).await?;
				}
				result => return result,
			}
		}
	}

	/// The tip once a block after `tip`'s is final; the rejection if none comes soon.
	///
	/// A node that calls too old what was bound to its own newest final block has a pool that is behind its
	/// chain, as for some seconds after it gave up a fork or has caught up.
	async fn tip_after(&self, tip: &Tip, rejection: Rejection) -> Result<Tip> {
		tracing::warn!(
			block = tip.birth.number,
			"the node's pool is behind its chain; will sign on a later block"
		);
		let mut blocks = self.follow(Some(tip.finalized));
		let next = blocks.next_soon().await?.ok_or(rejection)?;
		self.tip_from(next.id.number).await
	}

	async fn submit_with(
		&self,
		signer: &Keypair,
		call: &Call,
		tip: &Tip,
		nonce: u64,
		turn: &mut Turn,
	) -> Result<Submission> {
		let bounds = Bounds {
			nonce,
			birth: tip.birth,
			mortality: MORTALITY,
		};
		let extrinsic = tip.runtime.sign(call, signer, bounds)?;
		let hash = blake2(&extrinsic);
		let death = tip.birth.number.saturating_add(MORTALITY);
		// Watched before it is sent, so that no block can hold it unseen.
		let outcome = self.tracker().watch(self, hash, tip.finalized, death);
		match self.send(&extrinsic).await {
			Ok(()) => turn.used(nonce),
			Err(error) => {
				self.tracker().forget(&hash);
				return Err(error);
			}
		}
		Ok(Submission {
			hash,
			nonce,
			death,
			outcome,
		})
	}

	/// Sends the same bytes until they have arrived, or may have.
	///
	/// Once a copy was sent and not answered, a refusal of the next one proves nothing: the first may lie in
	/// the pool or in a block, which is just what makes the second outdated. Only the chain tells then.
	async fn send(&self, extrinsic: &[u8]) -> Result<()> {
		const PAUSE: Duration = Duration::from_secs(1);
		let mut unanswered = false;
		for _ in 0..SENDS {
			match self.rpc().submit(extrinsic).await {
				Ok(_) | Err(Error::Rejected(Rejection::AlreadyKnown)) => return Ok(()),
				Err(error @ (Error::Unreachable { .. } | Error::Timeout { .. })) => {
					unanswered = true;
					tracing::warn!(%error, "a transaction may not have arrived; will send it again");
					tokio::time::sleep(PAUSE).await;
				}
				Err(error) if unanswered => {
					tracing::warn!(%error, "a transaction was refused that may have arrived before");
					return Ok(());
				}
				Err(error) => return Err(error),
			}
		}
		Ok(())
	}
}
