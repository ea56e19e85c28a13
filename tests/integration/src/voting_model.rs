//! Conviction voting written down plainly, to hold the real path against.
//!
//! The pallet keeps tallies up to date with every vote and delegation; here a tally is counted anew from what
//! everybody says at the moment. Locks follow the rule that the pallet's documentation gives: the most that
//! any class needs, each class the most of its votes or its delegation and of what it owes to the past. The
//! past of a class is one amount and one time; a later debt raises both, so that a small old lock may be held
//! as long as a large new one.

mod part;
mod refusal;

pub use refusal::Refusal;

use pallet_conviction_voting::{AccountVote, Conviction};
use part::{periods, votes, Doing, Part};
use polkadot_sdk::*;
use std::collections::BTreeMap;

/// A class of polls: a track.
pub type Class = u16;

/// What a poll came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
	/// It goes on.
	Open,
	/// It was decided in this block, in this way.
	Decided(u32, bool),
	/// It was cancelled.
	Cancelled,
}

/// A poll's ayes, nays and support.
pub type Counts = (u128, u128, u128);

/// The rules, and where everybody stands.
pub struct Model {
	/// The current block.
	pub now: u32,
	/// Blocks of a lock period.
	pub period: u32,
	/// What every account has.
	pub funds: u128,
	/// The tracks, each with the most that an account, and one that is vouched for, may vote with.
	pub tracks: BTreeMap<Class, Option<(u128, u128)>>,
	/// The account that is vouched for.
	pub known: usize,
	/// The polls, by their place.
	pub polls: Vec<(Class, End)>,
	parts: BTreeMap<(usize, Class), Part>,
}

impl Model {
	/// Nobody has done anything.
	pub fn new(
		period: u32,
		funds: u128,
		tracks: BTreeMap<Class, Option<(u128, u128)>>,
		polls: &[Class],
	) -> Self {
		Self {
			now: 1,
			period,
			funds,
			tracks,
			known: 0,
			polls: polls.iter().map(|class| (*class, End::Open)).collect(),
			parts: BTreeMap::new(),
		}
	}

	/// Votes, or votes otherwise than before.
	///
	/// # Errors
	///
	/// As the pallet and the cap say.
	pub fn vote(&mut self, who: usize, poll: usize, vote: AccountVote<u128>) -> Result<(), Refusal> {
		let (class, end) = self.polls[poll];
		if vote.balance() > self.funds {
			return Err(Refusal::InsufficientFunds);
		}
		if end != End::Open {
			return Err(Refusal::NotOngoing);
		}
		let known = who == self.known;
		let most = self.tracks[&class].map(|(open, vouched)| if known { vouched } else { open });
		if most.is_some_and(|most| vote.balance() > most) {
			return Err(Refusal::StakeAboveCap);
		}
		let part = self.parts.entry((who, class)).or_default();
		let Doing::Voting(cast) = &mut part.doing else {
			return Err(Refusal::AlreadyDelegating);
		};
		cast.insert(poll, vote);
		part.locked = part.locked.max(vote.balance());
		Ok(())
	}

	/// `who` takes a vote of `whose` back; where they differ the class is named.
	///
	/// # Errors
	///
	/// As the pallet says.
	pub fn take_back(
		&mut self,
		who: usize,
		whose: usize,
		class: Option<Class>,
		poll: usize,
	) -> Result<(), Refusal> {
		let (on, end) = self.polls[poll];
		let hint = class.or((end == End::Open).then_some(on));
		let class = hint.ok_or(Refusal::ClassNeeded)?;
		let part = self.parts.entry((whose, class)).or_default();
		let Doing::Voting(cast) = &mut part.doing else {
			return Ok(());
		};
		let vote = *cast.get(&poll).ok_or(Refusal::NotVoter)?;
		let mut debt = None;
		match end {
			End::Open if who != whose => return Err(Refusal::NoPermission),
			End::Decided(at, approved) => {
				if let AccountVote::Standard { vote, balance } = vote {
					let until = at + self.period * periods(vote.conviction);
					if vote.aye == approved && self.now < until {
						debt = Some((until, balance));
					}
				}
			}
			End::Open | End::Cancelled => (),
		}
		if debt.is_some() && who != whose {
			return Err(Refusal::NoPermissionYet);
		}
		cast.remove(&poll);
		if let Some((until, balance)) = debt {
			part.owe(until, balance);
		}
		Ok(())
	}

	/// Delegates.
	///
	/// # Errors
	///
	/// As the filter and the pallet say.
	pub fn delegate(
		&mut self,
		who: usize,
		class: Class,
		to: usize,
		conviction: Conviction,
		balance: u128,
	) -> Result<(), Refusal> {
		let track = self.tracks.get(&class);
		if track.is_some_and(|caps| caps.is_some_and(|(open, _)| balance > open)) {
			return Err(Refusal::Filtered);
		}
		if who == to {
			return Err(Refusal::Nonsense);
		}
		if track.is_none() {
			return Err(Refusal::BadClass);
		}
		if balance > self.funds {
			return Err(Refusal::InsufficientFunds);
		}
		let part = self.parts.entry((who, class)).or_default();
		match &part.doing {
			Doing::Delegating(..) => return Err(Refusal::AlreadyDelegating),
			Doing::Voting(cast) if !cast.is_empty() => return Err(Refusal::AlreadyVoting),
			Doing::Voting(_) => (),
		}
		part.doing = Doing::Delegating(to, conviction, balance);
		part.locked = part.locked.max(balance);
		Ok(())
	}

	/// Ends a delegation; its lock runs from now on.
	///
	/// # Errors
	///
	/// [`Refusal::NotDelegating`].
	pub fn undelegate(&mut self, who: usize, class: Class) -> Result<(), Refusal> {
		let until = |conviction| self.now + self.period * periods(conviction);
		let part = self.parts.entry((who, class)).or_default();
		let Doing::Delegating(_, conviction, balance) = part.doing else {
			return Err(Refusal::NotDelegating);
		};
		part.owe(until(conviction), balance);
		part.doing = Doing::Voting(BTreeMap::new());
		Ok(())
	}

	/// Frees what nothing needs any more.
	pub fn unlock(&mut self, who: usize, class: Class) {
		let now = self.now;
		let part = self.parts.entry((who, class)).or_default();
		if part.past.0 <= now {
			part.past = (0, 0);
		}
		part.locked = part.needs().max(part.past.1);
	}

	/// Takes everything back and frees what can be freed: the one call of ours.
	pub fn unlock_all(&mut self, who: usize) {
		let classes: Vec<Class> = self.tracks.keys().copied().collect();
		for class in classes {
			for poll in 0..self.polls.len() {
				// Those that are not there, or delegated.
				let _ = self.take_back(who, who, Some(class), poll);
			}
			let _ = self.undelegate(who, class);
			self.unlock(who, class);
		}
	}

	/// What is locked of an account.
	pub fn locked(&self, who: usize) -> u128 {
		let parts = self.parts.iter().filter(|((whose, _), _)| *whose == who);
		parts.map(|(_, part)| part.locked).max().unwrap_or_default()
	}

	/// The next block in which a lock of the past ends.
	pub fn next_end(&self) -> Option<u32> {
		let ends = self.parts.values().filter(|part| part.past.1 > 0);
		ends.map(|part| part.past.0).filter(|end| *end > self.now).min()
	}

	/// What everybody says of a poll at the moment.
	pub fn count(&self, poll: usize) -> Counts {
		let class = self.polls[poll].0;
		let mut counts = (0, 0, 0);
		for ((who, _), part) in self.parts.iter().filter(|((_, on), _)| *on == class) {
			let Doing::Voting(cast) = &part.doing else {
				continue;
			};
			match cast.get(&poll) {
				Some(AccountVote::Standard { vote, balance }) => {
					let (behind, capital) = self.delegated(*who, class);
					let all = votes(vote.conviction, *balance) + behind;
					if vote.aye {
						counts = (counts.0 + all, counts.1, counts.2 + balance + capital);
					} else {
						counts.1 += all;
					}
				}
				Some(AccountVote::Split { aye, nay }) => {
					counts = (counts.0 + aye / 10, counts.1 + nay / 10, counts.2 + aye);
				}
				Some(AccountVote::SplitAbstain { aye, nay, abstain }) => {
					counts = (counts.0 + aye / 10, counts.1 + nay / 10, counts.2 + aye + abstain);
				}
				None => (),
			}
		}
		counts
	}

	/// Votes and capital that others delegate to an account.
	fn delegated(&self, to: usize, class: Class) -> (u128, u128) {
		let parts = self.parts.iter().filter(|((_, on), _)| *on == class);
		parts.fold((0, 0), |(behind, capital), (_, part)| match part.doing {
			Doing::Delegating(whom, conviction, balance) if whom == to => {
				(behind + votes(conviction, balance), capital + balance)
			}
			_ => (behind, capital),
		})
	}
}
