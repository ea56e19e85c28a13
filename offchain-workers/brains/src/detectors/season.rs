//! The season of a stream, taken away before a chart that assumes independent points.
//!
//! Control charts on autocorrelated points alarm at the autocorrelation; the remedy in the literature is
//! to chart what a model of it leaves (Alwan & Roberts, "Time-Series Modeling for Statistical Process
//! Control", 1988). The model here is the median of what was seen at the same hour of the week, or of
//! the day while weeks are few. It is used only while it leaves a smaller spread than the values have.

use super::{LONG_MEMORY, WARM_UP};
use crate::rolling::Rolling;

const HOUR: i64 = 3600;
const HOURS_A_DAY: i64 = 24;
const HOURS_A_WEEK: i64 = 7 * HOURS_A_DAY;
/// A slot takes at most one value in this many seconds, so that it spans several periods.
const SPACING: i64 = HOUR / 4;
/// How many values a slot keeps: four an hour, from the last eight periods.
const SLOT_MEMORY: usize = 32;
/// How many periods a slot must have seen before it is trusted.
const PERIODS: i64 = 3;

/// What was seen at one hour of the day or of the week.
struct Slot {
	seen: Rolling,
	latest: i64,
	period: i64,
	periods: i64,
}

impl Slot {
	fn new() -> Self {
		Self {
			seen: Rolling::new(SLOT_MEMORY),
			latest: i64::MIN,
			period: i64::MIN,
			periods: 0,
		}
	}

	fn learn(&mut self, timestamp: i64, period: i64, value: f64) {
		if self.seen.len() > 0 && timestamp.saturating_sub(self.latest) < SPACING {
			return;
		}
		self.latest = timestamp;
		if period != self.period {
			self.period = period;
			self.periods += 1;
		}
		self.seen.push(value);
	}

	fn level(&self) -> Option<f64> {
		(self.periods >= PERIODS).then(|| self.seen.median())
	}
}

/// A stream with its hourly levels.
pub(crate) struct Season {
	day: Vec<Slot>,
	week: Vec<Slot>,
	values: Rolling,
	residuals: Rolling,
}

impl Season {
	pub(crate) fn new() -> Self {
		let slots = |count| (0..count).map(|_| Slot::new()).collect();
		Self {
			day: slots(HOURS_A_DAY),
			week: slots(HOURS_A_WEEK),
			values: Rolling::new(LONG_MEMORY),
			residuals: Rolling::new(LONG_MEMORY),
		}
	}

	/// How far the value lies from what the season, or without one the median, leads to expect, and the
	/// robust standard deviation of that, both by the points before it; none while warming up. Then
	/// learns from the value.
	pub(crate) fn residual(&mut self, timestamp: i64, value: f64) -> Option<(f64, f64)> {
		let seasonal = value - self.level(timestamp, value);
		let answer = (self.values.len() >= WARM_UP).then(|| {
			let (centre, spread) = self.values.centre_and_sigma();
			let (offset, seasonal_spread) = self.residuals.centre_and_sigma();
			if seasonal_spread < spread {
				(seasonal - offset, seasonal_spread)
			} else {
				(value - centre, spread)
			}
		});
		self.values.push(value);
		self.residuals.push(seasonal);
		answer
	}

	fn level(&mut self, timestamp: i64, value: f64) -> f64 {
		let hour = timestamp.div_euclid(HOUR);
		let mut level = None;
		for (slots, hours) in [(&mut self.week, HOURS_A_WEEK), (&mut self.day, HOURS_A_DAY)] {
			let Some(slot) = slots.get_mut(hour.rem_euclid(hours) as usize) else {
				continue;
			};
			level = level.or(slot.level());
			slot.learn(timestamp, hour.div_euclid(hours), value);
		}
		level.unwrap_or_else(|| self.values.median())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_daily_wave_is_taken_away_once_it_was_seen_a_few_times() {
		let mut season = Season::new();
		let mut worst: f64 = 0.0;
		for step in 0..24 * 4 * 10i64 {
			let wave = (std::f64::consts::TAU * (step / 4) as f64 / 24.0).sin();
			let (residual, _) = season.residual(step * 900, 10.0 * wave).unwrap_or_default();
			if step > 24 * 4 * 6 {
				worst = worst.max(residual.abs());
			}
		}
		assert!(worst < 0.01, "{worst} is left of the wave");
	}

	#[test]
	fn without_a_season_the_median_is_the_level() {
		let mut season = Season::new();
		for step in 0..100 {
			season.residual(step * 60, 5.0);
		}
		let (residual, _) = season.residual(6000, 7.0).unwrap();
		assert_eq!(residual, 2.0);
	}
}
