//! Confidence corrected by what came true.
//!
//! Platt 1999, "Probabilistic Outputs for Support Vector Machines and Comparisons to Regularized Likelihood Methods": the
//! log-odds are stretched and shifted, fitted by maximum likelihood with targets that keep few outcomes from making certain;
//! Newton's method with halved steps after Lin, Lin & Weng 2007, "A Note on Platt's Probabilistic Outputs". A slope with no
//! shift is temperature scaling (Guo et al. 2017).

use super::confidence::{logistic, logit};
use serde::{Deserialize, Serialize};

/// Fewer outcomes correct nothing: two numbers fitted to a handful are noise.
pub const LEAST_OUTCOMES: usize = 30;
/// Newer outcomes are enough.
pub const MOST_OUTCOMES: usize = 10_000;

/// p ↦ σ(slope · logit(p) + shift). The slope is never negative: who is surer is not made less sure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platt {
	/// What log-odds are multiplied with.
	pub slope: f64,
	/// What is added.
	pub shift: f64,
	/// How many outcomes it was fitted to.
	pub outcomes: usize,
}

impl Platt {
	/// Fits to outcomes: how sure a brain was, in [0, 1], and whether it was right; the newest last. None when there are
	/// fewer than [`LEAST_OUTCOMES`], or all are alike.
	pub fn fit(outcomes: &[(f64, bool)]) -> Option<Self> {
		let newest = outcomes.get(outcomes.len().saturating_sub(MOST_OUTCOMES)..)?;
		let right = newest.iter().filter(|(_, right)| *right).count();
		let wrong = newest.len().saturating_sub(right);
		if newest.len() < LEAST_OUTCOMES || right == 0 || wrong == 0 {
			return None;
		}
		// Platt's targets: those of the rule of succession.
		let high = (right as f64 + 1.0) / (right as f64 + 2.0);
		let low = 1.0 / (wrong as f64 + 2.0);
		let points: Vec<(f64, f64)> = newest
			.iter()
			.map(|(confidence, right)| (logit(*confidence), if *right { high } else { low }))
			.collect();
		let (slope, shift) = match newton(&points, true) {
			(slope, shift) if slope >= 0.0 => (slope, shift),
			// The surer it was, the less it was right: then its confidence says nothing.
			_ => newton(&points, false),
		};
		(slope.is_finite() && shift.is_finite()).then_some(Self {
			slope,
			shift,
			outcomes: newest.len(),
		})
	}

	/// A confidence, corrected; in [0, 1].
	pub fn apply(&self, confidence: f64) -> f64 {
		logistic(self.slope * logit(confidence) + self.shift)
	}
}

/// The mean negative log-likelihood of `targets` under slope and shift.
fn loss(points: &[(f64, f64)], slope: f64, shift: f64) -> f64 {
	let each = points.iter().map(|(x, target)| {
		let z = slope * x + shift;
		// ln(1 + e^-z) + (1 − t)·z, without overflow.
		let softplus = if z > 0.0 {
			(-z).exp().ln_1p()
		} else {
			z.exp().ln_1p() - z
		};
		softplus + (1.0 - target) * z
	});
	each.sum::<f64>() / points.len().max(1) as f64
}

/// Slope and shift of the least loss; the slope stays zero unless it is `free`.
fn newton(points: &[(f64, f64)], free: bool) -> (f64, f64) {
	const STEPS: usize = 100;
	const RIDGE: f64 = 1e-10;
	let count = points.len().max(1) as f64;
	let (mut slope, mut shift) = (if free { 1.0 } else { 0.0 }, 0.0);
	let mut best = loss(points, slope, shift);
	for _ in 0..STEPS {
		let (mut g, mut h) = ([0.0; 2], [RIDGE, 0.0, RIDGE]);
		for (x, target) in points {
			let p = logistic(slope * x + shift);
			let (d, w) = ((p - target) / count, p * (1.0 - p) / count);
			g = [g[0] + d * x, g[1] + d];
			h = [h[0] + w * x * x, h[1] + w * x, h[2] + w];
		}
		if !free {
			(g[0], h[0], h[1]) = (0.0, 1.0, 0.0);
		}
		let determinant = h[0] * h[2] - h[1] * h[1];
		let step = (
			-(h[2] * g[0] - h[1] * g[1]) / determinant,
			-(h[0] * g[1] - h[1] * g[0]) / determinant,
		);
		let mut share = 1.0;
		let next = loop {
			let tried = (slope + share * step.0, shift + share * step.1);
			let tried_loss = loss(points, tried.0, tried.1);
			if tried_loss < best {
				break Some((tried, tried_loss));
			}
			share /= 2.0;
			if share < 1e-10 {
				break None;
			}
		};
		let Some(((to_slope, to_shift), to_loss)) = next else {
			break;
		};
		(slope, shift, best) = (to_slope, to_shift, to_loss);
	}
	(slope, shift)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// Outcomes whose confidence is `said(p)` where the truth comes with p: deterministic, by counting.
	fn outcomes(said: impl Fn(f64) -> f64) -> Vec<(f64, bool)> {
		let levels = (1..20).map(|step| f64::from(step) / 20.0);
		let all = levels.flat_map(|p| {
			let said = said(p);
			(0..100).map(move |number| (said, f64::from(number) < p * 100.0))
		});
		all.collect()
	}

	#[test]
	fn the_overconfident_are_brought_back() {
		// Log-odds half as large again as they should be, and shifted.
		let boast = |p: f64| logistic(1.5 * logit(p) + 0.3);
		let platt = Platt::fit(&outcomes(boast)).unwrap();
		for p in [0.2, 0.5, 0.8] {
			let corrected = platt.apply(boast(p));
			assert!((corrected - p).abs() < 0.06, "{p} became {corrected}");
		}
		assert!(platt.slope < 0.8, "{platt:?}");
	}

	#[test]
	fn who_is_calibrated_stays_so() {
		let platt = Platt::fit(&outcomes(|p| p)).unwrap();
		assert!(
			(platt.slope - 1.0).abs() < 0.05 && platt.shift.abs() < 0.05,
			"{platt:?}"
		);
	}

	#[test]
	fn confidence_that_says_nothing_becomes_the_share_of_right_answers() {
		let contrary: Vec<_> = outcomes(|p| 1.0 - p);
		let platt = Platt::fit(&contrary).unwrap();
		assert_eq!(platt.slope, 0.0);
		let share = contrary.iter().filter(|(_, right)| *right).count() as f64 / contrary.len() as f64;
		assert!((platt.apply(0.9) - share).abs() < 0.01);
	}

	#[test]
	fn few_or_equal_outcomes_correct_nothing() {
		assert_eq!(Platt::fit(&[]), None);
		assert_eq!(Platt::fit(&[(0.9, true), (0.9, false)]), None);
		assert_eq!(Platt::fit(&vec![(0.9, true); 100]), None);
	}

	proptest! {
		#[test]
		fn whatever_came_true_it_is_a_probability_and_keeps_the_order(
			outcomes in proptest::collection::vec((0.0..=1.0f64, any::<bool>()), 30..80), a in 0.0..=1.0f64, b in 0.0..=1.0f64,
		) {
			if let Some(platt) = Platt::fit(&outcomes) {
				let (low, high) = (platt.apply(a.min(b)), platt.apply(a.max(b)));
				prop_assert!((0.0..=1.0).contains(&low) && (0.0..=1.0).contains(&high));
				prop_assert!(low <= high);
			}
		}

		#[test]
		fn it_fits_no_worse_than_leaving_confidence_as_it_is(
			outcomes in proptest::collection::vec((0.0..=1.0f64, any::<bool>()), 30..80),
		) {
			let right = outcomes.iter().filter(|(_, right)| *right).count() as f64;
			let wrong = outcomes.len() as f64 - right;
			if let Some(platt) = Platt::fit(&outcomes).filter(|platt| platt.slope > 0.0) {
				let (high, low) = ((right + 1.0) / (right + 2.0), 1.0 / (wrong + 2.0));
				let points: Vec<_> = outcomes.iter().map(|(c, r)| (logit(*c), if *r { high } else { low })).collect();
				prop_assert!(loss(&points, platt.slope, platt.shift) <= loss(&points, 1.0, 0.0) + 1e-12);
			}
		}
	}
}
