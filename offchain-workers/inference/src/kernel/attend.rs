//! Attention over a page of sixteen tokens.
//!
//! A page keeps keys column by column, each with its sixteen tokens, so that a token is a lane; and values in strips of
//! sixteen columns, token by token, so that a column is a lane. Each query's sums go over columns and tokens in order.
#![allow(
	unsafe_code,
	clippy::indexing_slicing,
	reason = "calls of versions whose vector units were found at run time; indices run below the lengths of arrays"
)]

use super::Isa;
use half::f16;
use half::vec::HalfBitsVecExt;

/// Tokens of a page.
pub const PAGE: usize = 16;

const SCALAR: u8 = 0;
const AVX2: u8 = 1;
const AVX512: u8 = 2;

/// What keys and values are kept as.
pub trait Cell: Copy + Send + Sync + 'static {
	/// Rounded; what is no number becomes zero, what is too large the largest: a page that is used again must not
	/// carry anything that survives a multiplication by zero.
	fn narrow(x: f32) -> Self;
	/// So many zeros, whose memory the system gives as it is first written to.
	fn zeros(length: usize) -> Vec<Self>;
	/// Sixteen at once.
	fn widen<const ISA: u8>(cells: &[Self; PAGE]) -> [f32; PAGE];
}

impl Cell for f32 {
	fn narrow(x: f32) -> Self {
		if x.is_nan() {
			0.0
		} else {
			x.clamp(Self::MIN, Self::MAX)
		}
	}

	fn zeros(length: usize) -> Vec<Self> {
		vec![0.0; length]
	}

	#[inline(always)]
	fn widen<const ISA: u8>(cells: &[Self; PAGE]) -> [f32; PAGE] {
		*cells
	}
}

impl Cell for f16 {
	fn narrow(x: f32) -> Self {
		if x.is_nan() {
			Self::ZERO
		} else {
			Self::from_f32(x.clamp(-65504.0, 65504.0))
		}
	}

	fn zeros(length: usize) -> Vec<Self> {
		vec![0u16; length].reinterpret_into()
	}

	#[inline(always)]
	fn widen<const ISA: u8>(cells: &[Self; PAGE]) -> [f32; PAGE] {
		#[cfg(target_arch = "x86_64")]
		{
			use std::arch::x86_64::*;
			let at = cells.as_ptr();
			if ISA == AVX512 {
				// SAFETY: sixteen cells of two bytes are there; who calls with this constant has the units.
				return unsafe {
					std::mem::transmute::<__m512, [f32; PAGE]>(_mm512_cvtph_ps(_mm256_loadu_si256(at.cast())))
				};
			}
			if ISA == AVX2 {
				// SAFETY: as above, eight cells at a time.
				return unsafe {
					let low = _mm256_cvtph_ps(_mm_loadu_si128(at.cast()));
					let high = _mm256_cvtph_ps(_mm_loadu_si128(at.add(8).cast()));
					std::mem::transmute::<[__m256; 2], [f32; PAGE]>([low, high])
				};
			}
		}
		cells.map(f16::to_f32)
	}
}

/// Products of `rows` queries, `head` numbers each, with a page's keys: to `out[row * stride ..][..16]`.
pub fn scores<C: Cell>(isa: Isa, queries: &[f32], head: usize, keys: &[C], out: &mut [f32], stride: usize) {
	#[cfg(target_arch = "x86_64")]
	{
		#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c")]
		fn wide<C: Cell>(queries: &[f32], head: usize, keys: &[C], out: &mut [f32], stride: usize) {
			all_scores::<AVX512, C>(queries, head, keys, out, stride)
		}
		#[target_feature(enable = "avx2,fma,f16c")]
		fn narrow<C: Cell>(queries: &[f32], head: usize, keys: &[C], out: &mut [f32], stride: usize) {
			all_scores::<AVX2, C>(queries, head, keys, out, stride)
		}
		match isa.min(Isa::detect()) {
			// SAFETY: the processor has them.
			Isa::Avx512 => return unsafe { wide(queries, head, keys, out, stride) },
			// SAFETY: as above.
			Isa::Avx2 => return unsafe { narrow(queries, head, keys, out, stride) },
			Isa::Scalar => {}
		}
	}
	all_scores::<SCALAR, C>(queries, head, keys, out, stride)
}

/// Adds a page's values, weighted by `weights[row * stride ..][..16]`, to `out`, `head` numbers for each row.
pub fn accumulate<C: Cell>(
	isa: Isa,
	weights: &[f32],
	stride: usize,
	head: usize,
	values: &[C],
	out: &mut [f32],
) {
	#[cfg(target_arch = "x86_64")]
	{
		#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma,f16c")]
		fn wide<C: Cell>(weights: &[f32], stride: usize, head: usize, values: &[C], out: &mut [f32]) {
			all_values::<AVX512, C>(weights, stride, head, values, out)
		}
		#[target_feature(enable = "avx2,fma,f16c")]
		fn narrow<C: Cell>(weights: &[f32], stride: usize, head: usize, values: &[C], out: &mut [f32]) {
			all_values::<AVX2, C>(weights, stride, head, values, out)
		}
		match isa.min(Isa::detect()) {
			// SAFETY: the processor has them.
			Isa::Avx512 => return unsafe { wide(weights, stride, head, values, out) },
			// SAFETY: as above.
			Isa::Avx2 => return unsafe { narrow(weights, stride, head, values, out) },
			Isa::Scalar => {}
		}
	}
	all_values::<SCALAR, C>(weights, stride, head, values, out)
}

#[inline(always)]
fn all_scores<const ISA: u8, C: Cell>(
	queries: &[f32],
	head: usize,
	keys: &[C],
	out: &mut [f32],
	stride: usize,
) {
	let (keys, _) = keys.as_chunks::<PAGE>();
	let mut queries = queries;
	let mut out = out;
	while queries.len() >= head && head > 0 {
		let rows = match queries.len() / head {
			8.. => 8,
			4.. => 4,
			2.. => 2,
			_ => 1,
		};
		let (now, later) = queries.split_at(rows * head);
		match rows {
			8 => some_scores::<ISA, C, 8>(now, head, keys, out, stride),
			4 => some_scores::<ISA, C, 4>(now, head, keys, out, stride),
			2 => some_scores::<ISA, C, 2>(now, head, keys, out, stride),
			_ => some_scores::<ISA, C, 1>(now, head, keys, out, stride),
		}
		queries = later;
		out = out.get_mut(rows * stride..).unwrap_or_default();
	}
}

#[inline(always)]
fn some_scores<const ISA: u8, C: Cell, const R: usize>(
	queries: &[f32],
	head: usize,
	keys: &[[C; PAGE]],
	out: &mut [f32],
	stride: usize,
) {
	let mut sums = [[0.0f32; PAGE]; R];
	let rows: [&[f32]; R] = std::array::from_fn(|r| &queries[r * head..(r + 1) * head]);
	for (d, keys) in keys.iter().enumerate().take(head) {
		let keys = C::widen::<ISA>(keys);
		for (sums, row) in sums.iter_mut().zip(rows) {
			let x = row[d];
			for (sum, key) in sums.iter_mut().zip(keys) {
				*sum = key.mul_add(x, *sum);
			}
		}
	}
	for (r, sums) in sums.iter().enumerate() {
		out[r * stride..r * stride + PAGE].copy_from_slice(sums);
	}
}

#[inline(always)]
fn all_values<const ISA: u8, C: Cell>(
	weights: &[f32],
	stride: usize,
	head: usize,
	values: &[C],
	out: &mut [f32],
) {
	let (values, _) = values.as_chunks::<PAGE>();
	let mut weights = weights;
	let mut out = out;
	while out.len() >= head && head > 0 {
		let rows = match out.len() / head {
			4.. => 4,
			2.. => 2,
			_ => 1,
		};
		let (now, later) = std::mem::take(&mut out).split_at_mut(rows * head);
		match rows {
			4 => some_values::<ISA, C, 4>(weights, stride, head, values, now),
			2 => some_values::<ISA, C, 2>(weights, stride, head, values, now),
			_ => some_values::<ISA, C, 1>(weights, stride, head, values, now),
		}
		out = later;
		weights = weights.get(rows * stride..).unwrap_or_default();
	}
}

#[inline(always)]
fn some_values<const ISA: u8, C: Cell, const R: usize>(
	weights: &[f32],
	stride: usize,
	head: usize,
	values: &[[C; PAGE]],
	out: &mut [f32],
) {
	let weights: [&[f32; PAGE]; R] =
		std::array::from_fn(|r| weights[r * stride..].first_chunk().unwrap_or(&[0.0; PAGE]));
	for (strip, values) in values.chunks_exact(PAGE).enumerate() {
		let mut sums = [[0.0f32; PAGE]; R];
		for (r, sums) in sums.iter_mut().enumerate() {
			sums.copy_from_slice(&out[r * head + strip * PAGE..][..PAGE]);
		}
		for t in 0..PAGE {
			let values = C::widen::<ISA>(&values[t]);
			for (sums, weights) in sums.iter_mut().zip(weights) {
				for (sum, value) in sums.iter_mut().zip(values) {
					*sum = value.mul_add(weights[t], *sum);
				}
			}
		}
		for (r, sums) in sums.iter().enumerate() {
			out[r * head + strip * PAGE..][..PAGE].copy_from_slice(sums);
		}
	}
}
