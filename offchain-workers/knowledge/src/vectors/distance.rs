//! Products and distances of vectors, in portable code that the compiler turns into wide instructions.

use super::Measure;

/// Sums that do not wait for each other.
const LANES: usize = 16;

/// How near two vectors are.
#[inline]
pub(crate) fn near(measure: Measure, a: &[f32], b: &[f32]) -> f32 {
	match measure {
		Measure::Product => fold(a, b, |a, b| a * b),
		Measure::Distance => -fold(a, b, |a, b| (a - b) * (a - b)),
	}
}

#[inline]
fn fold(a: &[f32], b: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
	let (a_whole, a_rest) = a.as_chunks::<LANES>();
	let (b_whole, b_rest) = b.as_chunks::<LANES>();
	let mut sums = [0.0_f32; LANES];
	for (a, b) in a_whole.iter().zip(b_whole) {
		for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
			*sum += term(*a, *b);
		}
	}
	let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| term(*a, *b)).sum();
	sums.iter().sum::<f32>() + rest
}
