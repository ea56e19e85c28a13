use crate::{mul_div, mul_shift, Rounding};
use num_bigint::BigUint;
use proptest::prelude::*;

fn quotient(a: u128, b: u128, c: &BigUint, rounding: Rounding) -> Option<u128> {
	let product = BigUint::from(a) * b;
	let quotient = match rounding {
		Rounding::Down => product / c,
		Rounding::Up => (product + c - 1u32) / c,
	};
	u128::try_from(quotient).ok()
}

/// Numbers of all lengths.
pub fn any_length() -> impl Strategy<Value = u128> {
	(any::<u128>(), 0u32..128).prop_map(|(number, shift)| number >> shift)
}

fn rounding() -> impl Strategy<Value = Rounding> {
	prop_oneof![Just(Rounding::Down), Just(Rounding::Up)]
}

#[test]
fn nothing_is_divided_by_zero() {
	assert_eq!(mul_div(0, 0, 0, Rounding::Down), None);
	assert_eq!(mul_div(5, 5, 0, Rounding::Up), None);
	assert_eq!(mul_shift(1, 1, 0, Rounding::Down), None);
	assert_eq!(mul_shift(1, 1, 128, Rounding::Down), None);
}

#[test]
fn the_greatest_numbers_are_exact() {
	let most = u128::MAX;
	assert_eq!(mul_div(most, most, most, Rounding::Down), Some(most));
	assert_eq!(mul_div(most, most, most, Rounding::Up), Some(most));
	assert_eq!(mul_div(most, 2, 1, Rounding::Down), None);
	assert_eq!(mul_div(most, most - 1, most, Rounding::Up), Some(most - 1));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn quotients_are_those_of_big_integers(
		a in any_length(), b in any_length(), c in any_length(), rounding in rounding(),
	) {
		prop_assume!(c > 0);
		prop_assert_eq!(mul_div(a, b, c, rounding), quotient(a, b, &BigUint::from(c), rounding));
	}

	#[test]
	fn shifted_products_are_those_of_big_integers(
		a in any_length(), b in any_length(), bits in 1u32..128, rounding in rounding(),
	) {
		let c = BigUint::from(1u32) << bits;
		prop_assert_eq!(mul_shift(a, b, bits, rounding), quotient(a, b, &c, rounding));
	}
}
