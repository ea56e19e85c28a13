//! Arithmetic, by the vector units that this processor has.
//!
//! Which ones is asked at run time: a release runs on any x86-64 and still uses what is there. All versions do the same
//! operations in the same order, each result's own: the bytes do not depend on the version, on how work was cut, or on
//! what else was in the batch. Order: whole numbers are exact in any; floating sums go over the columns from first to
//! last, one accumulator each, fused multiply-add throughout.

mod activations;
mod attend;
mod integer;
#[cfg(target_arch = "x86_64")]
mod kind;
mod memory;
mod packed;
mod single;
mod vector;
#[cfg(target_arch = "x86_64")]
mod wide256;
#[cfg(target_arch = "x86_64")]
mod wide512;

pub use activations::{Activations, Needs, GROUP};
pub use attend::{accumulate, scores, Cell, PAGE};
pub use packed::{Layout, Packed, TILE};
pub use vector::Vectors;

/// Vector units, from the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
	/// What every processor does.
	Scalar,
	/// AVX2, FMA and F16C.
	Avx2,
	/// AVX-512 F, BW, VL, DQ and VNNI.
	Avx512,
}

impl Isa {
	/// The widest that this processor has.
	pub fn detect() -> Self {
		#[cfg(target_arch = "x86_64")]
		{
			let narrow = std::is_x86_feature_detected!("avx2")
				&& std::is_x86_feature_detected!("fma")
				&& std::is_x86_feature_detected!("f16c");
			let wide = std::is_x86_feature_detected!("avx512f")
				&& std::is_x86_feature_detected!("avx512bw")
				&& std::is_x86_feature_detected!("avx512vl")
				&& std::is_x86_feature_detected!("avx512dq")
				&& std::is_x86_feature_detected!("avx512vnni");
			if narrow {
				return if wide { Self::Avx512 } else { Self::Avx2 };
			}
		}
		Self::Scalar
	}

	/// All that this processor has.
	pub fn available() -> Vec<Self> {
		let most = Self::detect();
		[Self::Scalar, Self::Avx2, Self::Avx512]
			.into_iter()
			.filter(|isa| *isa <= most)
			.collect()
	}

	/// The name, for people and receipts.
	pub fn name(self) -> &'static str {
		match self {
			Self::Scalar => "scalar",
			Self::Avx2 => "avx2",
			Self::Avx512 => "avx512-vnni",
		}
	}
}

impl std::str::FromStr for Isa {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let all = Self::available();
		let names: Vec<&str> = all.iter().map(|isa| isa.name()).collect();
		let found = all.iter().copied().find(|isa| isa.name() == text);
		found.ok_or_else(|| format!("this processor has {}", names.join(", ")))
	}
}

/// Multiplies one tile of a matrix with `count` tokens of a group: `out[token][row]`.
pub fn tile(isa: Isa, matrix: &Packed, index: usize, group: &Activations, out: &mut [[f32; TILE]]) {
	let Some(tile) = matrix.tile(index) else {
		return out.fill([0.0; TILE]);
	};
	if tile.layout.integer() {
		integer::multiply(isa, &tile, group.blocks(), out);
	} else {
		single::multiply(isa, &tile, group.wide(), out);
	}
}

#[cfg(test)]
mod tests;
