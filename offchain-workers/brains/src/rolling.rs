//! A bounded window of the last values that is kept sorted as well, for medians and ranks.

use std::collections::VecDeque;

/// Makes the median absolute deviation estimate a Gaussian standard deviation: 1/Φ⁻¹(3/4).
const MAD_TO_SIGMA: f64 = 1.482_602_218_505_602;
/// The same for the mean absolute deviation: √(π/2).
const MEAN_DEVIATION_TO_SIGMA: f64 = 1.253_314_137_315_500_3;
/// A spread below this share of the level is rounding, not spread.
const RELATIVE_FLOOR: f64 = 1e-9;
/// A spread below this is nothing at all; keeps divisions and squares in range.
const ABSOLUTE_FLOOR: f64 = 1e-100;
/// The farthest a standardised value may lie out; beyond it only "far" is left to say.
pub(crate) const FARTHEST: f64 = 1e6;

/// The smallest spread that is worth dividing by at this level.
pub(crate) fn spread_floor(level: f64) -> f64 {
	(level.abs() * RELATIVE_FLOOR).max(ABSOLUTE_FLOOR)
}

/// The last `capacity` finite values, in order of arrival and in order of size.
#[derive(Debug, Clone)]
pub(crate) struct Rolling {
	arrived: VecDeque<f64>,
	sorted: Vec<f64>,
	capacity: usize,
}

impl Rolling {
	pub(crate) fn new(capacity: usize) -> Self {
		Self {
			arrived: VecDeque::with_capacity(capacity + 1),
			sorted: Vec::with_capacity(capacity + 1),
			capacity,
		}
	}

	pub(crate) fn push(&mut self, value: f64) {
		// Adding zero turns -0.0 into 0.0, so that equal values are equal in the total order too.
		let value = value + 0.0;
		self.arrived.push_back(value);
		let place = self.rank(value);
		self.sorted.insert(place, value);
		if self.arrived.len() > self.capacity {
			self.forget_oldest();
		}
	}

	pub(crate) fn forget_oldest(&mut self) {
		if let Some(oldest) = self.arrived.pop_front() {
			let place = self.rank(oldest);
			self.sorted.remove(place);
		}
	}

	pub(crate) fn len(&self) -> usize {
		self.sorted.len()
	}

	pub(crate) fn sorted(&self) -> &[f64] {
		&self.sorted
	}

	/// How many values lie below this one.
	pub(crate) fn rank(&self, value: f64) -> usize {
		self.sorted.partition_point(|other| *other < value)
	}

	/// The value below which the share `q` in `0..=1` lies (nearest rank); zero when empty.
	pub(crate) fn quantile(&self, q: f64) -> f64 {
		let last = self.sorted.len().saturating_sub(1);
		let place = (last as f64 * q).round() as usize;
		self.sorted.get(place.min(last)).copied().unwrap_or(0.0)
	}

	pub(crate) fn median(&self) -> f64 {
		let half = self.sorted.len() / 2;
		let upper = self.sorted.get(half).copied().unwrap_or(0.0);
		if self.sorted.len() % 2 == 1 {
			return upper;
		}
		let lower = self.sorted.get(half.wrapping_sub(1)).copied();
		lower.unwrap_or(upper).midpoint(upper)
	}

	/// The median of |x − centre|, by walking outwards from the centre in the sorted values.
	fn median_deviation(&self, centre: f64) -> f64 {
		let (below, above) = self.sorted.split_at(self.rank(centre));
		let mut below = below.iter().rev().map(|x| centre - x).peekable();
		let mut above = above.iter().map(|x| x - centre).peekable();
		let mut deviation = 0.0;
		for _ in 0..=self.sorted.len() / 2 {
			let from_below = match (below.peek(), above.peek()) {
				(Some(left), Some(right)) => left < right,
				(Some(_), None) => true,
				_ => false,
			};
			let next = if from_below { below.next() } else { above.next() };
			deviation = next.unwrap_or(deviation);
		}
		deviation
	}

	/// Median and robust standard deviation. Where more than half of the values are equal the median
	/// deviation is zero, and the mean deviation stands in for it (Iglewicz & Hoaglin 1993).
	pub(crate) fn centre_and_sigma(&self) -> (f64, f64) {
		let centre = self.median();
		let floor = spread_floor(centre);
		let sigma = MAD_TO_SIGMA * self.median_deviation(centre);
		if sigma > floor {
			return (centre, sigma);
		}
		let total: f64 = self.sorted.iter().map(|x| (x - centre).abs()).sum();
		let mean = total / self.sorted.len().max(1) as f64;
		(centre, (MEAN_DEVIATION_TO_SIGMA * mean).max(floor))
	}

	/// How far the value lies from the median in robust standard deviations, with its sign.
	pub(crate) fn z(&self, value: f64) -> f64 {
		let (centre, sigma) = self.centre_and_sigma();
		((value - centre) / sigma).clamp(-FARTHEST, FARTHEST)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn forgets_the_oldest() {
		let mut rolling = Rolling::new(3);
		for value in [9.0, 1.0, 2.0, -0.0, 0.0] {
			rolling.push(value);
		}
		assert_eq!(rolling.sorted(), &[0.0, 0.0, 2.0]);
		assert_eq!(rolling.median(), 0.0);
	}

	#[test]
	fn median_deviation_is_that_of_the_definition() {
		let mut rolling = Rolling::new(100);
		for step in 0..37 {
			rolling.push(f64::from(step * 17 % 37).powi(2));
		}
		let centre = rolling.median();
		let mut deviations: Vec<f64> = rolling.sorted().iter().map(|x| (x - centre).abs()).collect();
		deviations.sort_by(f64::total_cmp);
		assert_eq!(rolling.median_deviation(centre), deviations[18]);
	}

	#[test]
	fn mean_deviation_stands_in_when_most_values_are_equal() {
		let mut rolling = Rolling::new(10);
		for value in [1.0, 1.0, 1.0, 1.0, 2.0] {
			rolling.push(value);
		}
		let (centre, sigma) = rolling.centre_and_sigma();
		assert_eq!(centre, 1.0);
		assert!((sigma - 0.2 * MEAN_DEVIATION_TO_SIGMA).abs() < 1e-12);
	}
}
