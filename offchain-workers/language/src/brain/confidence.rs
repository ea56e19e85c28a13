//! One probability out of several: the weighted mean of their log-odds.
//!
//! Satopää et al. 2014, "Combining multiple probability predictions using a simple logit model". The weights are not fitted:
//! what a model says of itself counts half of what its samples and its tokens show, for said confidence is the one that is
//! known to be too high (Xiong et al. 2024, "Can LLMs Express Their Uncertainty?"). What remains wrong is for the
//! calibration.

/// No source alone makes surer than this, or less sure than one minus this.
pub const SUREST: f64 = 0.99;

/// What speaks for an answer. Each is a probability that it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sources {
	/// What the model says, the mean over the samples that agree.
	pub said: f64,
	/// How far the samples agree; none for a single one.
	pub agreement: Option<f64>,
	/// How probable its tokens were, the mean over the samples that agree; none where that is not known.
	pub tokens: Option<f64>,
}

/// The log-odds of a probability, kept within [`SUREST`].
pub fn logit(probability: f64) -> f64 {
	// A NaN is no knowledge at all.
	let p = if probability.is_nan() { 0.5 } else { probability };
	let p = p.clamp(1.0 - SUREST, SUREST);
	(p / (1.0 - p)).ln()
}

/// The probability with these log-odds.
pub fn logistic(log_odds: f64) -> f64 {
	1.0 / (1.0 + (-log_odds).exp())
}

impl Sources {
	/// All of them as one probability.
	pub fn combined(&self) -> f64 {
		let parts = [(Some(self.said), 1.0), (self.agreement, 2.0), (self.tokens, 2.0)];
		let (sum, weight) = parts
			.into_iter()
			.filter_map(|(probability, weight)| Some((logit(probability?) * weight, weight)))
			.fold((0.0, 0.0), |(sum, total), (part, weight)| {
				(sum + part, total + weight)
			});
		logistic(sum / weight)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn one_source_is_taken_as_it_is() {
		let sources = Sources {
			said: 0.8,
			agreement: None,
			tokens: None,
		};
		assert!((sources.combined() - 0.8).abs() < 1e-12);
	}

	#[test]
	fn what_is_shown_outweighs_what_is_said() {
		let sources = Sources {
			said: 0.99,
			agreement: Some(0.4),
			tokens: Some(0.4),
		};
		assert!(sources.combined() < 0.7);
	}

	proptest! {
		#[test]
		fn it_lies_between_its_sources_and_grows_with_each(
			said in 0.0..=1.0f64, agreement in proptest::option::of(0.0..=1.0f64), tokens in proptest::option::of(0.0..=1.0f64),
		) {
			let sources = Sources { said, agreement, tokens };
			let combined = sources.combined();
			let bounded = |p: f64| p.clamp(1.0 - SUREST, SUREST);
			let parts: Vec<f64> = [Some(said), agreement, tokens].into_iter().flatten().map(bounded).collect();
			let least = parts.iter().copied().fold(1.0, f64::min);
			let most = parts.iter().copied().fold(0.0, f64::max);
			prop_assert!(combined >= least - 1e-9 && combined <= most + 1e-9);
			let surer = Sources { said: (said + 0.1).min(1.0), ..sources };
			prop_assert!(surer.combined() >= combined - 1e-12);
		}
	}
}
