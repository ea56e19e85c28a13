//! Products by AVX2: a vector is eight rows, a tile two of them.
#![allow(
	unsafe_code,
	clippy::indexing_slicing,
	clippy::needless_range_loop,
	reason = "vector loads are unsafe by type; indices run below the lengths of arrays, which the compiler unrolls"
)]

use super::activations::{Block, Wide};
use super::integer::zero;
use super::kind::{
	ask, by_count, entries, layout, lines, BRAIN, EIGHT, FIVE_K, FOUR, FOUR_K, HALF, SINGLE, SIX_K,
};
use super::memory::Line;
use super::packed::{Layout, Tile, TILE};
use std::arch::x86_64::*;

// The processor needs AVX2, FMA and F16C.
entries!();

/// How many words' products of bytes add up in sixteen bits: two codes by 127 each time.
const fn together(kind: u8) -> usize {
	match kind {
		// 8 · 2 · 15 · 127 = 30,480.
		FOUR | FOUR_K => 8,
		// 4 · 2 · 31 · 127 = 31,496.
		FIVE_K => 4,
		// 2 · 2 · 63 · 127 = 32,004.
		SIX_K => 2,
		// 2 · 128 · 127 = 32,512.
		_ => 1,
	}
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(line: &Line, side: usize) -> __m256i {
	let (sides, _) = line.as_chunks::<32>();
	// SAFETY: a side is 32 bytes.
	unsafe { _mm256_loadu_si256(sides[side].as_ptr().cast()) }
}

/// Eight 16-bit floats, those of one side.
#[inline]
#[target_feature(enable = "avx2,f16c")]
fn halves(bytes: &[u8; 32], side: usize) -> __m256 {
	let (sides, _) = bytes.as_chunks::<16>();
	// SAFETY: sixteen bytes are there.
	_mm256_cvtph_ps(unsafe { _mm_loadu_si128(sides[side].as_ptr().cast()) })
}

/// Eight of 32 bytes, as whole numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn eight(bytes: &[u8; 32], which: usize, signed: bool) -> __m256i {
	let eight = _mm_cvtsi64_si128(i64::from_le_bytes(bytes.as_chunks::<8>().0[which]));
	if signed {
		_mm256_cvtepi8_epi32(eight)
	} else {
		_mm256_cvtepu8_epi32(eight)
	}
}

#[inline]
#[target_feature(enable = "avx2")]
fn word<const KIND: u8, const W: usize>(lines: &[Line; W], j: usize, side: usize) -> __m256i {
	if KIND == EIGHT {
		return _mm256_xor_si256(load(&lines[j], side), _mm256_set1_epi8(-128));
	}
	let line = load(&lines[j / 2], side);
	let codes = if j.is_multiple_of(2) {
		line
	} else {
		_mm256_srli_epi16::<4>(line)
	};
	let codes = _mm256_and_si256(codes, _mm256_set1_epi8(15));
	let (high, shift, mask) = match KIND {
		FIVE_K => (load(&lines[4], side), j as i64 - 4, 16),
		SIX_K => (load(&lines[4 + j / 4], side), 2 * (j % 4) as i64 - 4, 48),
		_ => return codes,
	};
	let high = if shift < 0 {
		_mm256_sll_epi16(high, _mm_cvtsi64_si128(-shift))
	} else {
		_mm256_srl_epi16(high, _mm_cvtsi64_si128(shift))
	};
	_mm256_or_si256(codes, _mm256_and_si256(high, _mm256_set1_epi8(mask)))
}

/// For each token, the sums over the first and the last sixteen of 32 columns, of one side's rows.
#[inline]
#[target_feature(enable = "avx2")]
fn sums<const KIND: u8, const W: usize, const N: usize>(
	lines: &[Line; W],
	side: usize,
	block: &Block,
) -> [[__m256i; 2]; N] {
	// Signed bytes need no correction.
	let zero = if KIND == EIGHT { 0 } else { zero(layout(KIND)) };
	let mut sums = [[_mm256_setzero_si256(); 2]; N];
	for t in 0..N {
		for half in 0..2 {
			sums[t][half] = _mm256_set1_epi32(block.sums[half][t].wrapping_mul(-zero));
		}
	}
	let mut pairs = [_mm256_setzero_si256(); N];
	for j in 0..8 {
		let codes = word::<KIND, W>(lines, j, side);
		let ends = (j + 1).is_multiple_of(together(KIND));
		for t in 0..N {
			let acts = _mm256_set1_epi32(block.words[t][j]);
			let products = if KIND == EIGHT {
				_mm256_maddubs_epi16(_mm256_abs_epi8(codes), _mm256_sign_epi8(acts, codes))
			} else {
				_mm256_maddubs_epi16(codes, acts)
			};
			pairs[t] = _mm256_add_epi16(pairs[t], products);
			if ends {
				let fours = _mm256_madd_epi16(pairs[t], _mm256_set1_epi16(1));
				sums[t][j / 4] = _mm256_add_epi32(sums[t][j / 4], fours);
				pairs[t] = _mm256_setzero_si256();
			}
		}
	}
	sums
}

#[target_feature(enable = "avx2,fma,f16c")]
fn product<const KIND: u8, const W: usize, const N: usize>(
	tile: &Tile,
	blocks: &[Block],
	out: &mut [[f32; TILE]],
) {
	let (codes, _) = tile.codes.as_chunks::<W>();
	let (own, _) = tile.scales.as_flattened().as_chunks::<32>();
	let parts = codes.len().min(own.len()).min(blocks.len());
	let (codes, own, blocks) = (&codes[..parts], &own[..parts], &blocks[..parts]);
	let mut acc = [[_mm256_setzero_ps(); 2]; N];
	let mut above = ([_mm256_setzero_ps(); 2], [_mm256_setzero_ps(); 2]);
	for index in 0..parts {
		let (lines, own, block) = (&codes[index], &own[index], &blocks[index]);
		ask(lines);
		if KIND == FOUR_K || KIND == FIVE_K || KIND == SIX_K {
			if let (0, Some(line)) = (index % 8, tile.supers.get(index / 8)) {
				let pair = line.as_chunks::<32>().0;
				above = (
					[halves(&pair[0], 0), halves(&pair[0], 1)],
					[halves(&pair[1], 0), halves(&pair[1], 1)],
				);
			}
		}
		for side in 0..2 {
			let sums = sums::<KIND, W, N>(lines, side, block);
			let scale = match KIND {
				EIGHT | FOUR => halves(own, side),
				SIX_K => above.0[side],
				_ => _mm256_mul_ps(above.0[side], _mm256_cvtepi32_ps(eight(own, side, false))),
			};
			let factors = [eight(own, side, true), eight(own, 2 + side, true)];
			let least = _mm256_mul_ps(above.1[side], _mm256_cvtepi32_ps(eight(own, 2 + side, false)));
			for t in 0..N {
				let [first, last] = sums[t];
				let whole = if KIND == SIX_K {
					_mm256_add_epi32(
						_mm256_mullo_epi32(first, factors[0]),
						_mm256_mullo_epi32(last, factors[1]),
					)
				} else {
					_mm256_add_epi32(first, last)
				};
				let factor = _mm256_mul_ps(scale, _mm256_set1_ps(block.scale[t]));
				acc[t][side] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(whole), factor, acc[t][side]);
				if KIND == FOUR_K || KIND == FIVE_K {
					let weighted = _mm256_set1_ps(block.weighted[t]);
					acc[t][side] = _mm256_fnmadd_ps(least, weighted, acc[t][side]);
				}
			}
		}
	}
	store(&acc, out);
}

#[target_feature(enable = "avx2,fma,f16c")]
fn plain<const KIND: u8, const W: usize, const N: usize>(
	tile: &Tile,
	wide: &[Wide],
	out: &mut [[f32; TILE]],
) {
	let mut acc = [[_mm256_setzero_ps(); 2]; N];
	for (lines, wide) in tile.codes.as_chunks::<W>().0.iter().zip(wide) {
		ask(lines);
		for k in 0..32 {
			for side in 0..2 {
				let weights = match KIND {
					SINGLE => _mm256_castsi256_ps(load(&lines[k], side)),
					HALF => halves(&lines[k / 2].as_chunks::<32>().0[k % 2], side),
					_ => {
						let half = &lines[k / 2].as_chunks::<16>().0[k % 2 * 2 + side];
						// SAFETY: sixteen bytes are there.
						let half = unsafe { _mm_loadu_si128(half.as_ptr().cast()) };
						_mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_cvtepu16_epi32(half)))
					}
				};
				for t in 0..N {
					acc[t][side] = _mm256_fmadd_ps(weights, _mm256_set1_ps(wide.0[k][t]), acc[t][side]);
				}
			}
		}
	}
	store(&acc, out);
}

#[inline]
#[target_feature(enable = "avx2")]
fn store<const N: usize>(acc: &[[__m256; 2]; N], out: &mut [[f32; TILE]]) {
	for (out, acc) in out.iter_mut().zip(acc) {
		for (out, acc) in out.as_chunks_mut::<8>().0.iter_mut().zip(acc) {
			// SAFETY: eight floats are there.
			unsafe { _mm256_storeu_ps(out.as_mut_ptr(), *acc) };
		}
	}
}
