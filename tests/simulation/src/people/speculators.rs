//! Speculators: half of them follow the price, half expect it to return.

use althing_runtime::AccountId;
use rand::Rng;

use crate::{
	account::{account, SPECULATOR},
	error::Error,
	money::{cvt, part, vwt},
	purse::Purse,
	world::World,
};

/// How many there are.
const COUNT: u16 = 12;
/// What share of both currencies they have.
const SHARE: f64 = 0.1;
/// How far the price must be from its average, as they see it, for them to act.
const TRIGGER: f64 = 0.01;
/// How far they see wrong.
const NOISE: f64 = 0.02;
/// How much the mood weighs with them.
const MOOD: f64 = 0.03;
/// What part of what they have they put into an order.
const ORDER: f64 = 0.1;

/// Who speculates.
pub struct Speculators(Vec<AccountId>);

impl Speculators {
	pub(super) fn settle(world: &mut World, purse: &Purse) -> Result<Self, Error> {
		let of = SHARE / f64::from(COUNT);
		let all: Vec<_> = (0..COUNT).map(|number| account(SPECULATOR, number)).collect();
		for who in &all {
			purse.hand(world, who, part(purse.vwt, of), part(purse.cvt, of))?;
		}
		Ok(Self(all))
	}

	pub(super) fn day(&self, world: &mut World) {
		for (number, who) in self.0.iter().enumerate() {
			let follows = if number % 2 == 0 { 1.0 } else { -1.0 };
			let noise = world.rng.gen_range(-NOISE..NOISE);
			let signal = follows * world.trend() + MOOD * world.market.mood + noise;
			// What the chain refuses is counted by the world.
			let _ = match signal {
				up if up > TRIGGER => world.buy(who, part(vwt(who), ORDER)),
				down if down < -TRIGGER => world.sell(who, part(cvt(who), ORDER)),
				_ => Ok(()),
			};
		}
	}
}
