//! Which role thinks with which method.

use serde::Serialize;

use crate::detector::{Calibrated, Detector, Statistic};
use crate::detectors::{
	BayesianChangePoint, Cusum, Ewma, IsolationForest, KnnCad, RelativeEntropy, RobustZ, SeasonalEsd,
	SpectralResidual, WindowedGaussian,
};

/// A detection method of the literature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
	/// Robust z-score (Iglewicz & Hoaglin 1993).
	RobustZ,
	/// Exponentially weighted moving average chart (Roberts 1959).
	Ewma,
	/// Two-sided self-starting cumulative sum (Page 1954, Hawkins 1987).
	Cusum,
	/// Seasonal hybrid extreme studentised deviate (Vallis et al. 2014, Rosner 1983).
	SeasonalEsd,
	/// Bayesian online change point detection (Adams & MacKay 2007).
	BayesianChangePoint,
	/// Spectral residual (Ren et al. 2019).
	SpectralResidual,
	/// Isolation forest (Liu, Ting & Zhou 2008).
	IsolationForest,
	/// Conformal k-nearest-neighbours detection (Burnaev & Ishimtsev 2016).
	KnnCad,
	/// Windowed Gaussian (Lavin & Ahmad 2015). No role's default.
	WindowedGaussian,
	/// Relative entropy (Wang et al. 2011). No role's default.
	RelativeEntropy,
}

const ALL: [Method; 10] = [
	Method::RobustZ,
	Method::Ewma,
	Method::Cusum,
	Method::SeasonalEsd,
	Method::BayesianChangePoint,
	Method::SpectralResidual,
	Method::IsolationForest,
	Method::KnnCad,
	Method::WindowedGaussian,
	Method::RelativeEntropy,
];

impl Method {
	/// Every method, in a fixed order.
	pub fn all() -> &'static [Method] {
		&ALL
	}

	/// The eight methods of the eight roles, in the order of the roles.
	pub fn of_roles() -> [Method; 8] {
		[0, 1, 2, 3, 4, 5, 6, 7].map(Self::for_role)
	}

	/// The method of a role: 0 strategic advisor, 1 creative advisor, 2 growth advisor, 3 data scout,
	/// 4 research scout, 5 synthesizer, 6 execution agent, 7 border agent. Roles beyond the eight of
	/// the default honeycomb begin again at the first.
	pub fn for_role(role_index: u8) -> Method {
		match role_index % 8 {
			// Watches for lasting changes of regime.
			0 => Method::BayesianChangePoint,
			// Looks at the same data in another domain.
			1 => Method::SpectralResidual,
			// Watches slow drifts up and down.
			2 => Method::Ewma,
			// Sorts single points out.
			3 => Method::RobustZ,
			// Compares with everything similar that was seen.
			4 => Method::KnnCad,
			// Puts season, level and residual together.
			5 => Method::SeasonalEsd,
			// Adds up small deviations until acting is due.
			6 => Method::Cusum,
			// Keeps out what is easily told apart.
			_ => Method::IsolationForest,
		}
	}

	/// A short name in lower case, the same as the detector's and as the serialised form.
	pub fn name(&self) -> &'static str {
		match self {
			Method::RobustZ => RobustZ::NAME,
			Method::Ewma => Ewma::NAME,
			Method::Cusum => Cusum::NAME,
			Method::SeasonalEsd => SeasonalEsd::NAME,
			Method::BayesianChangePoint => BayesianChangePoint::NAME,
			Method::SpectralResidual => SpectralResidual::NAME,
			Method::IsolationForest => IsolationForest::NAME,
			Method::KnnCad => KnnCad::NAME,
			Method::WindowedGaussian => WindowedGaussian::NAME,
			Method::RelativeEntropy => RelativeEntropy::NAME,
		}
	}

	/// The method with this name, if any.
	pub fn from_name(name: &str) -> Option<Method> {
		ALL.into_iter().find(|method| method.name() == name)
	}

	/// A fresh detector. Only the isolation forest draws random numbers, all of them from `seed`: the
	/// same seed and the same points give the same scores to the last bit.
	pub fn build(&self, seed: u64) -> Box<dyn Detector> {
		fn detector<S: Statistic + 'static>(statistic: S) -> Box<dyn Detector> {
			Box::new(Calibrated::new(statistic))
		}
		match self {
			Method::RobustZ => detector(RobustZ::new()),
			Method::Ewma => detector(Ewma::new()),
			Method::Cusum => detector(Cusum::new()),
			Method::SeasonalEsd => detector(SeasonalEsd::new()),
			Method::BayesianChangePoint => detector(BayesianChangePoint::new()),
			Method::SpectralResidual => detector(SpectralResidual::new()),
			Method::IsolationForest => detector(IsolationForest::new(seed)),
			Method::KnnCad => detector(KnnCad::new()),
			Method::WindowedGaussian => detector(WindowedGaussian::new()),
			Method::RelativeEntropy => detector(RelativeEntropy::new()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_role_has_a_method_of_its_own() {
		let mut methods = Method::of_roles().to_vec();
		methods.sort();
		methods.dedup();
		assert_eq!(methods.len(), 8);
		assert_eq!(Method::for_role(8), Method::for_role(0));
	}

	#[test]
	fn names_are_unique_and_are_the_detectors_own() {
		for method in Method::all() {
			assert_eq!(method.build(1).name(), method.name());
			assert_eq!(Method::from_name(method.name()), Some(*method));
		}
		assert_eq!(Method::from_name("oracle"), None);
	}
}
