//! What peers ask and answer, as bytes.
//!
//! | question | bytes |
//! |---|---|
//! | begin | 1, address (33) |
//! | chunk | 2, address (33), number (4) |
//!
//! | answer | bytes |
//! |---|---|
//! | not here | 0 |
//! | busy | 1, milliseconds (4) |
//! | begin | 2, length (8), a state (64) for each chunk but the last, the last chunk |
//! | chunk | 3, the chunk |
//!
//! Numbers are little-endian. A message ends where its stream does; whatever has other lengths is refused.

use crate::address::{Address, ADDRESS_BYTES};
use crate::hash::{chunks, Manifest, State, CHUNK, MAX_PAYLOAD, STATE_BYTES};

/// Bytes of a question at most.
pub const MAX_REQUEST: usize = 1 + ADDRESS_BYTES + 4;

/// Bytes of an answer at most: a beginning of the longest payload.
pub const MAX_RESPONSE: usize = 9 + (MAX_PAYLOAD as usize / CHUNK - 1) * STATE_BYTES + CHUNK;

/// What a peer asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
	/// How long the payload is, the states between its chunks, and its last chunk.
	Begin(Address),
	/// One chunk of it.
	Chunk(Address, u32),
}

/// What a peer answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
	/// The peer does not have it.
	NotHere,
	/// Ask again after so many milliseconds.
	Busy(u32),
	/// To [`Request::Begin`]. With the last chunk, of which the hash shows the length and the last state to be right.
	Begin(Manifest, Vec<u8>),
	/// To [`Request::Chunk`].
	Chunk(Vec<u8>),
}

impl Request {
	/// As it is sent.
	pub fn encode(&self) -> Vec<u8> {
		match self {
			Self::Begin(address) => [&[1], address.to_bytes().as_slice()].concat(),
			Self::Chunk(address, chunk) => [
				&[2],
				address.to_bytes().as_slice(),
				chunk.to_le_bytes().as_slice(),
			]
			.concat(),
		}
	}

	/// Reads what was sent; nothing for anything else.
	pub fn decode(bytes: &[u8]) -> Option<Self> {
		let (tag, rest) = bytes.split_first()?;
		let (address, rest) = rest.split_at_checked(ADDRESS_BYTES)?;
		let address = Address::from_bytes(address)?;
		match tag {
			1 if rest.is_empty() => Some(Self::Begin(address)),
			2 => Some(Self::Chunk(address, u32::from_le_bytes(rest.try_into().ok()?))),
			_ => None,
		}
	}
}

impl Response {
	/// As it is sent.
	pub fn encode(self) -> Vec<u8> {
		match self {
			Self::NotHere => vec![0],
			Self::Busy(wait) => [&[1], wait.to_le_bytes().as_slice()].concat(),
			Self::Begin(manifest, last) => {
				let mut bytes = Vec::with_capacity(9 + manifest.states().len() * STATE_BYTES + last.len());
				bytes.push(2);
				bytes.extend(manifest.length().to_le_bytes());
				manifest
					.states()
					.iter()
					.for_each(|state| bytes.extend(state.to_bytes()));
				bytes.extend(last);
				bytes
			}
			Self::Chunk(mut bytes) => {
				bytes.insert(0, 3);
				bytes
			}
		}
	}

	/// Reads what was sent; nothing for anything else.
	pub fn decode(mut bytes: Vec<u8>) -> Option<Self> {
		let (tag, rest) = bytes.split_first()?;
		match tag {
			0 if rest.is_empty() => Some(Self::NotHere),
			1 => Some(Self::Busy(u32::from_le_bytes(rest.try_into().ok()?))),
			2 => begin(rest),
			3 if rest.len() <= CHUNK => {
				bytes.remove(0);
				Some(Self::Chunk(bytes))
			}
			_ => None,
		}
	}
}

fn begin(bytes: &[u8]) -> Option<Response> {
	let (length, rest) = bytes.split_at_checked(8)?;
	let length = u64::from_le_bytes(length.try_into().ok()?);
	if length > MAX_PAYLOAD {
		return None;
	}
	let states = usize::try_from(chunks(length) - 1).ok()?;
	let (states, last) = rest.split_at_checked(states.checked_mul(STATE_BYTES)?)?;
	let states = states.as_chunks::<STATE_BYTES>().0.iter().map(State::from_bytes);
	let manifest = Manifest::new(length, states.collect())?;
	let (_, expected) = manifest.span(manifest.chunks() - 1)?;
	(last.len() == expected).then(|| Response::Begin(manifest, last.to_vec()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::address::Kind;
	use crate::hash::digest;
	use proptest::prelude::*;

	fn address() -> impl Strategy<Value = Address> {
		(any::<[u8; 32]>(), any::<bool>()).prop_map(|(hash, keccak)| {
			if keccak {
				Address::keccak(hash)
			} else {
				Address::blake2b(hash)
			}
		})
	}

	fn beginning(length: usize) -> Response {
		let payload = vec![5; length];
		let (_, manifest) = digest(Kind::Blake2b, &payload).unwrap();
		let (at, _) = manifest.span(manifest.chunks() - 1).unwrap();
		Response::Begin(manifest, payload[at as usize..].to_vec())
	}

	proptest! {
		#[test]
		fn questions_are_read_as_they_are_sent(address in address(), chunk in any::<u32>()) {
			for request in [Request::Begin(address), Request::Chunk(address, chunk)] {
				let bytes = request.encode();
				prop_assert!(bytes.len() <= MAX_REQUEST);
				prop_assert_eq!(Request::decode(&bytes), Some(request));
				let mut longer = bytes.clone();
				longer.push(0);
				prop_assert_ne!(Request::decode(&longer), Some(request));
				prop_assert_eq!(Request::decode(&bytes[..bytes.len() - 1]), None);
			}
		}

		#[test]
		fn answers_are_read_as_they_are_sent(
			wait in any::<u32>(),
			chunk in prop::collection::vec(any::<u8>(), 0..2_000),
			length in 0usize..4 * CHUNK,
		) {
			for response in [Response::NotHere, Response::Busy(wait), Response::Chunk(chunk), beginning(length)] {
				let bytes = response.clone().encode();
				prop_assert!(bytes.len() <= MAX_RESPONSE);
				prop_assert_eq!(Response::decode(bytes), Some(response));
			}
		}

		#[test]
		fn any_bytes_are_read_or_refused_and_what_is_read_is_sent_the_same(
			tag in 0u8..5,
			rest in prop::collection::vec(any::<u8>(), 0..400),
		) {
			let bytes = [&[tag], rest.as_slice()].concat();
			if let Some(request) = Request::decode(&bytes) {
				prop_assert_eq!(request.encode(), bytes.clone());
			}
			if let Some(response) = Response::decode(bytes.clone()) {
				prop_assert_eq!(response.encode(), bytes);
			}
		}

		#[test]
		fn a_told_length_asks_for_no_memory(length in any::<u64>(), rest in prop::collection::vec(any::<u8>(), 0..200)) {
			let bytes = [&[2], length.to_le_bytes().as_slice(), &rest].concat();
			if let Some(Response::Begin(manifest, last)) = Response::decode(bytes) {
				prop_assert_eq!(manifest.length(), length);
				prop_assert_eq!(last.len() as u64, length);
			}
		}
	}

	#[test]
	fn the_longest_answers_fit_and_longer_ones_are_refused() {
		let states = vec![State::INITIAL; MAX_PAYLOAD as usize / CHUNK - 1];
		let manifest = Manifest::new(MAX_PAYLOAD, states).unwrap();
		let longest = Response::Begin(manifest, vec![0; CHUNK]).encode();
		assert_eq!(longest.len(), MAX_RESPONSE);
		assert!(Response::decode(longest).is_some());
		assert_eq!(
			Response::decode([&[3], vec![0; CHUNK + 1].as_slice()].concat()),
			None
		);
	}
}
