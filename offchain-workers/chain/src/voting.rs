//! Votes, delegations, and what they lock.

use crate::{AccountId, Error, Result, State};
use codec::{Decode, Encode};

const PALLET: &str = "ConvictionVoting";

/// How long a voter is ready to have the stake locked, and so how much a vote counts: 0 to 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Conviction(u8);

impl Conviction {
	/// The greatest.
	pub const MAX: u8 = 6;

	/// The conviction with this number; none above [`Conviction::MAX`].
	pub fn new(number: u8) -> Option<Self> {
		(number <= Self::MAX).then_some(Self(number))
	}

	/// Its number.
	pub const fn number(self) -> u8 {
		self.0
	}

	/// For how many locking periods the stake of a winner stays locked.
	pub const fn periods(self) -> u32 {
		match self.0 {
			0 => 0,
			number => 1 << (number - 1),
		}
	}

	/// What `stake` counts with it.
	pub const fn votes(self, stake: u128) -> u128 {
		match self.0 {
			0 => stake / 10,
			number => stake.saturating_mul(number as u128),
		}
	}
}

/// A vote. Amounts in the smallest unit of CVT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Vote {
	/// For one side.
	Standard {
		/// The conviction's number, and the highest bit for aye.
		side: u8,
		/// What is voted with.
		stake: u128,
	},
	/// For both, without conviction.
	Split {
		/// Aye.
		aye: u128,
		/// Nay.
		nay: u128,
	},
	/// For both, and for neither: what abstains counts as support.
	SplitAbstain {
		/// Aye.
		aye: u128,
		/// Nay.
		nay: u128,
		/// Neither.
		abstain: u128,
	},
}

impl Vote {
	const AYE: u8 = 0b1000_0000;

	/// A vote for one side.
	pub const fn standard(aye: bool, conviction: Conviction, stake: u128) -> Self {
		let side = if aye {
			conviction.0 | Self::AYE
		} else {
			conviction.0
		};
		Self::Standard { side, stake }
	}

	/// All that is voted with.
	pub const fn stake(&self) -> u128 {
		match *self {
			Self::Standard { stake, .. } => stake,
			Self::Split { aye, nay } => aye.saturating_add(nay),
			Self::SplitAbstain { aye, nay, abstain } => aye.saturating_add(nay).saturating_add(abstain),
		}
	}

	/// Its conviction; votes for both sides have none.
	pub const fn conviction(&self) -> Conviction {
		match *self {
			Self::Standard { side, .. } => Conviction(side & !Self::AYE),
			_ => Conviction(0),
		}
	}

	/// The side it is for, when it is for one.
	pub const fn aye(&self) -> Option<bool> {
		match *self {
			Self::Standard { side, .. } => Some(side & Self::AYE != 0),
			_ => None,
		}
	}
}

/// What is left of a lock whose reason is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct PriorLock {
	/// Until which block.
	pub until: u32,
	/// How much.
	pub amount: u128,
}

/// What others let an account vote with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Delegations {
	/// After conviction.
	pub votes: u128,
	/// Before it.
	pub capital: u128,
}

/// What an account does on a track.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Voting {
	/// It votes itself.
	Casting {
		/// On these referenda.
		votes: Vec<(u32, Vote)>,
		/// What others let it vote with.
		delegations: Delegations,
		/// What is locked from before.
		prior: PriorLock,
	},
	/// Another votes for it.
	Delegating {
		/// With this much.
		stake: u128,
		/// Who.
		to: AccountId,
		/// And this conviction.
		conviction: Conviction,
		/// What others let it vote with; does not count while it delegates.
		delegations: Delegations,
		/// What is locked from before.
		prior: PriorLock,
	},
}

impl Voting {
	/// What is locked of the account by it.
	pub fn locked(&self) -> u128 {
		match self {
			Self::Casting { votes, prior, .. } => votes
				.iter()
				.map(|(_, vote)| vote.stake())
				.fold(prior.amount, u128::max),
			Self::Delegating { stake, prior, .. } => (*stake).max(prior.amount),
		}
	}
}

impl State {
	/// What `account` does on each of `tracks`, where it does anything.
	pub async fn voting(&self, account: &AccountId, tracks: &[u16]) -> Result<Vec<(u16, Voting)>> {
		let keys: Vec<_> = tracks
			.iter()
			.map(|track| vec![account.encode(), track.encode()])
			.collect();
		let stored = self.raws(PALLET, "VotingFor", &keys).await?;
		let found = tracks.iter().zip(stored);
		found
			.filter_map(|(track, bytes)| bytes.map(|bytes| (*track, bytes)))
			.map(|(track, bytes)| {
				let voting = Voting::decode(&mut &*bytes);
				Ok((track, voting.map_err(|e| Error::undecodable("votes", e))?))
			})
			.collect()
	}

	/// For how many blocks a winner's stake stays locked with a conviction of 1.
	pub fn vote_locking_period(&self) -> Result<u32> {
		self.constant(PALLET, "VoteLockingPeriod")
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]
	use super::*;

	fn conviction(number: u8) -> Conviction {
		Conviction::new(number).unwrap()
	}

	#[test]
	fn each_conviction_doubles_the_time_and_counts_once_more() {
		let periods: Vec<u32> = (0..=6).map(|number| conviction(number).periods()).collect();
		assert_eq!(periods, [0, 1, 2, 4, 8, 16, 32]);
		let votes: Vec<u128> = (0..=6).map(|number| conviction(number).votes(100)).collect();
		assert_eq!(votes, [10, 100, 200, 300, 400, 500, 600]);
		assert_eq!(Conviction::new(7), None);
	}

	#[test]
	fn a_vote_is_a_byte_and_a_stake() {
		assert_eq!(
			Vote::standard(true, conviction(3), 5).encode(),
			(0u8, 0x83u8, 5u128).encode()
		);
		let nay = Vote::standard(false, conviction(6), 5);
		assert_eq!(
			(nay.aye(), nay.conviction().number(), nay.stake()),
			(Some(false), 6, 5)
		);
		assert_eq!(
			Vote::Split {
				aye: u128::MAX,
				nay: 1
			}
			.stake(),
			u128::MAX
		);
	}

	#[test]
	fn the_greatest_stake_of_a_track_is_what_is_locked() {
		let prior = PriorLock { until: 9, amount: 4 };
		let voting = |stakes: &[u128]| Voting::Casting {
			votes: stakes
				.iter()
				.map(|stake| (0, Vote::standard(true, conviction(1), *stake)))
				.collect(),
			delegations: Delegations::default(),
			prior,
		};
		assert_eq!(voting(&[]).locked(), 4);
		assert_eq!(voting(&[3, 7, 2]).locked(), 7);
	}
}
