//! Products by AVX-512 VNNI: a vector is sixteen rows, and an instruction four columns of all of them.
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

// The processor needs AVX-512 F, BW, VL, DQ and VNNI.
entries!();

#[inline]
#[target_feature(enable = "avx512f")]
fn load(line: &Line) -> __m512i {
	// SAFETY: a line is 64 bytes.
	unsafe { _mm512_loadu_si512(line.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn halves(bytes: &[u8; 32]) -> __m512 {
	// SAFETY: 32 bytes are there.
	_mm512_cvtph_ps(unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) })
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn word<const KIND: u8, const W: usize>(lines: &[Line; W], j: usize) -> __m512i {
	if KIND == EIGHT {
		return load(&lines[j]);
	}
	let low = _mm512_set1_epi8(15);
	let line = load(&lines[j / 2]);
	let codes = if j.is_multiple_of(2) {
		line
	} else {
		_mm512_srli_epi16::<4>(line)
	};
	let codes = _mm512_and_si512(codes, low);
	let (high, shift, mask) = match KIND {
		FIVE_K => (load(&lines[4]), j as i16 - 4, 16),
		SIX_K => (load(&lines[4 + j / 4]), 2 * (j % 4) as i16 - 4, 48),
		_ => return codes,
	};
	let high = if shift < 0 {
		_mm512_sllv_epi16(high, _mm512_set1_epi16(-shift))
	} else {
		_mm512_srlv_epi16(high, _mm512_set1_epi16(shift))
	};
	_mm512_or_si512(codes, _mm512_and_si512(high, _mm512_set1_epi8(mask)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn bytes(sixteen: &[u8]) -> __m128i {
	debug_assert!(sixteen.len() >= TILE);
	let sixteen: &[u8; TILE] = sixteen.first_chunk().unwrap_or(&[0; TILE]);
	// SAFETY: sixteen bytes are there.
	unsafe { _mm_loadu_si128(sixteen.as_ptr().cast()) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma")]
fn product<const KIND: u8, const W: usize, const N: usize>(
	tile: &Tile,
	blocks: &[Block],
	out: &mut [[f32; TILE]],
) {
	let zero = zero(layout(KIND));
	let (codes, _) = tile.codes.as_chunks::<W>();
	let (own, _) = tile.scales.as_flattened().as_chunks::<32>();
	// Counted, not iterated: an iterator over scales is a call in the midst of the loop, and all sums leave registers.
	let parts = codes.len().min(own.len()).min(blocks.len());
	let (codes, own, blocks) = (&codes[..parts], &own[..parts], &blocks[..parts]);
	let mut acc = [_mm512_setzero_ps(); N];
	let mut d = _mm512_setzero_ps();
	let mut min = _mm512_setzero_ps();
	for index in 0..parts {
		let (lines, own, block) = (&codes[index], &own[index], &blocks[index]);
		ask(lines);
		if KIND == FOUR_K || KIND == FIVE_K || KIND == SIX_K {
			if let (0, Some(line)) = (index % 8, tile.supers.get(index / 8)) {
				let pair = line.as_chunks::<32>().0;
				(d, min) = (halves(&pair[0]), halves(&pair[1]));
			}
		}
		let mut sums = [_mm512_setzero_si512(); N];
		let mut last = [_mm512_setzero_si512(); N];
		for t in 0..N {
			match KIND {
				EIGHT | FOUR => {
					let both = block.sums[0][t].wrapping_add(block.sums[1][t]);
					sums[t] = _mm512_set1_epi32(both.wrapping_mul(-zero));
				}
				SIX_K => {
					sums[t] = _mm512_set1_epi32(block.sums[0][t].wrapping_mul(-zero));
					last[t] = _mm512_set1_epi32(block.sums[1][t].wrapping_mul(-zero));
				}
				_ => {}
			}
		}
		for j in 0..8 {
			let codes = word::<KIND, W>(lines, j);
			for t in 0..N {
				let acts = _mm512_set1_epi32(block.words[t][j]);
				// Whole numbers add up exactly in any order: two chains where few tokens leave the units idle.
				if j >= 4 && (KIND == SIX_K || N < 4) {
					last[t] = _mm512_dpbusd_epi32(last[t], codes, acts);
				} else {
					sums[t] = _mm512_dpbusd_epi32(sums[t], codes, acts);
				}
			}
		}
		let scale = match KIND {
			EIGHT | FOUR => halves(own),
			SIX_K => d,
			_ => _mm512_mul_ps(d, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes(&own[..TILE])))),
		};
		if KIND == SIX_K {
			let first = _mm512_cvtepi8_epi32(bytes(&own[..TILE]));
			let second = _mm512_cvtepi8_epi32(bytes(&own[TILE..]));
			for t in 0..N {
				sums[t] = _mm512_add_epi32(
					_mm512_mullo_epi32(sums[t], first),
					_mm512_mullo_epi32(last[t], second),
				);
			}
		} else if N < 4 {
			for t in 0..N {
				sums[t] = _mm512_add_epi32(sums[t], last[t]);
			}
		}
		for t in 0..N {
			let factor = _mm512_mul_ps(scale, _mm512_set1_ps(block.scale[t]));
			acc[t] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[t]), factor, acc[t]);
		}
		if KIND == FOUR_K || KIND == FIVE_K {
			let least = _mm512_mul_ps(min, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes(&own[TILE..]))));
			for t in 0..N {
				acc[t] = _mm512_fnmadd_ps(least, _mm512_set1_ps(block.weighted[t]), acc[t]);
			}
		}
	}
	store(&acc, out);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")]
fn plain<const KIND: u8, const W: usize, const N: usize>(
	tile: &Tile,
	wide: &[Wide],
	out: &mut [[f32; TILE]],
) {
	let mut acc = [_mm512_setzero_ps(); N];
	for (lines, wide) in tile.codes.as_chunks::<W>().0.iter().zip(wide) {
		ask(lines);
		for k in 0..32 {
			let weights = match KIND {
				SINGLE => _mm512_castsi512_ps(load(&lines[k])),
				HALF => halves(&lines[k / 2].as_chunks::<32>().0[k % 2]),
				_ => {
					let half = &lines[k / 2].as_chunks::<32>().0[k % 2];
					// SAFETY: 32 bytes are there.
					let half = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
					_mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_cvtepu16_epi32(half)))
				}
			};
			for t in 0..N {
				acc[t] = _mm512_fmadd_ps(weights, _mm512_set1_ps(wide.0[k][t]), acc[t]);
			}
		}
	}
	store(&acc, out);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store<const N: usize>(acc: &[__m512; N], out: &mut [[f32; TILE]]) {
	for (out, acc) in out.iter_mut().zip(acc) {
		// SAFETY: sixteen floats are there.
		unsafe { _mm512_storeu_ps(out.as_mut_ptr(), *acc) };
	}
}
