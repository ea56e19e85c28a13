//! Robust z-score.
//!
//! B. Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers" (ASQC, 1993): the modified z-score
//! M = 0.6745·(x − median)/MAD, with the mean absolute deviation in place of a zero MAD. Median and MAD
//! are those of the points before x.

use super::{LONG_MEMORY, WARM_UP};
use crate::{detector::Statistic, rolling::Rolling};

pub(crate) struct RobustZ {
	past: Rolling,
}

impl RobustZ {
	pub(crate) fn new() -> Self {
		Self {
			past: Rolling::new(LONG_MEMORY),
		}
	}
}

impl Statistic for RobustZ {
	const NAME: &'static str = "robust-z";
	const UNIT: f64 = 0.5;

	fn next(&mut self, _timestamp: i64, value: f64) -> Option<f64> {
		let statistic = (self.past.len() >= WARM_UP).then(|| self.past.z(value).abs());
		self.past.push(value);
		statistic
	}
}
