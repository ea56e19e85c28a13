//! How sure a share can be, counted on so many independent voices.

use crate::Fixed;
use polkadot_sdk::sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding as scale, Rounding};

/// An interval around a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
	/// The lower end, at least zero and at most the share.
	pub lower: Fixed,
	/// The upper end, at least the share and at most one.
	pub upper: Fixed,
}

impl Interval {
	/// Nothing is known.
	pub const WIDEST: Self = Self {
		lower: Fixed::ZERO,
		upper: Fixed::ONE,
	};
}

/// n_eff = (Σw)² / Σw² (Kish, 1965): how many voices of equal weight say as much as these. Rounded down to
/// an ulp from exact sums; between zero and the number of weights above zero. Negative weights count as
/// zero; without any weight the result is zero.
pub fn effective(weights: &[Fixed]) -> Fixed {
	// A weight takes at most 52 bits, and 64 of them 58: squares and sums of squares stay below 2¹¹⁶.
	// Weights far out of that range saturate, and the bound by the number of voices still holds.
	let voices = || {
		weights
			.iter()
			.filter_map(|w| u128::try_from(w.raw()).ok())
			.filter(|w| *w > 0)
	};
	let sum = voices().fold(0u128, u128::saturating_add);
	let squares = voices().fold(0u128, |sum, w| sum.saturating_add(w.saturating_mul(w)));
	let one = Fixed::ONE.raw().unsigned_abs();
	let raw = scale(sum.saturating_mul(sum), one, squares, Rounding::Down).unwrap_or(0);
	let most = one.saturating_mul(voices().count() as u128);
	Fixed::from_raw(i128::try_from(raw.min(most)).unwrap_or(0))
}

/// The score interval of a share (E. B. Wilson, "Probable inference, the law of succession, and
/// statistical inference", 1927): `support` of `effective` independent voices, z = `z_milli` / 1000.
///
/// ( n·p + z²/2 ± z·√( n·p·(1−p) + z²/4 ) ) / ( n + z² )
///
/// `support` counts as zero below zero and as one above. Without voices nothing is known: zero to one.
/// Error below 1e-11 for n between 1 and 64.
pub fn wilson(support: Fixed, effective: Fixed, z_milli: u32) -> Interval {
	if effective <= Fixed::ZERO {
		return Interval::WIDEST;
	}
	let share = support.clamp(Fixed::ZERO, Fixed::ONE);
	// Out of range only for n or z that no panel has; then the interval says that nothing is known.
	ends(share, effective, z_milli).unwrap_or(Interval::WIDEST)
}

fn ends(share: Fixed, n: Fixed, z_milli: u32) -> Option<Interval> {
	let z = Fixed::from_int(z_milli.into()).checked_div(Fixed::from_int(1_000))?;
	let square = z.checked_mul(z)?;
	let behind = n.checked_mul(share)?;
	let centre = behind.checked_add(square.checked_div(Fixed::from_int(2))?)?;
	let variance = behind.checked_mul(Fixed::ONE.checked_sub(share)?)?;
	let spread = z.checked_mul(
		variance
			.checked_add(square.checked_div(Fixed::from_int(4))?)?
			.sqrt()?,
	)?;
	let scale = n.checked_add(square)?;
	// Rounding must not push an end past the share, nor out of the range of shares.
	Some(Interval {
		lower: centre
			.checked_sub(spread)?
			.checked_div(scale)?
			.max(Fixed::ZERO)
			.min(share),
		upper: centre
			.checked_add(spread)?
			.checked_div(scale)?
			.min(Fixed::ONE)
			.max(share),
	})
}
