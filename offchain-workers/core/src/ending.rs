//! What follows the end of a proposal: its receipt is recomputed, then anchored, then all is forgotten.

use crate::{
	fleet::Effects, outbox::Asked, retry::Retry, Account, BlockNumber, Call, Effect, EndedView, Event, Fleet,
	Forget, TxKey,
};
use althing_cmp_rules::{Outcome, Receipt};
use althing_primitives::{AgentId, Hash, ProposalId};

/// A proposal's end.
#[derive(Debug)]
pub struct Ending {
	/// As the chain tells it.
	pub view: EndedView,
	/// The view that first showed it.
	since: BlockNumber,
	stage: Stage,
}

#[derive(Debug)]
enum Stage {
	/// The receipt is wanted.
	Receipt(Retry),
	/// It holds; with what is to be anchored, when an own agent sat on the panel.
	Verified(Option<Anchoring>),
}

/// An anchor to be made.
#[derive(Clone, Debug)]
struct Anchoring {
	/// The position of the first own seat: how many others go before.
	position: u32,
	agent: AgentId,
	account: Account,
	leaves: Vec<Hash>,
}

impl Ending {
	/// Seen first at `since`.
	pub fn new(view: EndedView, since: BlockNumber) -> Self {
		Self {
			view,
			since,
			stage: Stage::Receipt(Retry::default()),
		}
	}

	/// The receipt's hash, where there is anything to anchor.
	fn receipt(&self) -> Option<Hash> {
		self.view
			.receipt
			.filter(|_| self.view.outcome != Outcome::Expired)
	}
}

impl Fleet {
	/// Whether the fleet has a part in `proposal`: a seat, a ballot, or the question itself.
	pub(crate) fn has_part(&self, proposal: ProposalId) -> bool {
		let view = self.proposals.get(&proposal).and_then(|p| p.last());
		let here = |view: &crate::ProposalView| {
			Some(view.proposer) == self.config.proposer || view.seats.iter().any(|seat| self.is_own(seat))
		};
		view.is_some_and(here) || self.ballots_on(proposal).next().is_some()
	}

	/// Takes the next step of every proposal that has ended.
	pub(crate) fn close_endings(&mut self, fx: &mut Effects) {
		let ended: Vec<_> = self
			.proposals
			.iter()
			.filter(|(_, p)| p.ending.is_some())
			.map(|(id, _)| *id)
			.collect();
		for proposal in ended {
			self.close(proposal, fx);
		}
	}

	fn close(&mut self, proposal: ProposalId, fx: &mut Effects) {
		let now = self.now();
		let Some(ending) = self.proposals.get_mut(&proposal).and_then(|p| p.ending.as_mut()) else {
			return;
		};
		let Some(hash) = ending.receipt() else {
			return self.finish(proposal, None, fx);
		};
		match &mut ending.stage {
			Stage::Receipt(retry) if !retry.is_due(now) => {}
			Stage::Receipt(retry) if retry.attempt >= self.config.attempts => {
				self.finish(proposal, Some(Event::ReceiptMissing { proposal }), fx);
			}
			Stage::Receipt(retry) => {
				retry.start(now, self.config.patience);
				fx.push(Effect::FetchReceipt { proposal, hash });
			}
			Stage::Verified(_) if ending.view.anchored => {
				self.finish(proposal, Some(Event::Anchored { proposal }), fx);
			}
			Stage::Verified(None) => self.finish(proposal, None, fx),
			Stage::Verified(Some(anchoring)) => {
				let turn = anchoring
					.position
					.saturating_mul(self.config.stagger)
					.saturating_add(ending.since);
				if turn <= now {
					let anchoring = anchoring.clone();
					self.anchor(proposal, hash, anchoring, fx);
				}
			}
		}
	}

	fn anchor(&mut self, proposal: ProposalId, receipt: Hash, anchoring: Anchoring, fx: &mut Effects) {
		let Anchoring {
			agent,
			account,
			leaves,
			..
		} = anchoring;
		let call = Call::Anchor {
			proposal,
			agent,
			receipt,
			leaves,
		};
		if self.submit(TxKey::Anchor(proposal), account, call, fx) == Asked::GaveUp {
			self.finish(proposal, None, fx);
		}
	}

	/// A receipt has come, or could not be had.
	pub(crate) fn take_receipt(&mut self, proposal: ProposalId, receipt: Option<&Receipt>, fx: &mut Effects) {
		let (now, longest) = (self.now(), self.config.longest_pause);
		let Some(ending) = self.proposals.get(&proposal).and_then(|p| p.ending.as_ref()) else {
			return;
		};
		if !matches!(&ending.stage, Stage::Receipt(retry) if retry.attempt > 0) {
			return;
		}
		let checked = receipt.map(|receipt| verify(receipt, &ending.view).map(|()| self.anchoring(receipt)));
		let Some(ending) = self.proposals.get_mut(&proposal).and_then(|p| p.ending.as_mut()) else {
			return;
		};
		match (checked, &mut ending.stage) {
			(Some(Ok(anchoring)), stage) => {
				*stage = Stage::Verified(anchoring);
				if let Some(receipt) = ending.view.receipt {
					fx.push(Effect::Report(Event::ReceiptVerified { proposal, receipt }));
				}
				self.close(proposal, fx);
			}
			(None, Stage::Receipt(retry)) => retry.fail(now, longest),
			(Some(Err(reason)), Stage::Receipt(retry)) => {
				retry.fail(now, longest);
				fx.push(Effect::Report(Event::ReceiptRefused { proposal, reason }));
			}
			(_, Stage::Verified(_)) => {}
		}
	}

	/// What the first own seat anchors.
	fn anchoring(&self, receipt: &Receipt) -> Option<Anchoring> {
		let (position, seat) = (0u32..)
			.zip(&receipt.seats)
			.find(|(_, seat)| self.owns(seat.agent, &seat.account))?;
		Some(Anchoring {
			position,
			agent: seat.agent,
			account: seat.account,
			leaves: leaves(receipt),
		})
	}

	/// Ends with `proposal` for good.
	fn finish(&mut self, proposal: ProposalId, event: Option<Event>, fx: &mut Effects) {
		fx.extend(event.map(Effect::Report));
		fx.push(Effect::Forget(Forget::Proposal(proposal)));
		self.drop_proposal(proposal);
	}
}

/// The leaves of a decision's anchor: the receipt's hash, then the rationale's hash of every revealed
/// ballot, by round and seat. Anybody can draw them up from the receipt.
fn leaves(receipt: &Receipt) -> Vec<Hash> {
	let casts = receipt.rounds.iter().flat_map(|round| &round.casts);
	let rationales = casts
		.filter_map(|cast| cast.reveal.as_ref())
		.map(|reveal| reveal.ballot.rationale);
	core::iter::once(receipt.hash()).chain(rationales).collect()
}

fn verify(receipt: &Receipt, ended: &EndedView) -> Result<(), String> {
	if receipt.proposal != ended.proposal || Some(receipt.hash()) != ended.receipt {
		return Err("the receipt is not the one that the chain names".into());
	}
	if receipt.outcome != ended.outcome {
		return Err("the receipt tells another outcome than the chain".into());
	}
	receipt.check().map_err(|mismatch| mismatch.to_string())
}
