//! Products by AVX2: a vector is eight rows, a tile two of them.
#![allow(
	unsafe_code,
	clippy::indexing_slicing,
	reason = "vector loads are unsafe by type; indices run below the lengths of arrays, which the compiler unrolls"
)]

use super::activations::{Block, Wide};
use super::integer::zero;
use super::memory::Line;
use super::packed::{Layout, Tile, TILE};
use std::arch::x86_64::*;

/// `out[token][row]`. The caller has asked whether the processor has AVX2, FMA and F16C.
pub fn multiply(tile: &Tile, blocks: &[Block], out: &mut [[f32; TILE]]) {
	for (token, out) in out.iter_mut().enumerate().take(super::GROUP) {
		// SAFETY: the caller asked.
		unsafe { product(tile, blocks, token, out) }
	}
}

/// The same for floats.
pub fn floats(tile: &Tile, wide: &[Wide], out: &mut [[f32; TILE]]) {
	for (token, out) in out.iter_mut().enumerate().take(super::GROUP) {
		// SAFETY: the caller asked.
		unsafe { plain(tile, wide, token, out) }
	}
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(line: &Line, side: usize) -> __m256i {
	let (sides, _) = line.as_chunks::<32>();
	// SAFETY: a side is 32 bytes.
	unsafe { _mm256_loadu_si256(sides[side].as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2,f16c")]
fn halves(bytes: &[u8], side: usize) -> __m256 {
	let eight: &[u8; 16] = bytes[side * 16..].first_chunk().unwrap_or(&[0; 16]);
	// SAFETY: sixteen bytes are there.
	_mm256_cvtph_ps(unsafe { _mm_loadu_si128(eight.as_ptr().cast()) })
}

/// Eight bytes, as whole numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn eight(bytes: &[u8], signed: bool) -> __m256i {
	let eight = bytes
		.first_chunk()
		.map_or(0, |b: &[u8; 8]| i64::from_le_bytes(*b));
	let eight = _mm_cvtsi64_si128(eight);
	if signed {
		_mm256_cvtepi8_epi32(eight)
	} else {
		_mm256_cvtepu8_epi32(eight)
	}
}

#[inline]
#[target_feature(enable = "avx2")]
fn word(layout: Layout, lines: &[Line], j: usize, side: usize) -> __m256i {
	if layout == Layout::Eight {
		return _mm256_xor_si256(load(&lines[j], side), _mm256_set1_epi8(-128));
	}
	let line = load(&lines[j / 2], side);
	let codes = if j.is_multiple_of(2) {
		line
	} else {
		_mm256_srli_epi16::<4>(line)
	};
	let codes = _mm256_and_si256(codes, _mm256_set1_epi8(15));
	let (high, shift, mask) = match layout {
		Layout::FiveK => (load(&lines[4], side), j as i64 - 4, 16),
		Layout::SixK => (load(&lines[4 + j / 4], side), 2 * (j % 4) as i64 - 4, 48),
		_ => return codes,
	};
	let high = if shift < 0 {
		_mm256_sll_epi16(high, _mm_cvtsi64_si128(-shift))
	} else {
		_mm256_srl_epi16(high, _mm_cvtsi64_si128(shift))
	};
	_mm256_or_si256(codes, _mm256_and_si256(high, _mm256_set1_epi8(mask)))
}

/// Four products of each row. Pairs fit into sixteen bits: codes are at most 63, or 128 by 127 twice.
#[inline]
#[target_feature(enable = "avx2")]
fn four(layout: Layout, codes: __m256i, acts: __m256i) -> __m256i {
	let pairs = if layout == Layout::Eight {
		_mm256_maddubs_epi16(_mm256_abs_epi8(codes), _mm256_sign_epi8(acts, codes))
	} else {
		_mm256_maddubs_epi16(codes, acts)
	};
	_mm256_madd_epi16(pairs, _mm256_set1_epi16(1))
}

#[target_feature(enable = "avx2,fma,f16c")]
fn product(tile: &Tile, blocks: &[Block], token: usize, out: &mut [f32; TILE]) {
	let layout = tile.layout;
	// Signed bytes need no correction.
	let zero = if layout == Layout::Eight { 0 } else { zero(layout) };
	let minima = matches!(layout, Layout::FourK | Layout::FiveK);
	let mut acc = [_mm256_setzero_ps(); 2];
	for (index, (lines, block)) in tile.codes.chunks_exact(layout.lines()).zip(blocks).enumerate() {
		let own = &tile.scales[index / 2][index % 2 * 32..];
		for (side, acc) in acc.iter_mut().enumerate() {
			let mut sums = [
				_mm256_set1_epi32(block.sums[0][token].wrapping_mul(-zero)),
				_mm256_set1_epi32(block.sums[1][token].wrapping_mul(-zero)),
			];
			for j in 0..8 {
				let acts = _mm256_set1_epi32(block.words[token][j]);
				let products = four(layout, word(layout, lines, j, side), acts);
				sums[j / 4] = _mm256_add_epi32(sums[j / 4], products);
			}
			let above = tile.supers.get(index / 8);
			let (scale, whole) = match (layout, above) {
				(Layout::FourK | Layout::FiveK, Some(above)) => {
					let own = _mm256_cvtepi32_ps(eight(&own[side * 8..], false));
					(
						_mm256_mul_ps(halves(&above[..], side), own),
						_mm256_add_epi32(sums[0], sums[1]),
					)
				}
				(Layout::SixK, Some(above)) => {
					let first = _mm256_mullo_epi32(sums[0], eight(&own[side * 8..], true));
					let second = _mm256_mullo_epi32(sums[1], eight(&own[TILE + side * 8..], true));
					(halves(&above[..], side), _mm256_add_epi32(first, second))
				}
				_ => (halves(own, side), _mm256_add_epi32(sums[0], sums[1])),
			};
			let factor = _mm256_mul_ps(scale, _mm256_set1_ps(block.scale[token]));
			*acc = _mm256_fmadd_ps(_mm256_cvtepi32_ps(whole), factor, *acc);
			if let (true, Some(above)) = (minima, above) {
				let own = _mm256_cvtepi32_ps(eight(&own[TILE + side * 8..], false));
				let least = _mm256_mul_ps(halves(&above[32..], side), own);
				*acc = _mm256_fnmadd_ps(least, _mm256_set1_ps(block.weighted[token]), *acc);
			}
		}
	}
	store(acc, out);
}

#[target_feature(enable = "avx2,fma,f16c")]
fn plain(tile: &Tile, wide: &[Wide], token: usize, out: &mut [f32; TILE]) {
	let mut acc = [_mm256_setzero_ps(); 2];
	for (lines, wide) in tile.codes.chunks_exact(tile.layout.lines()).zip(wide) {
		for k in 0..32 {
			let x = _mm256_set1_ps(wide.0[k][token]);
			for (side, acc) in acc.iter_mut().enumerate() {
				let weights = match tile.layout {
					Layout::Single => _mm256_castsi256_ps(load(&lines[k], side)),
					Layout::Half => halves(&lines[k / 2][k % 2 * 32..], side),
					_ => {
						let half: &[u8; 16] = lines[k / 2][k % 2 * 32 + side * 16..]
							.first_chunk()
							.unwrap_or(&[0; 16]);
						// SAFETY: sixteen bytes are there.
						let half = unsafe { _mm_loadu_si128(half.as_ptr().cast()) };
						_mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_cvtepu16_epi32(half)))
					}
				};
				*acc = _mm256_fmadd_ps(weights, x, *acc);
			}
		}
	}
	store(acc, out);
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(acc: [__m256; 2], out: &mut [f32; TILE]) {
	for (out, acc) in out.as_chunks_mut::<8>().0.iter_mut().zip(acc) {
		// SAFETY: eight floats are there.
		unsafe { _mm256_storeu_ps(out.as_mut_ptr(), acc) };
	}
}
