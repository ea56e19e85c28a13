//! Binary fixed point: the only fractions that the rules calculate with.

use althing_cmp_stats::Real;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding as scale, Perbill, Rounding,
};
use scale_info::TypeInfo;

/// Bits after the binary point.
const FRACTION: u32 = 48;

/// Bits after the point that the estimator's numbers do not have.
const SURPLUS: u32 = FRACTION - 40;

/// What `Perbill` counts in.
const BILLION: u128 = 1_000_000_000;

/// A number in binary fixed point: `raw / 2^48`.
///
/// One unit in the last place (ulp) is 2⁻⁴⁸ < 3.6e-15; the range is ±2⁷⁹ ≈ ±6e23. Addition and
/// subtraction are exact. Products and quotients are rounded to the nearest ulp, halves away from zero,
/// from an exact 256-bit intermediate: half an ulp of error. [`Self::sqrt`] and [`Self::ln`] state theirs.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Fixed(i128);

impl Fixed {
	/// Zero.
	pub const ZERO: Self = Self(0);
	/// One half.
	pub const HALF: Self = Self(1 << (FRACTION - 1));
	/// One.
	pub const ONE: Self = Self(1 << FRACTION);
	/// The greatest number.
	pub const MAX: Self = Self(i128::MAX);
	/// The least number.
	pub const MIN: Self = Self(i128::MIN);

	/// The number `raw / 2^48`.
	pub const fn from_raw(raw: i128) -> Self {
		Self(raw)
	}

	/// The number times 2⁴⁸.
	pub const fn raw(self) -> i128 {
		self.0
	}

	/// A whole number. Every `i64` fits.
	pub const fn from_int(value: i64) -> Self {
		Self((value as i128) << FRACTION)
	}

	/// The same number with more bits after the point; exact.
	pub const fn from_real(real: Real) -> Self {
		Self((real.raw() as i128) << SURPLUS)
	}

	/// The same number with fewer bits after the point, rounded down; the end of its range beyond it.
	pub fn to_real(self) -> Real {
		let raw = self.0 >> SURPLUS;
		Real::from_raw(i64::try_from(raw).unwrap_or(if raw < 0 { i64::MIN } else { i64::MAX }))
	}

	/// A share, to the nearest ulp. [`Self::to_perbill`] gives the same share back.
	pub const fn from_perbill(share: Perbill) -> Self {
		let parts = share.deconstruct() as i128;
		let billion = BILLION as i128;
		Self(((parts << FRACTION) + billion / 2) / billion)
	}

	/// The nearest share, halves up; below zero is zero and above one is one. Never decreases when the
	/// number grows.
	pub const fn to_perbill(self) -> Perbill {
		if self.0 <= 0 {
			return Perbill::zero();
		}
		if self.0 >= Self::ONE.0 {
			return Perbill::one();
		}
		Perbill::from_parts(((self.0 * BILLION as i128 + Self::HALF.0) >> FRACTION) as u32)
	}

	/// The sum, if it is in range.
	pub fn checked_add(self, other: Self) -> Option<Self> {
		self.0.checked_add(other.0).map(Self)
	}

	/// The difference, if it is in range.
	pub fn checked_sub(self, other: Self) -> Option<Self> {
		self.0.checked_sub(other.0).map(Self)
	}

	/// The product, if it is in range; half an ulp of error.
	pub fn checked_mul(self, other: Self) -> Option<Self> {
		self.checked_mul_div(other, Self::ONE, Rounding::NearestPrefUp)
	}

	/// The quotient, if it is in range and `other` is not zero; half an ulp of error.
	pub fn checked_div(self, other: Self) -> Option<Self> {
		self.checked_mul_div(Self::ONE, other, Rounding::NearestPrefUp)
	}

	/// `self × numerator / denominator` in one step, if it is in range and the denominator is not zero.
	/// `rounding` applies to the magnitude.
	pub fn checked_mul_div(self, numerator: Self, denominator: Self, rounding: Rounding) -> Option<Self> {
		let factors = [self.0, numerator.0, denominator.0];
		let [a, b, c] = factors.map(i128::unsigned_abs);
		let magnitude = i128::try_from(scale(a, b, c, rounding)?).ok()?;
		let negative = factors.iter().filter(|factor| **factor < 0).count() % 2 == 1;
		Some(Self(if negative { -magnitude } else { magnitude }))
	}

	/// The sum, or the end of the range. For sums of weights: a panel's weights add up to less than 2¹⁰,
	/// so that the end is never met and a caller need not handle it.
	pub fn saturating_add(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// The difference, or the end of the range. For parts taken from a sum made with
	/// [`Self::saturating_add`].
	pub fn saturating_sub(self, other: Self) -> Self {
		Self(self.0.saturating_sub(other.0))
	}

	/// The square root, rounded down; `None` below zero. Less than one ulp of error below 2³², and
	/// less than one part in 2⁶² above.
	pub fn sqrt(self) -> Option<Self> {
		let raw = u128::try_from(self.0).ok()?;
		// √(raw / 2⁴⁸) = √(raw · 2⁴⁸) / 2⁴⁸. Where those bits do not fit, an even number of them does.
		let shift = raw.leading_zeros().min(FRACTION) & !1;
		let root = (raw << shift).isqrt() << ((FRACTION - shift) / 2);
		i128::try_from(root).ok().map(Self)
	}

	/// The natural logarithm; `None` for zero and below. Less than one ulp of error.
	///
	/// x = m·2ᵏ with 1 ≤ m < 2, and ln m = 2·artanh((m−1)/(m+1)) by its Taylor series, with 60 bits after
	/// the point.
	pub fn ln(self) -> Option<Self> {
		/// Bits after the point inside this function.
		const WORK: u32 = 60;
		/// ln 2 · 2⁶⁰, to the nearest.
		const LN_2: i128 = 799_144_290_325_165_979;

		let raw = u128::try_from(self.0).ok().filter(|raw| *raw > 0)?;
		let top = raw.ilog2();
		let mantissa = if top <= WORK {
			raw << (WORK - top)
		} else {
			raw >> (top - WORK)
		};
		let one = 1u128 << WORK;
		let ratio = ((mantissa - one) << WORK) / (mantissa + one);
		let square = (ratio * ratio) >> WORK;
		let (mut power, mut divisor, mut series) = (ratio, 1u64, 0u64);
		while power > 0 {
			// The ratio is below 1/3 and its powers shrink: 64 bits hold them and their sum.
			series = series.saturating_add(power as u64 / divisor);
			power = (power * square) >> WORK;
			divisor = divisor.saturating_add(2);
		}
		let exponent = i128::from(top) - i128::from(FRACTION);
		let wide = exponent * LN_2 + 2 * i128::from(series);
		let surplus = WORK - FRACTION;
		Some(Self((wide + (1 << (surplus - 1))) >> surplus))
	}

	/// The nearest double, for display only: nothing may be decided by it.
	#[cfg(feature = "std")]
	pub fn to_f64(self) -> f64 {
		self.0 as f64 / Self::ONE.0 as f64
	}
}
