//! What is done to vectors: norms, exponentials, gates. One text, compiled for each width.
#![allow(
	unsafe_code,
	reason = "calls of versions whose vector units were found at run time"
)]

use super::Isa;

/// Lanes of every sum, on every processor.
const LANES: usize = 16;

/// Writes a function once and compiles it for each instruction set.
macro_rules! versions {
	($(#[$doc:meta])* $name:ident = $body:ident($($arg:ident: $type:ty),*) $(-> $out:ty)?) => {
		$(#[$doc])*
		pub fn $name(self, $($arg: $type),*) $(-> $out)? {
			#[cfg(target_arch = "x86_64")]
			{
				#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c")]
				fn wide($($arg: $type),*) $(-> $out)? { $body($($arg),*) }
				#[target_feature(enable = "avx2,fma,f16c")]
				fn narrow($($arg: $type),*) $(-> $out)? { $body($($arg),*) }
				match self.0 {
					// SAFETY: `Vectors::new` admits no more than the processor has.
					Isa::Avx512 => return unsafe { wide($($arg),*) },
					// SAFETY: as above.
					Isa::Avx2 => return unsafe { narrow($($arg),*) },
					Isa::Scalar => {}
				}
			}
			$body($($arg),*)
		}
	};
}

/// Functions of vectors, for an instruction set that is there.
#[derive(Clone, Copy, Debug)]
pub struct Vectors(Isa);

impl Vectors {
	/// For `isa`, or the widest below it that this processor has.
	pub fn new(isa: Isa) -> Self {
		Self(isa.min(Isa::detect()))
	}

	versions! {
		/// One over the root of the mean square, `epsilon` added before the root.
		inverse_rms = inverse_rms(numbers: &[f32], epsilon: f32) -> f32
	}
	versions! {
		/// `out = numbers * factor * weights`, as far as all reach.
		scale = scale(numbers: &[f32], factor: f32, weights: &[f32], out: &mut [f32])
	}
	versions! {
		/// `gate = gate / (1 + exp(-gate)) * up`.
		gate = gate(values: &mut [f32; 16], up: &[f32; 16])
	}
	versions! {
		/// Exponentials relative to the largest, in place, and one over their sum. Minus infinity becomes zero.
		exponentials = exponentials(numbers: &mut [f32]) -> f32
	}
	versions! {
		/// Adds.
		add = add(to: &mut [f32], what: &[f32])
	}
}

#[inline(always)]
fn total(lanes: [f32; LANES]) -> f32 {
	let mut lanes = lanes;
	let mut width = LANES / 2;
	while width > 0 {
		let (low, high) = lanes.split_at_mut(width);
		low.iter_mut().zip(high).for_each(|(l, h)| *l += *h);
		width /= 2;
	}
	let [sum, ..] = lanes;
	sum
}

#[inline(always)]
fn inverse_rms(numbers: &[f32], epsilon: f32) -> f32 {
	let (wide, rest) = numbers.as_chunks::<LANES>();
	let mut sums = [0.0f32; LANES];
	for chunk in wide {
		sums.iter_mut()
			.zip(chunk)
			.for_each(|(s, x)| *s = x.mul_add(*x, *s));
	}
	sums.iter_mut()
		.zip(rest)
		.for_each(|(s, x)| *s = x.mul_add(*x, *s));
	1.0 / (total(sums) / numbers.len() as f32 + epsilon).sqrt()
}

#[inline(always)]
fn scale(numbers: &[f32], factor: f32, weights: &[f32], out: &mut [f32]) {
	for ((o, x), w) in out.iter_mut().zip(numbers).zip(weights) {
		*o = x * factor * w;
	}
}

#[inline(always)]
fn add(to: &mut [f32], what: &[f32]) {
	to.iter_mut().zip(what).for_each(|(a, b)| *a += b);
}

#[inline(always)]
fn gate(gate: &mut [f32; 16], up: &[f32; 16]) {
	for (g, u) in gate.iter_mut().zip(up) {
		*g = *g / (1.0 + exponential(-*g)) * u;
	}
}

#[inline(always)]
fn exponentials(numbers: &mut [f32]) -> f32 {
	let most = numbers
		.iter()
		.fold(f32::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
	let most = if most == f32::NEG_INFINITY { 0.0 } else { most };
	let mut sums = [0.0f32; LANES];
	let (wide, rest) = numbers.as_chunks_mut::<LANES>();
	for chunk in wide {
		for (s, x) in sums.iter_mut().zip(chunk) {
			*x = exponential(*x - most);
			*s += *x;
		}
	}
	for (s, x) in sums.iter_mut().zip(rest) {
		*x = exponential(*x - most);
		*s += *x;
	}
	1.0 / total(sums)
}

/// e to the x, within two units in the last place from -87 to 88; zero below, the largest above. The polynomial is
/// the minimax one of Cephes' `expf` (<https://netlib.org/cephes/>).
#[inline(always)]
fn exponential(x: f32) -> f32 {
	const MAGIC: f32 = 12_582_912.0;
	let bounded = x.clamp(-87.0, 88.0);
	let shifted = bounded.mul_add(std::f32::consts::LOG2_E, MAGIC);
	let whole = shifted - MAGIC;
	let rest = whole.mul_add(2.121_944_4e-4, whole.mul_add(-0.693_359_4, bounded));
	let mut y = 1.987_569_2e-4f32;
	for coefficient in [1.398_2e-3f32, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_65, 0.5] {
		y = y.mul_add(rest, coefficient);
	}
	let y = y.mul_add(rest * rest, rest + 1.0);
	let power = (shifted.to_bits().wrapping_sub(MAGIC.to_bits()).wrapping_add(127)) << 23;
	let value = y * f32::from_bits(power);
	if x < -87.0 {
		0.0
	} else {
		value
	}
}
