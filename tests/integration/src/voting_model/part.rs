//! Where an account stands in one class.

use pallet_conviction_voting::{AccountVote, Conviction};
use polkadot_sdk::*;
use std::collections::BTreeMap;

/// What an account does in a class.
#[derive(Clone, Debug)]
pub(super) enum Doing {
	/// It votes.
	Voting(BTreeMap<usize, AccountVote<u128>>),
	/// It delegates to an account, with conviction, so much.
	Delegating(usize, Conviction, u128),
}

/// An account in a class.
#[derive(Clone, Debug)]
pub(super) struct Part {
	/// What it does.
	pub doing: Doing,
	/// Until when the past locks how much.
	pub past: (u32, u128),
	/// What is locked for the class.
	pub locked: u128,
}

impl Default for Part {
	fn default() -> Self {
		Self {
			doing: Doing::Voting(BTreeMap::new()),
			past: (0, 0),
			locked: 0,
		}
	}
}

impl Part {
	/// Locks `amount` until then beside what the past locks already.
	pub fn owe(&mut self, until: u32, amount: u128) {
		self.past = (self.past.0.max(until), self.past.1.max(amount));
	}

	/// What its votes or its delegation need.
	pub fn needs(&self) -> u128 {
		match &self.doing {
			Doing::Voting(votes) => votes
				.values()
				.map(|vote| vote.balance())
				.max()
				.unwrap_or_default(),
			Doing::Delegating(_, _, balance) => *balance,
		}
	}
}

/// Votes of a balance.
pub(super) fn votes(conviction: Conviction, balance: u128) -> u128 {
	match u8::from(conviction) {
		0 => balance / 10,
		times => balance * u128::from(times),
	}
}

/// Lock periods of a conviction.
pub(super) fn periods(conviction: Conviction) -> u32 {
	match u8::from(conviction) {
		0 => 0,
		times => 1 << (times - 1),
	}
}
