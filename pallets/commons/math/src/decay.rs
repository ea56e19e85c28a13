//! The share of conviction that is left after some blocks.

use crate::wide::{mul_shift, Rounding};

/// Bits after the binary point of a decay.
const FRACTION: u32 = 127;

/// A decay of one: nothing is lost.
pub const ONE: u128 = 1 << FRACTION;

/// ln 2 · 2¹²⁷, rounded down.
const LN_2: u128 = 117_932_881_612_756_647_068_972_071_382_077_242_199;

/// 2^(−`blocks` / `half_life`) in units of 2⁻¹²⁷.
///
/// A half-life of zero forgets everything at once. Within 2⁻¹²⁰ of the exact value; never above [`ONE`].
///
/// The whole half-lives are a shift; the rest f, below one, is e^(−f·ln 2) by its Taylor series, at most 33
/// terms of it.
pub const fn decay(blocks: u64, half_life: u64) -> u128 {
	if blocks == 0 {
		return ONE;
	}
	if half_life == 0 {
		return 0;
	}
	let whole = blocks / half_life;
	if whole >= FRACTION as u64 {
		return 0;
	}
	exp_minus(product(fraction(blocks % half_life, half_life), LN_2)) >> whole
}

/// `part` / `whole` with 127 bits after the point, rounded down; `part` is less than `whole`.
const fn fraction(part: u64, whole: u64) -> u128 {
	let whole = whole as u128;
	let dividend = (part as u128) << 64;
	let (high, rest) = (dividend / whole, dividend % whole);
	(high << 63) | ((rest << 63) / whole)
}

/// e^(−x) for 0 ≤ x < 1.
const fn exp_minus(x: u128) -> u128 {
	// Terms alternate in sign and shrink; the positive and the negative ones are added apart.
	let (mut positive, mut negative) = (ONE, 0u128);
	let (mut term, mut n) = (ONE, 1u128);
	loop {
		term = product(term, x) / n;
		if term == 0 {
			return positive - negative;
		}
		// Both sums are below e: 2 · 2¹²⁷ holds cosh x < 1.55 and sinh x < 1.18.
		if n % 2 == 1 {
			negative += term;
		} else {
			positive += term;
		}
		n += 1;
	}
}

/// The product of two numbers with 127 bits after the point, rounded down.
const fn product(a: u128, b: u128) -> u128 {
	match mul_shift(a, b, FRACTION, Rounding::Down) {
		Some(product) => product,
		None => u128::MAX, // only where both are near two, which no caller has
	}
}
