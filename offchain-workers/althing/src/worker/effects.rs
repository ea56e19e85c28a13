//! Carrying out what the core asks for.

use super::{brains::Brains, submit, Journal, JournalError, Roster};
use althing_chain::{BlockId, Chain};
use althing_core::{Effect, Forget, Input, Judge};
use althing_primitives::{Hash, ProposalId};
use std::sync::Arc;
use tokio::sync::mpsc;

/// What acts for the core.
pub(super) struct Hands {
	chain: Chain,
	roster: Roster,
	journal: Journal,
	inputs: mpsc::Sender<Input>,
	brains: Arc<Brains>,
}

impl Hands {
	pub(super) fn new(
		chain: Chain,
		roster: Roster,
		journal: Journal,
		brains: Arc<Brains>,
		inputs: mpsc::Sender<Input>,
	) -> Self {
		Self {
			chain,
			roster,
			journal,
			inputs,
			brains,
		}
	}

	pub(super) fn journal(&self) -> &Journal {
		&self.journal
	}

	/// Carries effects out; gives the inputs that follow at once. The others come through the inbox.
	pub(super) fn carry_out(&self, effects: Vec<Effect>) -> Result<Vec<Input>, JournalError> {
		let mut records = Vec::new();
		let mut forgotten = Vec::new();
		for effect in effects {
			match effect {
				Effect::Journal(record) => records.push(record),
				Effect::Forget(what) => forgotten.push(what),
				Effect::Report(_) => (),
				Effect::Judge(question) => self.judge(question),
				Effect::Submit(submission) => self.submit(*submission),
				Effect::FetchCase {
					proposal,
					opened_at,
					evidence,
				} => self.fetch_case(proposal, opened_at, evidence),
				Effect::FetchReceipt { proposal, .. } => self.fetch_receipt(proposal),
				Effect::FindCase {
					case,
					attempt,
					proposer,
					evidence,
					from,
					until,
				} => {
					self.find_case(
						case,
						attempt,
						move |opened| opened.proposer == proposer && opened.evidence == evidence,
						from..=until,
					);
				}
			}
		}
		// All records of one input in one write: the disk is the slowest part of sealing.
		if !records.is_empty() {
			self.journal.write(&records)?;
		}
		if !forgotten.is_empty() {
			self.publish(&forgotten)?;
			self.journal.forget(&forgotten)?;
		}
		Ok(records
			.iter()
			.map(|record| Input::Journaled(record.key()))
			.collect())
	}

	/// Answers the core with what `work` gives.
	fn answer(&self, work: impl std::future::Future<Output = Input> + Send + 'static) {
		let inputs = self.inputs.clone();
		tokio::spawn(async move {
			// Fails only when the worker has ended.
			let _ = inputs.send(work.await).await;
		});
	}

	fn judge(&self, question: Box<Judge>) {
		let brains = self.brains.clone();
		self.answer(async move {
			let key = question.key;
			match brains.judge(*question).await {
				Ok(judgement) => Input::Judged { key, judgement },
				Err(reason) => Input::JudgeFailed { key, reason },
			}
		});
	}

	/// Publishes the reasons for ballots that nobody needs to keep secret any more.
	fn publish(&self, forgotten: &[Forget]) -> Result<(), JournalError> {
		if !self.brains.publishes() {
			return Ok(());
		}
		let rationales = self.journal.rationales(forgotten)?;
		if !rationales.is_empty() {
			let brains = self.brains.clone();
			tokio::spawn(async move { brains.publish(rationales).await });
		}
		Ok(())
	}

	fn submit(&self, submission: althing_core::Submission) {
		let (chain, roster) = (self.chain.clone(), self.roster.clone());
		self.answer(async move {
			let (key, attempt) = (submission.key, submission.attempt);
			Input::TxOutcome {
				key,
				attempt,
				outcome: submit::send(&chain, &roster, submission).await,
			}
		});
	}

	fn fetch_case(&self, proposal: ProposalId, opened_at: u32, evidence: Hash) {
		let chain = self.chain.clone();
		self.answer(async move {
			let found = opened_in(&chain, opened_at).await.and_then(|opened| {
				opened
					.into_iter()
					.find(|opened| opened.proposal == proposal && opened.evidence == evidence)
			});
			let body = found.and_then(|opened| opened.body).map(Arc::from);
			Input::CaseFetched { proposal, body }
		});
	}

	fn fetch_receipt(&self, proposal: ProposalId) {
		let chain = self.chain.clone();
		self.answer(async move {
			let receipt = match chain.now().await {
				Ok(state) => state.receipt(proposal).await.ok().flatten(),
				Err(_) => None,
			};
			Input::ReceiptFetched {
				proposal,
				receipt: receipt.map(Box::new),
			}
		});
	}

	fn find_case(
		&self,
		case: Hash,
		attempt: u32,
		wanted: impl Fn(&althing_chain::OpenedCase) -> bool + Send + 'static,
		blocks: std::ops::RangeInclusive<u32>,
	) {
		let (chain, inputs) = (self.chain.clone(), self.inputs.clone());
		tokio::spawn(async move {
			for number in blocks {
				// No answer when a block cannot be read: the core asks again.
				let Some(opened) = opened_in(&chain, number).await else {
					return;
				};
				if let Some(found) = opened.iter().find(|opened| wanted(opened)) {
					let proposal = Some(found.proposal);
					let _ = inputs
						.send(Input::CaseFound {
							case,
							attempt,
							proposal,
						})
						.await;
					return;
				}
			}
			let _ = inputs
				.send(Input::CaseFound {
					case,
					attempt,
					proposal: None,
				})
				.await;
		});
	}
}

/// The cases that were opened in the finalized block `number`, if it can be read.
async fn opened_in(chain: &Chain, number: u32) -> Option<Vec<althing_chain::OpenedCase>> {
	let BlockId { hash, .. } = chain.finalized_at(number).await.ok().flatten()?;
	Some(chain.block(hash).await.ok()?.opened)
}
