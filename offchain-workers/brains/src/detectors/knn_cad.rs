//! Conformal k-nearest-neighbours anomaly detection.
//!
//! E. Burnaev and V. Ishimtsev, "Conformalized density- and distance-based anomaly detection in
//! time-series data" (arXiv:1608.04585, 2016): the last l points make a vector; its non-conformity is
//! the sum of Mahalanobis distances to its k nearest among the training vectors, and what the distance
//! says is read off the distances that earlier vectors had (inductive conformal prediction). Here l and
//! k are theirs (19 and 27), the sum is a mean so that it does not depend on how many neighbours there
//! are yet, and the calibration set is the learned tail.

use std::collections::VecDeque;

use crate::{
	detector::Statistic,
	rolling::{spread_floor, FARTHEST},
};

/// Points in a vector, l in the paper.
const LAGS: usize = 19;
/// Neighbours, k in the paper.
const NEIGHBOURS: usize = 27;
/// Training vectors: the newest this many.
const TRAINING: usize = 512;
/// Answers from this many training vectors on.
const FEWEST: usize = 16;
/// The covariance is learned anew after this many points.
const REFRESH: usize = 64;
/// Share of the mean variance that is added to each variance, so that the covariance has an inverse.
const RIDGE: f64 = 1e-4;

pub(crate) struct KnnCad {
	recent: VecDeque<f64>,
	training: VecDeque<Vec<f64>>,
	whitener: Whitener,
	whitened: VecDeque<Vec<f64>>,
	since_refresh: usize,
}

/// The lower Cholesky factor of a covariance; solving with it makes Euclidean distances of
/// Mahalanobis ones. Row i has i + 1 entries.
#[derive(Default)]
struct Whitener {
	rows: Vec<Vec<f64>>,
}

impl Whitener {
	fn learn(vectors: &VecDeque<Vec<f64>>) -> Self {
		let count = vectors.len().max(1) as f64;
		let mut mean = [0.0; LAGS];
		for vector in vectors {
			mean.iter_mut().zip(vector).for_each(|(m, x)| *m += x / count);
		}
		let mut covariance = vec![vec![0.0; LAGS]; LAGS];
		for vector in vectors {
			let centred: Vec<f64> = vector.iter().zip(&mean).map(|(x, m)| x - m).collect();
			for (row, a) in covariance.iter_mut().zip(&centred) {
				row.iter_mut()
					.zip(&centred)
					.for_each(|(c, b)| *c += a * b / count);
			}
		}
		let diagonal = covariance.iter().enumerate().filter_map(|(i, row)| row.get(i));
		let variance = diagonal.sum::<f64>() / LAGS as f64;
		let level = mean.iter().fold(0.0f64, |most, m| most.max(m.abs()));
		Self::factor(&covariance, variance * RIDGE + spread_floor(level).powi(2))
	}

	/// Cholesky's L with L·Lᵀ = covariance + ridge·1.
	fn factor(covariance: &[Vec<f64>], ridge: f64) -> Self {
		let mut rows: Vec<Vec<f64>> = Vec::with_capacity(LAGS);
		for (i, source) in covariance.iter().enumerate() {
			let mut row: Vec<f64> = Vec::with_capacity(LAGS);
			for (entry, earlier) in source.iter().zip(&rows) {
				let dot: f64 = row.iter().zip(earlier).map(|(a, b)| a * b).sum();
				row.push((entry - dot) / earlier.last().copied().unwrap_or(1.0));
			}
			let squares: f64 = row.iter().map(|a| a * a).sum();
			let own = source.get(i).copied().unwrap_or(0.0) + ridge;
			// Rounding may eat the remainder; the ridge is what it cannot fall below.
			row.push((own - squares).max(ridge).sqrt());
			rows.push(row);
		}
		Self { rows }
	}

	/// Solves L·y = x by forward substitution.
	fn apply(&self, vector: &[f64]) -> Vec<f64> {
		let mut solved: Vec<f64> = Vec::with_capacity(LAGS);
		for (row, x) in self.rows.iter().zip(vector) {
			let dot: f64 = row.iter().zip(&solved).map(|(a, b)| a * b).sum();
			let y = (x - dot) / row.last().copied().unwrap_or(1.0);
			solved.push(y.clamp(-1e60, 1e60));
		}
		solved
	}
}

impl KnnCad {
	pub(crate) fn new() -> Self {
		Self {
			recent: VecDeque::with_capacity(LAGS + 1),
			training: VecDeque::with_capacity(TRAINING + 1),
			whitener: Whitener::default(),
			whitened: VecDeque::with_capacity(TRAINING + 1),
			since_refresh: 0,
		}
	}

	fn refresh(&mut self) {
		self.whitener = Whitener::learn(&self.training);
		self.whitened = self.training.iter().map(|v| self.whitener.apply(v)).collect();
		self.since_refresh = 0;
	}

	/// The mean distance to the nearest training vectors.
	fn distance(&self, query: &[f64]) -> f64 {
		let mut squares: Vec<f64> = self
			.whitened
			.iter()
			.map(|other| query.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum())
			.collect();
		let neighbours = NEIGHBOURS.min(squares.len() / 2).max(1);
		if neighbours < squares.len() {
			squares.select_nth_unstable_by(neighbours, f64::total_cmp);
		}
		let nearest = squares.iter().take(neighbours);
		let mean = nearest.map(|square| square.sqrt()).sum::<f64>() / neighbours as f64;
		mean.min(FARTHEST)
	}

	fn learn(&mut self, vector: Vec<f64>, whitened: Option<Vec<f64>>) {
		self.training.push_back(vector);
		self.whitened.extend(whitened);
		if self.training.len() > TRAINING {
			self.training.pop_front();
			self.whitened.pop_front();
		}
		self.since_refresh += 1;
		let young = self.training.len() < REFRESH && self.training.len().is_multiple_of(FEWEST);
		if young || self.since_refresh >= REFRESH {
			self.refresh();
		}
	}
}

impl Statistic for KnnCad {
	const NAME: &'static str = "knn-cad";
	const UNIT: f64 = 1.0;

	fn next(&mut self, _timestamp: i64, value: f64) -> Option<f64> {
		self.recent.push_back(value);
		if self.recent.len() > LAGS {
			self.recent.pop_front();
		}
		if self.recent.len() < LAGS {
			return None;
		}
		let vector: Vec<f64> = self.recent.iter().copied().collect();
		if self.training.len() < FEWEST {
			self.learn(vector, None);
			return None;
		}
		let whitened = self.whitener.apply(&vector);
		let statistic = self.distance(&whitened);
		self.learn(vector, Some(whitened));
		Some(statistic)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn whitened_vectors_have_unit_covariance() {
		let vectors: VecDeque<Vec<f64>> = (0..400i32)
			.map(|i| {
				(0..LAGS as i32)
					.map(|j| f64::from((i * (2 * j + 3) + j * i * i) % 101))
					.collect()
			})
			.collect();
		let whitener = Whitener::learn(&vectors);
		let whitened = vectors.iter().map(|v| whitener.apply(v)).collect();
		let again = Whitener::learn(&whitened);
		for (i, row) in again.rows.iter().enumerate() {
			assert!((row[i] - 1.0).abs() < 0.01);
			assert!(row[..i].iter().all(|entry| entry.abs() < 0.01));
		}
	}
}
