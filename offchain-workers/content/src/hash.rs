//! A payload in chunks, each of which can be checked against the hash of the whole.
//!
//! BLAKE2b carries a state from block to block. A [`Manifest`] lists the states between chunks; a chunk fits if it
//! leads from the state before it to the state after it, and the last one to the hash itself. When all fit, the
//! payload has that hash, whoever made the list. Checked from the last chunk backwards, a chunk that fits also shows
//! that the state before it is right, as nobody can find other input to the function with that output: so a list
//! that lies is found at the first chunk that does not fit. `docs/content.md` says what this rests on.

mod blake2b;

pub use blake2b::{State, STATE_BYTES};

use crate::address::{Address, Kind};

/// Bytes of a chunk; the last one of a payload may have fewer.
pub const CHUNK: usize = 256 * 1024;

/// Bytes of a payload at most, whatever the limits of a store say.
pub const MAX_PAYLOAD: u64 = 1 << 30;

/// How many chunks a payload of `length` bytes has: one at least.
pub fn chunks(length: u64) -> u64 {
	length.div_ceil(CHUNK as u64).max(1)
}

/// How long a payload is, and the states between its chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
	length: u64,
	/// After the chunk of that number, without the last.
	states: Vec<State>,
}

impl Manifest {
	/// A manifest; nothing if the number of states is not that of a payload of `length` bytes, or it is too long.
	pub fn new(length: u64, states: Vec<State>) -> Option<Self> {
		let fits = length <= MAX_PAYLOAD && states.len() as u64 == chunks(length) - 1;
		fits.then_some(Self { length, states })
	}

	/// In bytes.
	pub fn length(&self) -> u64 {
		self.length
	}

	/// One at least.
	pub fn chunks(&self) -> u32 {
		// At most 2¹² by `MAX_PAYLOAD`.
		self.states.len() as u32 + 1
	}

	/// The states between chunks.
	pub fn states(&self) -> &[State] {
		&self.states
	}

	/// Where a chunk begins and how many bytes it has; nothing if there is none of that number.
	pub fn span(&self, chunk: u32) -> Option<(u64, usize)> {
		span(self.length, chunk)
	}

	/// Whether these are the bytes of that chunk, by this list and, for the last chunk, by the address.
	pub fn fits(&self, address: &Address, chunk: u32, bytes: &[u8]) -> bool {
		let at = chunk as usize;
		let before = match at.checked_sub(1) {
			None => Some(State::INITIAL),
			Some(before) => self.states.get(before).copied(),
		};
		before.is_some_and(|before| {
			let link = Link {
				length: self.length,
				before,
				after: self.states.get(at).copied(),
			};
			link.fits(address, chunk, bytes)
		})
	}
}

/// Where a chunk begins and how many bytes it has, in a payload of `length` bytes.
pub(crate) fn span(length: u64, chunk: u32) -> Option<(u64, usize)> {
	if u64::from(chunk) >= chunks(length) {
		return None;
	}
	let offset = u64::from(chunk) * CHUNK as u64;
	let bytes = (length - offset).min(CHUNK as u64);
	Some((offset, usize::try_from(bytes).ok()?))
}

/// What one chunk is checked against.
pub(crate) struct Link {
	pub(crate) length: u64,
	pub(crate) before: State,
	/// None for the last chunk: the address is.
	pub(crate) after: Option<State>,
}

impl Link {
	pub(crate) fn fits(&self, address: &Address, chunk: u32, bytes: &[u8]) -> bool {
		let Some((offset, expected)) = span(self.length, chunk) else {
			return false;
		};
		let last = u64::from(chunk) + 1 == chunks(self.length);
		if bytes.len() != expected || last != self.after.is_none() {
			return false;
		}
		if address.kind == Kind::Keccak {
			// Its states can be run backwards, so that they would show nothing: one chunk or none.
			return chunk == 0 && last && Address::keccak_of(bytes) == *address;
		}
		let state = self.before.absorb(offset, bytes, last);
		match self.after {
			Some(after) => state == after,
			None => state.output() == address.hash,
		}
	}
}

/// Makes a payload's address and manifest, chunk by chunk.
#[derive(Debug)]
pub struct Digester {
	kind: Kind,
	length: u64,
	state: State,
	states: Vec<State>,
}

impl Digester {
	/// Before the first byte.
	pub fn new(kind: Kind) -> Self {
		Self {
			kind,
			length: 0,
			state: State::INITIAL,
			states: Vec::new(),
		}
	}

	/// Takes a chunk of [`CHUNK`] bytes that is not the last.
	pub fn chunk(&mut self, bytes: &[u8]) {
		self.state = self.state.absorb(self.length, bytes, false);
		self.states.push(self.state);
		self.length = self.length.saturating_add(bytes.len() as u64);
	}

	/// Takes the last chunk; nothing if the payload is longer than its kind of address allows.
	pub fn last(self, bytes: &[u8]) -> Option<(Address, Manifest)> {
		let length = self.length.saturating_add(bytes.len() as u64);
		let address = match self.kind {
			Kind::Blake2b => Address::blake2b(self.state.absorb(self.length, bytes, true).output()),
			Kind::Keccak if self.states.is_empty() => Address::keccak_of(bytes),
			Kind::Keccak => return None,
		};
		Some((address, Manifest::new(length, self.states)?))
	}
}

/// The address and the manifest of a whole payload; nothing if it is longer than its kind of address allows.
pub fn digest(kind: Kind, payload: &[u8]) -> Option<(Address, Manifest)> {
	let mut digester = Digester::new(kind);
	let whole = payload.len().saturating_sub(1) / CHUNK * CHUNK;
	let (body, tail) = payload.split_at(whole);
	body.chunks_exact(CHUNK).for_each(|chunk| digester.chunk(chunk));
	digester.last(tail)
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Bytes of which no chunk is like another.
	fn payload(length: usize) -> Vec<u8> {
		let mut state = 0x9e37_79b9_7f4a_7c15u64;
		let mut next = || {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			state as u8
		};
		(0..length).map(|_| next()).collect()
	}

	fn parts<'a>(manifest: &Manifest, bytes: &'a [u8]) -> Vec<&'a [u8]> {
		let span = |chunk| manifest.span(chunk).unwrap();
		let part = |chunk| &bytes[span(chunk).0 as usize..][..span(chunk).1];
		(0..manifest.chunks()).map(part).collect()
	}

	#[test]
	fn each_chunk_of_a_payload_fits_its_place_and_no_other() {
		for length in [0, 1, 128, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 77] {
			let bytes = payload(length);
			let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
			for (at, part) in parts(&manifest, &bytes).into_iter().enumerate() {
				for chunk in 0..manifest.chunks() + 1 {
					assert_eq!(
						manifest.fits(&address, chunk, part),
						chunk as usize == at,
						"{length}: {at} as {chunk}"
					);
				}
				let mut wrong = part.to_vec();
				if let Some(byte) = wrong.last_mut() {
					*byte ^= 1;
					assert!(!manifest.fits(&address, at as u32, &wrong));
				}
			}
		}
	}

	#[test]
	fn a_manifest_with_a_wrong_length_fails_at_the_last_chunk() {
		let bytes = payload(2 * CHUNK + 100);
		let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
		for length in [2 * CHUNK + 99, 2 * CHUNK + 101, 3 * CHUNK] {
			let wrong = Manifest::new(length as u64, manifest.states().to_vec()).unwrap();
			let (at, bytes_there) = wrong.span(2).unwrap();
			let mut last = bytes[at as usize..].to_vec();
			last.resize(bytes_there, 0);
			assert!(!wrong.fits(&address, 2, &last));
		}
	}

	#[test]
	fn a_wrong_state_is_found_at_the_chunk_after_it() {
		let bytes = payload(4 * CHUNK);
		let (address, manifest) = digest(Kind::Blake2b, &bytes).unwrap();
		let mut states = manifest.states().to_vec();
		states[1] = State::INITIAL;
		let wrong = Manifest::new(manifest.length(), states).unwrap();
		let fits: Vec<bool> = parts(&manifest, &bytes)
			.iter()
			.enumerate()
			.map(|(at, part)| wrong.fits(&address, at as u32, part))
			.collect();
		assert_eq!(fits, [true, false, false, true]);
	}

	#[test]
	fn keccak_has_one_chunk() {
		let bytes = payload(CHUNK);
		let (address, manifest) = digest(Kind::Keccak, &bytes).unwrap();
		assert!(manifest.fits(&address, 0, &bytes));
		assert!(!manifest.fits(&address, 0, &bytes[1..]));
		assert!(digest(Kind::Keccak, &payload(CHUNK + 1)).is_none());
	}

	#[test]
	fn manifests_have_the_states_of_their_length() {
		assert!(Manifest::new(0, vec![]).is_some());
		assert!(Manifest::new(0, vec![State::INITIAL]).is_none());
		assert!(Manifest::new(CHUNK as u64 + 1, vec![]).is_none());
		assert!(Manifest::new(u64::MAX, vec![]).is_none());
	}
}
