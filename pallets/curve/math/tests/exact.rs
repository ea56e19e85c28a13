//! The direction of every rounding, decided by whole numbers of thousands of bits.
//!
//! For κ = p/8 both sides of `U ≥ R₀ (s / S₀)^κ` can be raised to the eighth power, which leaves integers:
//! `U⁸ · S₀^p ≥ s^p · R₀⁸`. No approximation is involved.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use althing_curve_math::{Curve, Kappa};
use common::*;
use num_bigint::BigUint;
use proptest::prelude::*;

const Q: u32 = 8;

fn big(number: u128, power: u32) -> BigUint {
	BigUint::from(number).pow(power)
}

fn eighths() -> impl Strategy<Value = u32> {
	prop_oneof![Just(8u32), Just(64), 8u32..=64]
}

proptest! {
	#![proptest_config(config(2_000))]

	#[test]
	fn what_must_be_held_is_never_below_the_curve_and_less_than_two_above(
		p in eighths(), reserve in anchor(), anchor in anchor(), supply in amount(),
	) {
		let curve = Curve::new(Kappa::new(p * 125_000).unwrap(), reserve, anchor).unwrap();
		let right = big(supply, p) * big(reserve, Q);
		let left = |value: u128| big(value, Q) * big(anchor, p);
		if let Ok(backing) = curve.backing(supply) {
			prop_assert!(left(backing) >= right);
			prop_assert!(backing < 2 || left(backing - 2) < right);
		}
		if let Ok(worth) = curve.worth(supply) {
			prop_assert!(left(worth) <= right);
			prop_assert!(left(worth + 2) > right);
		}
	}

	#[test]
	fn the_supply_found_is_never_above_the_curve_and_less_than_two_below(
		p in eighths(), reserve in anchor(), anchor in anchor(), total in amount(),
	) {
		let curve = Curve::new(Kappa::new(p * 125_000).unwrap(), reserve, anchor).unwrap();
		let right = big(total, Q) * big(anchor, p);
		let left = |value: u128| big(value, p) * big(reserve, Q);
		if let Ok(supply) = curve.supply_for(total) {
			prop_assert!(left(supply) <= right);
			prop_assert!(left(supply + 2) > right);
		}
	}
}
