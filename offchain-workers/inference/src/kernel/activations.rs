//! What matrices are multiplied with: eight tokens at a time, as bytes with a scale for 32 columns, or as floats.
#![allow(
	unsafe_code,
	reason = "calls of versions whose vector units were found at run time"
)]

use super::Isa;
use crate::quant::PART;

/// Tokens of a group.
pub const GROUP: usize = 8;

/// What a layer's matrices read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
	/// Bytes with scales.
	pub bytes: bool,
	/// Floats.
	pub floats: bool,
}

/// Thirty-two columns of a group, as bytes.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Block {
	/// Four columns to a word, eight words to a token.
	pub words: [[i32; PART / 4]; GROUP],
	/// What one step of a byte is worth.
	pub scale: [f32; GROUP],
	/// Sums of the first and of the last sixteen bytes.
	pub sums: [[i32; GROUP]; 2],
	/// Scale times the sum of all.
	pub weighted: [f32; GROUP],
}

const EMPTY: Block = Block {
	words: [[0; PART / 4]; GROUP],
	scale: [0.0; GROUP],
	sums: [[0; GROUP]; 2],
	weighted: [0.0; GROUP],
};

/// Thirty-two columns of a group, as floats: column, then token.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Wide(pub [[f32; GROUP]; PART]);

/// A group's columns.
#[derive(Clone, Default)]
pub struct Activations {
	blocks: Vec<Block>,
	wide: Vec<Wide>,
}

impl Activations {
	/// Room for `columns` columns.
	pub fn new(columns: usize, needs: Needs) -> Self {
		let parts = columns.div_ceil(PART);
		Self {
			blocks: vec![EMPTY; if needs.bytes { parts } else { 0 }],
			wide: vec![Wide([[0.0; GROUP]; PART]); if needs.floats { parts } else { 0 }],
		}
	}

	/// The bytes.
	pub fn blocks(&self) -> &[Block] {
		&self.blocks
	}

	/// The floats.
	pub fn wide(&self) -> &[Wide] {
		&self.wide
	}

	/// Sets 32 columns of one token.
	#[inline(always)]
	fn set(&mut self, part: usize, token: usize, numbers: &[f32; PART]) {
		if let Some(block) = self.blocks.get_mut(part) {
			block.set(token, numbers);
		}
		if let Some(wide) = self.wide.get_mut(part) {
			for (column, number) in wide.0.iter_mut().zip(numbers) {
				if let Some(slot) = column.get_mut(token) {
					*slot = *number;
				}
			}
		}
	}

	/// Sets all columns of a token; what `numbers` lacks to a whole part is zero.
	pub fn set_all(&mut self, token: usize, numbers: &[f32]) {
		#[cfg(target_arch = "x86_64")]
		{
			#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")]
			fn wide(to: &mut Activations, token: usize, numbers: &[f32]) {
				to.each_part(token, numbers);
			}
			#[target_feature(enable = "avx2,fma")]
			fn narrow(to: &mut Activations, token: usize, numbers: &[f32]) {
				to.each_part(token, numbers);
			}
			match Isa::detect() {
				// SAFETY: the processor has them.
				Isa::Avx512 => return unsafe { wide(self, token, numbers) },
				// SAFETY: as above.
				Isa::Avx2 => return unsafe { narrow(self, token, numbers) },
				Isa::Scalar => {}
			}
		}
		self.each_part(token, numbers);
	}

	#[inline(always)]
	fn each_part(&mut self, token: usize, numbers: &[f32]) {
		let (parts, rest) = numbers.as_chunks::<PART>();
		for (index, part) in parts.iter().enumerate() {
			self.set(index, token, part);
		}
		if !rest.is_empty() {
			let mut part = [0.0; PART];
			part.iter_mut().zip(rest).for_each(|(p, r)| *p = *r);
			self.set(parts.len(), token, &part);
		}
	}
}

impl Block {
	/// Largest magnitude to 127, as llama.cpp does it. What is no number counts as nothing: it would spoil the whole block.
	#[inline(always)]
	fn set(&mut self, token: usize, numbers: &[f32; PART]) {
		let mut most = [0.0f32; 8];
		for eight in numbers.as_chunks::<8>().0 {
			for (m, x) in most.iter_mut().zip(eight) {
				*m = m.max(x.abs());
			}
		}
		let most = most.into_iter().fold(0.0f32, f32::max).min(f32::MAX);
		let scale = most / 127.0;
		let inverse = if scale > f32::MIN_POSITIVE {
			1.0 / scale
		} else {
			0.0
		};
		let mut bytes = [0i32; PART];
		for (byte, x) in bytes.iter_mut().zip(numbers) {
			// The magic number puts the nearest whole number, ties to even, into the low bits.
			let x = if x.is_nan() { 0.0 } else { x * inverse };
			let near = x.clamp(-127.0, 127.0) + 12_582_912.0;
			*byte = (near.to_bits() as i32).wrapping_sub(0x4B40_0000);
		}
		let sum = |bytes: &[i32]| bytes.iter().fold(0i32, |a, b| a.wrapping_add(*b));
		let (first, last) = bytes.split_at(PART / 2);
		let sums = [sum(first), sum(last)];
		let words: [i32; PART / 4] = std::array::from_fn(|j| {
			let four = bytes.as_chunks::<4>().0.get(j).copied().unwrap_or_default();
			i32::from_le_bytes(four.map(|byte| byte as u8))
		});
		let [low, high] = &mut self.sums;
		let slots = (
			self.words.get_mut(token),
			self.scale.get_mut(token),
			low.get_mut(token),
			high.get_mut(token),
			self.weighted.get_mut(token),
		);
		if let (Some(w), Some(s), Some(l), Some(h), Some(all)) = slots {
			let [first, last] = sums;
			(*w, *s, *l, *h) = (words, scale, first, last);
			*all = scale * first.wrapping_add(last) as f32;
		}
	}
}
