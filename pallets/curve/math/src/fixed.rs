//! Binary logarithms and powers in fixed point, rounded down, with proven bounds.
//!
//! An exponent is a `u128` (or a [`U256`]) that counts **ulp** of 2^−120. Products are exact in 256 bits;
//! what is lost is lost by the one shift after each.

use core::num::NonZeroU128;
use primitive_types::U256;

use crate::roots::ROOTS;

/// Fractional bits of an exponent.
pub(crate) const FRACTION: usize = 120;

/// How far, in ulp, [`log2`] lies below the logarithm at most, rounded up.
pub(crate) const LOG_ERROR: u128 = 2;

/// What [`Power::ceil`] adds to a mantissa so that it is not below the power: see [`exp2`].
const POWER_ERROR: u128 = 482;

/// log2(x) in ulp, rounded down: `log2(x) ∈ [L, L + 1.02)`. Monotone. Below 2^127.
///
/// The digits of the logarithm by repeated squaring (Knuth, TAOCP 1, section 1.2.2). The mantissa m is
/// x · 2^(127 − whole), exact, in [2^127, 2^128). Each step squares it; the square is in [2^254, 2^256); it
/// is at least 2^255 exactly when the next digit is 1.
///
/// *Error.* Step k cuts off less than one unit of a mantissa of at least 2^127, which lowers log2(m) by less
/// than 1.45 · 2^−127 and the result by 2^−k of that: all steps together by less than 1.45 · 2^−127 = 0.012
/// ulp. What remains of the mantissa is below 2, so that the digits not computed are less than 1 ulp.
///
/// *Monotone.* Squaring, cutting and comparing keep the order of two mantissas while their digits agree, and
/// at the first digit that differs the greater one has the 1.
pub(crate) fn log2(x: NonZeroU128) -> u128 {
	let whole = x.ilog2();
	// `ilog2` of a u128 is at most 127; qed.
	let mut mantissa = x.get() << 127u32.saturating_sub(whole);
	let mut log = u128::from(whole);
	for _ in 0..FRACTION {
		let (high, low) = product(mantissa, mantissa);
		let digit = high >> 127;
		mantissa = if digit == 1 { high } else { high << 1 | low >> 127 };
		log = log << 1 | digit;
	}
	log
}

/// The 256 bits of a · b, high half first. By hand since it is all that logarithms and powers do, and a U256
/// by U256 takes several times as long.
fn product(a: u128, b: u128) -> (u128, u128) {
	const HALF: u128 = u64::MAX as u128;
	// Products of halves are at most (2^64 − 1)² = 2^128 − 2^65 + 1; qed.
	let (high_high, low_low) = ((a >> 64) * (b >> 64), (a & HALF) * (b & HALF));
	let (high_low, low_high) = ((a >> 64) * (b & HALF), (a & HALF) * (b >> 64));
	// Three numbers below 2^64; qed.
	let middle = (low_low >> 64) + (high_low & HALF) + (low_high & HALF);
	// The upper half of a product that is below 2^256; qed.
	let high = high_high + (high_low >> 64) + (low_high >> 64) + (middle >> 64);
	(high, middle << 64 | low_low & HALF)
}

/// A power of two: `mantissa · 2^(whole − 127)`, the mantissa in [2^127, 2^128).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Power {
	mantissa: u128,
	whole: usize,
}

/// 2^`exponent`, the exponent in ulp; `None` from 2^128 on. Monotone, never above the power, and below it by
/// less than 241 · 2^−127 of it.
///
/// The mantissa begins at 1 and is multiplied by 2^(2^−j) for each digit j of the fraction that is 1.
///
/// *Error.* Root and product are cut, each by less than one part in 2^127; at most 240 such cuts, all down.
/// As (1 − 2^−127)^−240 < 1 + 241 · 2^−127 and a mantissa is below 2^128, the power is below mantissa + 482.
///
/// *Monotone.* Let j be the first digit that differs and y the mantissa before it. The greater exponent has
/// at least y · 2^(2^−j) · (1 − 2^−126), for the factors after it are not below 1 and cut to not less than
/// what was there. The lesser has at most y · 2^(2^−j − 2^−120) < y · 2^(2^−j) · (1 − 88 · 2^−127).
pub(crate) fn exp2(exponent: U256) -> Option<Power> {
	let whole = exponent >> FRACTION;
	if whole > U256::from(127u8) {
		return None;
	}
	let mut mantissa = 1u128 << 127;
	for (place, root) in (0..FRACTION).rev().zip(ROOTS) {
		if exponent.bit(place) {
			// Partial products are below 2 (the digits add up to less than 1), so they fit 128 bits; qed.
			let (high, low) = product(mantissa, root);
			mantissa = high << 1 | low >> 127;
		}
	}
	Some(Power {
		mantissa,
		whole: whole.low_u32() as usize,
	})
}

impl Power {
	/// The greatest integer that is surely not above the power.
	pub(crate) fn floor(self) -> u128 {
		self.mantissa >> 127usize.saturating_sub(self.whole)
	}

	/// An integer not below the power; at most 1 above it plus 2^−118 of it. `None` where it needs more than
	/// 128 bits.
	pub(crate) fn ceil(self) -> Option<u128> {
		let places = 127usize.saturating_sub(self.whole);
		let unit = U256::one() << places;
		let above = U256::from(self.mantissa) + U256::from(POWER_ERROR);
		let rounded = (above + unit - U256::one()) >> places;
		u128::try_from(rounded).ok()
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]

	use super::*;
	use num_bigint::BigUint;

	#[test]
	fn each_root_is_the_square_root_of_the_one_before() {
		let mut exact = BigUint::from(2u8) << 700u32;
		for root in ROOTS {
			exact = (exact << 700u32).sqrt();
			assert_eq!(BigUint::from(root), &exact >> 573u32);
		}
	}

	#[test]
	fn products_are_those_of_256_bits() {
		let edges = [
			0,
			1,
			u64::MAX.into(),
			1 << 64,
			(1 << 64) + 1,
			1 << 127,
			u128::MAX - 1,
			u128::MAX,
		];
		let mixed = ROOTS.into_iter().chain(edges);
		for a in mixed.clone() {
			for b in mixed.clone().flat_map(|b| [b, b.rotate_left(77), !b]) {
				let (high, low) = product(a, b);
				assert_eq!(
					(U256::from(high) << 128usize) + U256::from(low),
					U256::from(a) * U256::from(b)
				);
			}
		}
	}

	#[test]
	fn powers_of_two_have_whole_logarithms() {
		for whole in 0..128u32 {
			let log = log2(NonZeroU128::new(1 << whole).unwrap());
			assert_eq!(log, u128::from(whole) << FRACTION);
			assert_eq!(exp2(log.into()).unwrap().floor(), 1 << whole);
		}
	}

	#[test]
	fn the_greatest_number_has_a_logarithm_below_128() {
		assert!(log2(NonZeroU128::MAX) < 1 << 127);
	}

	#[test]
	fn a_power_of_128_bits_or_more_is_none() {
		assert_eq!(exp2(U256::from(1) << 127usize), None);
		assert_eq!(exp2(U256::MAX), None);
		let greatest = exp2((U256::from(1) << 127usize) - 1).unwrap();
		assert_eq!(greatest.ceil(), None);
		assert!(greatest.floor() > u128::MAX - 1_000_000);
	}

	#[test]
	fn neighbouring_exponents_keep_their_order() {
		for base in [0u128, 1 << 119, (1 << 120) - 500, 77 << 113, (100 << 120) - 9] {
			let mantissas: Vec<_> = (base..base + 500)
				.map(|e| exp2(e.into()).unwrap())
				.map(|p| (p.whole, p.mantissa))
				.collect();
			assert!(mantissas.windows(2).all(|pair| pair[0] <= pair[1]));
		}
	}
}
