//! The words of a memory as the bytes of a file.
//!
//! `ALTHMEM1 · flags (1) · salt (32) · vector · length (4) · body`, numbers little-endian. The vector is the name of its
//! embedder with its length before it (1), how many values (2), and the values; the body is the graph and the question,
//! each with its length before it (4), and the text. With flag 1 the body is compressed (Zstandard).
//!
//! The salt is random: two memories with the same words are two files, so that erasing one erases no other, and the
//! hash of what was erased tells nobody which words it was of. The graph is named, so that whoever learns a hash and
//! writes it into a graph of its own reads nothing by it.

use super::settings::LONGEST;
use crate::error::{Error, Result};
use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{compress_to_vec, CompressionLevel};
use std::io::Read;

const MAGIC: &[u8; 8] = b"ALTHMEM1";

const COMPRESSED: u8 = 1;

/// From so many bytes on a body is compressed; `docs/bench/knowledge.md` has what was measured.
pub const COMPRESS_FROM: usize = 512;

/// Vectors with more values are not kept: they are of hashed words, which are hashed again sooner than read.
pub const KEPT_VALUES: usize = 1_024;

/// The longest body: the texts, the graph's name and the lengths.
const LONGEST_BODY: usize = LONGEST + (1 << 16);

/// The longest file.
pub const LONGEST_FILE: u64 = LONGEST_BODY as u64 + (1 << 16);

/// What a memory says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
	/// The graph of its record.
	pub graph: String,
	/// What was asked; empty where nothing was.
	pub asked: String,
	/// What was answered, or what is to be remembered.
	pub text: String,
}

/// A vector with the embedder that it was made by.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
	/// The embedder's name.
	pub by: String,
	/// The vector.
	pub values: Vec<f32>,
}

impl Content {
	/// What of it is searched.
	pub fn searched(&self) -> String {
		format!("{}\n{}", self.asked, self.text)
	}

	fn body(&self) -> Vec<u8> {
		let mut body = Vec::with_capacity(self.text.len().saturating_add(256));
		for text in [&self.graph, &self.asked] {
			body.extend_from_slice(&length(text.len()));
			body.extend_from_slice(text.as_bytes());
		}
		body.extend_from_slice(self.text.as_bytes());
		body
	}

	fn of_body(body: &[u8]) -> Option<Self> {
		let mut rest = body;
		let graph = text(take_long(&mut rest)?)?;
		let asked = text(take_long(&mut rest)?)?;
		let text = text(rest)?;
		Some(Self { graph, asked, text })
	}
}

/// The bytes of a memory's file. A vector with more than [`KEPT_VALUES`] is left out.
///
/// # Errors
/// When there is no randomness or no memory.
pub fn encode(content: &Content, vector: Option<&Embedded>) -> Result<Vec<u8>> {
	let mut salt = [0; 32];
	getrandom::fill(&mut salt).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
	let body = content.body();
	if body.len() > LONGEST_BODY {
		return Err(Error::Input(format!("a memory has {LONGEST} bytes at most")));
	}
	let short = compressed(&body);
	let mut bytes = Vec::with_capacity(body.len().saturating_add(128));
	bytes.extend_from_slice(MAGIC);
	bytes.push(if short.is_some() { COMPRESSED } else { 0 });
	bytes.extend_from_slice(&salt);
	put_vector(vector, &mut bytes);
	bytes.extend_from_slice(&length(body.len()));
	bytes.extend_from_slice(short.as_deref().unwrap_or(&body));
	Ok(bytes)
}

/// The same in fewer bytes, where it is worth it.
fn compressed(body: &[u8]) -> Option<Vec<u8>> {
	if body.len() < COMPRESS_FROM {
		return None;
	}
	let short = compress(body);
	(short.len() < body.len()).then_some(short)
}

/// As Zstandard (RFC 8878), the fastest way.
pub fn compress(bytes: &[u8]) -> Vec<u8> {
	compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// What was compressed, if it has `length` bytes.
pub fn decompress(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
	let decoder = StreamingDecoder::new(bytes).ok()?;
	let mut out = Vec::new();
	// One byte more than there may be, so that what is longer is noticed and takes no more memory.
	decoder.take(length as u64 + 1).read_to_end(&mut out).ok()?;
	(out.len() == length).then_some(out)
}

fn put_vector(vector: Option<&Embedded>, to: &mut Vec<u8>) {
	let kept = vector.and_then(|vector| {
		let name = u8::try_from(vector.by.len()).ok()?;
		let values = u16::try_from(vector.values.len()).ok()?;
		(vector.values.len() <= KEPT_VALUES).then_some((vector, name, values))
	});
	let Some((vector, name, values)) = kept else {
		return to.extend_from_slice(&[0; 3]);
	};
	to.push(name);
	to.extend_from_slice(vector.by.as_bytes());
	to.extend_from_slice(&values.to_le_bytes());
	for value in &vector.values {
		to.extend_from_slice(&value.to_le_bytes());
	}
}

/// Reads what [`encode`] wrote; nothing where the bytes are something else.
pub fn decode(bytes: &[u8]) -> Option<(Content, Option<Embedded>)> {
	let mut rest = bytes.strip_prefix(MAGIC)?;
	let [flags] = take_array(&mut rest)?;
	take(&mut rest, 32)?;
	let [name] = take_array(&mut rest)?;
	let by = text(take(&mut rest, usize::from(name))?)?;
	let values = usize::from(u16::from_le_bytes(take_array(&mut rest)?));
	let values: Vec<f32> = take(&mut rest, values.checked_mul(4)?)?
		.chunks_exact(4)
		.filter_map(|four| Some(f32::from_le_bytes(four.try_into().ok()?)))
		.collect();
	let length = usize::try_from(u32::from_le_bytes(take_array(&mut rest)?)).ok()?;
	// Checked before memory is taken for it: a short file must not stand for gigabytes.
	if length > LONGEST_BODY {
		return None;
	}
	let body = match flags {
		0 => rest.to_vec(),
		COMPRESSED => decompress(rest, length)?,
		_ => return None,
	};
	if body.len() != length {
		return None;
	}
	let vector = (!values.is_empty() && values.iter().all(|value| value.is_finite()))
		.then_some(Embedded { by, values });
	Some((Content::of_body(&body)?, vector))
}

fn length(bytes: usize) -> [u8; 4] {
	// Bodies are shorter than LONGEST_BODY, which fits; qed
	u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

fn take<'a>(from: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
	let (head, rest) = from.split_at_checked(count)?;
	*from = rest;
	Some(head)
}

fn take_array<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
	take(from, N)?.try_into().ok()
}

fn take_long<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
	let length = u32::from_le_bytes(take_array(from)?);
	take(from, usize::try_from(length).ok()?)
}

fn text(bytes: &[u8]) -> Option<String> {
	std::str::from_utf8(bytes).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn content(text: &str) -> Content {
		Content {
			graph: "urn:g".into(),
			asked: "Why?".into(),
			text: text.into(),
		}
	}

	proptest! {
		#[test]
		fn it_comes_back(asked in "\\PC*", text in "\\PC{0,400}", times in 0_usize..20, values in prop::collection::vec(-1.0_f32..1.0, 0..40)) {
			let content = Content { graph: "urn:g".into(), asked, text: text.repeat(times) };
			let vector = Embedded { by: "m".into(), values };
			let bytes = encode(&content, Some(&vector)).unwrap();
			let (back, kept) = decode(&bytes).unwrap();
			prop_assert_eq!(back, content);
			prop_assert_eq!(kept, (!vector.values.is_empty()).then_some(vector));
		}

		#[test]
		fn bytes_of_somebody_else_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
			let _ = decode(&bytes);
			let _ = decode(&[MAGIC.as_slice(), &bytes].concat());
		}

		#[test]
		fn a_changed_byte_is_no_panic(at: prop::sample::Index, value: u8) {
			let mut bytes = encode(&content(&"so and so ".repeat(200)), None).unwrap();
			let at = at.index(bytes.len());
			bytes[at] = value;
			let _ = decode(&bytes);
		}
	}

	#[test]
	fn long_texts_take_fewer_bytes_and_the_same_words_are_never_the_same_file() {
		let long = content(&"the same words over and over ".repeat(100));
		let one = encode(&long, None).unwrap();
		assert!(one.len() < long.text.len() / 4);
		assert_ne!(one, encode(&long, None).unwrap());
		assert!(encode(&content("short"), None)
			.unwrap()
			.windows(5)
			.any(|five| five == b"short"));
	}

	#[test]
	fn a_length_that_is_a_lie_takes_no_memory() {
		let mut bytes = encode(&content("short"), None).unwrap();
		bytes[44..48].copy_from_slice(&u32::MAX.to_le_bytes());
		assert_eq!(decode(&bytes), None);
	}

	#[test]
	fn vectors_of_hashed_words_are_not_kept() {
		let vector = Embedded {
			by: "hashing/4096".into(),
			values: vec![0.5; 4_096],
		};
		let bytes = encode(&content("short"), Some(&vector)).unwrap();
		assert_eq!(decode(&bytes).unwrap().1, None);
	}
}
