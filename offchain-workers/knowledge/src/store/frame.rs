//! What the log and the snapshots are made of: frames with a length and a checksum, numbers of few bytes.
//!
//! `length (4) · CRC-32 of kind and payload (4) · kind (1) · payload`, lengths and sums little-endian.

use super::index::Triple;
use super::state::GraphDelta;
use std::io::{self, Read, Write};

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// Terms, in the order of their numbers.
	Terms,
	/// Triples of one graph that come.
	Added,
	/// Triples of one graph that go.
	Removed,
	/// Shapes of graphs.
	Shapes,
	/// The end of a commit: who, why, and the hashes.
	End,
}

impl Kind {
	/// How it is written.
	pub fn byte(self) -> u8 {
		match self {
			Self::Terms => 1,
			Self::Added => 2,
			Self::Removed => 3,
			Self::Shapes => 4,
			Self::End => 9,
		}
	}

	fn from_byte(byte: u8) -> Option<Self> {
		[Self::Terms, Self::Added, Self::Removed, Self::Shapes, Self::End]
			.into_iter()
			.find(|kind| kind.byte() == byte)
	}
}

/// About how many bytes a frame holds at most; one long term may make it longer.
pub const FULL: usize = 1 << 20;

/// No frame is longer.
const LONGEST: u32 = 256 << 20;

/// Bytes before the payload.
pub const HEAD: usize = 9;

/// Writes a frame and returns how many bytes it took.
///
/// # Errors
/// When it cannot be written.
pub fn write(to: &mut impl Write, kind: Kind, payload: &[u8]) -> io::Result<u64> {
	let length = u32::try_from(payload.len())
		.ok()
		.filter(|length| *length <= LONGEST);
	let length = length.ok_or_else(|| io::Error::other("a frame is too long"))?;
	to.write_all(&length.to_le_bytes())?;
	to.write_all(&checksum(kind.byte(), payload).to_le_bytes())?;
	to.write_all(&[kind.byte()])?;
	to.write_all(payload)?;
	Ok(u64::from(length).saturating_add(HEAD as u64))
}

fn checksum(kind: u8, payload: &[u8]) -> u32 {
	let mut hasher = crc32fast::Hasher::new();
	hasher.update(&[kind]);
	hasher.update(payload);
	hasher.finalize()
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
	/// A frame, and how many bytes it took.
	Frame(Kind, u64),
	/// Nothing more.
	End,
	/// Bytes that are no frame.
	Torn(&'static str),
}

/// Reads a frame into `payload`.
///
/// # Errors
/// When the file cannot be read.
pub fn read(from: &mut impl Read, payload: &mut Vec<u8>) -> io::Result<Next> {
	let mut head = [0; HEAD];
	match fill(from, &mut head)? {
		0 => return Ok(Next::End),
		HEAD => (),
		_ => return Ok(Next::Torn("a frame's head is cut off")),
	}
	let [a, b, c, d, e, f, g, h, kind] = head;
	let length = u32::from_le_bytes([a, b, c, d]);
	if length > LONGEST {
		return Ok(Next::Torn("a frame is longer than any may be"));
	}
	payload.clear();
	let read = from.by_ref().take(u64::from(length)).read_to_end(payload)?;
	if read != length as usize {
		return Ok(Next::Torn("a frame is cut off"));
	}
	if checksum(kind, payload) != u32::from_le_bytes([e, f, g, h]) {
		return Ok(Next::Torn("a checksum does not fit"));
	}
	let kind = Kind::from_byte(kind);
	Ok(kind.map_or(Next::Torn("a frame is of no known kind"), |kind| {
		Next::Frame(kind, u64::from(length).saturating_add(HEAD as u64))
	}))
}

fn fill(from: &mut impl Read, to: &mut [u8]) -> io::Result<usize> {
	let mut done = 0;
	while let Some(rest) = to.get_mut(done..).filter(|rest| !rest.is_empty()) {
		match from.read(rest) {
			Ok(0) => break,
			Ok(read) => done = done.saturating_add(read),
			Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
			Err(error) => return Err(error),
		}
	}
	Ok(done)
}

/// Writes a number in as few bytes as it needs, seven bits each, the lowest first.
pub fn number(mut value: u64, to: &mut Vec<u8>) {
	while value >= 0x80 {
		to.push((value & 0x7f) as u8 | 0x80);
		value >>= 7;
	}
	to.push(value as u8);
}

/// Reads what [`number`] wrote, and moves on.
pub fn take_number(from: &mut &[u8]) -> Option<u64> {
	let mut value = 0_u64;
	for shift in (0..64).step_by(7) {
		let (byte, rest) = from.split_first()?;
		*from = rest;
		value |= u64::from(byte & 0x7f).checked_shl(shift)?;
		if byte & 0x80 == 0 {
			return Some(value);
		}
	}
	None
}

fn take_id(from: &mut &[u8]) -> Option<u32> {
	u32::try_from(take_number(from)?).ok()
}

/// Hands out payloads of terms, each about [`FULL`] at most.
///
/// # Errors
/// Those of `sink`.
pub fn terms<'a, E>(
	terms: impl Iterator<Item = &'a [u8]>,
	mut sink: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
	let mut payload = Vec::new();
	for term in terms {
		number(term.len() as u64, &mut payload);
		payload.extend_from_slice(term);
		if payload.len() >= FULL {
			sink(&payload)?;
			payload.clear();
		}
	}
	if payload.is_empty() {
		Ok(())
	} else {
		sink(&payload)
	}
}

/// Reads terms; `None` where the bytes are no terms.
pub fn each_term(mut payload: &[u8], mut each: impl FnMut(&[u8]) -> Option<()>) -> Option<()> {
	while !payload.is_empty() {
		let length = usize::try_from(take_number(&mut payload)?).ok()?;
		let (term, rest) = payload.split_at_checked(length)?;
		payload = rest;
		each(term)?;
	}
	Some(())
}

/// Hands out payloads of ascending triples of one graph, each about [`FULL`] at most.
///
/// # Errors
/// Those of `sink`.
pub fn triples<E>(
	graph: u32,
	triples: impl Iterator<Item = Triple>,
	mut sink: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
	let (mut payload, mut last) = (Vec::new(), [0; 3]);
	for triple in triples {
		if payload.is_empty() {
			number(u64::from(graph), &mut payload);
			last = [0; 3];
		}
		difference(last, triple, &mut payload);
		last = triple;
		if payload.len() >= FULL {
			sink(&payload)?;
			payload.clear();
		}
	}
	if payload.is_empty() {
		Ok(())
	} else {
		sink(&payload)
	}
}

/// What comes after the last triple: how far the first place that differs moved, and the places behind it.
fn difference([s, p, o]: Triple, [t, q, r]: Triple, to: &mut Vec<u8>) {
	let step = |from: u32, onto: u32| u64::from(onto.wrapping_sub(from));
	number(step(s, t), to);
	if s == t {
		number(step(p, q), to);
		number(if p == q { step(o, r) } else { u64::from(r) }, to);
	} else {
		number(u64::from(q), to);
		number(u64::from(r), to);
	}
}

/// Reads triples of one graph; `None` where the bytes are none.
pub fn take_triples(mut payload: &[u8]) -> Option<(u32, Vec<Triple>)> {
	let graph = take_id(&mut payload)?;
	let (mut all, mut last) = (Vec::new(), [0; 3]);
	while !payload.is_empty() {
		let [s, p, o]: Triple = last;
		let (t, second, third) = (
			s.wrapping_add(take_id(&mut payload)?),
			take_id(&mut payload)?,
			take_id(&mut payload)?,
		);
		last = match (t == s, second) {
			(true, 0) => [t, p, o.wrapping_add(third)],
			(true, step) => [t, p.wrapping_add(step), third],
			(false, _) => [t, second, third],
		};
		all.push(last);
	}
	Some((graph, all))
}

/// Adds triples of one payload to those of its graph.
pub fn gather(graphs: &mut Vec<GraphDelta>, payload: &[u8], removed: bool) -> Option<()> {
	let (graph, triples) = take_triples(payload)?;
	if graphs.last().is_none_or(|last| last.graph != graph) {
		graphs.push(GraphDelta {
			graph,
			..GraphDelta::default()
		});
	}
	let last = graphs.last_mut()?;
	if removed {
		last.removed.extend(triples);
	} else {
		last.added.extend(triples);
	}
	Some(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn numbers_come_back(value: u64) {
			let mut bytes = Vec::new();
			number(value, &mut bytes);
			prop_assert_eq!(take_number(&mut bytes.as_slice()), Some(value));
		}

		#[test]
		fn triples_come_back(mut given in prop::collection::vec(prop::array::uniform3(0_u32..9), 1..60), graph: u32) {
			given.sort_unstable();
			given.dedup();
			let mut payloads = Vec::new();
			triples(graph, given.iter().copied(), |payload| {
				payloads.push(payload.to_vec());
				Ok::<_, ()>(())
			}).unwrap();
			prop_assert_eq!(take_triples(&payloads[0]), Some((graph, given)));
		}

		#[test]
		fn a_flipped_bit_is_seen(payload in prop::collection::vec(any::<u8>(), 1..60), at: prop::sample::Index, bit in 0_u8..8) {
			let mut bytes = Vec::new();
			write(&mut bytes, Kind::Terms, &payload).unwrap();
			let at = at.index(bytes.len());
			bytes[at] ^= 1 << bit;
			let whole = matches!(read(&mut bytes.as_slice(), &mut Vec::new()), Ok(Next::Frame(..)));
			prop_assert!(!whole);
		}

		#[test]
		fn bytes_of_somebody_else_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
			let _ = take_triples(&bytes);
			let _ = each_term(&bytes, |_| Some(()));
			let _ = read(&mut bytes.as_slice(), &mut Vec::new());
		}
	}
}
