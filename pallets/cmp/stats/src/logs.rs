//! Sums of what is given by its logarithms.

use crate::Real;
use alloc::vec::Vec;

/// ln Σ eˣ; [`Real::MIN`] of nothing. At most 2 ulp per number of error.
pub(crate) fn log_sum(logs: &[Real]) -> Real {
	let Some(most) = logs.iter().copied().max() else {
		return Real::MIN;
	};
	let sum: Real = logs.iter().map(|log| (*log - most).exp()).sum();
	most + sum.ln()
}

/// Turns logarithms into shares that add up to one (to an ulp per share), and tells ln Σ eˣ.
pub(crate) fn normalise(logs: &mut [Real]) -> Real {
	let most = logs.iter().copied().max().unwrap_or(Real::ZERO);
	for log in logs.iter_mut() {
		*log = (*log - most).exp();
	}
	let sum: Real = logs.iter().copied().sum();
	for share in logs.iter_mut() {
		*share = share.over(sum);
	}
	most + sum.ln()
}

/// The position of the greatest, the first of equals; zero of nothing.
pub fn greatest(values: &[Real]) -> usize {
	let mut best = (0, Real::MIN);
	for (position, value) in values.iter().enumerate() {
		if *value > best.1 {
			best = (position, *value);
		}
	}
	best.0
}

/// Shares from logarithms; they add up to one but for an ulp each.
pub fn shares_of(mut logs: Vec<Real>) -> Vec<Real> {
	normalise(&mut logs);
	logs
}
