//! The recent past of one signal of one target.

use std::collections::VecDeque;

use althing_brains::{Detector, Method, Series, SeriesError, DEFAULT_THRESHOLD};

/// The recent past of one signal, and the detector that has seen all of it.
pub(super) struct Track {
	points: VecDeque<(i64, f64)>,
	capacity: usize,
	seen: usize,
	detector: Box<dyn Detector>,
}

impl Track {
	pub(super) fn new(capacity: usize) -> Self {
		// The robust z-score draws no random numbers: the seed is of no account.
		let detector = Method::RobustZ.build(0);
		Self {
			points: VecDeque::with_capacity(capacity),
			capacity,
			seen: 0,
			detector,
		}
	}

	/// Takes the next point, and says whether it is odd by what came before.
	pub(super) fn push(&mut self, time: i64, value: f64) -> bool {
		if self.points.len() >= self.capacity {
			self.points.pop_front();
		}
		self.points.push_back((time, value));
		self.seen = self.seen.saturating_add(1);
		self.detector.update(time, value) >= DEFAULT_THRESHOLD
	}

	/// How many points were ever seen.
	pub(super) fn seen(&self) -> usize {
		self.seen
	}

	pub(super) fn latest(&self) -> Option<f64> {
		self.points.back().map(|(_, value)| *value)
	}

	/// The median of what is remembered from before `time`.
	pub(super) fn normal(&self, time: i64) -> Option<f64> {
		let mut values: Vec<f64> = self
			.points
			.iter()
			.filter(|(at, _)| *at < time)
			.map(|(_, value)| *value)
			.collect();
		let middle = values.len() / 2;
		(middle < values.len()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
	}

	pub(super) fn series(&self) -> Result<Series, SeriesError> {
		let (times, values) = self.points.iter().copied().unzip();
		Series::new(times, values)
	}
}
