//! Matrices as kernels want them: sixteen rows side by side, so that each lane of a vector is a row's.

use super::memory::{Line, Lines};
use crate::pool::Pool;
use crate::quant::{decode, Format, Part, PART, SUPER};
use half::f16;

/// Rows that lie side by side.
pub const TILE: usize = 16;

/// How a matrix's numbers lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
	/// 32-bit floats.
	Single,
	/// 16-bit floats.
	Half,
	/// The upper half of 32-bit floats.
	Brain,
	/// Bytes around 128, a scale for 32.
	Eight,
	/// Nibbles around 8, a scale for 32.
	Four,
	/// Nibbles from 0, scale and minimum for 32, their scales for 256.
	FourK,
	/// As [`Layout::FourK`], with a fifth bit.
	FiveK,
	/// Six bits around 32, a scale for 16, its scale for 256.
	SixK,
}

impl Layout {
	/// The one in which a format's numbers are kept.
	pub fn of(format: Format) -> Self {
		match format {
			Format::F32 => Self::Single,
			Format::F16 => Self::Half,
			Format::BF16 => Self::Brain,
			// The fifth bit costs more to take apart than the memory it saves.
			Format::Q8_0 | Format::Q5_0 => Self::Eight,
			Format::Q4_0 => Self::Four,
			Format::Q4_K => Self::FourK,
			Format::Q5_K => Self::FiveK,
			Format::Q6_K => Self::SixK,
		}
	}

	/// Lines of codes that 32 columns take.
	pub const fn lines(self) -> usize {
		match self {
			Self::Single => 32,
			Self::Half | Self::Brain => 16,
			Self::Eight => 8,
			Self::Four | Self::FourK => 4,
			Self::FiveK => 5,
			Self::SixK => 6,
		}
	}

	/// Whether products are sums of whole numbers.
	pub const fn integer(self) -> bool {
		!matches!(self, Self::Single | Self::Half | Self::Brain)
	}

	const fn supers(self) -> bool {
		matches!(self, Self::FourK | Self::FiveK | Self::SixK)
	}
}

/// A matrix, its rows in tiles.
pub struct Packed {
	layout: Layout,
	rows: usize,
	columns: usize,
	lines: Lines,
}

/// Sixteen rows.
pub struct Tile<'a> {
	/// How its numbers lie.
	pub layout: Layout,
	/// For each 256 columns: scales, then scales of minima, as 16-bit floats.
	pub supers: &'a [Line],
	/// For each 32 columns, two to a line: scales and minima.
	pub scales: &'a [Line],
	/// For each 32 columns: [`Layout::lines`].
	pub codes: &'a [Line],
}

/// Lines of a tile's three parts.
#[derive(Clone, Copy)]
struct Extent {
	supers: usize,
	scales: usize,
	codes: usize,
}

impl Extent {
	fn of(layout: Layout, columns: usize) -> Self {
		let parts = columns.div_ceil(PART);
		Self {
			supers: if layout.supers() {
				columns.div_ceil(SUPER)
			} else {
				0
			},
			scales: if layout.integer() { parts.div_ceil(2) } else { 0 },
			codes: parts * layout.lines(),
		}
	}

	fn all(self) -> usize {
		self.supers + self.scales + self.codes
	}
}

impl Packed {
	/// Packs a matrix of `rows` rows and `columns` columns, whose bytes are `bytes`, row by row.
	pub fn new(pool: &mut Pool, format: Format, rows: usize, columns: usize, bytes: &[u8]) -> Self {
		let layout = Layout::of(format);
		let each = Extent::of(layout, columns);
		let tiles = rows.div_ceil(TILE);
		let mut lines = Lines::zeros(tiles * each.all());
		let width = format.row_bytes(columns);
		pool.pieces(
			lines.all_mut(),
			tiles,
			|_| each.all(),
			|index, lines| {
				let rows: [Option<&[u8]>; TILE] = std::array::from_fn(|row| {
					let row = (index * TILE + row).checked_mul(width)?;
					bytes.get(row..row.checked_add(width)?)
				});
				fill(format, layout, columns, &rows, lines);
			},
		);
		Self {
			layout,
			rows,
			columns,
			lines,
		}
	}

	/// How its numbers lie.
	pub fn layout(&self) -> Layout {
		self.layout
	}

	/// Its rows.
	pub fn rows(&self) -> usize {
		self.rows
	}

	/// Its columns.
	pub fn columns(&self) -> usize {
		self.columns
	}

	/// How many tiles.
	pub fn tiles(&self) -> usize {
		self.rows.div_ceil(TILE)
	}

	/// Bytes in memory.
	pub fn bytes(&self) -> usize {
		size_of_val(self.lines.all())
	}

	/// One tile.
	pub fn tile(&self, index: usize) -> Option<Tile<'_>> {
		let each = Extent::of(self.layout, self.columns);
		let lines = self
			.lines
			.all()
			.get(index * each.all()..(index + 1) * each.all())?;
		let (supers, lines) = lines.split_at_checked(each.supers)?;
		let (scales, codes) = lines.split_at_checked(each.scales)?;
		Some(Tile {
			layout: self.layout,
			supers,
			scales,
			codes,
		})
	}
}

fn fill(format: Format, layout: Layout, columns: usize, rows: &[Option<&[u8]>; TILE], lines: &mut [Line]) {
	let each = Extent::of(layout, columns);
	let Some((supers, lines)) = lines.split_at_mut_checked(each.supers) else {
		return;
	};
	let Some((scales, codes)) = lines.split_at_mut_checked(each.scales) else {
		return;
	};
	if !layout.integer() {
		return plain(format, layout, columns, rows, codes);
	}
	let scales = scales.iter_mut().flat_map(|line| line.as_chunks_mut::<32>().0);
	for (index, (codes, scales)) in codes.chunks_mut(layout.lines()).zip(scales).enumerate() {
		let parts: [Option<Part>; TILE] =
			std::array::from_fn(|row| Part::read(format, rows.get(row).copied().flatten()?, index));
		put_scales(layout, &parts, scales);
		if index % (SUPER / PART) == 0 {
			if let Some(line) = supers.get_mut(index / (SUPER / PART)) {
				put_supers(&parts, line);
			}
		}
		for (row, part) in parts.iter().enumerate() {
			if let Some(part) = part {
				put_codes(layout, row, &part.codes, codes);
			}
		}
	}
}

fn put_supers(parts: &[Option<Part>; TILE], line: &mut Line) {
	let (d, min) = line.split_at_mut(32);
	let slots = d
		.as_chunks_mut::<2>()
		.0
		.iter_mut()
		.zip(min.as_chunks_mut::<2>().0);
	for ((d, min), part) in slots.zip(parts) {
		*d = part.map_or(0, |part| part.d).to_le_bytes();
		*min = part.map_or(0, |part| part.min).to_le_bytes();
	}
}

fn put_scales(layout: Layout, parts: &[Option<Part>; TILE], scales: &mut [u8; 32]) {
	if layout.supers() {
		let (first, second) = scales.split_at_mut(TILE);
		for ((a, b), part) in first.iter_mut().zip(second).zip(parts) {
			[*a, *b] = part.map_or([0; 2], |part| part.scales);
		}
	} else {
		for (slot, part) in scales.as_chunks_mut::<2>().0.iter_mut().zip(parts) {
			*slot = part.map_or(0, |part| part.d).to_le_bytes();
		}
	}
}

/// Word `j` of a part is its codes `4j` to `4j + 3`; row `r` has bytes `4r` to `4r + 3` of a line.
fn put_codes(layout: Layout, row: usize, codes: &[u8; PART], lines: &mut [Line]) {
	let mut or = |line: usize, byte: usize, bits: u8| {
		if let Some(slot) = lines.get_mut(line).and_then(|line| line.get_mut(row * 4 + byte)) {
			*slot |= bits;
		}
	};
	for (index, code) in codes.iter().enumerate() {
		let (word, byte) = (index / 4, index % 4);
		if layout == Layout::Eight {
			or(word, byte, *code);
			continue;
		}
		or(word / 2, byte, (code & 15) << (4 * (word % 2)));
		match layout {
			Layout::FiveK => or(4, byte, (code >> 4) << word),
			Layout::SixK => or(4 + word / 4, byte, (code >> 4) << (2 * (word % 4))),
			_ => {}
		}
	}
}

/// Numbers that stand for themselves: column after column, each with its sixteen rows.
fn plain(format: Format, layout: Layout, columns: usize, rows: &[Option<&[u8]>; TILE], codes: &mut [Line]) {
	let mut numbers = vec![0.0; columns];
	let width = if layout == Layout::Single { 64 } else { 32 };
	for (row, bytes) in rows.iter().enumerate() {
		let Some(bytes) = bytes else { continue };
		decode(format, bytes, &mut numbers);
		let slots = codes.iter_mut().flat_map(|line| line.chunks_mut(width));
		for (slot, number) in slots.zip(&numbers) {
			// Sixteen bits came from sixteen bits: nothing is rounded.
			match layout {
				Layout::Single => put(slot, row * 4, &number.to_le_bytes()),
				Layout::Half => put(slot, row * 2, &f16::from_f32(*number).to_le_bytes()),
				_ => put(slot, row * 2, &half::bf16::from_f32(*number).to_le_bytes()),
			}
		}
	}
}

fn put(slot: &mut [u8], at: usize, bytes: &[u8]) {
	if let Some(slot) = slot.get_mut(at..at + bytes.len()) {
		slot.copy_from_slice(bytes);
	}
}
