use super::strategies::{share, weight};
use crate::{effective, wilson, Fixed, Interval};
use proptest::{collection::vec, prelude::*};

/// The interval in doubles, written down from the formula in its usual form.
fn doubles(p: f64, n: f64, z: f64) -> (f64, f64) {
	let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
	let spread = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
	(centre - spread, centre + spread)
}

fn ratio(part: i64, whole: i64) -> Fixed {
	Fixed::from_int(part).checked_div(Fixed::from_int(whole)).unwrap()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2_000))]

	#[test]
	fn it_agrees_with_doubles(p in share(), n in 1.0..64f64, z_milli in 0u32..10_000) {
		let p = Fixed::from_perbill(p);
		let n = Fixed::from_raw((n * (1u64 << 48) as f64) as i128);
		let found = wilson(p, n, z_milli);
		let (lower, upper) = doubles(p.to_f64(), n.to_f64(), f64::from(z_milli) / 1000.0);
		prop_assert!((found.lower.to_f64() - lower).abs() < 1e-11, "{found:?} {lower}");
		prop_assert!((found.upper.to_f64() - upper).abs() < 1e-11, "{found:?} {upper}");
	}

	#[test]
	fn it_holds_the_share_whatever_the_input(p in any::<i128>(), n in any::<i128>(), z in any::<u32>(), shift in 0u32..127) {
		let (p, n) = (Fixed::from_raw(p >> shift), Fixed::from_raw(n));
		let Interval { lower, upper } = wilson(p, n, z);
		let share = p.max(Fixed::ZERO).min(Fixed::ONE);
		prop_assert!(Fixed::ZERO <= lower && lower <= share && share <= upper && upper <= Fixed::ONE);
	}

	#[test]
	fn more_voices_never_lower_the_lower_end(p in share(), n in 1i64..63, more in 1i64..63) {
		let p = Fixed::from_perbill(p);
		let few = wilson(p, Fixed::from_int(n), 1_960);
		let many = wilson(p, Fixed::from_int(n + more), 1_960);
		prop_assert!(many.lower.raw() >= few.lower.raw() - 8 && many.upper.raw() <= few.upper.raw() + 8);
	}

	#[test]
	fn voices_are_never_more_than_weights(weights in vec(prop_oneof![weight(), Just(Fixed::ZERO)], 0..64)) {
		let voices = effective(&weights);
		let present = weights.iter().filter(|w| **w > Fixed::ZERO).count() as i64;
		prop_assert!(voices <= Fixed::from_int(present));
		prop_assert!(present == 0 || voices >= Fixed::ONE);
		let sum: f64 = weights.iter().map(|w| w.to_f64()).sum();
		let squares: f64 = weights.iter().map(|w| w.to_f64().powi(2)).sum();
		prop_assert!(present == 0 || (voices.to_f64() - sum * sum / squares).abs() < 1e-11);
	}

	#[test]
	fn equal_weights_are_so_many_voices(weight in weight(), count in 1usize..64) {
		prop_assert_eq!(effective(&vec![weight; count]), Fixed::from_int(count as i64));
	}

	#[test]
	fn any_weights_have_some_number_of_voices(weights in vec(any::<i128>().prop_map(Fixed::from_raw), 0..64)) {
		prop_assert!(effective(&weights) <= Fixed::from_int(weights.len() as i64));
		prop_assert!(effective(&weights) >= Fixed::ZERO);
	}
}

#[test]
fn known_intervals_come_out() {
	let close = |found: Fixed, expected: f64| (found.to_f64() - expected).abs() < 5e-4;
	let all = wilson(Fixed::ONE, Fixed::from_int(15), 1_960);
	assert!(close(all.lower, 0.796) && all.upper == Fixed::ONE);
	let most = wilson(ratio(12, 16), Fixed::from_int(16), 1_960);
	assert!(close(most.lower, 0.505) && close(most.upper, 0.898));
	let none = wilson(Fixed::ZERO, Fixed::from_int(10), 1_960);
	assert!(none.lower == Fixed::ZERO && close(none.upper, 0.278));
}

#[test]
fn without_voices_nothing_is_known() {
	assert_eq!(wilson(Fixed::ONE, Fixed::ZERO, 1_960), Interval::WIDEST);
	assert_eq!(wilson(Fixed::ONE, Fixed::from_int(-3), 1_960), Interval::WIDEST);
	assert_eq!(effective(&[]), Fixed::ZERO);
	assert_eq!(effective(&[Fixed::ZERO; 4]), Fixed::ZERO);
}
