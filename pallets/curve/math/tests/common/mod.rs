//! What the tests draw from.

#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use althing_curve_math::{Curve, Kappa, MAX_AMOUNT, MIN_ANCHOR};
use proptest::prelude::*;

pub fn config(cases: u32) -> ProptestConfig {
	ProptestConfig {
		cases,
		failure_persistence: None,
		..ProptestConfig::default()
	}
}

/// Amounts of every magnitude from 1 to the greatest: as many of 3 digits as of 30.
pub fn amount() -> impl Strategy<Value = u128> {
	let any_size = (0u32..100, any::<u128>()).prop_map(|(bits, number)| number >> (127 - bits));
	prop_oneof![
		8 => any_size.prop_map(|number| number.clamp(1, MAX_AMOUNT)),
		1 => (0u128..4).prop_map(|number| number + 1),
		1 => (0u128..4).prop_map(|number| MAX_AMOUNT - number),
	]
}

pub fn anchor() -> impl Strategy<Value = u128> {
	amount().prop_map(|amount| amount.max(MIN_ANCHOR))
}

pub fn kappa() -> impl Strategy<Value = Kappa> {
	prop_oneof![
		4 => Kappa::MIN.parts()..=Kappa::MAX.parts(),
		1 => Just(Kappa::MIN.parts()),
		1 => Just(Kappa::MAX.parts()),
		2 => (1u32..=8).prop_map(|whole| whole * 1_000_000),
	]
	.prop_map(|parts| Kappa::new(parts).unwrap())
}

pub fn curve() -> impl Strategy<Value = Curve> {
	(kappa(), anchor(), anchor())
		.prop_map(|(kappa, reserve, supply)| Curve::new(kappa, reserve, supply).unwrap())
}

/// A curve that trades near its anchor, where orders of every size are possible.
pub fn market() -> impl Strategy<Value = (Curve, u128)> {
	(curve(), 1u32..2_000_000).prop_map(|(curve, millionths)| {
		let supply = curve.anchor().1 / 1_000_000 * u128::from(millionths);
		(curve, supply.min(MAX_AMOUNT))
	})
}
