use super::strategies::{constants, past, plain, question, share};
use crate::{threshold, Constants, Kind, Past};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn threshold_lies_between_floor_and_ceiling(question in question(), constants in constants()) {
		let found = threshold(&question, &constants, &Past::default());
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
			threshold(&changed, &constants, &Past::default())
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
	fn mistakes_of_the_class_never_lower_it(
		question in question(), constants in constants(), past in past(), more in any::<u32>(),
	) {
		let worse = Past { wrong: past.wrong.saturating_add(more), ..past };
		prop_assert!(threshold(&question, &constants, &worse) >= threshold(&question, &constants, &past));
	}

	#[test]
	fn every_constant_moves_it_one_way(question in question(), constants in constants(), other in share()) {
		let at = |change: &dyn Fn(&mut Constants)| {
			let mut changed = constants;
			change(&mut changed);
			threshold(&question, &changed, &Past::default())
		};
		let now = threshold(&question, &constants, &Past::default());
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
		threshold(&question, &Constants::default(), &Past::default()),
		Perbill::from_percent(60)
	);
	question.risk = Perbill::from_percent(50);
	question.impact = Perbill::from_percent(50);
	assert_eq!(
		threshold(&question, &Constants::default(), &Past::default()),
		Perbill::from_parts(775_000_000)
	);
	question.urgency = Perbill::one();
	assert_eq!(
		threshold(&question, &Constants::default(), &Past::default()),
		Perbill::from_parts(675_000_000)
	);
	question.risk = Perbill::one();
	question.impact = Perbill::one();
	assert_eq!(
		threshold(&question, &Constants::default(), &Past::default()),
		Perbill::from_percent(85)
	);
	question.urgency = Perbill::zero();
	assert_eq!(
		threshold(&question, &Constants::default(), &Past::default()),
		Perbill::from_percent(95)
	);
}

#[test]
fn a_class_that_was_wrong_half_the_time_needs_more_support() {
	let past = Past {
		settled: 24,
		wrong: 16,
	};
	// 16 of 32, with the eight right ones that stand behind: a tenth more.
	assert_eq!(
		threshold(&plain(Kind::Binary), &Constants::default(), &past),
		Perbill::from_percent(70)
	);
}

#[test]
fn what_was_long_ago_counts_less() {
	let bad = (0..128).fold(Past::default(), |past, _| past.plus(true));
	let better = (0..512).fold(bad, |past, _| past.plus(false));
	assert!(bad.error() > Perbill::from_percent(90));
	assert!(better.error() < Perbill::from_percent(10));
	assert!(better.settled <= 128);
}
