//! Numbers into blocks: the plain way, each block by its own extremes.
//!
//! For models made here. Who quantises a trained model searches for better scales.

use super::{Format, PART, SUPER};
use half::{bf16, f16};

/// Appends `numbers`, whole blocks of them, to `out`.
pub fn encode(format: Format, numbers: &[f32], out: &mut Vec<u8>) {
	match format {
		Format::F32 => numbers.iter().for_each(|x| out.extend(x.to_le_bytes())),
		Format::F16 => numbers
			.iter()
			.for_each(|x| out.extend(f16::from_f32(*x).to_le_bytes())),
		Format::BF16 => numbers
			.iter()
			.for_each(|x| out.extend(bf16::from_f32(*x).to_le_bytes())),
		Format::Q8_0 | Format::Q4_0 | Format::Q5_0 => {
			let (blocks, _) = numbers.as_chunks::<PART>();
			blocks.iter().for_each(|block| level(format, block, out));
		}
		Format::Q4_K | Format::Q5_K => {
			let (blocks, _) = numbers.as_chunks::<SUPER>();
			blocks
				.iter()
				.for_each(|block| minima(format == Format::Q5_K, block, out));
		}
		Format::Q6_K => {
			let (blocks, _) = numbers.as_chunks::<SUPER>();
			blocks.iter().for_each(|block| six(block, out));
		}
	}
}

/// A code from 0 to `most`.
fn code(number: f32, scale: f32, zero: f32, most: f32) -> u8 {
	let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
	number.mul_add(inverse, zero).round_ties_even().clamp(0.0, most) as u8
}

fn extreme(numbers: &[f32]) -> f32 {
	numbers
		.iter()
		.fold(0.0, |most, x| if x.abs() > f32::abs(most) { *x } else { most })
}

/// Rounded as the reader will see it.
fn scale(out: &mut Vec<u8>, value: f32) -> f32 {
	let rounded = f16::from_f32(value);
	out.extend(rounded.to_le_bytes());
	rounded.to_f32()
}

fn level(format: Format, block: &[f32; PART], out: &mut Vec<u8>) {
	let most = extreme(block);
	if format == Format::Q8_0 {
		let d = scale(out, most.abs() / 127.0);
		out.extend(block.iter().map(|x| code(*x, d, 128.0, 255.0) ^ 0x80));
		return;
	}
	let zero = if format == Format::Q4_0 { 8.0f32 } else { 16.0 };
	let d = scale(out, -most / zero);
	let codes = block.map(|x| code(x, d, zero, 2.0 * zero - 1.0));
	if format == Format::Q5_0 {
		let fifth = codes
			.iter()
			.enumerate()
			.fold(0u32, |bits, (i, code)| bits | (u32::from(code >> 4) << i));
		out.extend(fifth.to_le_bytes());
	}
	let (low, high) = codes.split_at(PART / 2);
	out.extend(
		low.iter()
			.zip(high)
			.map(|(low, high)| (low & 15) | ((high & 15) << 4)),
	);
}

/// Scales and minima of eight parts, six bits each, as [`super::part`] takes them apart.
fn pack(pairs: &[[u8; 2]]) -> impl Iterator<Item = u8> + use<> {
	let (first, last) = pairs.split_at(pairs.len().min(4));
	let column = |side: &[[u8; 2]], which: usize| -> Vec<u8> {
		side.iter()
			.map(|pair| pair.get(which).copied().unwrap_or(0))
			.collect()
	};
	let join = |low: Vec<u8>, high: Vec<u8>| low.into_iter().zip(high).map(|(l, h)| l | ((h >> 4) << 6));
	let scales = join(column(first, 0), column(last, 0));
	let least = join(column(first, 1), column(last, 1));
	let rest = column(last, 0)
		.into_iter()
		.zip(column(last, 1))
		.map(|(s, m)| (s & 15) | ((m & 15) << 4));
	scales.chain(least).chain(rest)
}

fn minima(five: bool, block: &[f32; SUPER], out: &mut Vec<u8>) {
	let top = if five { 31.0f32 } else { 15.0 };
	let (parts, _) = block.as_chunks::<PART>();
	let wanted: Vec<(f32, f32)> = parts
		.iter()
		.map(|part| {
			let least = part.iter().fold(0.0f32, |a, b| a.min(*b));
			let most = part.iter().fold(0.0f32, |a, b| a.max(*b));
			((most - least) / top, -least)
		})
		.collect();
	let d = scale(out, wanted.iter().fold(0.0f32, |a, (s, _)| a.max(*s)) / 63.0);
	let min = scale(out, wanted.iter().fold(0.0f32, |a, (_, m)| a.max(*m)) / 63.0);
	let pairs: Vec<[u8; 2]> = wanted
		.iter()
		.map(|(s, m)| [code(*s, d, 0.0, 63.0), code(*m, min, 0.0, 63.0)])
		.collect();
	out.extend(pack(&pairs));
	let codes: Vec<[u8; PART]> = parts
		.iter()
		.zip(&pairs)
		.map(|(part, [s, m])| {
			let scale = d * f32::from(*s);
			let least = min * f32::from(*m);
			part.map(|x| code(x + least, scale, 0.0, top))
		})
		.collect();
	if five {
		let mut high = [0u8; PART];
		for (index, part) in codes.iter().enumerate() {
			high.iter_mut()
				.zip(part)
				.for_each(|(h, code)| *h |= (code >> 4) << index);
		}
		out.extend(high);
	}
	for pair in codes.chunks_exact(2) {
		if let [low, high] = pair {
			out.extend(low.iter().zip(high).map(|(l, h)| (l & 15) | ((h & 15) << 4)));
		}
	}
}

fn six(block: &[f32; SUPER], out: &mut Vec<u8>) {
	let (parts, _) = block.as_chunks::<16>();
	let wanted: Vec<f32> = parts.iter().map(|part| extreme(part) / -32.0).collect();
	let d = f16::from_f32(extreme(&wanted) / -128.0);
	let scales: Vec<i8> = wanted
		.iter()
		.map(|w| (code(*w, d.to_f32(), 128.0, 255.0) ^ 0x80) as i8)
		.collect();
	let codes: Vec<u8> = parts
		.iter()
		.zip(&scales)
		.flat_map(|(part, s)| part.map(|x| code(x, d.to_f32() * f32::from(*s), 32.0, 63.0)))
		.collect();
	let (halves, _) = codes.as_chunks::<128>();
	for half in halves {
		let (low, high) = half.split_at(64);
		out.extend(low.iter().zip(high).map(|(l, h)| (l & 15) | ((h & 15) << 4)));
	}
	for half in halves {
		let (quarters, _) = half.as_chunks::<PART>();
		let mut high = [0u8; PART];
		for (index, quarter) in quarters.iter().enumerate() {
			high.iter_mut()
				.zip(quarter)
				.for_each(|(h, code)| *h |= (code >> 4) << (2 * index));
		}
		out.extend(high);
	}
	out.extend(scales.iter().map(|s| *s as u8));
	out.extend(d.to_le_bytes());
}
