//! Whatever the input, a score is a number between zero and one.
#![allow(clippy::unwrap_used)]

use althing_brains::{judge, Method, Series, Window};
use proptest::prelude::*;

/// Ordinary values, extreme ones, tiny ones, and repeats.
fn value() -> impl Strategy<Value = f64> {
	prop_oneof![
		4 => -1e3..1e3f64,
		1 => prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
		1 => prop::sample::select(vec![f64::MAX, f64::MIN, f64::MIN_POSITIVE, 0.0, -0.0, 1.0, 1e100, -1e-300]),
	]
}

/// Stretches of values, some of them constant for a while.
fn values() -> impl Strategy<Value = Vec<f64>> {
	let stretch = (value(), 1usize..40).prop_map(|(value, times)| vec![value; times]);
	let varied = prop::collection::vec(value(), 1..60);
	let stretches = prop::collection::vec(prop_oneof![stretch, varied], 1..14);
	stretches.prop_map(|stretches| stretches.concat())
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn scores_are_always_between_zero_and_one(values in values(), start in any::<i64>(), step in 1..1_000_000i64) {
		for method in Method::all() {
			let mut detector = method.build(1);
			let mut timestamp = start;
			for value in &values {
				let score = detector.update(timestamp, *value);
				prop_assert!((0.0..=1.0).contains(&score), "{} gave {}", method.name(), score);
				timestamp = timestamp.saturating_add(step);
			}
		}
	}

	#[test]
	fn careless_callers_do_not_poison_a_detector(values in values()) {
		for method in Method::all() {
			let mut detector = method.build(1);
			for (timestamp, value) in values.iter().enumerate() {
				detector.update(timestamp as i64, *value);
				for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
					let score = detector.update(timestamp as i64, odd);
					prop_assert!((0.0..=1.0).contains(&score));
				}
			}
		}
	}

	#[test]
	fn opinions_are_within_bounds(values in values(), from in 0..500i64, length in 0..100i64) {
		let series = Series::new((0..values.len() as i64).collect(), values).unwrap();
		let window = Window::new(from, from + length).unwrap();
		for method in Method::all() {
			let opinion = judge(method.build(1).as_mut(), &series, window);
			prop_assert!((0.5..=1.0).contains(&opinion.confidence));
			prop_assert!((0.0..=1.0).contains(&opinion.score));
			prop_assert!(!opinion.rationale.is_empty());
			prop_assert!(opinion.at.is_none_or(|at| window.contains(at)));
		}
	}
}
