//! The money that a preset begins with, in one hand, to be handed to those who live in the simulation.

use althing_runtime::{constants::currency::UNIT, AccountId, Balance, Runtime};
use polkadot_sdk::*;

use crate::{
	error::{must, Error},
	money::{cvt, vwt},
	world::World,
};

/// The founders' money.
pub struct Purse {
	/// Who has it.
	pub founder: AccountId,
	/// How much VWT it was.
	pub vwt: Balance,
	/// How much CVT it was.
	pub cvt: Balance,
}

impl Purse {
	/// Has all who begin with CVT give what they have to one of them; nothing when there are none.
	///
	/// # Errors
	///
	/// What the chain refuses.
	pub fn gather(world: &mut World) -> Result<Option<Self>, Error> {
		type Accounts = pallet_balances::Account<Runtime, pallet_balances::Instance2>;
		let mut founders: Vec<_> = Accounts::iter_keys().collect();
		founders.sort();
		let Some((founder, others)) = founders.split_first() else {
			return Ok(None);
		};
		for other in others {
			let tokens = cvt(other);
			must("gathering CVT", world.give(other, founder.clone(), tokens))?;
			// One is left for the fee.
			let rest = vwt(other).saturating_sub(UNIT);
			must("gathering VWT", world.pay(other, founder.clone(), rest))?;
		}
		Ok(Some(Self {
			founder: founder.clone(),
			vwt: vwt(founder),
			cvt: cvt(founder),
		}))
	}

	/// Hands `paid` VWT and `tokens` CVT to `to`.
	///
	/// # Errors
	///
	/// What the chain refuses.
	pub fn hand(
		&self,
		world: &mut World,
		to: &AccountId,
		paid: Balance,
		tokens: Balance,
	) -> Result<(), Error> {
		if paid > 0 {
			must("handing out VWT", world.pay(&self.founder, to.clone(), paid))?;
		}
		if tokens > 0 {
			must("handing out CVT", world.give(&self.founder, to.clone(), tokens))?;
		}
		Ok(())
	}
}
