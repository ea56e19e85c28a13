//! The table of tensors.

use super::reader::Reader;
use super::NAME;
use crate::error::{Error, Result};
use crate::quant::Format;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tensors of a file at most.
const TENSORS: u64 = 65536;
/// Numbers of a tensor at most.
const NUMBERS: u64 = 1 << 36;

/// Tensors by name.
pub type Tensors = BTreeMap<String, Tensor>;

/// Where a tensor is, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
	/// How its numbers are written.
	pub format: Format,
	/// Numbers of a row, then rows, as the file has them.
	pub shape: Vec<usize>,
	/// Its bytes within the file.
	pub bytes: Range<usize>,
}

impl Tensor {
	/// Numbers of a row.
	pub fn columns(&self) -> usize {
		self.shape.first().copied().unwrap_or(1)
	}

	/// How many rows.
	pub fn rows(&self) -> usize {
		self.shape.iter().skip(1).product()
	}
}

/// What the file says of a tensor, before where its bytes begin is known.
struct Claim {
	name: String,
	format: Format,
	shape: Vec<usize>,
	offset: u64,
	length: u64,
}

pub(super) fn read(reader: &mut Reader, count: u64, alignment: u64) -> Result<Tensors> {
	if count > TENSORS {
		return Err(Error::Damaged(format!(
			"it claims {count} tensors; {TENSORS} are allowed"
		)));
	}
	let mut claims = Vec::new();
	for _ in 0..count {
		claims.push(claim(reader, alignment)?);
	}
	let data = (reader.position() as u64).next_multiple_of(alignment);
	place(claims, data, reader.length() as u64)
}

fn claim(reader: &mut Reader, alignment: u64) -> Result<Claim> {
	let name = reader.text(NAME)?.to_owned();
	let dimensions = reader.u32()?;
	if !(1..=4).contains(&dimensions) {
		return Err(Error::Damaged(format!("{name} has {dimensions} dimensions")));
	}
	let mut shape = Vec::new();
	for _ in 0..dimensions {
		shape.push(reader.u64()?);
	}
	let kind = reader.u32()?;
	let format = Format::from_ggml(kind).ok_or_else(|| {
		Error::Unsupported(format!(
			"{name} is written in format {kind}; known are {}",
			Format::NAMES
		))
	})?;
	let offset = reader.u64()?;
	if offset % alignment != 0 {
		return Err(Error::Damaged(format!(
			"{name} begins at {offset}, which is not aligned"
		)));
	}
	let (shape, length) = extent(&name, format, &shape)?;
	Ok(Claim {
		name,
		format,
		shape,
		offset,
		length,
	})
}

/// The shape, checked, and how many bytes that takes.
pub(crate) fn extent(name: &str, format: Format, shape: &[u64]) -> Result<(Vec<usize>, u64)> {
	let absurd = || Error::Damaged(format!("{name} has the shape {shape:?}, which cannot be"));
	let numbers = shape
		.iter()
		.try_fold(1u64, |all, side| all.checked_mul(*side))
		.filter(|all| (1..=NUMBERS).contains(all))
		.ok_or_else(absurd)?;
	let columns = shape.first().copied().unwrap_or(1);
	let block = format.block() as u64;
	if columns % block != 0 {
		return Err(Error::Damaged(format!(
			"{name} has rows of {columns}, which {format:?} cannot write: its blocks have {block}"
		)));
	}
	let length = (numbers / block)
		.checked_mul(format.bytes() as u64)
		.ok_or_else(absurd)?;
	let shape = shape
		.iter()
		.map(|side| usize::try_from(*side).map_err(|_| absurd()))
		.collect::<Result<_>>()?;
	Ok((shape, length))
}

/// Puts the tensors where they are: within the file, and no two on the same bytes.
fn place(mut claims: Vec<Claim>, data: u64, length: u64) -> Result<Tensors> {
	claims.sort_by_key(|claim| claim.offset);
	let mut tensors = Tensors::new();
	let mut free = 0;
	for claim in claims {
		let Claim { name, offset, .. } = &claim;
		if *offset < free {
			return Err(Error::Damaged(format!("{name} lies on another tensor")));
		}
		let end = offset
			.checked_add(claim.length)
			.ok_or_else(|| Error::Damaged(format!("{name} ends beyond any file")))?;
		let bytes = data
			.checked_add(end)
			.filter(|end| *end <= length)
			.and_then(|end| Some(usize::try_from(data + offset).ok()?..usize::try_from(end).ok()?))
			.ok_or_else(|| Error::Damaged(format!("{name} ends beyond the file: it is cut short")))?;
		free = end;
		let tensor = Tensor {
			format: claim.format,
			shape: claim.shape,
			bytes,
		};
		if tensors.insert(claim.name.clone(), tensor).is_some() {
			return Err(Error::Damaged(format!("{} comes twice", claim.name)));
		}
	}
	Ok(tensors)
}
