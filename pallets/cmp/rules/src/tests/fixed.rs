use super::strategies::{share, weight};
use crate::Fixed;
use codec::{Decode, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::{Perbill, Rounding};
use proptest::prelude::*;

/// The 256 bits of a product, high half first, by long multiplication.
fn wide(a: u128, b: u128) -> (u128, u128) {
	let halves = |x: u128| (x >> 64, x & u128::from(u64::MAX));
	let ((a1, a0), (b1, b0)) = (halves(a), halves(b));
	let (middle, carry) = (a1 * b0).overflowing_add(a0 * b1);
	let (low, carry_low) = (a0 * b0).overflowing_add(middle << 64);
	let high = a1 * b1 + (middle >> 64) + (u128::from(carry) << 64) + u128::from(carry_low);
	(high, low)
}

/// |a − b| of 256-bit numbers.
fn apart(a: (u128, u128), b: (u128, u128)) -> (u128, u128) {
	let (more, less) = if a >= b { (a, b) } else { (b, a) };
	let (low, borrow) = more.1.overflowing_sub(less.1);
	(more.0 - less.0 - u128::from(borrow), low)
}

const ONE: u128 = 1 << 48;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn shares_come_back_unchanged(share in share()) {
		prop_assert_eq!(Fixed::from_perbill(share).to_perbill(), share);
	}

	#[test]
	fn shares_round_to_nearest_and_saturate(raw in any::<i128>(), small in 0i128..(1 << 48)) {
		let outside = Fixed::from_raw(raw).to_perbill();
		if raw <= 0 {
			prop_assert!(outside.is_zero());
		} else if raw >= Fixed::ONE.raw() {
			prop_assert!(outside.is_one());
		}
		let parts = i128::from(Fixed::from_raw(small).to_perbill().deconstruct());
		prop_assert!(((parts << 48) - small * 1_000_000_000).abs() <= 1 << 47);
	}

	#[test]
	fn products_are_within_half_an_ulp_over_the_whole_range(a in any::<i128>(), b in any::<i128>(), shift in 0u32..127) {
		let a = a >> shift;
		let exact = wide(a.unsigned_abs(), b.unsigned_abs());
		match Fixed::from_raw(a).checked_mul(Fixed::from_raw(b)) {
			Some(product) => {
				let error = apart(wide(product.raw().unsigned_abs(), ONE), exact);
				prop_assert!(error <= (0, ONE / 2));
				prop_assert!(product.raw() == 0 || (product.raw() < 0) == ((a < 0) != (b < 0)));
			}
			None => prop_assert!(exact >= wide((1 << 127) - 1, ONE)),
		}
	}

	#[test]
	fn quotients_are_within_half_an_ulp_over_the_whole_range(a in any::<i128>(), b in any::<i128>(), shift in 0u32..127) {
		let b = b >> shift;
		let exact = wide(a.unsigned_abs(), ONE);
		match Fixed::from_raw(a).checked_div(Fixed::from_raw(b)) {
			Some(quotient) => {
				let error = apart(wide(quotient.raw().unsigned_abs(), b.unsigned_abs()), exact);
				prop_assert!(error.0 == 0 && error.1 <= b.unsigned_abs().div_ceil(2));
			}
			None => prop_assert!(b == 0 || exact >= wide((1 << 127) - 1, b.unsigned_abs())),
		}
	}

	#[test]
	fn scaling_rounds_down(a in any::<i128>(), n in any::<i128>(), d in any::<i128>(), shift in 0u32..127) {
		let n = n >> shift;
		let [a, n, d] = [a, n, d].map(|raw| Fixed::from_raw(raw.saturating_abs()));
		if let Some(scaled) = a.checked_mul_div(n, d, Rounding::Down) {
			let [a, n, d, scaled] = [a, n, d, scaled].map(|x| x.raw().unsigned_abs());
			prop_assert!(wide(scaled, d) <= wide(a, n));
			prop_assert!(wide(scaled + 1, d) > wide(a, n));
		}
	}

	#[test]
	fn arithmetic_on_weights_agrees_with_doubles(a in weight(), b in weight()) {
		let (x, y) = (a.to_f64(), b.to_f64());
		let close = |found: Fixed, expected: f64| (found.to_f64() - expected).abs() < 1e-12;
		prop_assert!(close(a.checked_add(b).unwrap(), x + y));
		prop_assert!(close(a.checked_sub(b).unwrap(), x - y));
		prop_assert!(close(a.checked_mul(b).unwrap(), x * y));
		prop_assert!(close(a.checked_div(b).unwrap(), x / y));
		prop_assert!(close(a.sqrt().unwrap(), x.sqrt()));
		prop_assert!(close(a.ln().unwrap(), x.ln()));
	}

	#[test]
	fn roots_round_down(raw in 0i128..(1 << 80)) {
		let root = Fixed::from_raw(raw).sqrt().unwrap().raw().unsigned_abs();
		let exact = (raw as u128) << 48;
		prop_assert!(root * root <= exact && exact < (root + 1) * (root + 1));
	}

	#[test]
	fn roots_of_large_numbers_are_relatively_close(raw in (1i128 << 80)..i128::MAX) {
		let number = Fixed::from_raw(raw);
		prop_assert!((number.sqrt().unwrap().to_f64() / number.to_f64().sqrt() - 1.0).abs() < 1e-12);
	}

	#[test]
	fn logarithms_agree_with_doubles_over_the_whole_range(raw in 1..i128::MAX, shift in 0u32..127) {
		let number = Fixed::from_raw((raw >> shift).max(1));
		prop_assert!((number.ln().unwrap().to_f64() - number.to_f64().ln()).abs() < 3e-14);
	}

	#[test]
	fn logarithms_never_fall_by_more_than_their_error(raw in 1i128..(1 << 60), more in 0i128..(1 << 20)) {
		let [low, high] = [raw, raw + more].map(|raw| Fixed::from_raw(raw).ln().unwrap().raw());
		prop_assert!(high >= low - 1);
	}

	#[test]
	fn the_encoding_is_sixteen_bytes_and_comes_back(raw in any::<i128>()) {
		let encoded = Fixed::from_raw(raw).encode();
		prop_assert_eq!(encoded.len(), Fixed::max_encoded_len());
		prop_assert_eq!(Fixed::decode(&mut &encoded[..]).unwrap().raw(), raw);
	}

	#[test]
	fn saturating_sums_stop_at_the_ends(a in any::<i128>(), b in any::<i128>()) {
		let [a, b] = [a, b].map(Fixed::from_raw);
		let end = if b < Fixed::ZERO { Fixed::MIN } else { Fixed::MAX };
		prop_assert_eq!(a.saturating_add(b), a.checked_add(b).unwrap_or(end));
		let end = if b < Fixed::ZERO { Fixed::MAX } else { Fixed::MIN };
		prop_assert_eq!(a.saturating_sub(b), a.checked_sub(b).unwrap_or(end));
	}
}

#[test]
fn known_logarithms_are_within_one_ulp() {
	// Each quotient is rounded to the nearest ulp, then its logarithm times 2⁴⁸, rounded, from 60 decimal digits.
	for (numerator, denominator, expected) in KNOWN {
		let number = Fixed::from_int(numerator)
			.checked_div(Fixed::from_int(denominator))
			.unwrap();
		let found = number.ln().unwrap().raw();
		assert!(
			(found - expected).abs() <= 1,
			"ln({numerator}/{denominator}): {found} for {expected}"
		);
	}
}

const KNOWN: [(i64, i64, i128); 10] = [
	(2, 1, 195_103_586_505_167),
	(3, 1, 309_231_868_366_897),
	(10, 1, 648_120_085_424_803),
	(99, 1, 1_293_411_252_799_307),
	(11, 9, 56_483_779_331_720),
	(1, 3, -309_231_868_366_898),
	(1, 1_099_511_627_776, -7_804_143_460_206_699),
	(9_223_372_036_854_775_807, 1, 12_291_525_949_825_551),
	(3, 2, 114_128_281_861_729),
	(577, 408, 97_552_215_978_449),
];

#[test]
fn undefined_results_are_none() {
	assert_eq!(Fixed::ZERO.ln(), None);
	assert_eq!(Fixed::MIN.ln(), None);
	assert_eq!(Fixed::from_raw(-1).sqrt(), None);
	assert_eq!(Fixed::ONE.checked_div(Fixed::ZERO), None);
	assert_eq!(Fixed::MAX.checked_add(Fixed::from_raw(1)), None);
	assert_eq!(Fixed::MIN.checked_sub(Fixed::from_raw(1)), None);
	assert_eq!(Fixed::MAX.checked_mul(Fixed::MIN), None);
}

#[test]
fn the_ends_of_the_range_are_handled() {
	assert_eq!(Fixed::ZERO.sqrt(), Some(Fixed::ZERO));
	assert!(Fixed::MAX.sqrt().is_some() && Fixed::MAX.ln().is_some());
	assert_eq!(Fixed::ONE.ln(), Some(Fixed::ZERO));
	assert_eq!(Fixed::MAX.checked_div(Fixed::ONE), Some(Fixed::MAX));
	assert_eq!(Fixed::from_int(i64::MIN).raw(), i128::from(i64::MIN) << 48);
	assert_eq!(Fixed::MAX.to_perbill(), Perbill::one());
	assert_eq!(Fixed::MIN.to_perbill(), Perbill::zero());
}
