use crate::{Conviction, MAX_STAKE};
use num_bigint::BigInt;
use proptest::prelude::*;

const UNIT: u128 = 1_000_000_000_000;

/// One stretch of a history: the stake that stood, and for how many blocks.
type Stretch = (u128, u64);

fn lazily(history: &[Stretch], half_life: u64) -> Conviction {
	history.iter().fold(Conviction::ZERO, |z, (stake, blocks)| {
		z.after(*stake, *blocks, half_life)
	})
}

/// y ← α·y + x once for each block, in doubles: the formulas' own recurrence.
fn block_by_block(history: &[Stretch], half_life: u64) -> f64 {
	let alpha = (-1.0 / half_life as f64).exp2();
	let mut y = 0.0;
	for (stake, blocks) in history {
		for _ in 0..*blocks {
			y = alpha * y + *stake as f64;
		}
	}
	y
}

/// z ← x + α·(z − x) in integers with 200 bits after the point, α from an integer root.
fn in_big_integers(history: &[Stretch], half_life: u32) -> BigInt {
	const BITS: usize = 200;
	let alpha = (BigInt::from(1) << (BITS * half_life as usize - 1)).nth_root(half_life);
	let mut z = BigInt::from(0);
	for (stake, blocks) in history {
		let stake = BigInt::from(*stake) << BITS;
		for _ in 0..*blocks {
			z = &stake + ((&alpha * (z - &stake)) >> BITS);
		}
	}
	z >> (BITS - 32)
}

fn history(length: u64) -> impl Strategy<Value = Vec<Stretch>> {
	let stake = prop_oneof![
		Just(0),
		1u128..1_000,
		(1u128..1_000_000_000).prop_map(|tokens| tokens * UNIT),
		0..=MAX_STAKE,
	];
	prop::collection::vec((stake, 0..length), 1..20)
}

#[test]
fn a_half_life_brings_half() {
	let z = Conviction::ZERO.after(1_000 * UNIT, 100, 100);
	assert_eq!(z.tokens(), 500 * UNIT);
	assert_eq!(z.after(0, 100, 100).tokens(), 250 * UNIT);
}

#[test]
fn no_time_changes_nothing() {
	let z = Conviction::from_raw(12_345);
	assert_eq!(z.after(0, 0, 100), z);
	assert_eq!(z.after(MAX_STAKE, 0, 100), z);
	assert_eq!(z.after(MAX_STAKE, 0, 0), z);
}

#[test]
fn a_stake_that_always_stood_counts_in_full_and_one_that_left_not_at_all() {
	let full = Conviction::ZERO.after(MAX_STAKE, 12_800, 100);
	assert_eq!(full, Conviction::of_stake(MAX_STAKE));
	assert_eq!(full.after(0, 12_800, 100), Conviction::ZERO);
}

#[test]
fn a_stake_of_a_moment_counts_next_to_nothing() {
	// One block of a half-life of three days at two seconds each.
	let z = Conviction::ZERO.after(1_000_000 * UNIT, 1, 129_600);
	assert!(z.tokens() < 6 * UNIT);
	assert!(z.tokens() > 5 * UNIT);
}

#[test]
fn the_formulas_conviction_is_given_back() {
	// y after one block is x.
	let z = Conviction::ZERO.after(7 * UNIT, 1, 43_200);
	assert!(z.to_y(43_200).unwrap().abs_diff(7 * UNIT) <= 1);
	assert!(Conviction::of_stake(MAX_STAKE).to_y(10_000_000).is_some());
}

#[test]
fn the_time_to_a_threshold_is_the_first_block_that_reaches_it() {
	let needed = Conviction::of_stake(600);
	let blocks = Conviction::ZERO.blocks_until(needed, 1_000, 1_000).unwrap();
	assert!(Conviction::ZERO.after(1_000, blocks, 1_000) >= needed);
	assert!(Conviction::ZERO.after(1_000, blocks - 1, 1_000) < needed);
	assert_eq!(Conviction::ZERO.blocks_until(needed, 599, 1_000), None);
	assert_eq!(needed.blocks_until(needed, 0, 1_000), Some(0));
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn any_history_is_that_of_a_simulation_block_by_block(history in history(400), half_life in 1u64..2_000) {
		let y = block_by_block(&history, half_life);
		let expected = y * (1.0 - (-1.0 / half_life as f64).exp2());
		let found = lazily(&history, half_life).raw() as f64 / 2f64.powi(32);
		let most = history.iter().map(|(stake, _)| *stake).max().unwrap() as f64;
		prop_assert!((found - expected).abs() <= 1e-9 * most + 1e-6, "{} is not {}", found, expected);
	}

	#[test]
	fn any_history_is_within_its_bound_of_big_integers(history in history(60), half_life in 1u32..200) {
		let exact = in_big_integers(&history, half_life);
		let found = BigInt::from(lazily(&history, u64::from(half_life)).raw());
		let steps = history.len() as u64;
		prop_assert!(found <= &exact + (steps << 8));
		prop_assert!(found >= exact - (steps << 8));
	}

	#[test]
	fn small_histories_are_exact_to_an_ulp_a_step(
		history in prop::collection::vec((0u128..1_000_000_000, 0u64..60), 1..20), half_life in 1u32..200,
	) {
		let exact = in_big_integers(&history, half_life);
		let found = BigInt::from(lazily(&history, u64::from(half_life)).raw());
		let steps = history.len() as u64;
		prop_assert!(found <= &exact + 1 && found >= exact - steps - 1u32);
	}

	#[test]
	fn a_step_more_or_less_changes_almost_nothing(
		start in any::<u128>(), stake in 0..=MAX_STAKE, a in 0u64..1_000_000, b in 0u64..1_000_000,
		half_life in 1u64..10_000_000,
	) {
		let start = Conviction::from_raw(start);
		let once = start.after(stake, a + b, half_life);
		let twice = start.after(stake, a, half_life).after(stake, b, half_life);
		prop_assert!(once.raw().abs_diff(twice.raw()) <= 3 << 8);
	}

	#[test]
	fn conviction_lies_between_its_start_and_the_stake(
		start in any::<u128>(), stake in 0..=MAX_STAKE, blocks in any::<u64>(), half_life in 0u64..10_000_000,
	) {
		let (start, target) = (Conviction::from_raw(start), Conviction::of_stake(stake));
		let z = start.after(stake, blocks, half_life);
		prop_assert!(z >= start.min(target) && z <= start.max(target));
	}

	#[test]
	fn more_stake_is_never_less_conviction(
		stake in 0..MAX_STAKE, more in 1u128..1_000_000, blocks in 0u64..1_000_000, half_life in 1u64..1_000_000,
	) {
		let less = Conviction::ZERO.after(stake, blocks, half_life);
		prop_assert!(Conviction::ZERO.after((stake + more).min(MAX_STAKE), blocks, half_life) >= less);
	}
}
