//! Seasonal hybrid extreme studentised deviate test.
//!
//! O. Vallis, J. Hochenbaum and A. Kejariwal, "A Novel Technique for Long-Term Anomaly Detection in the
//! Cloud" (HotCloud 2014): take the season away, then run B. Rosner's generalised ESD test
//! (Technometrics, 1983), Rᵢ = max|x − x̃|/MAD, on the residuals with median and MAD in place of mean and
//! standard deviation. As a stream: only the newest residual is tested, so the statistic is its own R;
//! Rosner's critical values, which assume independent Gaussian residuals, give way to the learned tail.

use super::season::Season;
use crate::{detector::Statistic, rolling::FARTHEST};

pub(crate) struct SeasonalEsd {
	season: Season,
}

impl SeasonalEsd {
	pub(crate) fn new() -> Self {
		Self {
			season: Season::new(),
		}
	}
}

impl Statistic for SeasonalEsd {
	const NAME: &'static str = "seasonal-esd";
	const UNIT: f64 = 0.5;

	fn next(&mut self, timestamp: i64, value: f64) -> Option<f64> {
		let (residual, sigma) = self.season.residual(timestamp, value)?;
		Some((residual.abs() / sigma).min(FARTHEST))
	}
}
