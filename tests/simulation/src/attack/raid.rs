//! A referendum carried with CVT that was bought for it: ask, wait, buy and vote late, wait out the lock, sell.
//!
//! Raiders vote with the least conviction that counts their tokens in full: without any they would count a
//! tenth, and a small opposition would be enough. The price of it is a week in which what they bought can
//! lose its worth.

use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::{
		tracks::{support_floor, TrackId},
		StakeCap,
	},
	AccountId, Balance, BlockNumber, OriginCaller, Runtime, RuntimeCall, System,
};
use frame_support::traits::Get;
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use polkadot_sdk::*;
use sp_runtime::DispatchError;

use super::{cost, funded, Attempt};
use crate::{
	account::{account, ATTACKER},
	error::Error,
	governance::{ask, deciding_since, decision_deposit, is_approved, is_open},
	money::{cvt, part, vwt, whole, worth},
	purse::Purse,
	world::World,
};

type LockingPeriod = <Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod;

/// What each of the voting accounts has for fees.
const FEES: Balance = 20 * UNIT;
/// Days after the end by which the prize has been paid.
const PAYING: u32 = 3;

/// What is wanted, and how.
pub struct Plan {
	/// What it is called.
	pub name: &'static str,
	/// The share of the founders' VWT that it begins with.
	pub purse: f64,
	/// The track.
	pub track: TrackId,
	/// What the referendum acts with.
	pub origin: OriginCaller,
	/// What is asked for.
	pub prize: fn(&AccountId) -> RuntimeCall,
	/// How many accounts vote.
	pub voters: u16,
	/// How much is bought, as a multiple of the least support.
	pub excess: f64,
	/// Days between one and the next.
	pub every: u32,
	/// Blocks of the decision that pass before it buys and votes.
	pub late: BlockNumber,
}

enum Stage {
	Idle,
	Asked { index: u32 },
	Voted { index: u32 },
	Locked { until: u32 },
	Sold { success: bool, until: u32 },
}

/// An attacker with a plan.
pub struct Raid {
	plan: Plan,
	main: AccountId,
	voters: Vec<AccountId>,
	stage: Stage,
	/// What it had before it began.
	before: f64,
	capital: Balance,
}

impl Raid {
	/// Hands out what the plan needs; its accounts are numbered from `first` on.
	///
	/// # Errors
	///
	/// What the chain refuses.
	pub fn settle(world: &mut World, purse: &Purse, plan: Plan, first: u16) -> Result<Self, Error> {
		let main = funded(world, purse, first, plan.purse)?;
		let voters: Vec<_> = (1..=plan.voters)
			.map(|number| account(ATTACKER, first + number))
			.collect();
		for voter in &voters {
			purse.hand(world, voter, FEES, 0)?;
		}
		Ok(Self {
			plan,
			main,
			voters,
			stage: Stage::Idle,
			before: 0.0,
			capital: 0,
		})
	}

	/// What it does on a day. What the chain refuses is counted, and tried again or given up.
	pub fn day(&mut self, world: &mut World) {
		match self.stage {
			Stage::Idle if world.day.is_multiple_of(self.plan.every) => {
				self.before = self.worth();
				if let Ok(index) = self.ask(world) {
					self.stage = Stage::Asked { index };
				}
			}
			Stage::Asked { index } if !is_open(index) => self.sell_out(world, false),
			Stage::Asked { index } if self.is_late(index) => {
				let _ = self.strike(world, index);
				self.stage = Stage::Voted { index };
			}
			// Only who wins is locked.
			Stage::Voted { index } if is_approved(index) => {
				let until = world.day + LockingPeriod::get().div_ceil(DAYS);
				self.stage = Stage::Locked { until };
			}
			Stage::Voted { index } if !is_open(index) => self.sell_out(world, false),
			Stage::Locked { until } if world.day >= until => self.sell_out(world, true),
			Stage::Sold { success, until } if world.day >= until => {
				self.stage = Stage::Idle;
				world.attempts.push(Attempt {
					attack: self.plan.name,
					day: world.day,
					capital: whole(self.capital),
					profit: self.worth() - self.before,
					success,
				});
			}
			_ => (),
		}
	}

	fn worth(&self) -> f64 {
		worth(self.voters.iter().chain([&self.main]))
	}

	/// Buys the deposits and asks.
	fn ask(&mut self, world: &mut World) -> Result<u32, DispatchError> {
		let deposits = part(decision_deposit(self.plan.track), 1.05) + 10 * UNIT;
		let missing = deposits.saturating_sub(cvt(&self.main));
		self.capital = cost::of_tokens(missing).unwrap_or_default();
		world.buy(&self.main, self.capital)?;
		let prize = (self.plan.prize)(&self.main);
		ask(world, &self.main, self.plan.origin.clone(), prize)
	}

	fn is_late(&self, index: u32) -> bool {
		deciding_since(index).is_some_and(|since| System::block_number() >= since + self.plan.late)
	}

	/// Buys support enough, or what it can pay, and votes with it.
	fn strike(&mut self, world: &mut World, index: u32) -> Result<(), DispatchError> {
		let floor = support_floor(self.plan.track).unwrap_or_default();
		let price = cost::of_share(floor).map(|pays| part(pays, self.plan.excess));
		let pays = price.unwrap_or(Balance::MAX).min(part(vwt(&self.main), 0.95));
		self.capital += pays;
		world.buy(&self.main, pays)?;
		let each = cvt(&self.main) / Balance::from(self.plan.voters.max(1));
		let stake = StakeCap::most(self.plan.track, false).unwrap_or(each).min(each);
		for voter in &self.voters {
			world.give(&self.main, voter.clone(), stake)?;
			let balance = stake.saturating_sub(UNIT);
			world.sign(voter, aye(index, balance))?;
		}
		Ok(())
	}

	/// Frees everything and sells it.
	fn sell_out(&mut self, world: &mut World, success: bool) {
		for voter in &self.voters {
			let unlock = RuntimeCall::Commons(pallet_commons::Call::unlock {});
			let tokens = world.sign(voter, unlock).map_or(0, |()| cvt(voter));
			if tokens >= UNIT {
				let _ = world.give(voter, self.main.clone(), tokens);
			}
		}
		let _ = world.sell(&self.main, cvt(&self.main));
		let until = world.day + PAYING;
		self.stage = Stage::Sold { success, until };
	}
}

/// With every token counted once.
fn aye(poll_index: u32, balance: Balance) -> RuntimeCall {
	let conviction = Conviction::Locked1x;
	let vote = Vote {
		aye: true,
		conviction,
	};
	RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::vote {
		poll_index,
		vote: AccountVote::Standard { vote, balance },
	})
}
