//! Numbers as files write them: plain, or in blocks of small codes with a scale.
//!
//! The blocks are those of ggml (<https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h>).

mod encode;
mod part;

pub use encode::encode;
pub use part::Part;

use crate::error::{Error, Result};
use half::{bf16, f16};

/// Columns that a [`Part`] covers, and that kernels take at a time.
pub const PART: usize = 32;
/// Columns of a block of the formats with two levels of scales.
pub const SUPER: usize = 256;

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[allow(
	non_camel_case_types,
	missing_docs,
	reason = "the names by which everybody knows them say what they are"
)]
pub enum Format {
	F32,
	F16,
	BF16,
	Q8_0,
	Q4_0,
	Q5_0,
	Q4_K,
	Q5_K,
	Q6_K,
}

impl Format {
	/// What can be read, for messages.
	pub const NAMES: &'static str = "F32, F16, BF16, Q8_0, Q4_0, Q5_0, Q4_K, Q5_K, Q6_K";

	const ALL: [(Self, u32, usize, usize); 9] = [
		(Self::F32, 0, 1, 4),
		(Self::F16, 1, 1, 2),
		(Self::Q4_0, 2, 32, 18),
		(Self::Q5_0, 6, 32, 22),
		(Self::Q8_0, 8, 32, 34),
		(Self::Q4_K, 12, 256, 144),
		(Self::Q5_K, 13, 256, 176),
		(Self::Q6_K, 14, 256, 210),
		(Self::BF16, 30, 1, 2),
	];

	fn entry(self) -> (Self, u32, usize, usize) {
		Self::ALL
			.into_iter()
			.find(|(format, ..)| *format == self)
			.unwrap_or((Self::F32, 0, 1, 4))
	}

	/// The format that ggml counts so.
	pub fn from_ggml(kind: u32) -> Option<Self> {
		Self::ALL
			.into_iter()
			.find(|(_, k, ..)| *k == kind)
			.map(|(format, ..)| format)
	}

	/// How ggml counts it.
	pub fn ggml(self) -> u32 {
		self.entry().1
	}

	/// Numbers of a block.
	pub fn block(self) -> usize {
		self.entry().2
	}

	/// Bytes of a block.
	pub fn bytes(self) -> usize {
		self.entry().3
	}

	/// Bytes of `columns` numbers, which are whole blocks.
	pub fn row_bytes(self, columns: usize) -> usize {
		columns / self.block() * self.bytes()
	}

	/// Whether a number stands for itself.
	pub fn plain(self) -> bool {
		self.block() == 1
	}

	/// The format by its name, in either case.
	///
	/// # Errors
	/// When there is none.
	pub fn named(name: &str) -> Result<Self> {
		Self::ALL
			.into_iter()
			.map(|(format, ..)| format)
			.find(|format| format!("{format:?}").eq_ignore_ascii_case(name))
			.ok_or_else(|| Error::Input(format!("there is no format {name}; known are {}", Self::NAMES)))
	}
}

/// Reads a row into `out`, whose length is the number of columns.
pub fn decode(format: Format, row: &[u8], out: &mut [f32]) {
	match format {
		Format::F32 => {
			let (numbers, _) = row.as_chunks::<4>();
			out.iter_mut()
				.zip(numbers)
				.for_each(|(o, b)| *o = f32::from_le_bytes(*b));
		}
		Format::F16 => {
			let (numbers, _) = row.as_chunks::<2>();
			out.iter_mut()
				.zip(numbers)
				.for_each(|(o, b)| *o = f16::from_le_bytes(*b).to_f32());
		}
		Format::BF16 => {
			let (numbers, _) = row.as_chunks::<2>();
			out.iter_mut()
				.zip(numbers)
				.for_each(|(o, b)| *o = bf16::from_le_bytes(*b).to_f32());
		}
		_ => {
			let (parts, _) = out.as_chunks_mut::<PART>();
			for (index, out) in parts.iter_mut().enumerate() {
				if let Some(part) = Part::read(format, row, index) {
					part.decode(format, out);
				}
			}
		}
	}
}

#[cfg(test)]
mod tests;
