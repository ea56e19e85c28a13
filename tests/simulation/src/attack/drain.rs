//! The commons emptied by small proposals that the attacker stakes on itself.

use althing_primitives::CommonsId;
use althing_runtime::{constants::currency::UNIT, AccountId, Balance, Commons, Cvt, Runtime, RuntimeCall};
use pallet_commons::{Payout, Proposals};
use polkadot_sdk::*;
use sp_runtime::DispatchError;

use super::Attempt;
use crate::{
	money::{cvt, part, vwt, whole, worth},
	world::World,
};

/// The day on which it begins.
const FIRST: u32 = 7;
/// What part of its VWT it puts into CVT; the rest is for deposits and fees.
const STAKE: f64 = 0.9;
/// Proposals at a time.
const AT_ONCE: usize = 3;
/// What part of the pool each asks for.
const BITE: f64 = 0.01;
/// Days between two lines of the ledger.
const SETTLED: u32 = 30;

/// Who wants the pool.
pub struct Drain {
	who: AccountId,
	/// What it had, and what had been drained, when the ledger was last written.
	last: Option<(f64, Balance)>,
	capital: Balance,
}

impl Drain {
	/// With an account that has VWT.
	pub fn new(who: AccountId) -> Self {
		Self {
			who,
			last: None,
			capital: 0,
		}
	}

	/// Keeps its proposals going. What the chain refuses is counted, and tried again the next day.
	pub fn day(&mut self, world: &mut World) {
		if world.day == FIRST {
			self.last = Some((worth([&self.who]), world.drained));
			self.capital = part(vwt(&self.who), STAKE);
			let _ = world.buy(&self.who, self.capital);
		} else if world.day > FIRST {
			let _ = self.go_on(world);
			self.settle(world);
		}
	}

	fn go_on(&self, world: &mut World) -> Result<(), DispatchError> {
		let mine = Proposals::<Runtime>::iter()
			.filter(|(_, info)| info.proposer == self.who)
			.count();
		if mine >= AT_ONCE {
			return Ok(());
		}
		world.sign(&self.who, RuntimeCall::Commons(pallet_commons::Call::withdraw {}))?;
		let proposal: CommonsId = pallet_commons::NextId::<Runtime>::get();
		let amount = part(Commons::available(&Payout::Pool), BITE).max(UNIT);
		let submit = pallet_commons::Call::submit {
			amount,
			beneficiary: self.who.clone(),
			payout: Payout::Pool,
			evidence: [0; 32],
		};
		world.sign(&self.who, RuntimeCall::Commons(submit))?;
		let each = Cvt::free_balance(&self.who) / AT_ONCE as Balance;
		let amount = each.min(cvt(&self.who));
		let stake = pallet_commons::Call::stake { proposal, amount };
		world.sign(&self.who, RuntimeCall::Commons(stake))
	}

	fn settle(&mut self, world: &mut World) {
		let Some((before, drained)) = self.last else {
			return;
		};
		if world.day.is_multiple_of(SETTLED) {
			let now = worth([&self.who]);
			self.last = Some((now, world.drained));
			world.attempts.push(Attempt {
				attack: "drain",
				day: world.day,
				capital: whole(self.capital),
				profit: now - before,
				success: world.drained > drained,
			});
		}
	}
}
