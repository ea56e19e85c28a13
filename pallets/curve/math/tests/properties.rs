//! What holds for every order, exactly.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use althing_curve_math::{Curve, Error, Kappa, MAX_AMOUNT, MIN_ANCHOR};
use common::*;
use proptest::prelude::*;

/// One step of a history; parts are of what the trader or the supply has.
#[derive(Clone, Copy, Debug)]
enum Order {
	Buy(u128),
	Sell(u128),
}

fn order() -> impl Strategy<Value = Order> {
	prop_oneof![amount().prop_map(Order::Buy), amount().prop_map(Order::Sell)]
}

proptest! {
	#![proptest_config(config(2_000))]

	#[test]
	fn what_rounds_up_is_not_below_what_rounds_down(curve in curve(), supply in amount()) {
		match (curve.worth(supply), curve.backing(supply)) {
			(Ok(worth), Ok(backing)) => {
				prop_assert!(worth <= backing);
				prop_assert!(backing - worth <= 2, "{worth} {backing}");
			}
			(worth, backing) => {
				prop_assert_eq!(backing, Err(Error::TooLarge));
				prop_assert!(worth.map_or(true, |worth| worth + 2 > MAX_AMOUNT));
			}
		}
	}

	#[test]
	fn the_reserve_backs_the_supply_found_for_it(curve in curve(), reserve in amount()) {
		if let Ok(supply) = curve.supply_for(reserve) {
			prop_assert!(curve.backing(supply).unwrap() <= reserve);
		}
	}

	#[test]
	fn a_curve_through_a_point_is_backed_there(kappa in kappa(), held in anchor(), supply in anchor()) {
		let held = held.max(MIN_ANCHOR + 1);
		let curve = Curve::through(kappa, held, supply).unwrap();
		prop_assert!(curve.backing(supply).unwrap() <= held);
	}

	#[test]
	fn more_supply_never_needs_less(curve in curve(), supply in amount(), more in amount()) {
		let more = (supply + more).min(MAX_AMOUNT);
		if let Ok(backing) = curve.backing(more) {
			prop_assert!(curve.backing(supply).unwrap() <= backing);
			prop_assert!(curve.worth(supply).unwrap() <= curve.worth(more).unwrap());
		}
	}

	#[test]
	fn neighbours_keep_their_order((curve, supply) in market()) {
		let backings: Vec<_> = (supply..supply + 40).map_while(|s| curve.backing(s).ok()).collect();
		prop_assert!(backings.windows(2).all(|pair| pair[0] <= pair[1]));
		let reserve = curve.worth(supply).unwrap_or(0);
		let supplies: Vec<_> = (reserve..reserve + 40).map_while(|r| curve.supply_for(r).ok()).collect();
		prop_assert!(supplies.windows(2).all(|pair| pair[0] <= pair[1]));
		let prices: Vec<_> = (supply..supply + 40).map_while(|s| curve.price(s).ok()).collect();
		prop_assert!(prices.windows(2).all(|pair| pair[0] <= pair[1]));
	}

	#[test]
	fn the_price_grows_with_the_supply(curve in curve(), supply in amount(), more in amount()) {
		let more = (supply + more).min(MAX_AMOUNT);
		match curve.price(more) {
			Ok(price) => prop_assert!(curve.price(supply).unwrap() <= price),
			Err(error) => prop_assert_eq!(error, Error::TooLarge),
		}
	}

	#[test]
	fn buying_then_selling_never_gains((curve, supply) in market(), reserve in amount()) {
		if let Ok(tokens) = curve.mint(supply, reserve) {
			let back = curve.burn(supply + tokens, tokens);
			prop_assert!(back.unwrap_or(0) <= reserve);
		}
	}

	#[test]
	fn selling_then_buying_never_gains((curve, supply) in market(), tokens in amount()) {
		if let Ok(reserve) = curve.burn(supply, tokens) {
			let back = curve.mint(supply - tokens, reserve);
			prop_assert!(back.unwrap_or(0) <= tokens);
		}
	}

	#[test]
	fn splitting_a_purchase_never_gains((curve, supply) in market(), first in amount(), second in amount()) {
		if let Ok(whole) = curve.mint(supply, first + second) {
			let one = curve.mint(supply, first).unwrap_or(0);
			let two = curve.mint(supply + one, second).unwrap_or(0);
			prop_assert!(one + two <= whole);
		}
	}

	#[test]
	fn splitting_a_sale_never_gains((curve, supply) in market(), first in amount(), second in amount()) {
		if let Ok(whole) = curve.burn(supply, first + second) {
			let one = curve.burn(supply, first).unwrap_or(0);
			let two = curve.burn(supply - first, second).unwrap_or(0);
			prop_assert!(one + two <= whole);
		}
	}

	#[test]
	fn splitting_into_many_small_orders_never_gains((curve, supply) in market(), piece in amount(), count in 2u128..40) {
		if let Ok(whole) = curve.mint(supply, piece.saturating_mul(count)) {
			let after = (0..count).fold(supply, |s, _| s + curve.mint(s, piece).unwrap_or(0));
			prop_assert!(after - supply <= whole);
		}
		if let Ok(whole) = curve.burn(supply, piece.saturating_mul(count)) {
			let got: u128 = (0..count).map(|n| curve.burn(supply - n * piece, piece).unwrap_or(0)).sum();
			prop_assert!(got <= whole);
		}
	}

	#[test]
	fn an_exact_purchase_costs_what_selling_it_gives_or_more((curve, supply) in market(), tokens in amount()) {
		if let Ok(cost) = curve.cost(supply, tokens) {
			prop_assert!(curve.burn(supply + tokens, tokens).unwrap_or(0) <= cost);
			if let Ok(minted) = curve.mint(supply, cost) {
				prop_assert!(minted + 1 >= tokens);
			}
		}
	}

	#[test]
	fn changing_kappa_keeps_the_price(curve in curve(), kappa in kappa(), millionths in 100_000u32..4_000_000) {
		let supply = (curve.anchor().1 / 1_000_000 * u128::from(millionths)).min(MAX_AMOUNT);
		if let Ok(other) = curve.with_kappa(kappa, supply) {
			let (before, after) = (curve.price(supply), other.price(supply));
			if let (Ok(before), Ok(after)) = (before, after) {
				prop_assert!(before.abs_diff(after) <= before / 1_000_000_000_000 + 1, "{before} {after}");
			}
		}
	}

	#[test]
	fn no_input_panics(curve in curve(), supply in any::<u128>(), size in any::<u128>()) {
		for (supply, size) in [(supply, size), (supply >> 28, size >> 28), (supply >> 28, size >> 90), (0, size)] {
			let _ = (curve.mint(supply, size), curve.burn(supply, size), curve.cost(supply, size));
			let _ = (curve.price(supply), curve.backing(supply), curve.worth(supply), curve.supply_for(supply));
			let _ = curve.with_kappa(Kappa::MAX, supply);
		}
	}
}

proptest! {
	#![proptest_config(config(300))]

	/// No order of a history is refused for want of reserve, what is held backs the supply after each, and a
	/// trader who is back at the supply that was there at first has not gained.
	#[test]
	fn no_history_gains_or_leaves_less_than_is_owed(
		(curve, start) in market(),
		orders in proptest::collection::vec(order(), 1..40),
	) {
		let Ok(begin) = curve.backing(start) else { return Ok(()) };
		let (mut held, mut supply) = (begin, start);
		for order in orders {
			match order {
				Order::Buy(reserve) => if let Ok(tokens) = curve.mint(supply, reserve) {
					held += reserve;
					supply += tokens;
				},
				Order::Sell(tokens) => if let Ok(reserve) = curve.burn(supply, tokens) {
					prop_assert!(reserve <= held);
					held -= reserve;
					supply -= tokens;
				},
			}
			prop_assert!(held >= curve.backing(supply).unwrap());
			prop_assert!(supply < start || held >= begin, "more tokens and more reserve than at first");
		}
		// Back to the supply of the beginning.
		if supply > start {
			held -= curve.burn(supply, supply - start).unwrap_or(0);
			prop_assert!(held >= begin);
			supply = start;
		}
		// The last token can be sold.
		if supply > 0 {
			prop_assert!(curve.burn(supply, supply).unwrap_or(0) <= held);
		}
	}
}
