//! Windowed Gaussian: NAB's baseline detector.
//!
//! A. Lavin and S. Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly
//! Benchmark" (ICMLA 2015): the tail probability of the average of the newest points under a Gaussian
//! fitted to a long window, Q((x̄ − μ)/σ). Here the statistic is the number of standard errors,
//! |x̄ − μ|·√m/σ, over the last m points, with μ and σ of the points before those m.

use std::collections::VecDeque;

use super::{LONG_MEMORY, WARM_UP};
use crate::{
	detector::Statistic,
	rolling::{spread_floor, FARTHEST},
};

/// Points in the short average (NAB's likelihood takes ten).
const SHORT: usize = 10;

pub(crate) struct WindowedGaussian {
	newest: VecDeque<f64>,
	older: VecDeque<f64>,
}

impl WindowedGaussian {
	pub(crate) fn new() -> Self {
		Self {
			newest: VecDeque::with_capacity(SHORT + 1),
			older: VecDeque::with_capacity(LONG_MEMORY + 1),
		}
	}

	fn standard_errors(&self) -> f64 {
		// Counted from an old point, so that a constant series has no spread, not even by rounding.
		let origin = self.older.front().copied().unwrap_or(0.0);
		let count = self.older.len() as f64;
		let mean = self.older.iter().map(|x| (x - origin) / count).sum::<f64>();
		let squares = self.older.iter().map(|x| (x - origin - mean).powi(2) / count);
		let sigma = squares.sum::<f64>().sqrt().max(spread_floor(origin + mean));
		let newest = self.newest.iter().map(|x| x - origin);
		let short = newest.sum::<f64>() / self.newest.len().max(1) as f64;
		((short - mean).abs() * (SHORT as f64).sqrt() / sigma).min(FARTHEST)
	}
}

impl Statistic for WindowedGaussian {
	const NAME: &'static str = "windowed-gaussian";
	const UNIT: f64 = 0.5;

	fn next(&mut self, _timestamp: i64, value: f64) -> Option<f64> {
		self.newest.push_back(value);
		if self.newest.len() > SHORT {
			self.older.extend(self.newest.pop_front());
		}
		if self.older.len() > LONG_MEMORY {
			self.older.pop_front();
		}
		(self.older.len() >= WARM_UP).then(|| self.standard_errors())
	}
}
