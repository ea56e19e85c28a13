//! An order seen before it is executed: buy as much as its slippage limit allows, let it pass, sell.

use althing_runtime::{constants::currency::UNIT, AccountId, Balance, Balances, Curve, Cvt};
use frame_support::storage::with_storage_layer;
use polkadot_sdk::*;
use sp_runtime::DispatchError;

use super::Attempt;
use crate::{
	chain::{by, dispatch, rehearse},
	money::{part, vwt, whole},
	world::{buying, selling, World, SLIPPAGE},
};

/// How often an order is worth looking at, in days.
const EVERY: u32 = 7;
/// What part of its VWT the victim puts into the order.
const ORDER: f64 = 0.1;
/// How exactly the greatest purchase is searched.
const STEP: Balance = UNIT / 1_000;

/// An order on the curve that somebody else has seen.
#[derive(Clone, Debug)]
pub struct Order {
	/// Who buys.
	pub buyer: AccountId,
	/// For how many VWT.
	pub pays: Balance,
	/// How many CVT at least.
	pub least: Balance,
}

/// The three orders of a sandwich around `order`, with `front` VWT before it; returns what `attacker` won.
/// Without fees.
///
/// # Errors
///
/// The chain's: nothing has happened then.
pub fn squeeze(attacker: &AccountId, order: &Order, front: Balance) -> Result<f64, DispatchError> {
	let (paid, had) = (Balances::free_balance(attacker), Cvt::free_balance(attacker));
	with_storage_layer(|| {
		dispatch(by(attacker), buying(front, 0))?;
		dispatch(by(&order.buyer), buying(order.pays, order.least))?;
		let got = Cvt::free_balance(attacker).saturating_sub(had);
		dispatch(by(attacker), selling(got, 0))
	})?;
	Ok(whole(Balances::free_balance(attacker)) - whole(paid))
}

/// The most VWT up to `purse` that can be put before `order` without its being refused.
pub fn widest(attacker: &AccountId, order: &Order, purse: Balance) -> Balance {
	let passes = |front| {
		rehearse(|| {
			let bought = dispatch(by(attacker), buying(front, 0)).is_ok();
			bought && Curve::quote_buy(order.pays).is_ok_and(|quote| quote.got >= order.least)
		})
	};
	if passes(purse) {
		return purse;
	}
	let (mut low, mut high) = (0, purse);
	while high - low > STEP {
		let middle = low + (high - low) / 2;
		if passes(middle) {
			low = middle;
		} else {
			high = middle;
		}
	}
	low
}

/// Who watches orders.
pub struct Sandwich {
	who: AccountId,
}

impl Sandwich {
	/// With an account that has VWT.
	pub fn new(who: AccountId) -> Self {
		Self { who }
	}

	/// Looks at an order now and then, and takes its chance when a rehearsal gains.
	pub fn day(&self, world: &mut World) {
		if !world.day.is_multiple_of(EVERY) {
			return;
		}
		let Some(order) = seen(world) else { return };
		let front = widest(&self.who, &order, part(vwt(&self.who), 0.95));
		let gains = rehearse(|| squeeze(&self.who, &order, front));
		let success = gains.is_ok_and(|gain| gain > 0.0);
		// Who would lose does nothing.
		let profit = match success {
			true => squeeze(&self.who, &order, front).unwrap_or_default(),
			false => 0.0,
		};
		world.attempts.push(Attempt {
			attack: "sandwich",
			day: world.day,
			capital: whole(front),
			profit,
			success,
		});
	}
}

/// A holder's order with the slippage limit that everybody uses.
fn seen(world: &mut World) -> Option<Order> {
	let buyer = world.any_holder()?;
	let pays = part(vwt(&buyer), ORDER);
	let least = part(Curve::quote_buy(pays).ok()?.got, 1.0 - SLIPPAGE);
	Some(Order { buyer, pays, least })
}
