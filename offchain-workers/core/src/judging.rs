//! Asking the brains: each ballot once, the most urgent first, so many at a time.

use crate::{fleet::Effects, BallotKey, BlockNumber, Effect, Fleet, Judge};
use althing_primitives::ProposalId;
use std::collections::{BTreeMap, BTreeSet};

/// What the brains were asked, and what they are to be asked.
#[derive(Debug, Default)]
pub struct Judging {
	/// Every ballot that was asked for in a round that goes on; true while the brain has it in hand.
	asked: BTreeMap<BallotKey, bool>,
	/// What is to be asked, by deadline.
	waiting: BTreeSet<(BlockNumber, BallotKey)>,
	in_flight: usize,
}

impl Judging {
	/// How many questions the brains have in hand.
	pub const fn in_flight(&self) -> usize {
		self.in_flight
	}

	/// How many wait.
	pub fn waiting(&self) -> usize {
		self.waiting.len()
	}

	/// Empties the queue; what is still needed is put in again.
	pub fn clear_waiting(&mut self) {
		self.waiting.clear();
	}

	/// Puts a ballot in the queue, unless it was asked for. True when it is new there.
	pub fn wait(&mut self, deadline: BlockNumber, key: BallotKey) -> bool {
		!self.asked.contains_key(&key) && self.waiting.insert((deadline, key))
	}

	/// The next to be asked, while fewer than `limit` are in hand.
	pub fn next(&mut self, limit: usize) -> Option<BallotKey> {
		if self.in_flight >= limit {
			return None;
		}
		let (_, key) = self.waiting.pop_first()?;
		self.asked.insert(key, true);
		self.in_flight = self.in_flight.saturating_add(1);
		Some(key)
	}

	/// The brain has answered; false when it was not asked, or has answered before.
	pub fn answered(&mut self, key: &BallotKey) -> bool {
		let Some(in_hand) = self.asked.get_mut(key) else {
			return false;
		};
		let first = core::mem::replace(in_hand, false);
		self.in_flight = self.in_flight.saturating_sub(usize::from(first));
		first
	}

	/// Drops what `keep` does not hold on to; a brain that answers later is not heard.
	pub fn retain(&mut self, keep: impl Fn(&BallotKey) -> bool) {
		self.asked.retain(|key, _| keep(key));
		self.waiting.retain(|(_, key)| keep(key));
		self.in_flight = self.asked.values().filter(|in_hand| **in_hand).count();
	}

	/// Drops everything about a proposal.
	pub fn drop_proposal(&mut self, proposal: ProposalId) {
		self.retain(|key| key.proposal != proposal);
	}
}

impl Fleet {
	/// Asks as many brains as may be asked.
	pub(crate) fn ask_brains(&mut self, fx: &mut Effects) {
		while let Some(key) = self.judging.next(self.config.judging) {
			match self.question(key) {
				Some(judge) => fx.push(Effect::Judge(Box::new(judge))),
				None => _ = self.judging.answered(&key),
			}
		}
	}

	fn question(&self, key: BallotKey) -> Option<Judge> {
		let proposal = self.proposals.get(&key.proposal)?;
		let (view, seat) = proposal.seat(&key)?;
		Some(Judge {
			key,
			department: seat.seat.department,
			role: seat.seat.role,
			question: view.question,
			body: proposal.body.clone()?,
			previous: proposal.previous.clone().filter(|_| key.round > 0),
		})
	}
}
