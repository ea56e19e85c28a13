//! Vectors on disk: a cache that may be thrown away at any time.
//!
//! ```text
//! "ALTHVEC1"  length of head: u32  head: JSON  for each class, for each vector: key u32, mark u64, values f32 …
//! SHA-256 of all before
//! ```
//!
//! Numbers are little-endian. A file that is anything else is not read any further: what it held is made anew.

use crate::access::Label;
use crate::error::{Error, Result};
use crate::store::dictionary::Id;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

const MAGIC: &[u8; 8] = b"ALTHVEC1";
const HASH: usize = 32;

/// The longest head.
const MOST_HEAD: usize = 16 << 20;

/// The longest file: it is read into memory.
const MOST_BYTES: u64 = 16 << 30;

/// The most values of a vector.
pub(super) const MOST_DIMENSIONS: usize = 16_384;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Head {
	/// What made the vectors.
	pub embedder: String,
	pub dimensions: usize,
	/// Labels, and how many vectors each has.
	pub classes: Vec<(Label, usize)>,
}

/// A vector with its key and a mark of what it was made of.
pub(super) struct Row<'a> {
	pub key: Id,
	pub mark: u64,
	pub values: &'a [f32],
}

/// Writes a file in one step: the old one or the new one is there, whatever happens.
pub(super) fn write<'a>(path: &Path, head: &Head, rows: impl Iterator<Item = Row<'a>>) -> Result<()> {
	let failed = |source| Error::io(path, source);
	let mut hash = Sha256::new();
	let new = path.with_extension("new");
	let mut out = std::io::BufWriter::new(File::create(&new).map_err(failed)?);
	let mut put = |bytes: &[u8]| {
		hash.update(bytes);
		out.write_all(bytes).map_err(failed)
	};
	let text = serde_json::to_vec(head).map_err(|error| Error::Internal(error.to_string()))?;
	let length = u32::try_from(text.len()).map_err(|_| Error::Input("too many kinds of labels".into()))?;
	put(MAGIC)?;
	put(&length.to_le_bytes())?;
	put(&text)?;
	let mut bytes = Vec::new();
	for row in rows {
		bytes.clear();
		bytes.extend_from_slice(&row.key.to_le_bytes());
		bytes.extend_from_slice(&row.mark.to_le_bytes());
		bytes.extend(row.values.iter().flat_map(|value| value.to_le_bytes()));
		put(&bytes)?;
	}
	let hash: [u8; HASH] = hash.finalize().into();
	out.write_all(&hash).map_err(failed)?;
	let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
	file.sync_all().map_err(failed)?;
	std::fs::rename(&new, path).map_err(failed)
}

/// What is read of a file, checked.
pub(super) struct Content {
	pub head: Head,
	rows: Vec<u8>,
}

/// Reads a file. What is wrong with it is a sentence.
pub(super) fn read(path: &Path) -> Result<Content, String> {
	let mut file = File::open(path).map_err(|error| error.to_string())?;
	let length = file.metadata().map_err(|error| error.to_string())?.len();
	if length > MOST_BYTES {
		return Err(format!("longer than {MOST_BYTES} bytes"));
	}
	let mut bytes = Vec::new();
	let limit = length.saturating_add(1);
	(&mut file)
		.take(limit)
		.read_to_end(&mut bytes)
		.map_err(|error| error.to_string())?;
	parse(bytes)
}

fn parse(mut bytes: Vec<u8>) -> Result<Content, String> {
	let end = bytes.len().checked_sub(HASH).ok_or("too short")?;
	let (content, hash) = bytes.split_at_checked(end).ok_or("too short")?;
	if Sha256::digest(content).as_slice() != hash {
		return Err("the checksum does not fit".into());
	}
	let rest = content
		.strip_prefix(MAGIC.as_slice())
		.ok_or("another kind of file")?;
	let (length, rest) = rest.split_first_chunk::<4>().ok_or("too short")?;
	let length = u32::from_le_bytes(*length) as usize;
	if length > MOST_HEAD {
		return Err("the head is too long".into());
	}
	let head: Head =
		serde_json::from_slice(rest.get(..length).ok_or("too short")?).map_err(|e| e.to_string())?;
	let start = MAGIC.len().saturating_add(4).saturating_add(length);
	if head.dimensions == 0 || head.dimensions > MOST_DIMENSIONS {
		return Err(format!("{} dimensions", head.dimensions));
	}
	let count = head
		.classes
		.iter()
		.try_fold(0_usize, |all, (_, count)| all.checked_add(*count));
	let wanted = count.and_then(|count| count.checked_mul(row_bytes(head.dimensions)));
	if wanted != end.checked_sub(start) {
		return Err("another number of vectors than the head says".into());
	}
	bytes.truncate(end);
	bytes.drain(..start);
	Ok(Content { head, rows: bytes })
}

fn row_bytes(dimensions: usize) -> usize {
	dimensions.saturating_mul(4).saturating_add(12)
}

impl Content {
	/// Hands every vector over, with the number of its class.
	pub fn each(&self, mut take: impl FnMut(usize, Id, u64, &[f32]) -> Result<()>) -> Result<()> {
		let classes = self.head.classes.iter().enumerate();
		let classes = classes.flat_map(|(class, (_, count))| std::iter::repeat_n(class, *count));
		let rows = self.rows.chunks_exact(row_bytes(self.head.dimensions));
		let mut values = Vec::with_capacity(self.head.dimensions);
		for (class, row) in classes.zip(rows) {
			let Some((key, rest)) = row.split_first_chunk::<4>() else {
				continue;
			};
			let Some((mark, rest)) = rest.split_first_chunk::<8>() else {
				continue;
			};
			values.clear();
			values.extend(
				rest.as_chunks::<4>()
					.0
					.iter()
					.map(|bytes| f32::from_le_bytes(*bytes)),
			);
			take(class, Id::from_le_bytes(*key), u64::from_le_bytes(*mark), &values)?;
		}
		Ok(())
	}
}
