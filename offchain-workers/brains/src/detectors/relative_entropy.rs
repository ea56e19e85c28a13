//! Relative entropy of recent points.
//!
//! C. Wang, K. Viswanathan, L. Choudur, V. Talwar, W. Satterfield and K. Schwan, "Statistical Techniques
//! for Online Anomaly Detection in Data Centers" (IM 2011): values are quantised into m bins, and the
//! last W points' empirical distribution P̂ is compared with that of the past, Q, by the statistic
//! 2W·D(P̂‖Q), which is χ² with m − 1 degrees of freedom when nothing changed. Bins are the past's own
//! quantiles, so that Q is uniform but for ties, with half a count added to each bin (Jeffreys).

use std::collections::VecDeque;

use super::{LONG_MEMORY, WARM_UP};
use crate::{detector::Statistic, rolling::Rolling};

/// Points in the recent distribution. The paper takes 52 of a longer past.
const RECENT: usize = 24;
/// Inner bins; others hold the smallest value seen and what lies outside all that was seen.
const BINS: usize = 6;

pub(crate) struct RelativeEntropy {
	recent: VecDeque<f64>,
	past: Rolling,
}

impl RelativeEntropy {
	pub(crate) fn new() -> Self {
		Self {
			recent: VecDeque::with_capacity(RECENT + 1),
			past: Rolling::new(LONG_MEMORY),
		}
	}

	/// 2W·Σ p·ln(p/q) over the bins.
	fn divergence(&self) -> f64 {
		let mut edges: Vec<f64> = (0..=BINS)
			.map(|i| self.past.quantile(i as f64 / BINS as f64))
			.collect();
		edges.dedup();
		let lowest = edges.first().copied();
		let upper_edges = lowest
			.into_iter()
			.chain(edges.iter().copied())
			.chain([f64::INFINITY]);
		let (mut below_past, mut below_recent, mut sum) = (0, 0, 0.0);
		let bins = (edges.len() + 2) as f64;
		let past_total = self.past.len() as f64 + 0.5 * bins;
		let recent_total = self.recent.len() as f64;
		for (place, edge) in upper_edges.enumerate() {
			// The first bin ends before the smallest value seen, the second holds only that value (a
			// counter's zero), every other one includes its upper edge.
			let inside = |x: f64| if place == 0 { x < edge } else { x <= edge };
			let past = self.past.sorted().partition_point(|x| inside(*x));
			let recent = self.recent.iter().filter(|x| inside(**x)).count();
			let q = ((past - below_past) as f64 + 0.5) / past_total;
			let p = (recent - below_recent) as f64 / recent_total;
			if p > 0.0 {
				sum += p * (p / q).ln();
			}
			(below_past, below_recent) = (past, recent);
		}
		(2.0 * recent_total * sum).max(0.0)
	}
}

impl Statistic for RelativeEntropy {
	const NAME: &'static str = "relative-entropy";
	const UNIT: f64 = 2.0;

	fn next(&mut self, _timestamp: i64, value: f64) -> Option<f64> {
		self.recent.push_back(value);
		if self.recent.len() > RECENT {
			if let Some(aged) = self.recent.pop_front() {
				self.past.push(aged);
			}
		}
		(self.past.len() >= WARM_UP).then(|| self.divergence())
	}
}
