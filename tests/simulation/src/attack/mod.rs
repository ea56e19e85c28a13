//! Those who mean ill, each with money of its own and a ledger of what it tried.
//!
//! | file | tries |
//! |---|---|
//! | [`flash`] | to carry a payment to itself with CVT bought days before the end |
//! | [`whale`] | the same with a root referendum that takes the treasury |
//! | [`sandwich`] | to buy before a holder's order and sell behind it |
//! | [`drain`] | to empty the commons by small proposals |
//!
//! [`raid`] is what the first two have in common, [`cost`] says what it would take on a day.

pub mod cost;
pub mod drain;
pub mod flash;
pub mod raid;
pub mod sandwich;
pub mod whale;

use althing_runtime::{AccountId, Balance};

use crate::{
	account::{account, ATTACKER},
	error::Error,
	money::part,
	purse::Purse,
	world::World,
};
use drain::Drain;
use raid::Raid;
use sandwich::Sandwich;

/// What an attacker tried, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Attempt {
	/// Which attack.
	pub attack: &'static str,
	/// The day on which it was over.
	pub day: u32,
	/// VWT that had to be put in.
	pub capital: f64,
	/// VWT won; below zero when they were lost. CVT that are left count for what the curve would give.
	pub profit: f64,
	/// Whether what was wanted was got.
	pub success: bool,
}

/// Everybody who means ill.
pub struct Attackers {
	raids: [Raid; 2],
	sandwich: Sandwich,
	drain: Drain,
}

impl Attackers {
	/// Hands out what they begin with.
	///
	/// # Errors
	///
	/// What the chain refuses.
	pub fn settle(world: &mut World, purse: &Purse) -> Result<Self, Error> {
		Ok(Self {
			raids: [
				Raid::settle(world, purse, flash::plan(), 0)?,
				Raid::settle(world, purse, whale::plan(), 100)?,
			],
			sandwich: Sandwich::new(funded(world, purse, 200, 0.01)?),
			drain: Drain::new(funded(world, purse, 201, 0.02)?),
		})
	}

	/// What they do on a day.
	pub fn day(&mut self, world: &mut World) {
		for raid in &mut self.raids {
			raid.day(world);
		}
		self.sandwich.day(world);
		self.drain.day(world);
	}
}

/// The `number`-th attacker with a share of the founders' VWT.
fn funded(world: &mut World, purse: &Purse, number: u16, share: f64) -> Result<AccountId, Error> {
	let who = account(ATTACKER, number);
	let amount: Balance = part(purse.vwt, share);
	purse.hand(world, &who, amount, 0)?;
	Ok(who)
}
