//! Binary fixed point in 64 bits.

use crate::series::{self, WORK};
use core::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

/// Bits after the binary point.
const FRACTION: u32 = 40;

/// ln 2 · 2⁶², to the nearest.
const LN_2: i128 = 3_196_577_161_300_663_915;

/// ln 2 · 2⁴⁰, up.
const LN_2_UP: u64 = (LN_2 >> (WORK - FRACTION)) as u64 + 1;

/// A number in binary fixed point: `raw / 2^40`.
///
/// One unit in the last place (ulp) is 2⁻⁴⁰ < 1e-12; the range is ±2²³ ≈ ±8.4e6, and sums, products and
/// quotients beyond it stop at its end. Sums are exact; products and quotients are rounded down to an ulp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Real(i64);

impl Real {
	/// Zero.
	pub const ZERO: Self = Self(0);
	/// One ulp.
	pub const ULP: Self = Self(1);
	/// One half.
	pub const HALF: Self = Self(1 << (FRACTION - 1));
	/// One.
	pub const ONE: Self = Self(1 << FRACTION);
	/// The least number.
	pub const MIN: Self = Self(i64::MIN);

	/// The number `raw / 2^40`.
	pub const fn from_raw(raw: i64) -> Self {
		Self(raw)
	}

	/// The number times 2⁴⁰.
	pub const fn raw(self) -> i64 {
		self.0
	}

	/// A count, or the end of the range.
	pub fn from_count(count: usize) -> Self {
		Self::narrow((count as i128) << FRACTION)
	}

	/// `numerator / denominator`, rounded toward zero; zero where the denominator is zero.
	pub const fn ratio(numerator: i32, denominator: u32) -> Self {
		if denominator == 0 {
			return Self::ZERO;
		}
		// 31 bits and 40: in range of i128 and, over at least one, of i64 but for numerators past 2²³.
		let wide = ((numerator as i128) << FRACTION) / denominator as i128;
		if wide > i64::MAX as i128 {
			return Self(i64::MAX);
		}
		if wide < i64::MIN as i128 {
			return Self(i64::MIN);
		}
		Self(wide as i64)
	}

	/// The quotient; zero where `other` is zero.
	pub fn over(self, other: Self) -> Self {
		let wide = i128::from(self.0) << FRACTION;
		wide.checked_div_euclid(i128::from(other.0))
			.map_or(Self::ZERO, Self::narrow)
	}

	/// The greatest whole number that is not above.
	pub const fn floor(self) -> i64 {
		self.0 >> FRACTION
	}

	/// The natural logarithm; zero and below count as one ulp. Less than one ulp of error.
	pub fn ln(self) -> Self {
		let raw = self.0.max(1).unsigned_abs();
		let top = raw.ilog2();
		let (series, above) = series::ln(raw << WORK.saturating_sub(top));
		let exponent = i128::from(top) - i128::from(FRACTION) + i128::from(above);
		let wide = exponent.saturating_mul(LN_2).saturating_add(series.into());
		Self::narrow(round(wide))
	}

	/// The exponential; above zero it counts as one, for it is only asked for shares. Less than one ulp of
	/// error.
	///
	/// eˣ = 2⁻ⁿ·eʳ with r between −ln 2 (or hardly less) and 0.
	pub fn exp(self) -> Self {
		if self.0 >= 0 {
			return Self::ONE;
		}
		let magnitude = self.0.unsigned_abs();
		let halvings = magnitude.checked_div(LN_2_UP).unwrap_or(0);
		if halvings > u64::from(FRACTION) {
			return Self::ZERO;
		}
		let wide = i128::from(magnitude) << (WORK - FRACTION);
		let rest = wide.saturating_sub(LN_2.saturating_mul(halvings.into()));
		let power = series::exp_of_minus(rest.max(0) as u64);
		Self::narrow(round(i128::from(power >> halvings)))
	}

	fn narrow(wide: i128) -> Self {
		Self(wide.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
	}
}

/// From twice [`FRACTION`] bits after the point to once, down.
fn to_fraction(wide: i128) -> i128 {
	wide >> FRACTION
}

/// From [`WORK`] bits after the point to [`FRACTION`], to the nearest.
fn round(wide: i128) -> i128 {
	let surplus = WORK - FRACTION;
	wide.saturating_add(1 << (surplus - 1)) >> surplus
}

impl Add for Real {
	type Output = Self;

	fn add(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}
}

impl Sub for Real {
	type Output = Self;

	fn sub(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}
}

impl Mul for Real {
	type Output = Self;

	fn mul(self, other: Self) -> Self {
		// Twice 64 bits fit: nothing wraps, and nothing is checked for it.
		let wide = i128::from(self.0).wrapping_mul(other.0.into());
		Self::narrow(to_fraction(wide))
	}
}

impl Neg for Real {
	type Output = Self;

	fn neg(self) -> Self {
		Self(self.0.saturating_neg())
	}
}

impl AddAssign for Real {
	fn add_assign(&mut self, other: Self) {
		*self = *self + other;
	}
}

impl SubAssign for Real {
	fn sub_assign(&mut self, other: Self) {
		*self = *self - other;
	}
}

impl core::iter::Sum for Real {
	fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
		iter.fold(Self::ZERO, Add::add)
	}
}
