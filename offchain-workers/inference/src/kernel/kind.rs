//! What both versions with vectors share: layouts as constants, so that each is compiled for itself, and asking ahead.
#![allow(unsafe_code, reason = "the intrinsic that asks for memory ahead is unsafe")]

use super::memory::Line;
use super::packed::Layout;
use std::arch::x86_64::*;

pub const EIGHT: u8 = 0;
pub const FOUR: u8 = 1;
pub const FOUR_K: u8 = 2;
pub const FIVE_K: u8 = 3;
pub const SIX_K: u8 = 4;
pub const SINGLE: u8 = 5;
pub const HALF: u8 = 6;
pub const BRAIN: u8 = 7;
/// Bytes by which reading runs ahead: what memory delivers in the time that it takes to answer.
const AHEAD: usize = 4096;

pub const fn layout(kind: u8) -> Layout {
	match kind {
		EIGHT => Layout::Eight,
		FOUR => Layout::Four,
		FOUR_K => Layout::FourK,
		FIVE_K => Layout::FiveK,
		SIX_K => Layout::SixK,
		SINGLE => Layout::Single,
		HALF => Layout::Half,
		_ => Layout::Brain,
	}
}

/// Lines that 32 columns take.
pub const fn lines(kind: u8) -> usize {
	layout(kind).lines()
}

/// Calls `$f::<KIND, W, N>`, `W` being the lines of 32 columns, for as many tokens as `$out` has.
macro_rules! by_count {
	($f:ident, $kind:ident, $tile:expr, $acts:expr, $out:expr) => {{
		const W: usize = lines($kind);
		match $out.len() {
			0 => {}
			// SAFETY, for all: the caller asked whether the processor has these units.
			1 => unsafe { $f::<$kind, W, 1>($tile, $acts, $out) },
			2 => unsafe { $f::<$kind, W, 2>($tile, $acts, $out) },
			3 => unsafe { $f::<$kind, W, 3>($tile, $acts, $out) },
			4 => unsafe { $f::<$kind, W, 4>($tile, $acts, $out) },
			5 => unsafe { $f::<$kind, W, 5>($tile, $acts, $out) },
			6 => unsafe { $f::<$kind, W, 6>($tile, $acts, $out) },
			7 => unsafe { $f::<$kind, W, 7>($tile, $acts, $out) },
			_ => unsafe { $f::<$kind, W, 8>($tile, $acts, $out) },
		}
	}};
}
pub(super) use by_count;

/// What a version offers, of its own `product` and `plain`, for each layout and as many tokens as there are, eight at most.
macro_rules! entries {
	() => {
		/// `out[token][row]`. The caller has asked whether the processor has what this version needs.
		pub fn multiply(tile: &Tile, blocks: &[Block], out: &mut [[f32; TILE]]) {
			match tile.layout {
				Layout::Eight => by_count!(product, EIGHT, tile, blocks, out),
				Layout::Four => by_count!(product, FOUR, tile, blocks, out),
				Layout::FourK => by_count!(product, FOUR_K, tile, blocks, out),
				Layout::FiveK => by_count!(product, FIVE_K, tile, blocks, out),
				_ => by_count!(product, SIX_K, tile, blocks, out),
			}
		}

		/// The same for floats.
		pub fn floats(tile: &Tile, wide: &[Wide], out: &mut [[f32; TILE]]) {
			match tile.layout {
				Layout::Single => by_count!(plain, SINGLE, tile, wide, out),
				Layout::Half => by_count!(plain, HALF, tile, wide, out),
				_ => by_count!(plain, BRAIN, tile, wide, out),
			}
		}
	};
}
pub(super) use entries;

/// Asks for what is read soon. Past the end of a tile lies the next one, past the last nothing: asking never fails.
#[inline(always)]
pub fn ask<const W: usize>(lines: &[Line; W]) {
	for line in lines {
		// SAFETY: every x86-64 has the instruction, and it reads nothing.
		unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().wrapping_add(AHEAD).cast()) };
	}
}
