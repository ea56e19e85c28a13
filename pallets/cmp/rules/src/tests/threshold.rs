use super::strategies::{constants, plain, question, share};
use crate::{threshold, Constants, Kind};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn threshold_lies_between_floor_and_ceiling(question in question(), constants in constants()) {
		let found = threshold(&question, &constants);
		prop_assert!(found <= constants.ceiling);
		prop_assert!(found >= constants.floor.min(constants.ceiling));
	}

	#[test]
	fn risk_and_impact_never_lower_it_and_urgency_never_raises_it(
		question in question(), constants in constants(), other in share(),
	) {
		let at = |change: &dyn Fn(&mut crate::Question, Perbill), share| {
			let mut changed = question;
			change(&mut changed, share);
			threshold(&changed, &constants)
		};
		for (low, high) in [
			(question.risk.min(other), question.risk.max(other)),
			(question.impact.min(other), question.impact.max(other)),
			(question.urgency.min(other), question.urgency.max(other)),
		] {
			prop_assert!(at(&|q, x| q.risk = x, low) <= at(&|q, x| q.risk = x, high));
			prop_assert!(at(&|q, x| q.impact = x, low) <= at(&|q, x| q.impact = x, high));
			prop_assert!(at(&|q, x| q.urgency = x, low) >= at(&|q, x| q.urgency = x, high));
		}
	}

	#[test]
	fn every_constant_moves_it_one_way(question in question(), constants in constants(), other in share()) {
		let at = |change: &dyn Fn(&mut Constants)| {
			let mut changed = constants;
			change(&mut changed);
			threshold(&question, &changed)
		};
		let now = threshold(&question, &constants);
		prop_assert!(at(&|c| c.base = c.base.max(other)) >= now);
		prop_assert!(at(&|c| c.risk = c.risk.max(other)) >= now);
		prop_assert!(at(&|c| c.impact = c.impact.max(other)) >= now);
		prop_assert!(at(&|c| c.urgency = c.urgency.max(other)) <= now);
		prop_assert!(at(&|c| c.floor = c.floor.max(other)) >= now);
		prop_assert!(at(&|c| c.ceiling = c.ceiling.max(other)) >= now);
	}
}

#[test]
fn terms_add_up() {
	let mut question = plain(Kind::Binary);
	assert_eq!(
		threshold(&question, &Constants::default()),
		Perbill::from_percent(60)
	);
	question.risk = Perbill::from_percent(50);
	question.impact = Perbill::from_percent(50);
	assert_eq!(
		threshold(&question, &Constants::default()),
		Perbill::from_parts(775_000_000)
	);
	question.urgency = Perbill::one();
	assert_eq!(
		threshold(&question, &Constants::default()),
		Perbill::from_parts(675_000_000)
	);
	question.risk = Perbill::one();
	question.impact = Perbill::one();
	assert_eq!(
		threshold(&question, &Constants::default()),
		Perbill::from_percent(85)
	);
	question.urgency = Perbill::zero();
	assert_eq!(
		threshold(&question, &Constants::default()),
		Perbill::from_percent(95)
	);
}
