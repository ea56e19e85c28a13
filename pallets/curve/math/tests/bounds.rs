//! Inputs at and beyond the bounds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use althing_curve_math::{Curve, Error, Kappa, MAX_AMOUNT, MIN_ANCHOR, PRICE_UNIT};

const UNIT: u128 = 1_000_000_000_000;

fn curve(parts: u32, reserve: u128, supply: u128) -> Curve {
	Curve::new(Kappa::new(parts).unwrap(), reserve, supply).unwrap()
}

#[test]
fn kappa_is_between_one_and_eight() {
	assert_eq!(Kappa::new(999_999), Err(Error::KappaOutOfBounds));
	assert_eq!(Kappa::new(8_000_001), Err(Error::KappaOutOfBounds));
	assert_eq!(Kappa::new(0), Err(Error::KappaOutOfBounds));
	assert_eq!(Kappa::new(1_000_000), Ok(Kappa::MIN));
	assert_eq!(Kappa::new(8_000_000), Ok(Kappa::MAX));
}

#[test]
fn an_anchor_is_within_bounds() {
	for (reserve, supply) in [
		(0, UNIT * 100),
		(MIN_ANCHOR - 1, MIN_ANCHOR),
		(MIN_ANCHOR, MIN_ANCHOR - 1),
		(MAX_AMOUNT + 1, MIN_ANCHOR),
		(MIN_ANCHOR, u128::MAX),
	] {
		assert_eq!(
			Curve::new(Kappa::MIN, reserve, supply),
			Err(Error::AnchorOutOfBounds)
		);
	}
	assert_eq!(
		Curve::through(Kappa::MIN, 0, MIN_ANCHOR),
		Err(Error::AnchorOutOfBounds)
	);
}

#[test]
fn orders_for_nothing_are_refused() {
	let curve = curve(2_000_000, 1_000 * UNIT, 10_000 * UNIT);
	assert_eq!(curve.mint(10_000 * UNIT, 0), Err(Error::Zero));
	assert_eq!(curve.burn(10_000 * UNIT, 0), Err(Error::Zero));
	assert_eq!(curve.cost(10_000 * UNIT, 0), Err(Error::Zero));
}

#[test]
fn orders_that_get_nothing_are_refused() {
	// A token costs a million units of reserve, or a millionth of one.
	let dear = curve(1_000_000, MIN_ANCHOR * 1_000_000, MIN_ANCHOR);
	assert_eq!(dear.mint(MIN_ANCHOR, 1_000), Err(Error::TooSmall));
	let cheap = curve(1_000_000, MIN_ANCHOR, MIN_ANCHOR * 1_000_000);
	assert_eq!(cheap.burn(MIN_ANCHOR * 1_000_000, 1_000), Err(Error::TooSmall));
}

#[test]
fn more_than_the_supply_cannot_be_sold() {
	let curve = curve(2_000_000, 1_000 * UNIT, 10_000 * UNIT);
	assert_eq!(
		curve.burn(10_000 * UNIT, 10_000 * UNIT + 1),
		Err(Error::ExceedsSupply)
	);
	assert_eq!(curve.burn(0, 1), Err(Error::ExceedsSupply));
}

#[test]
fn what_cannot_be_counted_is_refused() {
	let curve = curve(8_000_000, MAX_AMOUNT, MAX_AMOUNT);
	assert_eq!(curve.mint(MAX_AMOUNT, MAX_AMOUNT), Err(Error::TooLarge));
	assert_eq!(curve.mint(0, u128::MAX), Err(Error::TooLarge));
	assert_eq!(curve.mint(u128::MAX, 1), Err(Error::TooLarge));
	assert_eq!(curve.cost(1, u128::MAX), Err(Error::TooLarge));
	assert_eq!(curve.price(u128::MAX), Err(Error::TooLarge));
	let steep = self::curve(8_000_000, MAX_AMOUNT, MIN_ANCHOR);
	assert_eq!(steep.backing(MIN_ANCHOR * 2), Err(Error::TooLarge));
	assert_eq!(steep.price(MAX_AMOUNT), Err(Error::TooLarge));
}

#[test]
fn an_empty_curve_can_be_bought_from() {
	let curve = curve(2_000_000, 1_000 * UNIT, 10_000 * UNIT);
	assert_eq!(curve.backing(0), Ok(0));
	assert_eq!(curve.worth(0), Ok(0));
	assert_eq!(curve.supply_for(0), Ok(0));
	assert_eq!(curve.price(0), Ok(0));
	// g(s) = 1,000 · (s / 10,000)², so that 10 back 1,000.
	let tokens = curve.mint(0, 10 * UNIT).unwrap();
	assert!((1_000 * UNIT - 1..=1_000 * UNIT).contains(&tokens));
}

#[test]
fn at_kappa_one_the_price_is_the_same_everywhere() {
	let curve = curve(1_000_000, 1_000 * UNIT, 10_000 * UNIT);
	for supply in [0, 1, UNIT, MAX_AMOUNT / 10] {
		let price = curve.price(supply).unwrap();
		assert!(
			(PRICE_UNIT / 10 - 1..=PRICE_UNIT / 10).contains(&price),
			"{price}"
		);
	}
}

#[test]
fn the_price_is_kappa_times_reserve_by_supply() {
	let curve = curve(2_000_000, 1_000 * UNIT, 10_000 * UNIT);
	let price = curve.price(10_000 * UNIT).unwrap();
	assert!((PRICE_UNIT / 5 - 1..=PRICE_UNIT / 5).contains(&price));
	let doubled = curve.price(20_000 * UNIT).unwrap();
	assert!((PRICE_UNIT / 5 * 2 - 1..=PRICE_UNIT / 5 * 2).contains(&doubled));
}

#[test]
fn a_greater_kappa_needs_less_reserve_at_the_same_price() {
	let curve = curve(2_000_000, 1_000 * UNIT, 10_000 * UNIT);
	let steeper = curve
		.with_kappa(Kappa::new(4_000_000).unwrap(), 10_000 * UNIT)
		.unwrap();
	assert!((500 * UNIT - 1..=500 * UNIT).contains(&steeper.anchor().0));
	let flatter = curve.with_kappa(Kappa::MIN, 10_000 * UNIT).unwrap();
	assert!((2_000 * UNIT - 2..=2_000 * UNIT).contains(&flatter.anchor().0));
}

#[test]
fn shares_are_rounded_down_and_never_overflow_silently() {
	use althing_curve_math::mul_div;
	assert_eq!(mul_div(10, 2, 3), Some(6));
	assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX), Some(u128::MAX));
	assert_eq!(mul_div(u128::MAX, 2, 1), None);
	assert_eq!(mul_div(1, 1, 0), None);
}
