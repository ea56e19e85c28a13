//! What is tried again, and when: only what the service says it has not done.

use hyper::StatusCode;
use std::time::Duration;
use time::format_description::well_known::Rfc2822;
use time::OffsetDateTime;

/// How often and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
	/// How often something is tried again at most.
	pub times: u32,
	/// The first pause, where the service names none; each further one is twice as long.
	pub first: Duration,
	/// The longest pause. A service that asks for a longer one is given up.
	pub longest: Duration,
}

impl Default for Policy {
	fn default() -> Self {
		Self {
			times: 2,
			first: Duration::from_millis(500),
			longest: Duration::from_secs(20),
		}
	}
}

/// What follows a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
	/// Try again after this.
	Again(Duration),
	/// The service wants more patience than there is.
	TooLong(Duration),
	/// No more.
	GiveUp,
}

/// Whether a service that answers so has done nothing yet.
pub fn is_transient(status: StatusCode) -> bool {
	matches!(
		status,
		StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
	)
}

impl Policy {
	/// What follows after `tried` tries again. `chance` in [0, 1) shortens a pause that the service did not name by up
	/// to a half, so that those who failed together do not come back together.
	pub fn next(&self, tried: u32, after: Option<Duration>, chance: f64) -> Next {
		if tried >= self.times {
			return Next::GiveUp;
		}
		if let Some(after) = after {
			return match after > self.longest {
				true => Next::TooLong(after),
				false => Next::Again(after),
			};
		}
		let doubled = self.first.saturating_mul(2u32.saturating_pow(tried));
		Next::Again(
			doubled
				.min(self.longest)
				.mul_f64(1.0 - chance.clamp(0.0, 1.0) / 2.0),
		)
	}
}

/// The pause that a `Retry-After` names: seconds, or a date (RFC 9110, 10.2.3).
pub fn retry_after(value: &str, now: OffsetDateTime) -> Option<Duration> {
	let value = value.trim();
	if let Ok(seconds) = value.parse::<u32>() {
		return Some(Duration::from_secs(u64::from(seconds)));
	}
	let moment = OffsetDateTime::parse(value, &Rfc2822).ok()?;
	Some((moment - now).try_into().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use time::macros::datetime;

	#[test]
	fn only_what_was_not_done_is_tried_again() {
		for code in [400u16, 401, 403, 404, 408, 409, 500, 502, 504] {
			assert!(!is_transient(StatusCode::from_u16(code).unwrap()), "{code}");
		}
		assert!(is_transient(StatusCode::TOO_MANY_REQUESTS));
		assert!(is_transient(StatusCode::SERVICE_UNAVAILABLE));
	}

	#[test]
	fn a_service_is_waited_for_as_long_as_it_says() {
		let policy = Policy::default();
		let asks = Duration::from_secs(7);
		assert_eq!(policy.next(0, Some(asks), 0.9), Next::Again(asks));
		let long = Duration::from_secs(3600);
		assert_eq!(policy.next(0, Some(long), 0.9), Next::TooLong(long));
		assert_eq!(policy.next(2, Some(asks), 0.0), Next::GiveUp);
	}

	#[test]
	fn a_pause_is_seconds_or_a_date() {
		let now = datetime!(1994-11-06 08:49:30 UTC);
		assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
		let date = "Sun, 06 Nov 1994 08:49:37 GMT";
		assert_eq!(retry_after(date, now), Some(Duration::from_secs(7)));
		assert_eq!(
			retry_after(date, datetime!(2026-01-01 00:00 UTC)),
			Some(Duration::ZERO)
		);
		for wrong in ["", "soon", "-1", "1.5", "99999999999999999999"] {
			assert_eq!(retry_after(wrong, now), None, "{wrong}");
		}
	}

	proptest! {
		#[test]
		fn pauses_are_bounded(tried in 0..100u32, chance in 0.0..1.0f64, times in 0..10u32) {
			let policy = Policy { times, ..Policy::default() };
			match policy.next(tried, None, chance) {
				Next::Again(pause) => {
					prop_assert!(tried < times);
					prop_assert!(pause <= policy.longest && pause >= policy.first / 2);
				}
				other => prop_assert_eq!((other, tried >= times), (Next::GiveUp, true)),
			}
		}
	}
}
