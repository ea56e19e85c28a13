//! When values agree.

use crate::{Comparison, Value, MAX_SET};
use polkadot_sdk::sp_runtime::Perbill;
use proptest::prelude::*;

const ROOT: [u8; 32] = [1; 32];

fn agree(comparison: Comparison, values: &[Value]) -> bool {
	comparison.agree(&ROOT, values.iter())
}

fn set(members: impl IntoIterator<Item = u8>) -> Value {
	let members: Vec<_> = members.into_iter().map(|member| [member; 32]).collect();
	Value::Set(members.try_into().unwrap())
}

fn overlap(percent: u32) -> Comparison {
	Comparison::Overlap(Perbill::from_percent(percent))
}

#[test]
fn exact_is_the_batch_itself() {
	let (same, other) = (Value::Exact(ROOT), Value::Exact([2; 32]));
	assert!(agree(Comparison::Exact, &[same.clone(), same.clone()]));
	assert!(!agree(Comparison::Exact, &[same, other.clone()]));
	assert!(
		!agree(Comparison::Exact, &[other.clone(), other]),
		"they agree on another batch"
	);
}

#[test]
fn numbers_are_as_near_as_the_two_farthest_are() {
	let numbers = [10, 12, 15].map(Value::Scalar);
	assert!(agree(Comparison::Tolerance(5), &numbers));
	assert!(!agree(Comparison::Tolerance(4), &numbers));
	let farthest = [i64::MIN, i64::MAX].map(Value::Scalar);
	assert!(!agree(Comparison::Tolerance(u64::MAX - 1), &farthest));
	assert!(agree(Comparison::Tolerance(u64::MAX), &farthest));
}

#[test]
fn sets_agree_when_each_two_share_enough() {
	let sets = [set(0..4), set(1..5), set(0..5)];
	// 3 of 5, 4 of 5 and 4 of 5.
	assert!(agree(overlap(60), &sets));
	assert!(!agree(overlap(61), &sets));
	let chain = [set(0..4), set(1..5), set(2..6)];
	assert!(
		!agree(overlap(60), &chain),
		"the first and the last share too little"
	);
}

#[test]
fn a_set_has_one_form() {
	let whole = set(0..4);
	for bad in [set([1, 0]), set([1, 1]), set([])] {
		assert!(!agree(overlap(50), &[bad.clone(), bad.clone()]));
		assert!(!agree(overlap(50), &[whole.clone(), bad]));
	}
}

#[test]
fn values_of_another_form_agree_on_nothing() {
	let values = [Value::Exact(ROOT), Value::Scalar(1), set([1])];
	let comparisons = [Comparison::Exact, Comparison::Tolerance(u64::MAX), overlap(50)];
	for (place, comparison) in comparisons.into_iter().enumerate() {
		for (other, value) in values.iter().enumerate() {
			assert_eq!(agree(comparison, &[value.clone(), value.clone()]), place == other);
			assert_eq!(
				agree(comparison, &[values[place].clone(), value.clone()]),
				place == other
			);
		}
	}
}

proptest! {
	#[test]
	fn the_order_of_executions_says_nothing(numbers in prop::collection::vec(-50i64..50, 2..16), most in 0u64..100) {
		let spread = numbers.iter().max().unwrap() - numbers.iter().min().unwrap();
		let values: Vec<_> = numbers.iter().copied().map(Value::Scalar).collect();
		let backwards: Vec<_> = values.iter().rev().cloned().collect();
		let agrees = agree(Comparison::Tolerance(most), &values);
		prop_assert_eq!(agrees, spread as u64 <= most);
		prop_assert_eq!(agrees, agree(Comparison::Tolerance(most), &backwards));
	}

	#[test]
	fn shares_are_those_of_sets(
		one in prop::collection::btree_set(0u8..64, 1..MAX_SET as usize),
		other in prop::collection::btree_set(0u8..64, 1..MAX_SET as usize),
		percent in 50u32..=100,
	) {
		let both = one.intersection(&other).count() as u64 * 100;
		let all = one.union(&other).count() as u64 * u64::from(percent);
		let values = [set(one), set(other)];
		// A share is rounded down at its ninth digit: what it is short of then is no whole percent.
		prop_assert_eq!(agree(overlap(percent), &values), both >= all);
	}
}
