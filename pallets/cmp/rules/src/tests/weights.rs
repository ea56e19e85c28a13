use super::strategies::{constants, plain, question, seat, share, weight};
use crate::{cap_owners, weights, Constants, Finding, Fixed, Kind, Seat, MAX_PANEL};
use althing_primitives::{Department, Departments, Role};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

fn sums(weights: &[Fixed], owners: &[[u8; 32]]) -> BTreeMap<[u8; 32], i128> {
	let mut sums = BTreeMap::new();
	for (weight, owner) in weights
		.iter()
		.zip(owners)
		.filter(|(weight, _)| **weight > Fixed::ZERO)
	{
		*sums.entry(*owner).or_default() += weight.raw();
	}
	sums
}

/// Seats' weights and owners: up to six owners, some seats absent.
fn holdings() -> impl Strategy<Value = Vec<(Fixed, [u8; 32])>> {
	let weight = prop_oneof![4 => weight(), 1 => Just(Fixed::ZERO), 1 => Just(Fixed::ONE)];
	vec((weight, (0u8..6).prop_map(|owner| [owner; 32])), 0..=64)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn a_weight_is_the_log_odds_of_the_clipped_accuracy(
		question in question(), constants in constants(), seats in vec(seat(), 0..64),
	) {
		let found = weights(&question, &constants, &seats, |_| true);
		prop_assert_eq!(found.len(), seats.len());
		for (seat, weight) in seats.iter().zip(&found) {
			let p = f64::from(seat.accuracy.deconstruct()).clamp(5.5e8, 9.9e8) / 1e9;
			let concerned = question.departments.contains(seat.department);
			let bonus = if concerned { f64::from(constants.stakeholder.deconstruct()) / 1e9 } else { 0.0 };
			prop_assert!((weight.to_f64() - (p / (1.0 - p)).ln() * (1.0 + bonus)).abs() < 1e-12);
		}
	}

	#[test]
	fn no_owner_holds_more_than_the_cap(holdings in holdings(), cap in share()) {
		let (mut weights, owners): (Vec<_>, Vec<_>) = holdings.into_iter().unzip();
		let before = weights.clone();
		let owning = sums(&before, &owners);
		let findings = cap_owners(&mut weights, &owners, cap);

		let after = sums(&weights, &owners);
		let total: i128 = after.values().sum();
		let parts = i128::from(cap.deconstruct());
		let count = after.len() as i128;
		let (cap, one) = if parts * count < 1_000_000_000 { (1, count) } else { (parts, 1_000_000_000) };
		for sum in after.values() {
			prop_assert!(sum * one <= cap * total + 128 * one, "{} of {}", sum, total);
		}
		let touched: Vec<_> = findings.iter().map(|Finding::OwnerConcentration { owner, .. }| *owner).collect();
		for ((before, after), owner) in before.iter().zip(&weights).zip(&owners) {
			prop_assert!(after <= before);
			prop_assert!(before == after || touched.contains(owner));
			prop_assert!((*before == Fixed::ZERO) == (*after == Fixed::ZERO));
		}
		prop_assert_eq!(owning.len(), after.len());
	}

	#[test]
	fn what_was_capped_is_told_greatest_first(holdings in holdings(), cap in share()) {
		let (mut weights, owners): (Vec<_>, Vec<_>) = holdings.into_iter().unzip();
		let findings = cap_owners(&mut weights, &owners, cap);
		let mut last = Perbill::one();
		let level = findings.first().map(|Finding::OwnerConcentration { after, .. }| after.deconstruct());
		for Finding::OwnerConcentration { before, after, .. } in &findings {
			prop_assert!(*before <= last);
			prop_assert!(after.deconstruct().abs_diff(level.unwrap()) <= 1, "all end at one level");
			last = *before;
		}
	}

	#[test]
	fn capping_again_changes_next_to_nothing(holdings in holdings(), cap in share()) {
		let (mut weights, owners): (Vec<_>, Vec<_>) = holdings.into_iter().unzip();
		cap_owners(&mut weights, &owners, cap);
		let once = weights.clone();
		cap_owners(&mut weights, &owners, cap);
		for (once, twice) in once.iter().zip(&weights) {
			prop_assert!((once.raw() - twice.raw()).abs() < 1 << 14);
		}
	}

	#[test]
	fn the_order_of_the_seats_does_not_matter(holdings in holdings(), cap in share(), turn in 0usize..64) {
		let mut turned = holdings.clone();
		turned.rotate_left(turn.min(holdings.len()));
		turned.reverse();
		let (mut weights, owners): (Vec<_>, Vec<_>) = holdings.iter().copied().unzip();
		let findings = cap_owners(&mut weights, &owners, cap);
		let (mut turned, turned_owners): (Vec<_>, Vec<_>) = turned.into_iter().unzip();
		prop_assert_eq!(cap_owners(&mut turned, &turned_owners, cap), findings);
		turned.reverse();
		turned.rotate_right(turn.min(holdings.len()));
		prop_assert_eq!(turned, weights);
	}

	#[test]
	fn any_weights_are_survived(raw in vec((any::<i128>(), 0u8..4), 0..80), cap in share()) {
		let (mut weights, owners): (Vec<_>, Vec<_>) =
			raw.into_iter().map(|(raw, owner)| (Fixed::from_raw(raw), [owner; 32])).unzip();
		cap_owners(&mut weights, &owners, cap);
	}
}

fn seat_of(department: Department, percent: u32) -> Seat {
	Seat {
		agent: 1,
		account: [1; 32],
		owner: [1; 32],
		department,
		role: Role::DataScout,
		accuracy: Perbill::from_percent(percent),
	}
}

#[test]
fn departments_concerned_weigh_more() {
	let mut question = plain(Kind::Binary);
	let seats = [seat_of(Department::Legal, 75), seat_of(Department::Sales, 75)];
	let [legal, sales] = weights(&question, &Constants::default(), &seats, |_| true).into_inner()[..] else {
		panic!("two seats have two weights");
	};
	assert_eq!(
		legal, sales,
		"a question that names no departments concerns all alike"
	);
	assert!((legal.to_f64() - 3f64.ln()).abs() < 1e-13);

	question.departments = Departments::of([Department::Legal]);
	let found = weights(&question, &Constants::default(), &seats, |_| true);
	assert!((found[0].to_f64() - 1.25 * 3f64.ln()).abs() < 1e-13);
	assert_eq!(found[1], sales);
}

#[test]
fn who_is_absent_weighs_nothing() {
	let seats = [seat_of(Department::Legal, 75); 3];
	let found = weights(&plain(Kind::Binary), &Constants::default(), &seats, |seat| {
		seat == 1
	});
	assert_eq!((found[0], found[2]), (Fixed::ZERO, Fixed::ZERO));
	assert!(found[1] > Fixed::ZERO);
}

#[test]
fn a_panel_has_no_more_weights_than_it_may_have_seats() {
	let seats = vec![seat_of(Department::Legal, 75); 100];
	let found = weights(&plain(Kind::Binary), &Constants::default(), &seats, |_| true);
	assert_eq!(found.len(), MAX_PANEL as usize);
}

#[test]
fn with_too_few_owners_all_hold_the_same() {
	let mut weights = [6, 3, 3].map(Fixed::from_int);
	let owners = [[1; 32], [2; 32], [2; 32]];
	assert!(
		cap_owners(&mut weights, &owners, Perbill::from_percent(50)).is_empty(),
		"six each"
	);
	let mut weights = [6, 6, 1].map(Fixed::from_int);
	let owners = [[1; 32], [1; 32], [2; 32]];
	let findings = cap_owners(&mut weights, &owners, Perbill::from_percent(33));
	assert_eq!(weights, [Fixed::HALF, Fixed::HALF, Fixed::ONE]);
	let before = Perbill::from_parts(923_076_923);
	let after = Perbill::from_percent(50);
	assert_eq!(
		findings.into_inner(),
		[Finding::OwnerConcentration {
			owner: [1; 32],
			before,
			after
		}]
	);
}

#[test]
fn a_single_owner_is_left_alone() {
	let mut weights = [Fixed::ONE; 5];
	assert!(cap_owners(&mut weights, &[[1; 32]; 5], Perbill::from_percent(10)).is_empty());
	assert_eq!(weights, [Fixed::ONE; 5]);
}

#[test]
fn several_owners_are_capped_at_one_level() {
	// Caps of 30 % on 50, 40, 6, 4: two owners at L = 0.3 · (2L + 10), so L = 7.5.
	let mut weights = [50, 40, 6, 4].map(Fixed::from_int);
	let owners = [[1; 32], [2; 32], [3; 32], [4; 32]];
	let findings = cap_owners(&mut weights, &owners, Perbill::from_percent(30));
	assert_eq!(weights.map(Fixed::to_f64), [7.5, 7.5, 6.0, 4.0]);
	assert_eq!(findings.len(), 2);
}
