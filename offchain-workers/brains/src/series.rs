//! The evidence of a case: a time series, and the window in question.

use serde::Serialize;
use thiserror::Error;

/// The most points a series may have. Bounds the work and the memory of every detector.
pub const MAX_POINTS: usize = 100_000;

/// Why a series or a window was refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SeriesError {
	/// The two columns differ in length.
	#[error(
		"the series has {timestamps} timestamps but {values} values; it needs one value for each timestamp"
	)]
	UnequalLengths {
		/// How many timestamps were given.
		timestamps: usize,
		/// How many values were given.
		values: usize,
	},
	/// There is no point at all.
	#[error("the series has no points; at least one is needed")]
	Empty,
	/// More than [`MAX_POINTS`] points.
	#[error("the series has {points} points; at most {MAX_POINTS} are accepted")]
	TooLong {
		/// How many points were given.
		points: usize,
	},
	/// A value is NaN or infinite.
	#[error("the value at index {index} is not finite; NaN and infinities are not accepted")]
	NotFinite {
		/// Where, counted from zero.
		index: usize,
	},
	/// A timestamp does not come after the one before it.
	#[error("the timestamp at index {index} does not come after the one before it; timestamps must strictly increase")]
	NotIncreasing {
		/// Where, counted from zero.
		index: usize,
	},
	/// The window ends before it starts.
	#[error("the window ends at {to}, before it starts at {from}")]
	WindowReversed {
		/// First second of the window.
		from: i64,
		/// Last second of the window.
		to: i64,
	},
	/// No point of the series lies in the window.
	#[error("no point of the series lies in the window from {from} to {to}")]
	WindowOutside {
		/// First second of the window.
		from: i64,
		/// Last second of the window.
		to: i64,
	},
	/// Too few points to take changes over that lag, or a lag of zero.
	#[error("changes over {lag} points cannot be taken of a series of {points}; the lag must be at least one and below the length")]
	NoChanges {
		/// The lag asked for.
		lag: usize,
		/// How many points the series has.
		points: usize,
	},
}

/// A stretch of time, both ends included, in unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
	from: i64,
	to: i64,
}

impl Window {
	/// A window from `from` to `to`, both included, in unix seconds.
	///
	/// # Errors
	/// [`SeriesError::WindowReversed`] when `to` comes before `from`.
	pub fn new(from: i64, to: i64) -> Result<Self, SeriesError> {
		if to < from {
			return Err(SeriesError::WindowReversed { from, to });
		}
		Ok(Self { from, to })
	}

	/// The first second of the window.
	pub fn from(&self) -> i64 {
		self.from
	}

	/// The last second of the window.
	pub fn to(&self) -> i64 {
		self.to
	}

	/// Whether the window contains this moment.
	pub fn contains(&self, timestamp: i64) -> bool {
		self.from <= timestamp && timestamp <= self.to
	}
}

/// A validated time series: as many values as timestamps, strictly increasing, all finite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
	timestamps: Vec<i64>,
	values: Vec<f64>,
}

impl Series {
	/// A series of `timestamps` (unix seconds) and as many `values`.
	///
	/// # Errors
	/// Lengths that differ or are outside `1..=MAX_POINTS`, a value that is not finite, timestamps
	/// that do not strictly increase; the error names the first index at fault.
	pub fn new(timestamps: Vec<i64>, values: Vec<f64>) -> Result<Self, SeriesError> {
		if timestamps.len() != values.len() {
			return Err(SeriesError::UnequalLengths {
				timestamps: timestamps.len(),
				values: values.len(),
			});
		}
		if values.is_empty() {
			return Err(SeriesError::Empty);
		}
		if values.len() > MAX_POINTS {
			return Err(SeriesError::TooLong { points: values.len() });
		}
		if let Some(index) = values.iter().position(|value| !value.is_finite()) {
			return Err(SeriesError::NotFinite { index });
		}
		let mut pairs = timestamps.iter().zip(timestamps.iter().skip(1));
		if let Some(before) = pairs.position(|(earlier, later)| later <= earlier) {
			return Err(SeriesError::NotIncreasing { index: before + 1 });
		}
		Ok(Self { timestamps, values })
	}

	/// Like [`Series::new`], but points whose timestamp does not come after all earlier ones are left
	/// out, as a stream consumer has to when a clock is set back. Returns the series and how many
	/// points were left out.
	///
	/// # Errors
	/// As [`Series::new`], on what remains.
	pub fn skipping_disorder(timestamps: &[i64], values: &[f64]) -> Result<(Self, usize), SeriesError> {
		if timestamps.len() != values.len() {
			return Self::new(timestamps.to_vec(), values.to_vec()).map(|series| (series, 0));
		}
		let mut latest = None;
		let (kept_timestamps, kept_values): (Vec<i64>, Vec<f64>) = timestamps
			.iter()
			.copied()
			.zip(values.iter().copied())
			.filter(|(timestamp, _)| {
				let advances = latest.is_none_or(|before| *timestamp > before);
				if advances {
					latest = Some(*timestamp);
				}
				advances
			})
			.unzip();
		let left_out = timestamps.len() - kept_timestamps.len();
		Self::new(kept_timestamps, kept_values).map(|series| (series, left_out))
	}

	/// The timestamps, in unix seconds, strictly increasing.
	pub fn timestamps(&self) -> &[i64] {
		&self.timestamps
	}

	/// The values, one for each timestamp, all finite.
	pub fn values(&self) -> &[f64] {
		&self.values
	}

	/// How many points there are; never zero.
	pub fn len(&self) -> usize {
		self.values.len()
	}

	/// Always false: a series has at least one point. Here for completeness beside [`Series::len`].
	pub fn is_empty(&self) -> bool {
		self.values.is_empty()
	}

	/// The points in time order.
	pub fn points(&self) -> impl Iterator<Item = (i64, f64)> + '_ {
		self.timestamps.iter().copied().zip(self.values.iter().copied())
	}

	/// Says whether at least one point lies in the window.
	///
	/// # Errors
	/// [`SeriesError::WindowOutside`] when none does.
	pub fn check(&self, window: Window) -> Result<(), SeriesError> {
		let first_inside = self.timestamps.partition_point(|t| *t < window.from);
		match self.timestamps.get(first_inside) {
			Some(timestamp) if window.contains(*timestamp) => Ok(()),
			_ => Err(SeriesError::WindowOutside {
				from: window.from,
				to: window.to,
			}),
		}
	}

	/// The change from each point to the next, at the later point's timestamp: [`Series::changes`]
	/// over one point.
	///
	/// # Errors
	/// [`SeriesError::NoChanges`] when the series has a single point.
	pub fn differences(&self) -> Result<Self, SeriesError> {
		self.changes(1)
	}

	/// The change over each `lag` points, at the later point's timestamp.
	///
	/// Take this for counters (a block height, a sequence number): a counter that stops looks like any
	/// other recent value, but its change drops to zero. Where single steps are late or early now and
	/// then, a lag of about ten tells a stop from jitter, because jitter does not add up. Changes
	/// beyond the range of a double saturate.
	///
	/// # Errors
	/// [`SeriesError::NoChanges`] when `lag` is zero or the series has no more than `lag` points.
	pub fn changes(&self, lag: usize) -> Result<Self, SeriesError> {
		let timestamps: Vec<i64> = self.timestamps.iter().skip(lag).copied().collect();
		if lag == 0 || timestamps.is_empty() {
			return Err(SeriesError::NoChanges {
				lag,
				points: self.len(),
			});
		}
		let values = self
			.values
			.iter()
			.zip(self.values.iter().skip(lag))
			.map(|(earlier, later)| (later - earlier).clamp(f64::MIN, f64::MAX))
			.collect();
		Ok(Self { timestamps, values })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn refuses_what_is_not_a_series_and_says_where() {
		let refused = |timestamps: &[i64], values: &[f64]| {
			Series::new(timestamps.to_vec(), values.to_vec()).unwrap_err()
		};
		assert_eq!(
			refused(&[1, 2], &[0.0]),
			SeriesError::UnequalLengths {
				timestamps: 2,
				values: 1
			}
		);
		assert_eq!(refused(&[], &[]), SeriesError::Empty);
		assert_eq!(
			refused(&[1, 2, 3], &[0.0, f64::NAN, f64::INFINITY]),
			SeriesError::NotFinite { index: 1 }
		);
		assert_eq!(
			refused(&[1, 3, 3], &[0.0; 3]),
			SeriesError::NotIncreasing { index: 2 }
		);
		let long: Vec<i64> = (0..=MAX_POINTS as i64).collect();
		assert_eq!(
			refused(&long, &vec![0.0; MAX_POINTS + 1]),
			SeriesError::TooLong {
				points: MAX_POINTS + 1
			}
		);
	}

	#[test]
	fn window_must_hold_a_point() {
		let series = Series::new(vec![10, 20, 30], vec![0.0; 3]).unwrap();
		assert!(series.check(Window::new(20, 20).unwrap()).is_ok());
		assert!(series.check(Window::new(0, 10).unwrap()).is_ok());
		assert!(series.check(Window::new(21, 29).unwrap()).is_err());
		assert!(series.check(Window::new(31, 99).unwrap()).is_err());
		assert!(Window::new(2, 1).is_err());
	}

	#[test]
	fn differences_turn_a_stopped_counter_into_a_drop() {
		let series = Series::new(vec![1, 2, 3, 4], vec![5.0, 6.0, 7.0, 7.0]).unwrap();
		let differences = series.differences().unwrap();
		assert_eq!(differences.timestamps(), &[2, 3, 4]);
		assert_eq!(differences.values(), &[1.0, 1.0, 0.0]);
		let extremes = Series::new(vec![1, 2], vec![f64::MIN, f64::MAX]).unwrap();
		assert_eq!(extremes.differences().unwrap().values(), &[f64::MAX]);
		let single = Series::new(vec![1], vec![1.0]).unwrap();
		assert_eq!(
			single.differences(),
			Err(SeriesError::NoChanges { lag: 1, points: 1 })
		);
		assert!(series.changes(0).is_err());
		assert_eq!(series.changes(3).unwrap().values(), &[2.0]);
	}

	#[test]
	fn a_clock_set_back_loses_points_but_not_the_series() {
		let (series, left_out) =
			Series::skipping_disorder(&[1, 5, 3, 4, 6], &[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
		assert_eq!(series.timestamps(), &[1, 5, 6]);
		assert_eq!(series.values(), &[1.0, 2.0, 5.0]);
		assert_eq!(left_out, 2);
	}
}
