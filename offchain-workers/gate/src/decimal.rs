//! Amounts as exact decimals: a limit on a sum must not drift as floating point does.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Digits behind the point.
const PLACES: usize = 9;
/// Digits before the point at most: sums of as many as a ledger holds stay far inside `i128`.
const WHOLE: usize = 18;
const UNIT: i128 = 1_000_000_000;

/// A decimal number in billionths, 18 digits before the point at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal(i128);

impl Decimal {
	/// A whole number.
	pub fn whole(number: u32) -> Self {
		Self(i128::from(number).saturating_mul(UNIT))
	}

	/// The sum; it saturates, so that a limit is rather reached than lost.
	pub fn plus(self, other: Self) -> Self {
		Self(self.0.saturating_add(other.0))
	}

	/// Its distance from zero.
	pub fn size(self) -> Self {
		Self(self.0.saturating_abs())
	}

	/// Whether nothing is behind the point.
	pub fn is_whole(self) -> bool {
		self.0.checked_rem(UNIT) == Some(0)
	}
}

impl FromStr for Decimal {
	type Err = String;

	/// Reads `12`, `-0.5`, `1200.00`. Exponents and more than nine decimals are refused instead of rounded.
	fn from_str(text: &str) -> Result<Self, String> {
		let (negative, digits) = match text.strip_prefix('-') {
			Some(rest) => (true, rest),
			None => (false, text),
		};
		let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
		let part = part.trim_end_matches('0');
		let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
		if whole.is_empty() || whole.len() > WHOLE || part.len() > PLACES || !plain(whole) || !plain(part) {
			return Err(format!(
				"`{}` is no decimal of {WHOLE} digits before and {PLACES} behind the point",
				text.chars().take(40).collect::<String>()
			));
		}
		let value: i128 = format!("{whole}{part:0<PLACES$}")
			.parse()
			.map_err(|_| "it is too large".to_owned())?;
		Ok(Self(if negative { value.saturating_neg() } else { value }))
	}
}

impl TryFrom<String> for Decimal {
	type Error = String;

	fn try_from(text: String) -> Result<Self, String> {
		text.parse()
	}
}

impl From<Decimal> for String {
	fn from(decimal: Decimal) -> Self {
		decimal.to_string()
	}
}

impl fmt::Display for Decimal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (size, sign) = (self.0.unsigned_abs(), if self.0 < 0 { "-" } else { "" });
		let unit = UNIT.unsigned_abs();
		let (whole, part) = (
			size.checked_div(unit).unwrap_or_default(),
			size.checked_rem(unit).unwrap_or_default(),
		);
		let part = format!("{part:09}");
		let part = part.trim_end_matches('0');
		if part.is_empty() {
			write!(f, "{sign}{whole}")
		} else {
			write!(f, "{sign}{whole}.{part}")
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn what_would_be_rounded_is_refused() {
		for wrong in [
			"",
			"1e3",
			"0.1234567891",
			"1234567890123456789",
			"+1",
			"1.2.3",
			".5",
			"NaN",
			"-",
		] {
			assert!(wrong.parse::<Decimal>().is_err(), "{wrong}");
		}
	}

	#[test]
	fn equal_amounts_are_equal_however_written() {
		assert_eq!("100".parse::<Decimal>(), "100.000000000".parse());
		assert_eq!("-0.50".parse::<Decimal>().unwrap().to_string(), "-0.5");
	}

	proptest! {
		#[test]
		fn writing_and_reading_is_the_same(number in -1_000_000_000_000_000i64..1_000_000_000_000_000) {
			let decimal = Decimal(i128::from(number));
			prop_assert_eq!(decimal.to_string().parse::<Decimal>().unwrap(), decimal);
		}
	}
}
