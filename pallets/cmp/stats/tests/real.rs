//! The numbers, against doubles.

use althing_cmp_stats::Real;
use proptest::prelude::*;

/// 2⁻⁴⁰.
const ULP: f64 = 1.0 / (1u64 << 40) as f64;

fn double(value: Real) -> f64 {
	value.raw() as f64 * ULP
}

proptest! {
	#[test]
	fn a_logarithm_is_within_an_ulp_of_a_doubles(raw in 1..=i64::MAX) {
		let value = Real::from_raw(raw);
		prop_assert!((double(value.ln()) - double(value).ln()).abs() <= ULP);
	}

	#[test]
	fn a_logarithm_of_a_share_is_within_an_ulp_of_a_doubles(raw in 1..=1i64 << 40) {
		let value = Real::from_raw(raw);
		prop_assert!((double(value.ln()) - double(value).ln()).abs() <= ULP);
	}

	#[test]
	fn an_exponential_is_within_an_ulp_of_a_doubles(raw in -(40i64 << 40)..=0) {
		let value = Real::from_raw(raw);
		prop_assert!((double(value.exp()) - double(value).exp()).abs() <= ULP);
	}

	#[test]
	fn an_exponential_never_leaves_zero_and_one(raw in any::<i64>()) {
		let power = Real::from_raw(raw).exp();
		prop_assert!(power >= Real::ZERO && power <= Real::ONE);
	}

	#[test]
	fn products_and_quotients_are_within_an_ulp(a in -(1i64 << 50)..1i64 << 50, b in 1i64 << 30..1i64 << 50) {
		let (a, b) = (Real::from_raw(a), Real::from_raw(b));
		let slack = ULP * (1.0 + double(a).abs());
		prop_assert!((double(a * b) - double(a) * double(b)).abs() <= slack);
		prop_assert!((double(a.over(b)) - double(a) / double(b)).abs() <= slack);
	}

	#[test]
	fn no_operation_panics(a in any::<i64>(), b in any::<i64>()) {
		let (a, b) = (Real::from_raw(a), Real::from_raw(b));
		let _ = (a + b, a - b, a * b, -a, a.over(b), a.ln(), a.exp());
	}
}

#[test]
fn zero_and_below_have_the_logarithm_of_one_ulp() {
	assert_eq!(Real::ZERO.ln(), Real::ULP.ln());
	assert_eq!(Real::MIN.ln(), Real::ULP.ln());
}

#[test]
fn a_quotient_by_zero_is_zero() {
	assert_eq!(Real::ONE.over(Real::ZERO), Real::ZERO);
	assert_eq!(Real::ratio(1, 0), Real::ZERO);
}
