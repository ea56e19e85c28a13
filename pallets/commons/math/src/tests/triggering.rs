use super::dividing::any_length;
use crate::{threshold, Conviction, Rules, BILLION, MAX_STAKE};
use num_bigint::BigUint;
use proptest::prelude::*;

/// A fifth of the pool at most; a vanishing request needs a fortieth of the supply.
const USUAL: Rules = Rules {
	beta: 200_000_000,
	rho: 1_000_000,
};

/// The exact threshold as a fraction: ρ·S·R² / (β·R − r)², in ulp.
fn exact(requested: u128, pool: u128, supply: u128, rules: &Rules) -> Option<(BigUint, BigUint)> {
	let (beta_pool, wanted) = (
		BigUint::from(rules.beta) * pool,
		BigUint::from(BILLION) * requested,
	);
	if pool == 0 || beta_pool <= wanted {
		return None;
	}
	let gap = beta_pool - wanted;
	let numerator = (BigUint::from(supply) << 32) * rules.rho * pool * pool * BILLION;
	Some((numerator, &gap * &gap))
}

#[test]
fn a_vanishing_request_needs_rho_over_beta_squared_of_the_supply() {
	let needed = threshold(0, 1_000_000, 4_000_000, &USUAL).unwrap();
	assert_eq!(needed.tokens(), 100_000);
}

#[test]
fn a_larger_request_needs_more() {
	let at = |r| threshold(r, 1_000, 1_000_000, &USUAL).unwrap().tokens();
	// (β − r/R)² falls from 0.04 to 0.01 to 0.0001.
	assert_eq!((at(0), at(100), at(190)), (25_000, 100_000, 10_000_000));
}

#[test]
fn the_share_beta_is_never_reached() {
	assert_eq!(threshold(200, 1_000, 1, &USUAL), None);
	assert_eq!(threshold(201, 1_000, 1, &USUAL), None);
	assert_eq!(threshold(u128::MAX, 1, 1, &USUAL), None);
	assert!(threshold(199, 1_000, 1, &USUAL).is_some());
}

#[test]
fn an_empty_pool_pays_nothing() {
	assert_eq!(threshold(0, 0, 1, &USUAL), None);
	assert_eq!(threshold(1, 0, 1, &USUAL), None);
}

#[test]
fn what_cannot_be_reached_is_not_a_threshold() {
	let narrow = Rules {
		beta: 1,
		rho: BILLION as u32,
	};
	assert_eq!(threshold(0, 1, MAX_STAKE, &narrow), None);
}

#[test]
fn no_supply_needs_no_conviction() {
	// Hence the floor, which is the caller's.
	assert_eq!(threshold(1, 1_000, 0, &USUAL), Some(Conviction::ZERO));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn a_threshold_is_never_below_the_exact_one_and_hardly_above(
		requested in any_length(), pool in any_length(), supply in 0..=MAX_STAKE,
		beta in 1_000_000u32..=1_000_000_000, rho in 0u32..=1_000_000_000,
	) {
		let rules = Rules { beta, rho };
		let found = threshold(requested, pool, supply, &rules);
		let Some((numerator, denominator)) = exact(requested, pool, supply, &rules) else {
			prop_assert_eq!(found, None);
			return Ok(());
		};
		let Some(found) = found else {
			return Ok(()); // above any conviction, or too near to β to tell
		};
		prop_assert!(BigUint::from(found.raw()) * &denominator >= numerator);
		let thousandth = BigUint::from(pool) * 1_000_000u32;
		let near = BigUint::from(beta) * pool < BigUint::from(BILLION) * requested + thousandth;
		if !near {
			// A part in 2⁵⁰ and 2²² ulp.
			let allowed = &numerator + (&numerator >> 50) + (&denominator << 22);
			prop_assert!(BigUint::from(found.raw()) * denominator <= allowed);
		}
	}

	#[test]
	fn nothing_that_could_pass_is_called_impossible(
		requested in 0u128..1_000_000_000, supply in 0u128..1 << 80, beta in 10_000_000u32..=500_000_000,
	) {
		// A request of at most nine tenths of β: the exact threshold is far below the greatest conviction.
		let pool = requested * 10 * BILLION / (9 * u128::from(beta)) + 1;
		let rules = Rules { beta, rho: beta / 100 };
		prop_assert!(threshold(requested, pool, supply, &rules).is_some());
	}
}
