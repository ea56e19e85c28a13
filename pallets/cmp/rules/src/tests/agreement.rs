use super::strategies::{answer, kind, share};
use crate::{agrees, label, Answer, Kind};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::prelude::*;

proptest! {
	#[test]
	fn agreement_is_mutual_and_any_input_has_a_label(
		kind in kind(), tolerance in share(), one in answer(), other in answer(),
	) {
		prop_assert_eq!(agrees(&kind, tolerance, &one, &other), agrees(&kind, tolerance, &other, &one));
		prop_assert!(agrees(&kind, tolerance, &one, &one));
		let _ = label(&kind, tolerance, &one);
	}
}

#[test]
fn numbers_in_one_step_of_the_tolerance_have_one_label() {
	let kind = Kind::Scalar { min: 0, max: 100 };
	let label = |value| label(&kind, Perbill::from_percent(10), &Answer::Scalar(value));
	assert_eq!(
		[label(0), label(9), label(10), label(99), label(100)],
		[0, 0, 1, 9, 10]
	);
}
