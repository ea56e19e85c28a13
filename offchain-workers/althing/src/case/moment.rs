//! Moments in time, as people and programs write them.

use time::{format_description::well_known::Rfc3339, OffsetDateTime};

/// 0000-01-01 00:00:00 UTC, in unix seconds.
pub const EARLIEST: i64 = -62_167_219_200;
/// 9999-12-31 23:59:59 UTC, in unix seconds.
pub const LATEST: i64 = 253_402_300_799;

/// Where the time of day begins in `YYYY-MM-DD HH:MM:SS`.
const CLOCK_AT: usize = 11;

/// Unix seconds of a moment written as RFC 3339, as `YYYY-MM-DD HH:MM:SS` (taken as UTC) or as unix
/// seconds; fractions of a second are cut off. None when it is none of these, or outside the years 0 to
/// 9999.
pub fn parse(text: &str) -> Option<i64> {
	let text = text.trim();
	let seconds = match unix_seconds(text) {
		Some(seconds) => seconds,
		None => calendar(text)?,
	};
	is_valid(seconds).then_some(seconds)
}

/// Whether `seconds` lies in the years 0 to 9999. What lies outside was probably meant as milliseconds.
pub fn is_valid(seconds: i64) -> bool {
	(EARLIEST..=LATEST).contains(&seconds)
}

/// `YYYY-MM-DD HH:MM:SS UTC`; unix seconds where the calendar ends.
pub fn format(seconds: i64) -> String {
	let Ok(moment) = OffsetDateTime::from_unix_timestamp(seconds) else {
		return format!("{seconds} s");
	};
	let (date, clock) = (moment.date(), moment.time());
	format!(
		"{date} {:02}:{:02}:{:02} UTC",
		clock.hour(),
		clock.minute(),
		clock.second()
	)
}

fn unix_seconds(text: &str) -> Option<i64> {
	let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
	let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
	is_fraction.then(|| whole.parse().ok()).flatten()
}

fn calendar(text: &str) -> Option<i64> {
	let date = text.get(..CLOCK_AT - 1)?;
	let separator = text.get(CLOCK_AT - 1..CLOCK_AT)?;
	let clock = text.get(CLOCK_AT..)?;
	if !matches!(separator, " " | "T" | "t") {
		return None;
	}
	let zone = if clock.contains(['Z', 'z', '+', '-']) {
		""
	} else {
		"Z"
	};
	let moment = OffsetDateTime::parse(&format!("{date}T{clock}{zone}"), &Rfc3339).ok()?;
	Some(moment.unix_timestamp())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_moment_has_many_spellings() {
		for text in [
			"2014-03-07T03:41:00Z",
			"2014-03-07T04:41:00+01:00",
			"2014-03-07 03:41:00",
			"2014-03-07 03:41:00.000000",
			"2014-03-07T03:41:00",
			" 1394163660 ",
			"1394163660.75",
		] {
			assert_eq!(parse(text), Some(1_394_163_660), "{text}");
		}
		assert_eq!(format(1_394_163_660), "2014-03-07 03:41:00 UTC");
		assert_eq!(parse("1969-12-31 23:59:59"), Some(-1));
		assert_eq!(
			parse("2024-02-29 00:00:00").map(format).as_deref(),
			Some("2024-02-29 00:00:00 UTC")
		);
	}

	#[test]
	fn what_is_no_moment_is_refused() {
		for text in [
			"",
			"now",
			"2014-03-07",
			"2023-02-29 00:00:00",
			"2014-13-01 00:00:00",
			"2014-03-07 25:00:00",
			"2014/03/07 03:41:00",
			"07.03.2014 03:41",
			"1394163660000",
			"1e9",
			"NaN",
			"１３９４",
			"éééééééééééé",
		] {
			assert_eq!(parse(text), None, "{text}");
		}
	}

	#[test]
	fn the_ends_of_the_calendar_are_written_back() {
		for seconds in [EARLIEST, LATEST, 0] {
			assert_eq!(parse(format(seconds).trim_end_matches(" UTC")), Some(seconds));
		}
		assert!(!is_valid(LATEST + 1));
		assert_eq!(format(i64::MAX), format!("{} s", i64::MAX));
	}
}
