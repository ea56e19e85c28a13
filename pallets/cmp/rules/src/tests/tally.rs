use crate::{tally::lead, Answer, Fixed, Kind};
use polkadot_sdk::sp_arithmetic::Perbill;

fn lead_of(kind: Kind, tolerance: u32, ballots: &[(Answer, i64)]) -> Option<(Answer, Perbill)> {
	let ballots = ballots
		.iter()
		.map(|(answer, weight)| (*answer, Fixed::from_int(*weight)));
	let lead = lead(&kind, Perbill::from_percent(tolerance), None, ballots)?;
	Some((lead.answer, lead.support.to_perbill()))
}

fn scalars(values: &[(i64, i64)]) -> Vec<(Answer, i64)> {
	values
		.iter()
		.map(|(value, weight)| (Answer::Scalar(*value), *weight))
		.collect()
}

#[test]
fn nobody_leads_without_ballots_or_weight() {
	assert_eq!(lead_of(Kind::Binary, 10, &[]), None);
	assert_eq!(lead_of(Kind::Binary, 10, &[(Answer::Binary(true), 0)]), None);
	assert_eq!(
		lead_of(Kind::Scalar { min: 0, max: 1 }, 10, &scalars(&[(1, 0)])),
		None
	);
}

#[test]
fn the_weight_decides_and_not_the_number() {
	let ballots = [
		(Answer::Binary(false), 1),
		(Answer::Binary(false), 1),
		(Answer::Binary(true), 3),
	];
	assert_eq!(
		lead_of(Kind::Binary, 10, &ballots),
		Some((Answer::Binary(true), Perbill::from_percent(60)))
	);
}

#[test]
fn ties_go_to_the_lower_answer() {
	let ballots = [(Answer::Binary(true), 2), (Answer::Binary(false), 2)];
	assert_eq!(
		lead_of(Kind::Binary, 10, &ballots),
		Some((Answer::Binary(false), Perbill::from_percent(50)))
	);
	let ballots = [
		(Answer::Choice(3), 2),
		(Answer::Choice(1), 2),
		(Answer::Choice(0), 1),
	];
	let leading = lead_of(Kind::Choice { options: 4 }, 10, &ballots);
	assert_eq!(leading, Some((Answer::Choice(1), Perbill::from_percent(40))));
}

#[test]
fn a_scalar_follows_the_lower_weighted_median() {
	let kind = Kind::Scalar { min: 0, max: 100 };
	let even = scalars(&[(10, 1), (20, 1), (80, 1), (90, 1)]);
	assert_eq!(
		lead_of(kind, 10, &even),
		Some((Answer::Scalar(20), Perbill::from_percent(50)))
	);
	let heavy = scalars(&[(10, 1), (20, 1), (80, 5), (95, 3)]);
	assert_eq!(
		lead_of(kind, 10, &heavy),
		Some((Answer::Scalar(80), Perbill::from_percent(50)))
	);
}

#[test]
fn tolerance_counts_its_own_edge() {
	let kind = Kind::Scalar { min: 0, max: 100 };
	let ballots = scalars(&[(40, 1), (50, 2), (60, 1), (61, 1)]);
	assert_eq!(
		lead_of(kind, 10, &ballots),
		Some((Answer::Scalar(50), Perbill::from_percent(80)))
	);
	assert_eq!(
		lead_of(kind, 0, &ballots),
		Some((Answer::Scalar(50), Perbill::from_percent(40)))
	);
}

#[test]
fn the_widest_range_does_not_overflow() {
	let kind = Kind::Scalar {
		min: i64::MIN,
		max: i64::MAX,
	};
	let ballots = scalars(&[(i64::MIN, 2), (i64::MAX, 1)]);
	let third = Perbill::from_parts(666_666_667);
	assert_eq!(
		lead_of(kind, 99, &ballots),
		Some((Answer::Scalar(i64::MIN), third))
	);
	assert_eq!(
		lead_of(kind, 100, &ballots),
		Some((Answer::Scalar(i64::MIN), Perbill::one()))
	);
}
