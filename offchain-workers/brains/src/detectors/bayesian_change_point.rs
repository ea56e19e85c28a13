//! Bayesian online change point detection.
//!
//! R. P. Adams and D. J. C. MacKay, "Bayesian Online Changepoint Detection" (arXiv:0710.3742, 2007):
//! the posterior over the run length r grows by P(rₜ = r+1) ∝ P(rₜ₋₁ = r)·π·(1 − H) and restarts by
//! P(rₜ = 0) ∝ Σ P(rₜ₋₁)·π·H, with π the Student predictive of a normal-inverse-gamma model and H a
//! constant hazard. Points are what the season leaves, standardised. The statistic is the log posterior odds that the current run is younger than a few
//! points, against the odds that the hazard alone gives.

use std::collections::VecDeque;

use super::{season::Season, WARM_UP};
use crate::detector::Statistic;

/// One change in this many points is expected (the paper's λ on the well-log data).
const MEAN_RUN: f64 = 250.0;
/// A run of this many points or fewer is a young one.
const YOUNG: usize = 8;
/// Runs longer than this are cut; they no longer differ in what they predict.
const LONGEST_RUN: usize = 256;
/// Standardised points are cut here; farther out, only the direction matters.
const FARTHEST_POINT: f64 = 20.0;
/// The largest log odds reported.
const SUREST: f64 = 200.0;

/// One hypothesis on where the current run began.
#[derive(Clone, Copy)]
struct Run {
	log_weight: f64,
	mean: f64,
	beta: f64,
}

/// What depends on a run's length alone: κ = length + κ₀, α = length/2 + α₀.
struct ByLength {
	kappa: f64,
	alpha: f64,
	log_norm: f64,
}

pub(crate) struct BayesianChangePoint {
	season: Season,
	/// Youngest run first; the place is the length.
	runs: VecDeque<Run>,
	lengths: Vec<ByLength>,
}

impl BayesianChangePoint {
	pub(crate) fn new() -> Self {
		Self {
			season: Season::new(),
			runs: VecDeque::from([newborn(0.0)]),
			lengths: by_length(),
		}
	}

	fn observe(&mut self, x: f64) {
		let hazard = 1.0 / MEAN_RUN;
		let mut restarted = f64::NEG_INFINITY;
		for (run, length) in self.runs.iter_mut().zip(&self.lengths) {
			let distance = x - run.mean;
			let ratio = length.kappa / (length.kappa + 1.0);
			// Student predictive with 2α degrees of freedom and squared scale β/(α·ratio).
			let log_predictive = length.log_norm + 0.5 * (ratio / run.beta).ln()
				- (length.alpha + 0.5) * (ratio * distance * distance / (2.0 * run.beta)).ln_1p();
			let joint = run.log_weight + log_predictive;
			restarted = log_sum(restarted, joint + hazard.ln());
			run.log_weight = joint + (1.0 - hazard).ln();
			run.mean += distance / (length.kappa + 1.0);
			run.beta += 0.5 * ratio * distance * distance;
		}
		self.runs.push_front(newborn(restarted));
		if self.runs.len() > LONGEST_RUN {
			if let (Some(cut), Some(last)) = (self.runs.pop_back(), self.runs.back_mut()) {
				last.log_weight = log_sum(last.log_weight, cut.log_weight);
			}
		}
		let total = total(self.runs.iter());
		for run in &mut self.runs {
			run.log_weight -= total;
		}
	}

	/// Log odds of a young run over those that the hazard alone gives.
	fn evidence(&self) -> f64 {
		let young = total(self.runs.iter().take(YOUNG + 1));
		let old = total(self.runs.iter().skip(YOUNG + 1));
		let settled = (1.0 - 1.0 / MEAN_RUN).powi(YOUNG as i32);
		let expected = ((1.0 - settled) / settled).ln();
		(young - old - expected).clamp(0.0, SUREST)
	}
}

/// A run that has seen nothing yet: the prior of standardised points.
fn newborn(log_weight: f64) -> Run {
	Run {
		log_weight,
		mean: 0.0,
		beta: 1.0,
	}
}

/// κ, α and ln(Γ(α + ½)/(Γ(α)·√(2π))) for each length, by Γ(z + 1) = z·Γ(z) in half steps.
fn by_length() -> Vec<ByLength> {
	// Γ(1) = 1 and Γ(3/2) = √π/2, for α₀ = 1.
	let mut log_gamma = 0.0;
	let mut log_gamma_half = (std::f64::consts::PI.sqrt() / 2.0).ln();
	(0..=LONGEST_RUN)
		.map(|length| {
			let alpha = 1.0 + length as f64 / 2.0;
			let row = ByLength {
				kappa: 0.1 + length as f64,
				alpha,
				log_norm: log_gamma_half - log_gamma - 0.5 * std::f64::consts::TAU.ln(),
			};
			(log_gamma, log_gamma_half) = (log_gamma_half, log_gamma + alpha.ln());
			row
		})
		.collect()
}

fn log_sum(a: f64, b: f64) -> f64 {
	let larger = a.max(b);
	if larger == f64::NEG_INFINITY {
		return larger;
	}
	larger + ((a.min(b) - larger).exp()).ln_1p()
}

fn total<'a>(runs: impl Iterator<Item = &'a Run> + Clone) -> f64 {
	let largest = runs
		.clone()
		.fold(f64::NEG_INFINITY, |most, run| most.max(run.log_weight));
	if largest == f64::NEG_INFINITY {
		return largest;
	}
	largest + runs.map(|run| (run.log_weight - largest).exp()).sum::<f64>().ln()
}

impl Statistic for BayesianChangePoint {
	const NAME: &'static str = "bayesian-change-point";
	const UNIT: f64 = 1.0;

	fn next(&mut self, timestamp: i64, value: f64) -> Option<f64> {
		let (residual, sigma) = self.season.residual(timestamp, value)?;
		self.observe((residual / sigma).clamp(-FARTHEST_POINT, FARTHEST_POINT));
		(self.runs.len() > WARM_UP).then(|| self.evidence())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn weights_stay_a_distribution() {
		let mut detector = BayesianChangePoint::new();
		for step in 0..1000 {
			detector.next(step, f64::from(step as i32 % 7));
		}
		assert!(total(detector.runs.iter()).abs() < 1e-9);
		assert_eq!(detector.runs.len(), LONGEST_RUN);
	}

	#[test]
	fn predictive_norm_is_that_of_the_student_distribution() {
		let lengths = by_length();
		// Γ(3/2)/Γ(1)/√(2π) and Γ(2)/Γ(3/2)/√(2π).
		let root = std::f64::consts::TAU.sqrt();
		assert!((lengths[0].log_norm.exp() - 0.886_226_925_452_758 / root).abs() < 1e-12);
		assert!((lengths[1].log_norm.exp() - 1.0 / 0.886_226_925_452_758 / root).abs() < 1e-12);
	}
}
