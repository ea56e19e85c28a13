//! Exponentially weighted moving average control chart.
//!
//! S. W. Roberts, "Control Chart Tests Based on Geometric Moving Averages" (Technometrics, 1959):
//! z ← λu + (1 − λ)z, charted against ±L·√(λ/(2 − λ)·(1 − (1 − λ)²ᵗ)). The statistic is the number of such
//! standard deviations z lies from zero. The points u are those that the season leaves, over the robust
//! spread of earlier ones, which a beginning shift cannot drag along.

use super::season::Season;
use crate::detector::Statistic;

/// The usual weight of the newest point.
const LAMBDA: f64 = 0.2;
/// A point counts no more standard deviations than this, or the first change after a long calm would
/// stay in the average forever.
const LARGEST_STEP: f64 = 20.0;

pub(crate) struct Ewma {
	season: Season,
	average: f64,
	/// (1 − λ)²ᵗ: what the start still weighs in the variance.
	start_weight: f64,
}

impl Ewma {
	pub(crate) fn new() -> Self {
		Self {
			season: Season::new(),
			average: 0.0,
			start_weight: 1.0,
		}
	}
}

impl Statistic for Ewma {
	const NAME: &'static str = "ewma";
	const UNIT: f64 = 0.5;

	fn next(&mut self, timestamp: i64, value: f64) -> Option<f64> {
		let (residual, sigma) = self.season.residual(timestamp, value)?;
		let point = (residual / sigma).clamp(-LARGEST_STEP, LARGEST_STEP);
		self.average += LAMBDA * (point - self.average);
		self.start_weight *= (1.0 - LAMBDA).powi(2);
		let variance = LAMBDA / (2.0 - LAMBDA) * (1.0 - self.start_weight);
		Some(self.average.abs() / variance.sqrt())
	}
}
