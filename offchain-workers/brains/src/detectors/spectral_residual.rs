//! Spectral residual saliency.
//!
//! H. Ren et al., "Time-Series Anomaly Detection Service at Microsoft" (KDD 2019): with A and P the
//! amplitude and phase spectra of a window, L = ln A and its moving average h∗L over q bins, the
//! saliency map is S = |F⁻¹(exp(L − h∗L + iP))|. A point is scored by (S − S̄)/S̄, S̄ being the mean
//! saliency of the z points before it. So that the newest point does not lie at the window's edge, κ
//! copies of an estimate x̂ = x₍ₙ₋ₘ₊₁₎ + m·ḡ are appended, ḡ being the mean gradient of the last m points.
//! Here the estimate is made without the newest point: an outlier extrapolated by its own gradient would
//! be followed by five larger ones, and vanish beside them.

use std::collections::VecDeque;

use crate::{
	detector::Statistic,
	rolling::{spread_floor, FARTHEST},
};

/// Length of the averaging filter, q in the paper.
const FILTER: usize = 3;
/// Points in the local average of the saliency, z in the paper.
const LOCAL: usize = 21;
/// How many estimated points are appended, κ in the paper.
const APPENDED: usize = 5;
/// Points the gradient is taken over, m in the paper.
const GRADIENT: usize = 5;
/// The longest transform: the power of two next to the paper's sliding window of 1440.
const LONGEST: usize = 1024;
/// The shortest transform.
const SHORTEST: usize = 32;

/// A complex number: real and imaginary part.
type Complex = (f64, f64);

pub(crate) struct SpectralResidual {
	past: VecDeque<f64>,
}

impl SpectralResidual {
	pub(crate) fn new() -> Self {
		Self {
			past: VecDeque::with_capacity(LONGEST + 1),
		}
	}

	/// The newest points and the appended estimates, a power of two in all; none while too short.
	fn window(&self) -> Option<Vec<f64>> {
		let available = (self.past.len() + APPENDED).min(LONGEST);
		if available < SHORTEST {
			return None;
		}
		let length = 1usize << available.ilog2();
		let skipped = self.past.len() + APPENDED - length;
		let mut window: Vec<f64> = self.past.iter().skip(skipped).copied().collect();
		let estimate = estimate(&window)?;
		window.extend(std::iter::repeat_n(estimate, APPENDED));
		Some(window)
	}
}

/// What follows the points before the newest, by the mean of their gradients.
fn estimate(window: &[f64]) -> Option<f64> {
	let (_, before) = window.split_last()?;
	let (newest, earlier) = before.split_last()?;
	let recent = earlier.iter().rev().take(GRADIENT).enumerate();
	let slopes: f64 = recent
		.map(|(back, value)| (newest - value) / (back + 1) as f64)
		.sum();
	let base = earlier.iter().rev().nth(GRADIENT - 2)?;
	Some(base + slopes)
}

/// |F⁻¹(exp(L − h∗L + iP))| of the window.
fn saliency(window: &[f64], floor: f64) -> Vec<f64> {
	let mut spectrum: Vec<Complex> = window.iter().map(|value| (*value, 0.0)).collect();
	transform(&mut spectrum);
	let log = |(re, im): &Complex| re.hypot(*im).max(floor).ln();
	// The window is centred, so the constant's own bin is empty; its neighbour stands in for it.
	let constant = spectrum.get(1).map(log);
	let others = spectrum.iter().skip(1).map(log);
	let logs: Vec<f64> = constant.into_iter().chain(others).collect();
	let mut sum = 0.0;
	for (place, bin) in spectrum.iter_mut().enumerate() {
		let log = logs.get(place).copied().unwrap_or(0.0);
		let leaving = place.checked_sub(FILTER).and_then(|left| logs.get(left));
		sum += log - leaving.copied().unwrap_or(0.0);
		let average = sum / (place + 1).min(FILTER) as f64;
		let amplitude = bin.0.hypot(bin.1).max(floor);
		let gain = (log - average).exp() / amplitude;
		// Conjugated, so that the forward transform inverts.
		*bin = (bin.0 * gain, -bin.1 * gain);
	}
	transform(&mut spectrum);
	let scale = 1.0 / window.len() as f64;
	spectrum.iter().map(|(re, im)| re.hypot(*im) * scale).collect()
}

/// Discrete Fourier transform in place (Cooley & Tukey 1965, radix two).
fn transform(data: &mut [Complex]) {
	let length = data.len();
	let bits = length.trailing_zeros();
	for place in 0..length {
		let mirrored = place.reverse_bits() >> (usize::BITS - bits);
		if place < mirrored {
			data.swap(place, mirrored);
		}
	}
	let twiddles: Vec<Complex> = (0..length / 2)
		.map(|k| {
			let (sin, cos) = (-std::f64::consts::TAU * k as f64 / length as f64).sin_cos();
			(cos, sin)
		})
		.collect();
	let mut size = 2;
	while size <= length {
		for chunk in data.chunks_exact_mut(size) {
			let (left, right) = chunk.split_at_mut(size / 2);
			let turns = twiddles.iter().step_by(length / size);
			for ((a, b), turn) in left.iter_mut().zip(right).zip(turns) {
				let turned = (b.0 * turn.0 - b.1 * turn.1, b.0 * turn.1 + b.1 * turn.0);
				*b = (a.0 - turned.0, a.1 - turned.1);
				*a = (a.0 + turned.0, a.1 + turned.1);
			}
		}
		size *= 2;
	}
}

impl Statistic for SpectralResidual {
	const NAME: &'static str = "spectral-residual";
	const UNIT: f64 = 0.7;

	fn next(&mut self, _timestamp: i64, value: f64) -> Option<f64> {
		self.past.push_back(value);
		if self.past.len() > LONGEST {
			self.past.pop_front();
		}
		let mut window = self.window()?;
		let count = window.len() as f64;
		let mean = window.iter().map(|value| value / count).sum::<f64>();
		let reach = window.iter().fold(0.0f64, |most, x| most.max((x - mean).abs()));
		if reach <= spread_floor(mean) {
			// A constant window has no spectrum but rounding.
			return Some(0.0);
		}
		// Centred and scaled, which changes neither the saliency's shape nor the ratio below.
		window.iter_mut().for_each(|x| *x = (*x - mean) / reach);
		let map = saliency(&window, 1e-9);
		let newest = map.len().checked_sub(APPENDED + 1)?;
		let before = map.get(newest.saturating_sub(LOCAL)..newest)?;
		let local = before.iter().sum::<f64>() / before.len().max(1) as f64;
		let salient = *map.get(newest)?;
		Some(((salient - local) / local.max(1e-9)).clamp(0.0, FARTHEST))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn transform_of_a_wave_has_two_lines() {
		let mut data: Vec<Complex> = (0..16)
			.map(|i| ((std::f64::consts::TAU * 3.0 * f64::from(i) / 16.0).cos(), 0.0))
			.collect();
		transform(&mut data);
		for (bin, (re, im)) in data.iter().enumerate() {
			let expected = if bin == 3 || bin == 13 { 8.0 } else { 0.0 };
			assert!((re - expected).abs() < 1e-9 && im.abs() < 1e-9);
		}
	}

	#[test]
	fn saliency_peaks_where_a_smooth_window_is_broken() {
		let mut window: Vec<f64> = (0..64).map(|i| (f64::from(i) * 0.3).sin()).collect();
		window[40] += 3.0;
		let map = saliency(&window, 1e-9);
		let peak = (0..64).max_by(|a, b| map[*a].total_cmp(&map[*b])).unwrap();
		assert_eq!(peak, 40);
	}
}
