//! Products of matrices whose numbers stand for themselves.

use super::activations::Wide;
use super::packed::{Layout, Tile, TILE};
use super::Isa;
use half::{bf16, f16};

/// `out[token][row]`, for as many tokens as `out` has, eight at most.
pub fn multiply(isa: Isa, tile: &Tile, wide: &[Wide], out: &mut [[f32; TILE]]) {
	match isa {
		#[cfg(target_arch = "x86_64")]
		Isa::Avx512 if isa <= Isa::detect() => super::wide512::floats(tile, wide, out),
		#[cfg(target_arch = "x86_64")]
		Isa::Avx2 if isa <= Isa::detect() => super::wide256::floats(tile, wide, out),
		_ => scalar(tile, wide, out),
	}
}

fn scalar(tile: &Tile, wide: &[Wide], out: &mut [[f32; TILE]]) {
	out.fill([0.0; TILE]);
	let width = if tile.layout == Layout::Single { 64 } else { 32 };
	let columns = tile.codes.iter().flat_map(|line| line.chunks(width));
	for (weights, x) in columns.zip(wide.iter().flat_map(|wide| &wide.0)) {
		let weights = sixteen(tile.layout, weights);
		for (out, x) in out.iter_mut().zip(x) {
			for (out, weight) in out.iter_mut().zip(weights) {
				*out = weight.mul_add(*x, *out);
			}
		}
	}
}

fn sixteen(layout: Layout, bytes: &[u8]) -> [f32; TILE] {
	let two = |row: usize| bytes.as_chunks::<2>().0.get(row).copied().unwrap_or_default();
	std::array::from_fn(|row| match layout {
		Layout::Single => f32::from_le_bytes(bytes.as_chunks::<4>().0.get(row).copied().unwrap_or_default()),
		Layout::Half => f16::from_le_bytes(two(row)).to_f32(),
		_ => bf16::from_le_bytes(two(row)).to_f32(),
	})
}
