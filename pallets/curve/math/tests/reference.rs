//! Orders of every κ against arbitrary-precision logarithms and powers.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use althing_curve_math::{Curve, Error, Kappa, MAX_AMOUNT, MIN_ANCHOR};
use common::*;
use dashu_float::{round::mode::HalfEven, FBig};
use proptest::prelude::*;

type Real = FBig<HalfEven, 2>;

/// Bits of the reference: 10^-150.
const PRECISION: usize = 500;

fn real(number: u128) -> Real {
	Real::from(number).with_precision(PRECISION).value()
}

/// `base^(parts / divisor)`.
fn power(base: &Real, parts: u32, divisor: u32) -> Real {
	(base.ln() * real(parts.into()) / real(divisor.into())).exp()
}

fn g(curve: &Curve, supply: u128) -> Real {
	let (reserve, anchor) = curve.anchor();
	if supply == 0 {
		return real(0);
	}
	real(reserve) * power(&(real(supply) / real(anchor)), curve.kappa().parts(), 1_000_000)
}

fn h(curve: &Curve, total: &Real) -> Real {
	let (reserve, anchor) = curve.anchor();
	real(anchor) * power(&(total.clone() / real(reserve)), 1_000_000, curve.kappa().parts())
}

fn trillionth(number: &Real) -> Real {
	number.clone() / real(1_000_000_000_000)
}

/// What the exact answer to a mint is, and what may lack.
fn check_mint(curve: &Curve, supply: u128, reserve: u128) -> Result<(), TestCaseError> {
	let tokens = match curve.mint(supply, reserve) {
		Ok(tokens) => tokens,
		Err(Error::TooSmall) => 0,
		Err(_) => return Ok(()),
	};
	let total = g(curve, supply) + real(reserve);
	let exact = h(curve, &total) - real(supply);
	let grain = if total > real(2) {
		h(curve, &total) - h(curve, &(total - real(2)))
	} else {
		h(curve, &total)
	};
	prop_assert!(
		real(tokens) <= exact,
		"{curve:?} {supply} {reserve}: {tokens} > {exact}"
	);
	let least = exact.clone() - trillionth(&exact) - grain - real(2);
	prop_assert!(
		real(tokens) >= least,
		"{curve:?} {supply} {reserve}: {tokens} < {least}"
	);
	Ok(())
}

fn check_burn(curve: &Curve, supply: u128, tokens: u128) -> Result<(), TestCaseError> {
	let reserve = match curve.burn(supply, tokens) {
		Ok(reserve) => reserve,
		Err(Error::TooSmall) => 0,
		Err(_) => return Ok(()),
	};
	let exact = g(curve, supply) - g(curve, supply - tokens);
	prop_assert!(
		real(reserve) <= exact,
		"{curve:?} {supply} {tokens}: {reserve} > {exact}"
	);
	let least = exact.clone() - trillionth(&exact) - real(3);
	prop_assert!(
		real(reserve) >= least,
		"{curve:?} {supply} {tokens}: {reserve} < {least}"
	);
	Ok(())
}

fn check_price(curve: &Curve, supply: u128) -> Result<(), TestCaseError> {
	if let Ok(price) = curve.price(supply) {
		let kappa = real(curve.kappa().parts().into()) / real(1_000_000);
		let exact = kappa * g(curve, supply) / real(supply) * real(1_000_000_000_000_000_000);
		prop_assert!(real(price) <= exact);
		prop_assert!(real(price) >= exact.clone() - trillionth(&exact) - real(1));
	}
	Ok(())
}

fn check(curve: &Curve, supply: u128, size: u128) -> Result<(), TestCaseError> {
	check_mint(curve, supply, size)?;
	check_burn(curve, supply, size)?;
	check_price(curve, supply)
}

#[test]
fn every_corner_of_the_range_agrees_to_a_trillionth() {
	let anchors = [MIN_ANCHOR, 1_234_567_890_123_456_789, MAX_AMOUNT];
	for parts in [1_000_000, 1_000_001, 1_500_000, 3_141_592, 7_999_999, 8_000_000] {
		for (reserve, anchor) in anchors.into_iter().flat_map(|r| anchors.map(|s| (r, s))) {
			let curve = Curve::new(Kappa::new(parts).unwrap(), reserve, anchor).unwrap();
			let supplies = [
				1,
				1_000,
				anchor / 1_000_000,
				anchor - 1,
				anchor,
				anchor.saturating_mul(7),
				MAX_AMOUNT,
			];
			for supply in supplies {
				for size in [
					1,
					999,
					1_000_000_000_000,
					supply / 1_000_000 + 1,
					supply,
					reserve,
					MAX_AMOUNT,
				] {
					check(&curve, supply, size).unwrap();
				}
			}
		}
	}
}

proptest! {
	#![proptest_config(config(1_000))]

	#[test]
	fn orders_anywhere_agree_to_a_trillionth(curve in curve(), supply in amount(), size in amount()) {
		check(&curve, supply, size)?;
	}

	#[test]
	fn orders_near_the_anchor_agree_to_a_trillionth((curve, supply) in market(), size in amount()) {
		check(&curve, supply.max(1), size)?;
	}
}
