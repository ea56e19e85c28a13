//! Hears what turned out to be true, for [`Outcomes`].

use super::{Outcomes, OutcomesError};
use althing_chain::{Block, Chain, CmpEvent, Event, State};
use althing_primitives::ProposalId;
use std::sync::Arc;

/// Truths asked for at once.
const PAGE: usize = 256;

/// Follows what the chain is told of proposals that a model had an opinion of.
pub(super) struct Learner {
	chain: Chain,
	outcomes: Option<Arc<Outcomes>>,
}

impl Learner {
	/// For what is kept in `outcomes`; without it, it does nothing.
	pub(super) fn new(chain: Chain, outcomes: Option<Arc<Outcomes>>) -> Self {
		Self { chain, outcomes }
	}

	/// Asks for what was told while nobody listened.
	pub(super) fn begin(&self) {
		if let Some(outcomes) = self.outcomes.clone() {
			self.learn(outcomes, None);
		}
	}

	/// Looks for what was told in a finalized block.
	pub(super) fn finalized(&self, block: &Block) {
		let told: Vec<ProposalId> = block
			.events
			.iter()
			.filter_map(|record| settled(&record.event))
			.collect();
		if let (Some(outcomes), false) = (self.outcomes.clone(), told.is_empty()) {
			self.learn(outcomes, Some(told));
		}
	}

	fn learn(&self, outcomes: Arc<Outcomes>, proposals: Option<Vec<ProposalId>>) {
		let chain = self.chain.clone();
		tokio::spawn(async move {
			// What is missed now is asked for when the worker begins anew.
			if let Err(error) = learn(&chain, &outcomes, proposals).await {
				tracing::warn!("the model learns nothing of what was told: {error}");
			}
		});
	}
}

const fn settled(event: &Event) -> Option<ProposalId> {
	match event {
		Event::Cmp(CmpEvent::Settled { proposal, .. }) => Some(*proposal),
		_ => None,
	}
}

/// Why nothing was learnt.
#[derive(Debug, thiserror::Error)]
enum LearnError {
	#[error(transparent)]
	Chain(#[from] althing_chain::Error),
	#[error(transparent)]
	Outcomes(#[from] OutcomesError),
}

async fn learn(
	chain: &Chain,
	outcomes: &Outcomes,
	proposals: Option<Vec<ProposalId>>,
) -> Result<(), LearnError> {
	let waiting = outcomes.waiting()?;
	let wanted = match proposals {
		None => waiting,
		Some(told) => told
			.into_iter()
			.filter(|told| waiting.binary_search(told).is_ok())
			.collect(),
	};
	if wanted.is_empty() {
		return Ok(());
	}
	let state = chain.now().await?;
	for page in wanted.chunks(PAGE) {
		learn_page(&state, outcomes, page).await?;
	}
	Ok(())
}

async fn learn_page(state: &State, outcomes: &Outcomes, proposals: &[ProposalId]) -> Result<(), LearnError> {
	let truths = state.truths(proposals).await?;
	for (proposal, truth) in proposals.iter().zip(truths) {
		let Some(truth) = truth else { continue };
		let Some(receipt) = state.receipt(*proposal).await? else {
			continue;
		};
		let opinions = outcomes.told(&receipt, &truth)?;
		tracing::info!(
			proposal,
			opinions,
			"what a model said was compared with what is true"
		);
	}
	Ok(())
}
