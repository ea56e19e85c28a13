//! Buying before somebody's purchase and selling after it.

use super::{run, GRAIN};
use althing_integration_tests::people::{buy, by, newcomer, sell, set_tributes, NEVER};
use althing_runtime::{constants::currency::UNIT, Curve};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Permill;

/// VWT in the reserve to begin with.
const RESERVE: u128 = 4_000_000 * UNIT;

/// An attacker who buys for `front` before a purchase for `order` that accepts `slippage`, and sells all
/// after it, where both tributes are `tribute`. Gives what it has gained, and whether the order was executed.
fn sandwich(tribute: Permill, front: u128, order: u128, slippage: Permill) -> (i128, bool) {
	run(|| {
		set_tributes(tribute);
		let victim = Sr25519Keyring::Eve.to_account_id();
		let attacker = newcomer(101, front + UNIT);
		let quoted = Curve::quote_buy(order).unwrap().got;
		let least = quoted - slippage.mul_floor(quoted);

		let bought = buy(&attacker, front);
		let executed = Curve::buy(by(&victim), order, least, NEVER).is_ok();
		let back = sell(&attacker, bought);
		(back as i128 - front as i128, executed)
	})
}

fn percent(share: u32) -> Permill {
	Permill::from_percent(share)
}

#[test]
fn a_limit_refuses_what_was_moved_too_far_and_the_attacker_has_bought_for_nothing() {
	let (gain, executed) = sandwich(Permill::zero(), 500_000 * UNIT, 10_000 * UNIT, percent(1));
	assert!(!executed);
	assert!(gain <= 0 && gain >= -(GRAIN as i128), "{gain}");
}

#[test]
fn within_the_limit_the_attacker_takes_what_the_limit_leaves_and_no_more() {
	let order = 10_000 * UNIT;
	// As much as one in a hundred lets it.
	let (gain, executed) = sandwich(Permill::zero(), 80_000 * UNIT, order, percent(1));
	assert!(executed);
	assert!(
		gain > 98 * UNIT as i128 && gain <= (order / 100) as i128,
		"{gain}"
	);
}

#[test]
fn a_tribute_of_a_thousandth_makes_the_same_attack_a_loss() {
	let tribute = Permill::from_parts(1_000);
	let (gain, executed) = sandwich(tribute, 80_000 * UNIT, 10_000 * UNIT, percent(1));
	assert!(executed);
	assert!(gain < -60 * UNIT as i128, "{gain}");
}

#[test]
fn without_limit_and_tribute_a_tenth_of_the_order_is_lost_to_the_attacker() {
	let everything = percent(100);
	let (front, order) = (1_000_000 * UNIT, 100_000 * UNIT);
	let (gain, _) = sandwich(Permill::zero(), front, order, everything);
	assert!(
		gain > (order / 10) as i128 && gain < (order * 11 / 100) as i128,
		"{gain}"
	);
	let (gain, _) = sandwich(percent(5), front, order, everything);
	assert!(gain < -80_000 * UNIT as i128, "{gain}");
}

/// With κ = 2 and tributes of t both ways, an order below 4·t of the reserve is not worth it, whatever the
/// attacker has.
#[test]
fn an_order_small_against_tribute_and_reserve_is_never_worth_a_sandwich() {
	for tribute in [Permill::from_parts(1_000), percent(1), percent(5)] {
		let order = tribute.mul_floor(RESERVE) * 39 / 10;
		// The victim has a million.
		let order = order.min(900_000 * UNIT);
		for part in [1_000, 100, 10, 2, 1] {
			let (gain, executed) = sandwich(tribute, RESERVE / part, order, percent(100));
			assert!(executed);
			assert!(gain < 0, "{tribute:?}, {part}: {gain}");
		}
	}
}
