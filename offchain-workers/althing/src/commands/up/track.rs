//! What happens to the fleet's proposals, for the screen: read from finalized state, verified here.

use super::observe::Sighting;
use super::show::Show;
use crate::commands::output::{answer, outcome};
use crate::receipts::gather;
use crate::screen::{AgentState, Cell, Decision, Event, Phase, Proposal, Support, Validator};
use crate::worker::{Notice, Roster};
use althing_chain::verify::{verify_receipt, Checkpoint, Start};
use althing_chain::{views, Chain, Layout};
use althing_cmp_rules::Outcome;
use althing_core::{Account, Event as Said};
use althing_primitives::ProposalId;
use polkadot_sdk::sp_arithmetic::Perbill;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Subjects that are remembered.
const SUBJECTS: usize = 1_024;

pub(super) struct Tracker {
	chain: Chain,
	roster: Roster,
	receipts: PathBuf,
	/// What cases are about, by the hash of their bodies.
	subjects: BTreeMap<[u8; 32], String>,
	/// What proposals are about.
	about: BTreeMap<ProposalId, String>,
	/// The rounds of each active proposal that were shown.
	counted: BTreeMap<ProposalId, usize>,
	checkpoint: Option<Checkpoint>,
	verified: u64,
}

impl Tracker {
	pub(super) fn new(chain: Chain, roster: Roster, receipts: PathBuf) -> Self {
		Self {
			chain,
			roster,
			receipts,
			subjects: BTreeMap::new(),
			about: BTreeMap::new(),
			counted: BTreeMap::new(),
			checkpoint: None,
			verified: 0,
		}
	}

	/// How many receipts were verified.
	pub(super) fn verified(&self) -> u64 {
		self.verified
	}

	pub(super) fn draw(&mut self, show: &mut Show) {
		show.draw();
	}

	/// Takes what the eyes saw.
	pub(super) fn sighting(&mut self, sighting: Sighting, show: &mut Show) {
		match sighting {
			Sighting::Health(all) => {
				for health in all {
					self.health(health, show);
				}
			}
			Sighting::Suspected(suspicion) => show.event(&Event::Suspected {
				summary: suspicion.summary,
			}),
			Sighting::Asked { evidence, subject } => {
				self.subjects.insert(evidence, subject);
				while self.subjects.len() > SUBJECTS {
					self.subjects.pop_first();
				}
			}
		}
	}

	fn health(&mut self, health: crate::telemetry::Health, show: &mut Show) {
		use crate::telemetry::Signal;
		let number = |signal| health.latest.get(&signal).map(|value| *value as u32);
		let validator = Validator {
			name: health.name.clone(),
			up: health.up,
			votes: None,
			best: number(Signal::BestHeight),
			peers: number(Signal::Peers),
		};
		let validators = &mut show.view.chain.validators;
		let before = match validators.iter_mut().find(|there| there.name == validator.name) {
			Some(there) => std::mem::replace(there, validator.clone()).up,
			None => {
				validators.push(validator.clone());
				None
			}
		};
		match (before, validator.up) {
			(Some(true), Some(false)) => show.event(&Event::ValidatorDown { name: validator.name }),
			(Some(false), Some(true)) => show.event(&Event::ValidatorUp { name: validator.name }),
			_ => (),
		}
	}

	/// Takes what the worker says.
	pub(super) async fn notice(&mut self, notice: Notice, show: &mut Show) {
		match notice {
			Notice::Block { block, .. } => {
				show.view.chain.finalized = block.number;
				if let Err(error) = self.block(block.hash, show).await {
					show.event(&Event::Warning(error.to_string()));
				}
			}
			Notice::Event(said) => self.said(said, show).await,
		}
	}

	async fn said(&mut self, said: Said, show: &mut Show) {
		match said {
			Said::Sealed {
				proposal,
				sealed,
				seats,
				..
			} => {
				show.event(&Event::Sealed {
					id: proposal,
					done: sealed as u32,
					of: seats as u32,
				});
			}
			Said::Revealed {
				proposal,
				revealed,
				sealed,
				..
			} => {
				show.event(&Event::Revealed {
					id: proposal,
					done: revealed as u32,
					of: sealed as u32,
				});
			}
			Said::Ended {
				proposal,
				outcome: how,
			} => self.ended(proposal, how, show).await,
			Said::Anchored { proposal } => self.anchored(proposal, show).await,
			Said::JudgeFailed { key, reason } => {
				show.event(&Event::Warning(format!("no ballot {key}: {reason}")));
			}
			Said::CaseRefused { why, .. } => show.event(&Event::Warning(format!("a case is not put: {why}"))),
			Said::CaseFailed { reason, .. } => {
				show.event(&Event::Warning(format!("a case could not be opened: {reason}")))
			}
			Said::SealLost { key } => show.event(&Event::Warning(format!("the seal {key} cannot be opened"))),
			Said::ReceiptRefused { proposal, reason } => {
				show.event(&Event::Verified {
					id: proposal,
					mismatch: Some(reason),
				});
			}
			Said::TxFailed { key, outcome, .. } => tracing::debug!("{key:?}: {outcome:?}"),
			Said::GaveUp { key } => show.event(&Event::Warning(format!("given up: {key:?}"))),
			Said::Refused(refusal) => show.event(&Event::Warning(refusal.to_string())),
			other => tracing::debug!("{other:?}"),
		}
	}

	/// Brings the screen up to the state after a finalized block.
	async fn block(&mut self, hash: althing_chain::Hash, show: &mut Show) -> althing_chain::Result<()> {
		let proposals = self.chain.at(hash).await?.proposals().await?;
		show.view.chain.best = self.chain.best().await?.number;
		if show.view.chain.name.is_empty() {
			show.view.chain.name = self.chain.name().await?;
		}
		self.cells(&proposals, show);
		for proposal in &proposals {
			self.proposal(proposal, show);
		}
		Ok(())
	}

	fn cells(&mut self, proposals: &[views::ProposalView], show: &mut Show) {
		let mut states = BTreeMap::new();
		for seat in proposals.iter().flat_map(|proposal| &proposal.seats) {
			let account: Account = seat.account.clone().into();
			let state = match (seat.commitment.is_some(), seat.revealed) {
				(_, true) => AgentState::Revealed,
				(true, _) => AgentState::Sealed,
				_ => AgentState::Thinking,
			};
			let there = states.entry(account).or_insert(state);
			*there = state.max(*there);
		}
		let mut fleet = [[Cell::default(); 8]; 8];
		for member in self.roster.agents() {
			let state = states
				.get(&member.keypair.account())
				.copied()
				.unwrap_or(AgentState::Idle);
			let row = fleet.get_mut(usize::from(member.department.index()));
			let cell = row.and_then(|row| row.get_mut(usize::from(member.role.index())));
			if let Some(count) = cell.and_then(|cell| cell.counts.get_mut(state as usize)) {
				*count = count.saturating_add(1);
			}
		}
		show.view.fleet = fleet;
	}

	fn proposal(&mut self, view: &views::ProposalView, show: &mut Show) {
		let subject = self.subject(view.id, Some(view.evidence.0));
		if show.view.proposals.iter().all(|there| there.id != view.id) {
			show.event(&Event::Opened {
				id: view.id,
				subject: subject.clone(),
			});
		}
		let seats = view.seats.len() as u32;
		let drawn_before = show
			.view
			.proposals
			.iter()
			.any(|there| there.id == view.id && there.seats > 0);
		if seats > 0 && !drawn_before {
			show.event(&Event::Drawn {
				id: view.id,
				seats,
				threshold: share(view.threshold),
			});
		}
		self.rounds(view, show);
		show.view.put(Proposal {
			id: view.id,
			subject,
			phase: match view.phase {
				views::Phase::Drawing => Phase::Drawing,
				views::Phase::Sealing => Phase::Sealing,
				views::Phase::Revealing => Phase::Revealing,
			},
			round: view.round.saturating_add(1),
			rounds: 3,
			seats,
			sealed: view.seats.iter().filter(|seat| seat.commitment.is_some()).count() as u32,
			revealed: view.seats.iter().filter(|seat| seat.revealed).count() as u32,
			threshold: share(view.threshold),
			support: view.rounds.last().and_then(support),
		});
	}

	fn rounds(&mut self, view: &views::ProposalView, show: &mut Show) {
		let shown = self.counted.entry(view.id).or_default();
		for (index, round) in view.rounds.iter().enumerate().skip(*shown) {
			if let Some(support) = support(round) {
				show.event(&Event::Counted {
					id: view.id,
					round: index as u8 + 1,
					answer: support.answer,
					support: [support.share, support.lower, support.upper],
					threshold: share(view.threshold),
				});
			}
		}
		*shown = view.rounds.len();
	}

	async fn ended(&mut self, id: ProposalId, how: Outcome, show: &mut Show) {
		let subject = self.subject(id, None);
		self.counted.remove(&id);
		let block = match self.chain.now().await {
			Ok(state) => state.decision(id).await.ok().flatten(),
			Err(_) => None,
		};
		if let Some(decision) = &block {
			show.event(&Event::Counted {
				id,
				round: 1,
				answer: outcome(&how),
				support: [
					share(decision.support),
					share(decision.lower),
					share(decision.upper),
				],
				threshold: show
					.view
					.proposals
					.iter()
					.find(|there| there.id == id)
					.map_or(0.0, |there| there.threshold),
			});
		}
		let block = block.map_or(0, |decision| decision.decided_at);
		show.event(&Event::Decided {
			id,
			subject: subject.clone(),
			outcome: outcome(&how),
			block,
		});
		show.view.decide(Decision {
			id,
			subject,
			outcome: outcome(&how),
			reached: matches!(how, Outcome::Decided(_)),
			block,
			anchor: None,
			verified: None,
		});
	}

	/// The anchor is final: the receipt is gathered, verified from genesis on, and written down.
	async fn anchored(&mut self, id: ProposalId, show: &mut Show) {
		match self.verify(id).await {
			Ok((anchor, mismatch)) => {
				if let Some(anchor) = anchor {
					show.event(&Event::Anchored { id, anchor });
				}
				if mismatch.is_none() {
					self.verified = self.verified.saturating_add(1);
				}
				if let Some(decision) = show.view.decisions.iter_mut().find(|there| there.id == id) {
					decision.anchor = anchor;
					decision.verified = Some(mismatch.is_none());
				}
				show.event(&Event::Verified { id, mismatch });
			}
			Err(error) => show.event(&Event::Warning(format!("receipt {id}: {error}"))),
		}
	}

	async fn verify(&mut self, id: ProposalId) -> Result<(Option<u64>, Option<String>), String> {
		let file = gather(&self.chain, id).await.map_err(|e| e.to_string())?;
		let file = file.ok_or("the chain keeps no receipt")?;
		let start = self.checkpoint.clone().map_or(Start::Genesis, Start::Checkpoint);
		let layout = Layout::shipped().map_err(|e| e.to_string())?;
		let report = verify_receipt(&self.chain, &file, &self.chain.genesis(), start, &layout).await;
		self.checkpoint = report.checkpoint.clone().or(self.checkpoint.take());
		std::fs::create_dir_all(&self.receipts)
			.and_then(|()| std::fs::write(self.receipts.join(format!("{id}.json")), file.to_json()))
			.map_err(|e| format!("it cannot be written to {}: {e}", self.receipts.display()))?;
		Ok((
			file.anchor.map(|anchor| anchor.id),
			report.failure().map(|step| step.detail.clone()),
		))
	}

	fn subject(&mut self, id: ProposalId, evidence: Option<[u8; 32]>) -> String {
		if let Some(subject) = evidence.and_then(|evidence| self.subjects.get(&evidence)) {
			self.about.insert(id, subject.clone());
			while self.about.len() > SUBJECTS {
				self.about.pop_first();
			}
		}
		self.about.get(&id).cloned().unwrap_or_else(|| "a case".into())
	}
}

fn support(round: &views::RoundView) -> Option<Support> {
	Some(Support {
		answer: answer(&round.leading?),
		share: share(round.support),
		lower: share(round.lower),
		upper: share(round.upper),
	})
}

fn share(share: Perbill) -> f64 {
	f64::from(share.deconstruct()) / 1e9
}
