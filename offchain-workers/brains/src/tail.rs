//! From a statistic to a tail probability that means the same for every detector.
//!
//! The textbook distribution of a statistic (Gaussian, Student) assumes independent points; real
//! metrics are bursty, and a "five sigma" comes every day. So the tail is learned from the stream
//! itself by peaks over threshold: above a high quantile the excesses follow a generalised Pareto
//! distribution (Pickands 1975), P(X > t + y) ≈ ζ·(1 + ξy/σ)^(−1/ξ), which gives probabilities beyond
//! what was ever seen. Siffer, Fouque, Termier & Largouët, "Anomaly Detection in Streams with Extreme
//! Value Theory" (KDD 2017) do this on raw values; here it is done on each detector's statistic. Shape
//! and scale are the probability-weighted moments of Hosking & Wallis (1987), drawn towards a prior
//! while peaks are few.

use std::collections::VecDeque;

use crate::rolling::Rolling;

/// How many past values of the statistic are remembered.
const MEMORY: usize = 8192;
/// Scores stay zero until this many values were seen.
const WARM_UP: usize = 16;
/// From so many on, only the newer half of what was seen is remembered: a detector that has just begun
/// finds everything odd, and what it thought then says nothing about what it thinks later.
const HALVE_FROM: usize = 64;
/// Where the tail begins (Siffer et al. take the 98 % quantile as well).
const TAIL_STARTS: f64 = 0.98;
/// The prior counts as many peaks as this.
const PRIOR_PEAKS: f64 = 10.0;
/// Slightly heavier than exponential.
const PRIOR_SHAPE: f64 = 0.1;
/// Heavier than this the variance is infinite, and nothing would ever be surprising.
const LARGEST_SHAPE: f64 = 0.5;
/// Peaks less likely than this enter the memory only as far as their quantile (winsorised), so that
/// one anomaly does not hide the next, while a lasting change is learned.
const REMEMBERED_UP_TO: f64 = 1e-5;

/// A peak is remembered only after this many points: a statistic that builds up over several points
/// must not become its own precedent while it does.
const PEAK_DELAY: usize = 32;
/// Differences below this share of the unit are rounding.
const RESOLUTION: f64 = 1e-4;

/// The learned upper tail of one statistic.
#[derive(Debug, Clone)]
pub(crate) struct Tail {
	seen: Rolling,
	/// Peaks that wait for being remembered, with the moment (in values seen) from which they are.
	waiting: VecDeque<(usize, f64)>,
	total: usize,
	/// The excess to expect above the tail's start before anything was learned.
	unit: f64,
}

/// A fitted tail: P(X > start + y) = share·(1 + shape·y/scale)^(−1/shape).
#[derive(Debug, Clone, Copy)]
struct Fit {
	start: f64,
	share: f64,
	shape: f64,
	scale: f64,
}

impl Fit {
	fn probability(&self, value: f64) -> f64 {
		let excess = (value - self.start).max(0.0) / self.scale;
		let survival = if self.shape < 1e-9 {
			(-excess).exp()
		} else {
			(1.0 + self.shape * excess).powf(-1.0 / self.shape)
		};
		self.share * survival
	}

	fn quantile(&self, probability: f64) -> f64 {
		let ratio = (self.share / probability).max(1.0);
		let excess = if self.shape < 1e-9 {
			ratio.ln()
		} else {
			(ratio.powf(self.shape) - 1.0) / self.shape
		};
		self.start + self.scale * excess
	}
}

impl Tail {
	pub(crate) fn new(unit: f64) -> Self {
		Self {
			seen: Rolling::new(MEMORY),
			waiting: VecDeque::with_capacity(PEAK_DELAY),
			total: 0,
			unit,
		}
	}

	/// The probability of a value at least as large, by what was seen before; then remembers it.
	pub(crate) fn probability(&mut self, value: f64) -> f64 {
		let grain = self.unit * RESOLUTION;
		let value = (value / grain).round() * grain;
		self.total += 1;
		while let Some((_, peak)) = self.waiting.pop_front_if(|(due, _)| *due <= self.total) {
			self.remember(peak);
		}
		let count = self.seen.len();
		let start = self.seen.quantile(TAIL_STARTS);
		if count < WARM_UP || value <= start {
			let above = count - self.seen.rank(value);
			self.remember(value);
			let share = (above + 1) as f64 / (count + 1) as f64;
			return if count < WARM_UP { 1.0 } else { share };
		}
		let fit = self.fit(start);
		let peak = value.min(fit.quantile(REMEMBERED_UP_TO));
		self.waiting.push_back((self.total + PEAK_DELAY, peak));
		fit.probability(value)
	}

	fn remember(&mut self, value: f64) {
		self.seen.push(value);
		if self.total > HALVE_FROM && self.seen.len() > self.total.div_ceil(2) {
			self.seen.forget_oldest();
		}
	}

	fn fit(&self, start: f64) -> Fit {
		let sorted = self.seen.sorted();
		let from = sorted.partition_point(|value| *value <= start);
		let peaks = sorted.len() - from;
		let (mut mean, mut weighted) = (0.0, 0.0);
		for (place, value) in sorted.iter().skip(from).enumerate() {
			let excess = (value - start) / peaks as f64;
			let position = (place as f64 + 0.65) / peaks as f64;
			mean += excess;
			weighted += excess * (1.0 - position);
		}
		let gap = mean - 2.0 * weighted;
		let (shape, scale) = if gap > 1e-12 * mean {
			(2.0 - mean / gap, 2.0 * mean * weighted / gap)
		} else {
			(0.0, mean)
		};
		// Outside the admissible range the shape is cut, and the scale keeps the mean excess right.
		let cut = shape.clamp(0.0, LARGEST_SHAPE);
		let scale = if cut == shape { scale } else { mean * (1.0 - cut) };
		let blend = |learned: f64, prior: f64| {
			(learned * peaks as f64 + prior * PRIOR_PEAKS) / (peaks as f64 + PRIOR_PEAKS)
		};
		Fit {
			start,
			share: (peaks + 1) as f64 / (sorted.len() + 1) as f64,
			shape: blend(cut, PRIOR_SHAPE),
			scale: blend(scale, self.unit),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Exponential values from a low-discrepancy sequence.
	fn exponential(count: usize) -> impl Iterator<Item = f64> {
		(1..=count).map(|i| -(1.0 - (i as f64 * 0.618_033_988_749_895).fract()).ln())
	}

	#[test]
	fn an_exponential_tail_is_extrapolated() {
		let mut tail = Tail::new(1.0);
		for value in exponential(2000) {
			tail.probability(value);
		}
		for decades in [3.0, 4.0, 5.0] {
			let value = decades * std::f64::consts::LN_10;
			let seen = -tail.clone().probability(value).log10();
			assert!((seen - decades).abs() < 0.6, "{decades} decades read as {seen}");
		}
	}

	#[test]
	fn the_scale_of_the_statistic_is_learned() {
		let mut tail = Tail::new(1.0);
		for value in exponential(2000) {
			tail.probability(value * 1000.0);
		}
		assert!(tail.clone().probability(3000.0) > 1e-3);
		assert!(tail.probability(20_000.0) < 1e-4);
	}

	#[test]
	fn a_first_change_after_zeros_is_improbable_and_a_zero_is_not() {
		let mut tail = Tail::new(1.0);
		for _ in 0..40 {
			assert_eq!(tail.probability(0.0), 1.0);
		}
		assert!(tail.probability(1e6) < 1e-10);
		assert!(tail.probability(0.0) > 0.5);
	}
}
