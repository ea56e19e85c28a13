//! Fixed point as text: a decimal number that reads back to the same bits.

use crate::Fixed;
use alloc::string::String;
use core::{fmt, str::FromStr};
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

/// Digits written after the point at most. 10⁻¹⁵ is finer than a third of an ulp, so the nearest ulp to
/// what was written is the one that was meant.
const DIGITS: usize = 15;

/// 10 to the power of [`DIGITS`].
const SCALE: u128 = 1_000_000_000_000_000;

const ONE: u128 = Fixed::ONE.raw().unsigned_abs();

impl fmt::Display for Fixed {
	/// The decimal number with as few digits after the point as 15 allow to drop; reads back exactly.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let magnitude = self.raw().unsigned_abs();
		// Below one by at least an ulp, which is more than the rounding adds: no carry.
		let digits = ((magnitude % ONE) * SCALE + ONE / 2) / ONE;
		let text = alloc::format!("{}.{digits:015}", magnitude / ONE);
		f.pad_integral(
			self.raw() >= 0,
			"",
			text.trim_end_matches('0').trim_end_matches('.'),
		)
	}
}

/// The text is not a number in fixed point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFixed {
	/// It is not of the form `-12.34`.
	Form,
	/// It has more than 15 digits after the point.
	Digits,
	/// It is out of range.
	Range,
}

impl fmt::Display for NotFixed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Form => "this is not a decimal number; it should look like -12.34",
			Self::Digits => "this number has more than 15 digits after the point",
			Self::Range => "this number is out of range; it should lie between -2^79 and 2^79",
		})
	}
}

impl core::error::Error for NotFixed {}

impl FromStr for Fixed {
	type Err = NotFixed;

	fn from_str(text: &str) -> Result<Self, NotFixed> {
		let (negative, magnitude) = match text.strip_prefix('-') {
			Some(rest) => (true, rest),
			None => (false, text),
		};
		let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, "0"));
		if fraction.len() > DIGITS {
			return Err(NotFixed::Digits);
		}
		let whole = digits(whole)?.checked_mul(ONE).ok_or(NotFixed::Range)?;
		// At most 15 digits, padded to exactly 15: below 10¹⁵, so that the product stays below 2⁹⁸.
		let missing = (DIGITS - fraction.len()) as u32;
		let fraction = digits(fraction)? * 10u128.pow(missing);
		let magnitude = whole
			.checked_add((fraction * ONE + SCALE / 2) / SCALE)
			.ok_or(NotFixed::Range)?;
		let raw = if negative {
			0i128.checked_sub_unsigned(magnitude)
		} else {
			i128::try_from(magnitude).ok()
		};
		raw.map(Self::from_raw).ok_or(NotFixed::Range)
	}
}

/// One or more digits and nothing else.
fn digits(text: &str) -> Result<u128, NotFixed> {
	if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
		return Err(NotFixed::Form);
	}
	text.parse().map_err(|_| NotFixed::Range)
}

impl Serialize for Fixed {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Fixed {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?
			.parse()
			.map_err(de::Error::custom)
	}
}
