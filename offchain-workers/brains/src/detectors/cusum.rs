//! Cumulative sum chart, two-sided and self-starting.
//!
//! E. S. Page, "Continuous Inspection Schemes" (Biometrika, 1954): S⁺ ← max(0, S⁺ + u − k) and
//! S⁻ ← max(0, S⁻ − u − k); the statistic is the larger. Self-starting after D. M. Hawkins,
//! "Self-Starting CUSUM Charts for Location and Scale" (The Statistician, 1987): u standardises each
//! point by the points before it, there is no training set. What is standardised is what the season
//! leaves, and the spread is the robust one, since a stream outlives its first regime.

use super::season::Season;
use crate::detector::Statistic;

/// The allowance: half of a shift of one standard deviation, the shift the chart is tuned to.
const ALLOWANCE: f64 = 0.5;
/// A point counts no more standard deviations than this, so that one spike is not yet a shift.
const LARGEST_STEP: f64 = 10.0;
/// Where the sums start again, as after an alarm. By then every alarm has been given: for independent
/// points a sum of this size comes with a probability of about e⁻⁴⁰.
const RESTART: f64 = 40.0;

pub(crate) struct Cusum {
	season: Season,
	upper: f64,
	lower: f64,
}

impl Cusum {
	pub(crate) fn new() -> Self {
		Self {
			season: Season::new(),
			upper: 0.0,
			lower: 0.0,
		}
	}
}

impl Statistic for Cusum {
	const NAME: &'static str = "cusum";
	const UNIT: f64 = 1.0;

	fn next(&mut self, timestamp: i64, value: f64) -> Option<f64> {
		let (residual, sigma) = self.season.residual(timestamp, value)?;
		let step = (residual / sigma).clamp(-LARGEST_STEP, LARGEST_STEP);
		self.upper = (self.upper + step - ALLOWANCE).max(0.0);
		self.lower = (self.lower - step - ALLOWANCE).max(0.0);
		let statistic = self.upper.max(self.lower);
		if statistic > RESTART {
			(self.upper, self.lower) = (0.0, 0.0);
		}
		Some(statistic)
	}
}
