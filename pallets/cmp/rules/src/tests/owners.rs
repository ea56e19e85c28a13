use super::strategies::{share, weight};
use crate::{cap_owners, Bias, Finding, Fixed};
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

/// Whose concentration was found.
fn owner(finding: &Finding) -> [u8; 32] {
	match finding.bias {
		Bias::OwnerConcentration { owner } => owner,
		_ => panic!("another bias"),
	}
}

/// Seats' weights and owners: up to six owners, some seats absent.
fn holdings() -> impl Strategy<Value = Vec<(Fixed, [u8; 32])>> {
	let weight = prop_oneof![4 => weight(), 1 => Just(Fixed::ZERO), 1 => Just(Fixed::ONE)];
	vec((weight, (0u8..6).prop_map(|owner| [owner; 32])), 0..=64)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

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
		let touched: Vec<_> = findings.iter().map(owner).collect();
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
		let level = findings.first().map(|finding| finding.after.deconstruct());
		for Finding { before, after, .. } in &findings {
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
		findings,
		[Finding {
			bias: Bias::OwnerConcentration { owner: [1; 32] },
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
