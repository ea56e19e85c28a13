use crate::{decay, ONE};
use num_bigint::BigUint;
use proptest::prelude::*;

/// Checks decay(t, h) ∈ [v − e, v + e] for v = 2^(127 − t/h), e = 2⁷, without computing v:
/// (d − e)^h · 2^t ≤ 2^(127·h) ≤ (d + e)^h · 2^t.
fn is_within_bound(blocks: u64, half_life: u32) -> bool {
	const BOUND: u128 = 1 << 7;
	let found = decay(blocks, u64::from(half_life));
	let exact = BigUint::from(1u32) << (127 * half_life as usize);
	let scaled = |base: u128| BigUint::from(base).pow(half_life) << blocks as usize;
	scaled(found.saturating_sub(BOUND)) <= exact && exact <= scaled(found + BOUND)
}

#[test]
fn whole_half_lives_halve() {
	for half_life in [1, 7, 43_200, u64::MAX / 200] {
		for n in 0..127 {
			assert_eq!(decay(half_life * n, half_life), ONE >> n);
		}
		assert_eq!(decay(half_life * 127, half_life), 0);
	}
}

#[test]
fn the_extremes_are_defined() {
	assert_eq!(decay(0, 0), ONE);
	assert_eq!(decay(1, 0), 0);
	assert_eq!(decay(u64::MAX, 1), 0);
	assert_eq!(decay(u64::MAX, u64::MAX), ONE / 2);
	assert!(decay(1, u64::MAX) < ONE);
	assert!(decay(u64::MAX - 1, u64::MAX) >= ONE / 2 - 1);
}

#[test]
fn a_square_root_of_one_half_is_known() {
	// 2^126.5 to all its digits.
	let root: BigUint = (BigUint::from(1u32) << 253u32).sqrt();
	assert!(decay(1, 2).abs_diff(root.try_into().unwrap()) < 1 << 7);
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn the_error_is_within_its_bound(blocks in 0u64..4_000, half_life in 1u32..400) {
		prop_assert!(is_within_bound(blocks, half_life));
	}

	#[test]
	fn decays_multiply(a in 0u64..10_000_000, b in 0u64..10_000_000, half_life in 1u64..10_000_000) {
		let apart: BigUint = (BigUint::from(decay(a, half_life)) * decay(b, half_life)) >> 127u32;
		let apart: u128 = apart.try_into().unwrap();
		prop_assert!(apart.abs_diff(decay(a + b, half_life)) <= 3 << 7);
	}

	#[test]
	fn a_longer_time_leaves_less(blocks in 0u64..10_000_000, half_life in 1u64..10_000_000) {
		prop_assert!(decay(blocks + 1, half_life) <= decay(blocks, half_life));
	}

	#[test]
	fn doubles_agree(blocks in 0u64..100_000_000, half_life in 1u64..10_000_000) {
		let exact = (-(blocks as f64) / half_life as f64).exp2();
		prop_assert!((decay(blocks, half_life) as f64 / ONE as f64 - exact).abs() < 1e-12);
	}
}
