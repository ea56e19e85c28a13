//! Products of quantised matrices: the choice of version, and the one that runs everywhere.

use super::activations::{Block, GROUP};
use super::memory::Line;
use super::packed::{Layout, Tile, TILE};
use super::Isa;
use half::f16;

/// `out[token][row]`, for as many tokens as `out` has, eight at most.
pub fn multiply(isa: Isa, tile: &Tile, blocks: &[Block], out: &mut [[f32; TILE]]) {
	match isa {
		#[cfg(target_arch = "x86_64")]
		Isa::Avx512 if isa <= Isa::detect() => super::wide512::multiply(tile, blocks, out),
		#[cfg(target_arch = "x86_64")]
		Isa::Avx2 if isa <= Isa::detect() => super::wide256::multiply(tile, blocks, out),
		_ => scalar(tile, blocks, out),
	}
}

/// The codes of 32 columns, taken apart: eight words of sixteen rows.
fn words(layout: Layout, lines: &[Line]) -> [[u8; 64]; 8] {
	std::array::from_fn(|word| {
		let line = |index: usize| lines.get(index).copied().unwrap_or([0; 64]);
		if layout == Layout::Eight {
			return line(word);
		}
		let mut codes = line(word / 2).map(|byte| (byte >> (4 * (word % 2))) & 15);
		let high = match layout {
			Layout::FiveK => line(4).map(|byte| ((byte >> word) & 1) << 4),
			Layout::SixK => line(4 + word / 4).map(|byte| ((byte >> (2 * (word % 4))) & 3) << 4),
			_ => return codes,
		};
		codes.iter_mut().zip(high).for_each(|(code, high)| *code |= high);
		codes
	})
}

fn halves(bytes: &[u8]) -> [f32; TILE] {
	let numbers = bytes.as_chunks::<2>().0;
	std::array::from_fn(|row| numbers.get(row).map_or(0.0, |b| f16::from_le_bytes(*b).to_f32()))
}

/// Scales of 32 columns' rows.
struct Scales {
	d: [f32; TILE],
	min: [f32; TILE],
	/// Of the first and the last sixteen columns.
	whole: [[i32; TILE]; 2],
}

fn scales(tile: &Tile, index: usize) -> Scales {
	let line = tile.scales.get(index / 2).copied().unwrap_or([0; 64]);
	let (first, second) = line.split_at(32);
	let own = if index.is_multiple_of(2) { first } else { second };
	let above = tile.supers.get(index / 8).copied().unwrap_or([0; 64]);
	let (d, min) = above.split_at(32);
	let (low, high) = own.split_at(TILE);
	let row = |side: &[u8], r: usize| side.get(r).copied().unwrap_or(0);
	match tile.layout {
		Layout::FourK | Layout::FiveK => {
			let (d, min) = (halves(d), halves(min));
			Scales {
				d: std::array::from_fn(|r| d.get(r).map_or(0.0, |d| d * f32::from(row(low, r)))),
				min: std::array::from_fn(|r| min.get(r).map_or(0.0, |m| m * f32::from(row(high, r)))),
				whole: [[1; TILE]; 2],
			}
		}
		Layout::SixK => Scales {
			d: halves(d),
			min: [0.0; TILE],
			whole: [
				std::array::from_fn(|r| i32::from(row(low, r) as i8)),
				std::array::from_fn(|r| i32::from(row(high, r) as i8)),
			],
		},
		_ => Scales {
			d: halves(own),
			min: [0.0; TILE],
			whole: [[1; TILE]; 2],
		},
	}
}

/// What codes count from.
pub(super) const fn zero(layout: Layout) -> i32 {
	match layout {
		Layout::Eight => 128,
		Layout::Four => 8,
		Layout::SixK => 32,
		_ => 0,
	}
}

fn scalar(tile: &Tile, blocks: &[Block], out: &mut [[f32; TILE]]) {
	out.fill([0.0; TILE]);
	let zero = zero(tile.layout);
	let minima = matches!(tile.layout, Layout::FourK | Layout::FiveK);
	for (index, (lines, block)) in tile.codes.chunks(tile.layout.lines()).zip(blocks).enumerate() {
		let words = words(tile.layout, lines);
		let scales = scales(tile, index);
		for (token, out) in out.iter_mut().enumerate().take(GROUP) {
			let acts = block.words.get(token).copied().unwrap_or_default();
			let of = |all: &[f32; GROUP]| all.get(token).copied().unwrap_or(0.0);
			let rows = out.iter_mut().zip(&scales.d).zip(&scales.min).enumerate();
			for (row, ((out, d), min)) in rows {
				let mut whole = 0i32;
				for (half, factor) in scales.whole.iter().enumerate() {
					let sum = block
						.sums
						.get(half)
						.and_then(|sums| sums.get(token))
						.copied()
						.unwrap_or(0);
					let words = words.iter().zip(&acts).skip(half * 4).take(4);
					let dot = words.fold(0i32, |dot, (word, acts)| dot.wrapping_add(four(word, row, *acts)));
					let dot = dot.wrapping_sub(zero.wrapping_mul(sum));
					whole = whole.wrapping_add(dot.wrapping_mul(factor.get(row).copied().unwrap_or(0)));
				}
				*out = (whole as f32).mul_add(d * of(&block.scale), *out);
				if minima {
					*out = (-min).mul_add(of(&block.weighted), *out);
				}
			}
		}
	}
}

/// Four products of one row.
fn four(word: &[u8; 64], row: usize, acts: i32) -> i32 {
	let codes = word.as_chunks::<4>().0.get(row).copied().unwrap_or_default();
	codes.iter().zip(acts.to_le_bytes()).fold(0, |sum, (code, act)| {
		sum + i32::from(*code) * i32::from(act as i8)
	})
}
