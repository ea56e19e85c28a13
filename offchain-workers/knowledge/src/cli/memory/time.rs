//! Times and spans as people write them.

use crate::error::{Error, Result};
use ::time::format_description::well_known::{Iso8601, Rfc3339};
use ::time::{Date, OffsetDateTime};
use std::time::{SystemTime, UNIX_EPOCH};

/// The moment, in milliseconds since 1970.
pub(super) fn now() -> u64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A span such as 90s, 15m, 2h or 30d, in milliseconds.
pub(super) fn span(text: &str) -> Result<u64> {
	let unit = |unit: char| match unit {
		's' => Some(1_000),
		'm' => Some(60_000),
		'h' => Some(3_600_000),
		'd' => Some(86_400_000_u64),
		_ => None,
	};
	let read = || {
		let last = text.chars().last()?;
		let number = text.strip_suffix(last)?;
		number.parse::<u64>().ok()?.checked_mul(unit(last)?)
	};
	read().ok_or_else(|| Error::Input(format!("{text} is no span of time; 90s, 15m, 2h and 30d are")))
}

/// A moment in milliseconds since 1970: a date, a time with its zone, or how long before `now`.
pub(super) fn at(text: &str, now: u64) -> Result<u64> {
	if let Ok(span) = span(text) {
		return Ok(now.saturating_sub(span));
	}
	let time = OffsetDateTime::parse(text, &Rfc3339)
		.or_else(|_| Date::parse(text, &Iso8601::DATE).map(|date| date.midnight().assume_utc()));
	let millis = time
		.ok()
		.and_then(|time| u64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok());
	millis.ok_or_else(|| {
		Error::Input(format!(
			"{text} is no time; 2026-03-01, 2026-03-01T12:00:00Z and 3d (ago) are"
		))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn times_are_read_as_people_write_them() {
		assert_eq!(span("2h").unwrap(), 7_200_000);
		assert_eq!(at("1d", 100_000_000).unwrap(), 13_600_000);
		assert_eq!(at("1970-01-02", 0).unwrap(), 86_400_000);
		assert_eq!(at("1970-01-01T00:00:01.5Z", 0).unwrap(), 1_500);
		for wrong in [
			"",
			"h",
			"2",
			"2w",
			"-2h",
			"1969-01-01",
			"99999999999999999999d",
			"2é",
			"yesterday",
		] {
			assert!(at(wrong, 0).is_err(), "{wrong}");
		}
	}
}
