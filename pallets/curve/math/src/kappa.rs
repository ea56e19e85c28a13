//! The curve's exponent.

use crate::Error;

/// How many parts make κ = 1.
pub const KAPPA_UNIT: u32 = 1_000_000;

/// κ in millionths, from 1 (all of a token's price is in reserve: the price never changes) to 8 (an eighth of
/// it is).
///
/// Below 1 the price would fall as the supply grows. At 8 selling 1.3 % of the supply already takes a tenth of
/// the reserve; beyond it a curve is a bubble by design, and the proofs in [`crate`] are for these bounds. Any
/// millionth between them is allowed, since the arithmetic goes through logarithms and needs no small
/// fraction: governance can move κ in steps that no trader notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kappa(u32);

impl Kappa {
	/// κ = 1.
	pub const MIN: Self = Self(KAPPA_UNIT);
	/// κ = 8.
	pub const MAX: Self = Self(8_000_000);

	/// κ = `parts` / 1,000,000.
	///
	/// # Errors
	///
	/// [`Error::KappaOutOfBounds`] outside of `MIN..=MAX`.
	pub const fn new(parts: u32) -> Result<Self, Error> {
		if parts < Self::MIN.0 || parts > Self::MAX.0 {
			return Err(Error::KappaOutOfBounds);
		}
		Ok(Self(parts))
	}

	/// In millionths.
	pub const fn parts(self) -> u32 {
		self.0
	}
}
