//! The curve and its orders.

use core::{fmt, num::NonZeroU128};
use primitive_types::U256;

use crate::{
	fixed::{exp2, log2, Power, LOG_ERROR},
	kappa::{Kappa, KAPPA_UNIT},
};

/// The most units of reserve or supply: 10^18 whole tokens of 12 decimals.
pub const MAX_AMOUNT: u128 = 1_000_000_000_000_000_000_000_000_000_000;

/// The least reserve and supply of an anchor: 10 whole tokens of 12 decimals, so that an anchor rounded to an
/// integer is off by less than 1e-13.
pub const MIN_ANCHOR: u128 = 10_000_000_000_000;

/// A price of 1: as `FixedU128`, 18 decimals.
pub const PRICE_UNIT: u128 = 1_000_000_000_000_000_000;

/// What [`Curve::supply_for`] takes from an exponent, in ulp, so that the reserve backs what it returns even
/// by the greater of the two measures.
///
/// [`Curve::backing`] is above g by a factor of at most 2^(33.5 ulp): its exponent by
/// κ · (2 + 1.02) + 2 + 1 ≤ 27.2 ulp, its mantissa by 482 · 2^−127 < 5.5 ulp. Lowering the exponent of a supply
/// by 36 ulp lowers g by κ · 36 ≥ 36 ulp.
const MARGIN: u128 = 36;

/// Why an order or a curve is impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
	/// κ is not in [`Kappa::MIN`]`..=`[`Kappa::MAX`].
	KappaOutOfBounds,
	/// A reserve or supply to begin with is not in [`MIN_ANCHOR`]`..=`[`MAX_AMOUNT`].
	AnchorOutOfBounds,
	/// The order is for nothing.
	Zero,
	/// The order is so small that nothing would be got for it.
	TooSmall,
	/// A reserve or supply would be above [`MAX_AMOUNT`], or a price above 2^128 − 1 parts.
	TooLarge,
	/// More tokens than the supply.
	ExceedsSupply,
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::KappaOutOfBounds => "kappa is not between 1 and 8",
			Self::AnchorOutOfBounds => {
				"a curve begins with a reserve and a supply between 10 and 10^18 tokens"
			}
			Self::Zero => "an order for nothing",
			Self::TooSmall => "the order is too small to get anything for it",
			Self::TooLarge => "the order goes beyond what the curve can count",
			Self::ExceedsSupply => "the order is for more tokens than the curve has issued",
		})
	}
}

impl core::error::Error for Error {}

/// A curve: κ and one point. See [`crate`] for formulas and proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curve {
	kappa: Kappa,
	reserve: NonZeroU128,
	supply: NonZeroU128,
}

impl Curve {
	/// The curve with `kappa` that goes through the anchor (`reserve`, `supply`), in units.
	///
	/// # Errors
	///
	/// [`Error::AnchorOutOfBounds`].
	pub const fn new(kappa: Kappa, reserve: u128, supply: u128) -> Result<Self, Error> {
		if reserve < MIN_ANCHOR || reserve > MAX_AMOUNT || supply < MIN_ANCHOR || supply > MAX_AMOUNT {
			return Err(Error::AnchorOutOfBounds);
		}
		match (NonZeroU128::new(reserve), NonZeroU128::new(supply)) {
			(Some(reserve), Some(supply)) => Ok(Self {
				kappa,
				reserve,
				supply,
			}),
			_ => Err(Error::AnchorOutOfBounds),
		}
	}

	/// The curve that `held` units of reserve back at `supply`: `backing(supply) ≤ held`. Its anchor is one
	/// unit below what is held, which is what rounding up may take.
	///
	/// # Errors
	///
	/// [`Error::AnchorOutOfBounds`].
	pub const fn through(kappa: Kappa, held: u128, supply: u128) -> Result<Self, Error> {
		Self::new(kappa, held.saturating_sub(1), supply)
	}

	/// κ.
	pub const fn kappa(&self) -> Kappa {
		self.kappa
	}

	/// R₀ and S₀, in units.
	pub const fn anchor(&self) -> (u128, u128) {
		(self.reserve.get(), self.supply.get())
	}

	/// U(`supply`): the units of reserve that back `supply`, rounded up. What must be held.
	///
	/// # Errors
	///
	/// [`Error::TooLarge`].
	pub fn backing(&self, supply: u128) -> Result<u128, Error> {
		let supply = match within(supply)? {
			Some(supply) => log2(supply) + LOG_ERROR,
			None => return Ok(0),
		};
		let (kappa, unit) = self.parts();
		// Logarithms are below 2^127 and κ below 2^23 parts: no sum reaches 2^152; qed.
		let plus = kappa * U256::from(supply) + unit * U256::from(log2(self.reserve) + LOG_ERROR);
		let minus = kappa * U256::from(log2(self.supply));
		match plus.checked_sub(minus) {
			Some(exponent) => within_bounds(exp2((exponent + unit - 1) / unit).and_then(Power::ceil)),
			// The power is below 1.
			None => Ok(1),
		}
	}

	/// D(`supply`): the units of reserve that back `supply`, rounded down. What can be counted on.
	///
	/// # Errors
	///
	/// [`Error::TooLarge`].
	pub fn worth(&self, supply: u128) -> Result<u128, Error> {
		let Some(supply) = within(supply)? else {
			return Ok(0);
		};
		let (kappa, unit) = self.parts();
		// No sum reaches 2^152; qed.
		let plus = kappa * U256::from(log2(supply)) + unit * U256::from(log2(self.reserve));
		let minus = kappa * U256::from(log2(self.supply) + LOG_ERROR);
		match plus.checked_sub(minus) {
			Some(exponent) => within_bounds(exp2(exponent / unit).map(Power::floor)),
			// Below one unit.
			None => Ok(0),
		}
	}

	/// H(`reserve`): the greatest supply, in units, that `reserve` is found to back; `backing` of it is not
	/// above `reserve`.
	///
	/// # Errors
	///
	/// [`Error::TooLarge`].
	pub fn supply_for(&self, reserve: u128) -> Result<u128, Error> {
		let Some(reserve) = within(reserve)? else {
			return Ok(0);
		};
		let (kappa, unit) = self.parts();
		// No sum reaches 2^152; qed.
		let plus = unit * U256::from(log2(reserve)) + kappa * U256::from(log2(self.supply));
		let minus = unit * U256::from(log2(self.reserve) + LOG_ERROR) + kappa * U256::from(MARGIN);
		match plus.checked_sub(minus) {
			Some(exponent) => within_bounds(exp2(exponent / kappa).map(Power::floor)),
			None => Ok(0),
		}
	}

	/// The tokens, in units, that `reserve` units more of reserve mint at `supply`.
	///
	/// # Errors
	///
	/// [`Error::Zero`], [`Error::TooSmall`], [`Error::TooLarge`].
	pub fn mint(&self, supply: u128, reserve: u128) -> Result<u128, Error> {
		if reserve == 0 {
			return Err(Error::Zero);
		}
		let total = self.worth(supply)?.checked_add(reserve).ok_or(Error::TooLarge)?;
		let tokens = self.supply_for(total)?.saturating_sub(supply);
		if tokens == 0 {
			return Err(Error::TooSmall);
		}
		Ok(tokens)
	}

	/// The units of reserve that burning `tokens` units at `supply` gives.
	///
	/// # Errors
	///
	/// [`Error::Zero`], [`Error::ExceedsSupply`], [`Error::TooSmall`], [`Error::TooLarge`].
	pub fn burn(&self, supply: u128, tokens: u128) -> Result<u128, Error> {
		if tokens == 0 {
			return Err(Error::Zero);
		}
		let left = supply.checked_sub(tokens).ok_or(Error::ExceedsSupply)?;
		let reserve = self.worth(supply)?.saturating_sub(self.backing(left)?);
		if reserve == 0 {
			return Err(Error::TooSmall);
		}
		Ok(reserve)
	}

	/// The units of reserve that pay for `tokens` units more at `supply`, rounded up. A [`Curve::mint`] with
	/// them gives a unit less at worst, and more where a unit of reserve buys many tokens.
	///
	/// # Errors
	///
	/// [`Error::Zero`], [`Error::TooLarge`].
	pub fn cost(&self, supply: u128, tokens: u128) -> Result<u128, Error> {
		if tokens == 0 {
			return Err(Error::Zero);
		}
		let after = supply.checked_add(tokens).ok_or(Error::TooLarge)?;
		// U(s′) ≥ g(s′) > g(s) ≥ D(s).
		Ok(self.backing(after)?.saturating_sub(self.worth(supply)?))
	}

	/// The price at `supply`, units of reserve for a unit of supply, in parts of [`PRICE_UNIT`], rounded down.
	/// Monotone in `supply`.
	///
	/// `p = κ · R₀ / S₀ · (s / S₀)^(κ − 1)`, as one power of two.
	///
	/// # Errors
	///
	/// [`Error::TooLarge`].
	pub fn price(&self, supply: u128) -> Result<u128, Error> {
		let (kappa, unit) = self.parts();
		let slope = kappa - unit;
		let supply = match within(supply)? {
			Some(supply) => log2(supply),
			None if slope.is_zero() => 0,
			None => return Ok(0),
		};
		let anchor = U256::from(log2(self.supply) + LOG_ERROR);
		let scale = log_of(self.kappa.parts().into()) + log_of(PRICE_UNIT);
		// No sum reaches 2^153; qed.
		let plus = slope * U256::from(supply) + unit * U256::from(log2(self.reserve)) + unit * scale;
		let minus = kappa * anchor + unit * (log_of(KAPPA_UNIT.into()) + U256::from(LOG_ERROR));
		match plus.checked_sub(minus) {
			Some(exponent) => exp2(exponent / unit).map(Power::floor).ok_or(Error::TooLarge),
			None => Ok(0),
		}
	}

	/// The curve with another κ and, at `supply`, the same price: V₀ is computed anew from the anchor
	/// (κ · D(s) / κ′, s). The price changes by less than 1e-12 of it.
	///
	/// As `p = κ · r / s`, a greater κ needs less reserve at the same price and a lesser one more: the
	/// caller has to compare [`Curve::backing`] of the result with what is held.
	///
	/// # Errors
	///
	/// [`Error::AnchorOutOfBounds`], [`Error::TooLarge`].
	pub fn with_kappa(&self, kappa: Kappa, supply: u128) -> Result<Self, Error> {
		let worth = U256::from(self.worth(supply)?);
		// 2^100 times 2^23; qed.
		let reserve = worth * U256::from(self.kappa.parts()) / U256::from(kappa.parts());
		Self::new(
			kappa,
			u128::try_from(reserve).map_err(|_| Error::TooLarge)?,
			supply,
		)
	}

	/// κ in millionths, and a million.
	fn parts(&self) -> (U256, U256) {
		(self.kappa.parts().into(), KAPPA_UNIT.into())
	}
}

/// `amount` where the curve can count it; `None` is zero.
fn within(amount: u128) -> Result<Option<NonZeroU128>, Error> {
	within_bounds(Some(amount)).map(NonZeroU128::new)
}

fn within_bounds(amount: Option<u128>) -> Result<u128, Error> {
	amount
		.filter(|amount| *amount <= MAX_AMOUNT)
		.ok_or(Error::TooLarge)
}

/// The logarithm of a number that is not zero.
fn log_of(number: u128) -> U256 {
	NonZeroU128::new(number).map_or(U256::zero(), |number| log2(number).into())
}

/// ⌊`amount` · `numerator` / `denominator`⌋ with the product in 256 bits; `None` where the denominator is zero
/// or the quotient needs more than 128 bits.
pub fn mul_div(amount: u128, numerator: u128, denominator: u128) -> Option<u128> {
	// Two factors below 2^128; qed.
	let product = U256::from(amount) * U256::from(numerator);
	product
		.checked_div(denominator.into())
		.and_then(|quotient| u128::try_from(quotient).ok())
}
