//! Transactions on their way.

use crate::{
	fleet::Effects, retry::Retry, Account, BallotKey, BlockNumber, Call, Effect, Event, Fleet, Phase,
	Submission, TxKey, TxOutcome,
};
use althing_primitives::ProposalId;
use std::collections::BTreeMap;

/// A transaction on its way.
#[derive(Clone, Copy, Debug, Default)]
struct Flight {
	retry: Retry,
	/// An inclusion prolongs the wait once per attempt, however often it is reported.
	included: bool,
	gave_up: bool,
}

/// The transactions on their way, one per key.
#[derive(Debug, Default)]
pub struct Outbox(BTreeMap<TxKey, Flight>);

/// What came of asking for a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
	/// It is sent, or on its way.
	UnderWay,
	/// It was sent as often as is allowed.
	GaveUp,
}

impl Outbox {
	/// How many there are.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// Drops everything about a proposal.
	pub fn drop_proposal(&mut self, proposal: ProposalId) {
		self.0.retain(|key, _| match key {
			TxKey::Seal(ballot) | TxKey::Reveal(ballot) => ballot.proposal != proposal,
			TxKey::Anchor(id) => *id != proposal,
			TxKey::Heartbeat(_) | TxKey::Open(_) => true,
		});
	}

	/// Whether `key` may be sent at `now`.
	pub fn is_due(&self, key: &TxKey, now: BlockNumber) -> bool {
		self.0.get(key).is_none_or(|flight| flight.retry.is_due(now))
	}
}

impl Fleet {
	/// Sends `call` unless it is on its way.
	pub(crate) fn submit(&mut self, key: TxKey, signer: Account, call: Call, fx: &mut Effects) -> Asked {
		let Some(since) = self.head else {
			return Asked::UnderWay;
		};
		let bounded = matches!(key, TxKey::Anchor(_));
		let flight = self.outbox.0.entry(key).or_default();
		if !flight.retry.is_due(since.number) {
			return Asked::UnderWay;
		}
		if bounded && flight.retry.attempt >= self.config.attempts {
			if !flight.gave_up {
				flight.gave_up = true;
				fx.push(Effect::Report(Event::GaveUp { key }));
			}
			return Asked::GaveUp;
		}
		flight.retry.start(since.number, self.config.patience);
		flight.included = false;
		let (attempt, until) = (
			flight.retry.attempt,
			since.number.saturating_add(self.config.mortality),
		);
		fx.push(Effect::Submit(Box::new(Submission {
			key,
			attempt,
			signer,
			call,
			since,
			until,
		})));
		Asked::UnderWay
	}

	/// What became of a transaction: it decides only when the next attempt may start. Whether one is
	/// needed is read from the chain.
	pub(crate) fn settle(&mut self, key: TxKey, attempt: u32, outcome: TxOutcome, fx: &mut Effects) {
		let now = self.now();
		let Some(flight) = self.outbox.0.get_mut(&key).filter(|f| f.retry.attempt == attempt) else {
			return;
		};
		match outcome {
			TxOutcome::Included if flight.included => {}
			TxOutcome::Included => {
				flight.included = true;
				flight.retry.next = now.saturating_add(self.config.patience);
			}
			TxOutcome::Finalized { at } => {
				// The view of `at` shows what it did. One that does not come is waited for no longer than
				// any other answer.
				let latest = now.saturating_add(self.config.patience.max(1));
				flight.retry.next = at.saturating_add(1).max(now.saturating_add(1)).min(latest);
				if let TxKey::Heartbeat(agent) = key {
					self.heard(agent, at.min(now.saturating_add(self.config.mortality)));
				}
			}
			TxOutcome::Dropped | TxOutcome::Invalid { .. } | TxOutcome::Expired => {
				flight.retry.fail(now, self.config.longest_pause);
				fx.push(Effect::Report(Event::TxFailed {
					key,
					attempt,
					outcome,
				}));
			}
		}
	}

	/// Drops what the chain shows as done, or what there is no use for any more.
	pub(crate) fn prune_outbox(&mut self) {
		let mut outbox = core::mem::take(&mut self.outbox);
		outbox.0.retain(|key, _| self.is_wanted(key));
		self.outbox = outbox;
	}

	fn is_wanted(&self, key: &TxKey) -> bool {
		match key {
			TxKey::Seal(ballot) => self.stands(ballot, |phase| matches!(phase, Phase::Sealing { .. })),
			TxKey::Reveal(ballot) => self.stands(ballot, |phase| matches!(phase, Phase::Revealing { .. })),
			TxKey::Heartbeat(agent) => self.needs_heartbeat(*agent),
			TxKey::Anchor(proposal) => self.proposals.contains_key(proposal),
			TxKey::Open(case) => self.cases.is_opening(case),
		}
	}

	fn stands(&self, key: &BallotKey, phase: impl Fn(&Phase) -> bool) -> bool {
		let Some(view) = self.proposals.get(&key.proposal).and_then(|p| p.current()) else {
			return false;
		};
		let Some(seat) = view.seats.iter().find(|s| s.seat.agent == key.agent) else {
			return false;
		};
		let done = match view.phase {
			Phase::Drawing => true,
			Phase::Sealing { .. } => seat.commitment.is_some(),
			Phase::Revealing { .. } => seat.revealed,
		};
		phase(&view.phase) && view.phase.round() == Some(key.round) && !done
	}
}
