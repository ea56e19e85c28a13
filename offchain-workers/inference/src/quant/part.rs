//! Thirty-two numbers of a quantised row, taken out of their block.

use super::{Format, PART, SUPER};
use half::f16;

/// Codes and scales of 32 numbers that follow each other in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
	/// Scale of the block, bits of a 16-bit float.
	pub d: u16,
	/// Scale of the minima, where the format has them.
	pub min: u16,
	/// Q4_K, Q5_K: scale and minimum of these 32. Q6_K: scales of the first and second 16, signed.
	pub scales: [u8; 2],
	/// Codes, none negative: Q8_0 and Q5_0 from 128, Q4_0 from 8, Q6_K from 32, the others from 0.
	pub codes: [u8; PART],
}

impl Part {
	/// The `index`th part of a row; none where the row is too short, or its format has no blocks.
	pub fn read(format: Format, row: &[u8], index: usize) -> Option<Self> {
		let per_block = format.block() / PART;
		let block = row.get(index.checked_div(per_block)? * format.bytes()..)?;
		let block = block.get(..format.bytes())?;
		let within = index % per_block;
		match format {
			Format::Q8_0 => q8_0(block),
			Format::Q4_0 => q4_0(block),
			Format::Q5_0 => q5_0(block),
			Format::Q4_K => q45_k(block, within, false),
			Format::Q5_K => q45_k(block, within, true),
			Format::Q6_K => q6_k(block, within),
			_ => None,
		}
	}

	/// The numbers.
	pub fn decode(&self, format: Format, out: &mut [f32; PART]) {
		let d = f16::from_bits(self.d).to_f32();
		let [first, second] = self.scales;
		let pairs = out.iter_mut().zip(self.codes);
		match format {
			Format::Q4_K | Format::Q5_K => {
				let scale = d * f32::from(first);
				let least = f16::from_bits(self.min).to_f32() * f32::from(second);
				pairs.for_each(|(o, q)| *o = scale * f32::from(q) - least);
			}
			Format::Q6_K => {
				let scales = [d * f32::from(first as i8), d * f32::from(second as i8)];
				let [low, high] = scales;
				pairs.enumerate().for_each(|(i, (o, q))| {
					*o = if i < PART / 2 { low } else { high } * (f32::from(q) - 32.0);
				});
			}
			Format::Q4_0 => pairs.for_each(|(o, q)| *o = d * (f32::from(q) - 8.0)),
			_ => pairs.for_each(|(o, q)| *o = d * (f32::from(q) - 128.0)),
		}
	}
}

fn half_at(block: &[u8], at: usize) -> Option<u16> {
	Some(u16::from_le_bytes(*block.get(at..)?.first_chunk()?))
}

fn q8_0(block: &[u8]) -> Option<Part> {
	let codes: &[u8; PART] = block.get(2..)?.first_chunk()?;
	Some(Part {
		d: half_at(block, 0)?,
		min: 0,
		scales: [0; 2],
		codes: codes.map(|code| code ^ 0x80),
	})
}

fn nibbles(bytes: &[u8; 16]) -> [u8; PART] {
	let mut codes = [0; PART];
	let (low, high) = codes.split_at_mut(PART / 2);
	for ((low, high), byte) in low.iter_mut().zip(high).zip(bytes) {
		*low = byte & 15;
		*high = byte >> 4;
	}
	codes
}

fn q4_0(block: &[u8]) -> Option<Part> {
	Some(Part {
		d: half_at(block, 0)?,
		min: 0,
		scales: [0; 2],
		codes: nibbles(block.get(2..)?.first_chunk()?),
	})
}

fn q5_0(block: &[u8]) -> Option<Part> {
	let fifth = u32::from_le_bytes(*block.get(2..)?.first_chunk()?);
	let mut codes = nibbles(block.get(6..)?.first_chunk()?);
	for (index, code) in codes.iter_mut().enumerate() {
		let bit = ((fifth >> index) & 1) as u8;
		// From 16 to 128: the codes of Q8_0.
		*code = (*code | (bit << 4)) + 112;
	}
	Some(Part {
		d: half_at(block, 0)?,
		min: 0,
		scales: [0; 2],
		codes,
	})
}

/// Scale and minimum `index` of eight, six bits each, as Q4_K and Q5_K pack them into twelve bytes.
fn six_bits(packed: &[u8; 12], index: usize) -> Option<[u8; 2]> {
	let at = |i: usize| packed.get(i).copied();
	Some(if index < 4 {
		[at(index)? & 63, at(index + 4)? & 63]
	} else {
		[
			(at(index + 4)? & 15) | ((at(index - 4)? >> 6) << 4),
			(at(index + 4)? >> 4) | ((at(index)? >> 6) << 4),
		]
	})
}

fn q45_k(block: &[u8], index: usize, fifth: bool) -> Option<Part> {
	let packed = block.get(4..)?.first_chunk()?;
	let low: &[u8; PART] = block
		.get(16 + if fifth { PART } else { 0 } + index / 2 * PART..)?
		.first_chunk()?;
	let mut codes = low.map(|byte| {
		if index.is_multiple_of(2) {
			byte & 15
		} else {
			byte >> 4
		}
	});
	if fifth {
		let high: &[u8; PART] = block.get(16..)?.first_chunk()?;
		for (code, high) in codes.iter_mut().zip(high) {
			*code |= ((high >> index) & 1) << 4;
		}
	}
	Some(Part {
		d: half_at(block, 0)?,
		min: half_at(block, 2)?,
		scales: six_bits(packed, index)?,
		codes,
	})
}

fn q6_k(block: &[u8], index: usize) -> Option<Part> {
	debug_assert!(index < SUPER / PART);
	let (half, quarter) = (index / 4, index % 4);
	let low: &[u8; PART] = block.get(half * 64 + quarter % 2 * PART..)?.first_chunk()?;
	let high: &[u8; PART] = block.get(128 + half * PART..)?.first_chunk()?;
	let mut codes = low.map(|byte| if quarter < 2 { byte & 15 } else { byte >> 4 });
	for (code, high) in codes.iter_mut().zip(high) {
		*code |= ((high >> (2 * quarter)) & 3) << 4;
	}
	Some(Part {
		d: half_at(block, 208)?,
		min: 0,
		scales: *block.get(192 + index * 2..)?.first_chunk()?,
		codes,
	})
}
