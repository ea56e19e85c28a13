//! What a streaming detector is, and the scale on which all of them score.

use crate::tail::Tail;

/// The score from which a point counts as anomalous: a tail probability of 10⁻⁴, about one false alarm
/// a week where there is a point a minute. It is the same for all detectors.
pub const DEFAULT_THRESHOLD: f64 = 0.4;

/// Decades of tail probability from score 0 to score 1, as in NAB's log-likelihood.
pub const DECADES: f64 = 10.0;

/// Inputs are cut to this magnitude, so that sums of squares stay finite.
const LARGEST_INPUT: f64 = 1e100;

/// A streaming anomaly detector with bounded memory.
pub trait Detector: Send {
	/// A short name in lower case.
	fn name(&self) -> &'static str;

	/// Feeds one point, in time order (`timestamp` in unix seconds), and returns its anomaly score in
	/// `0..=1`, by this point and earlier ones only. A score s says that a point at least as odd comes
	/// with probability 10^(−10·s); during warm-up it is zero.
	fn update(&mut self, timestamp: i64, value: f64) -> f64;
}

/// The score of a tail probability: a tenth of its decades, cut to `0..=1`.
pub fn score_of(probability: f64) -> f64 {
	if probability.is_nan() {
		return 0.0;
	}
	// Adding zero makes the zero of a certain event a positive one.
	(-probability.max(f64::MIN_POSITIVE).log10() / DECADES).clamp(0.0, 1.0) + 0.0
}

/// The tail probability that a score stands for.
pub fn probability_of(score: f64) -> f64 {
	10f64.powf(-DECADES * score)
}

/// A statistic of the stream that grows with oddity. What each method of the literature computes;
/// [`Calibrated`] makes a detector of it.
pub(crate) trait Statistic: Send {
	/// The method's name.
	const NAME: &'static str;
	/// How far the statistic's tail reaches for independent Gaussian points: the mean excess over its
	/// 98 % quantile, roughly. Only a prior; the stream teaches the rest.
	const UNIT: f64;

	/// Feeds one point with a finite value of at most 10¹⁰⁰ in magnitude; none while warming up.
	fn next(&mut self, timestamp: i64, value: f64) -> Option<f64>;
}

/// A statistic with its learned tail: the detector.
pub(crate) struct Calibrated<S> {
	statistic: S,
	tail: Tail,
}

impl<S: Statistic> Calibrated<S> {
	pub(crate) fn new(statistic: S) -> Self {
		Self {
			statistic,
			tail: Tail::new(S::UNIT),
		}
	}
}

impl<S: Statistic> Detector for Calibrated<S> {
	fn name(&self) -> &'static str {
		S::NAME
	}

	fn update(&mut self, timestamp: i64, value: f64) -> f64 {
		if value.is_nan() {
			// A series never holds one; a careless caller gets silence, not a poisoned memory.
			return 0.0;
		}
		let value = value.clamp(-LARGEST_INPUT, LARGEST_INPUT);
		match self.statistic.next(timestamp, value) {
			Some(raw) if raw.is_finite() => score_of(self.tail.probability(raw.max(0.0))),
			_ => 0.0,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn scores_count_decades() {
		assert_eq!(score_of(1.0), 0.0);
		assert!((score_of(1e-4) - DEFAULT_THRESHOLD).abs() < 1e-12);
		assert_eq!(score_of(0.0), 1.0);
		assert_eq!(score_of(f64::NAN), 0.0);
		assert!((probability_of(0.3) - 1e-3).abs() < 1e-12);
	}
}
