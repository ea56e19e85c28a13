//! Amounts and shares as people write them: decimal, and exact.
//!
//! Both currencies have twelve decimals. `12.5` is 12,500,000,000,000 of the smallest unit. There is no
//! rounding: what has more decimals than there are is refused, and so is what is no plain number.

use std::str::FromStr;
use thiserror::Error;

/// The smallest units of one VWT or CVT.
pub const UNIT: u128 = 10u128.pow(DECIMALS);

const DECIMALS: u32 = 12;

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
	/// Not digits with at most one point between them.
	#[error("{text:?} is no amount: write digits, and a point before decimals, such as 12.5")]
	NotANumber {
		/// What was written.
		text: String,
	},
	/// Finer than the smallest unit.
	#[error("{text} has more than {decimals} decimals, which is finer than there is")]
	TooFine {
		/// What was written.
		text: String,
		/// How many there are.
		decimals: u32,
	},
	/// More than there can be.
	#[error("{text} is more than there can be")]
	TooLarge {
		/// What was written.
		text: String,
	},
	/// Nothing.
	#[error("an amount of nothing does nothing")]
	Zero,
}

/// The amount in the smallest unit; zero is one.
///
/// # Errors
/// [`AmountError::NotANumber`], [`AmountError::TooFine`], [`AmountError::TooLarge`].
pub fn parse(text: &str) -> Result<u128, AmountError> {
	decimal(text, DECIMALS)
}

/// The amount in the smallest unit, which is not zero.
///
/// # Errors
/// Those of [`parse`], and [`AmountError::Zero`].
pub fn parse_some(text: &str) -> Result<u128, AmountError> {
	match parse(text)? {
		0 => Err(AmountError::Zero),
		amount => Ok(amount),
	}
}

/// The number that `text` says, times 10 to the power of `decimals`.
fn decimal(text: &str, decimals: u32) -> Result<u128, AmountError> {
	let not_a_number = || AmountError::NotANumber { text: text.into() };
	let too_large = || AmountError::TooLarge { text: text.into() };
	let (whole, fraction) = match text.split_once('.') {
		Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
		Some(_) => return Err(not_a_number()),
		None => (text, ""),
	};
	if whole.is_empty()
		|| !whole
			.bytes()
			.chain(fraction.bytes())
			.all(|byte| byte.is_ascii_digit())
	{
		return Err(not_a_number());
	}
	let fraction = fraction.trim_end_matches('0');
	let given = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
	let missing = decimals.checked_sub(given).ok_or_else(|| AmountError::TooFine {
		text: text.into(),
		decimals,
	})?;
	// The digits of both are digits: what fails is only their number.
	let digits = u128::from_str(&format!("{whole}{fraction}")).map_err(|_| too_large())?;
	let scale = 10u128.checked_pow(missing).ok_or_else(too_large)?;
	digits.checked_mul(scale).ok_or_else(too_large)
}

/// An amount with all the decimals it has and no more: [`parse`] reads it back.
pub fn exact(amount: u128) -> String {
	let (whole, rest) = (amount / UNIT, amount % UNIT);
	let text = format!("{whole}.{rest:012}");
	text.trim_end_matches('0').trim_end_matches('.').into()
}

/// A share in millionths, up to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

const MILLION: u32 = 1_000_000;

impl Share {
	/// So many millionths.
	pub const fn millionths(self) -> u32 {
		self.0
	}

	/// What is left of `amount` without this share of it, rounded down.
	pub fn off(self, amount: u128) -> u128 {
		let (million, left) = (u128::from(MILLION), u128::from(MILLION.saturating_sub(self.0)));
		let (whole, rest) = (amount / million, amount % million);
		// At most `amount`: neither overflows.
		whole
			.saturating_mul(left)
			.saturating_add(rest.saturating_mul(left) / million)
	}
}

impl FromStr for Share {
	type Err = AmountError;

	/// Reads per cent with up to four decimals, with or without the sign.
	fn from_str(text: &str) -> Result<Self, AmountError> {
		let number = text.trim_end_matches('%').trim_end();
		let share = decimal(number, 4)?;
		let share = u32::try_from(share).ok().filter(|share| *share <= MILLION);
		share
			.map(Self)
			.ok_or_else(|| AmountError::TooLarge { text: text.into() })
	}
}

impl std::fmt::Display for Share {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		let text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
		write!(f, "{} %", text.trim_end_matches('0').trim_end_matches('.'))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn amounts_are_exact() {
		assert_eq!(parse("12.5"), Ok(12_500_000_000_000));
		assert_eq!(parse("0.000000000001"), Ok(1));
		assert_eq!(parse("1.0000000000000000"), Ok(UNIT));
		assert_eq!(parse("007"), Ok(7 * UNIT));
		assert_eq!(parse("0"), Ok(0));
		assert_eq!(parse(&exact(u128::MAX)), Ok(u128::MAX));
	}

	#[test]
	fn what_is_no_amount_is_named() {
		for text in [
			"", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1_000", " 1", "1 VWT", "0x1", "1.2.3", "½", "١",
		] {
			assert_eq!(parse(text), Err(AmountError::NotANumber { text: text.into() }));
		}
		assert!(matches!(
			parse("0.0000000000001"),
			Err(AmountError::TooFine { .. })
		));
		assert!(matches!(
			parse("340282366920938463463374607.431768211456"),
			Err(AmountError::TooLarge { .. })
		));
		assert!(matches!(
			parse(&"9".repeat(99)),
			Err(AmountError::TooLarge { .. })
		));
		assert_eq!(parse_some("0.0"), Err(AmountError::Zero));
	}

	#[test]
	fn shares_are_read_in_per_cent() {
		assert_eq!("1".parse::<Share>().map(Share::millionths), Ok(10_000));
		assert_eq!("0.5 %".parse::<Share>().map(Share::millionths), Ok(5_000));
		assert_eq!("100%".parse::<Share>().map(Share::millionths), Ok(1_000_000));
		assert_eq!(
			"2.5%".parse::<Share>().map(|share| share.to_string()),
			Ok("2.5 %".into())
		);
		for text in ["100.0001", "101", "-1", "0.00001", "%", ""] {
			assert!(text.parse::<Share>().is_err(), "{text}");
		}
	}

	proptest! {
		#[test]
		fn every_amount_is_read_back_as_it_was_written(amount in any::<u128>()) {
			prop_assert_eq!(parse(&exact(amount)), Ok(amount));
		}

		#[test]
		fn no_text_is_anything_but_an_amount_or_an_error(text in ".{0,64}") {
			if let Ok(amount) = parse(&text) {
				prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
				prop_assert_eq!(parse(&exact(amount)), Ok(amount));
			}
		}

		#[test]
		fn what_is_left_of_a_share_is_never_less_than_it_says_but_for_rounding(
			amount in any::<u128>(),
			millionths in 0u32..=MILLION,
		) {
			let left = Share(millionths).off(amount);
			prop_assert!(left <= amount);
			// Exactly ⌊amount·(10⁶ − share)/10⁶⌋, where that can be computed plainly.
			if let Some(product) = amount.checked_mul(u128::from(MILLION - millionths)) {
				prop_assert_eq!(left, product / u128::from(MILLION));
			}
		}

		#[test]
		fn a_greater_share_leaves_no_more(amount in any::<u128>(), a in 0u32..=MILLION, b in 0u32..=MILLION) {
			let (less, more) = (a.min(b), a.max(b));
			prop_assert!(Share(more).off(amount) <= Share(less).off(amount));
		}
	}
}
