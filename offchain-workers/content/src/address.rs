//! The hash that is on chain, as an address.
//!
//! Receipts, rationales, evidence (a case's body) and schemas' contexts are named by their BLAKE2b-256; the
//! registration file of an agent, which EVM chains check, by its Keccak-256. What is on chain is the address.

use crate::error::Error;
use sha3::{Digest as _, Keccak256};
use std::fmt;
use std::str::FromStr;

/// Which hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
	/// BLAKE2b with 32 bytes of output, without a key.
	Blake2b = 0,
	/// Keccak-256 as Ethereum has it. For payloads of one chunk only: nothing of it can be checked before all is there.
	Keccak = 1,
}

impl Kind {
	/// From its byte in files and messages.
	pub fn from_byte(byte: u8) -> Option<Self> {
		match byte {
			0 => Some(Self::Blake2b),
			1 => Some(Self::Keccak),
			_ => None,
		}
	}
}

/// Where a payload is found: its hash.
///
/// Written as `0x` and 64 hex digits, after `keccak:` if it is a Keccak-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
	/// Which hash.
	pub kind: Kind,
	/// The hash.
	pub hash: [u8; 32],
}

/// Bytes of an address in keys and messages.
pub const ADDRESS_BYTES: usize = 33;

impl Address {
	/// The address of a payload that the chain knows by its BLAKE2b-256.
	pub fn blake2b(hash: [u8; 32]) -> Self {
		Self {
			kind: Kind::Blake2b,
			hash,
		}
	}

	/// The address of a payload that the chain knows by its Keccak-256.
	pub fn keccak(hash: [u8; 32]) -> Self {
		Self {
			kind: Kind::Keccak,
			hash,
		}
	}

	/// The Keccak-256 address of a whole payload.
	pub fn keccak_of(payload: &[u8]) -> Self {
		Self::keccak(Keccak256::digest(payload).into())
	}

	/// The kind's byte, then the hash: how peers look for it.
	pub fn to_bytes(self) -> [u8; ADDRESS_BYTES] {
		let mut bytes = [0; ADDRESS_BYTES];
		if let Some((kind, hash)) = bytes.split_first_mut() {
			*kind = self.kind as u8;
			hash.copy_from_slice(&self.hash);
		}
		bytes
	}

	/// What [`Self::to_bytes`] gives; nothing for other bytes.
	pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
		let (kind, hash) = bytes.split_first()?;
		Some(Self {
			kind: Kind::from_byte(*kind)?,
			hash: hash.try_into().ok()?,
		})
	}

	/// The name of its file in a store.
	pub(crate) fn file_name(&self) -> String {
		match self.kind {
			Kind::Blake2b => hex::encode(self.hash),
			Kind::Keccak => format!("{}.keccak", hex::encode(self.hash)),
		}
	}

	pub(crate) fn from_file_name(name: &str) -> Option<Self> {
		let (text, kind) = match name.strip_suffix(".keccak") {
			Some(text) => (text, Kind::Keccak),
			None => (name, Kind::Blake2b),
		};
		let mut hash = [0; 32];
		hex::decode_to_slice(text, &mut hash).ok()?;
		let address = Self { kind, hash };
		// One spelling only: the file system may tell upper case from lower case.
		(address.file_name() == name).then_some(address)
	}
}

impl fmt::Display for Address {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let kind = match self.kind {
			Kind::Blake2b => "",
			Kind::Keccak => "keccak:",
		};
		write!(f, "{kind}0x{}", hex::encode(self.hash))
	}
}

impl fmt::Debug for Address {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

impl FromStr for Address {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self, Error> {
		let (digits, kind) = match text.strip_prefix("keccak:") {
			Some(digits) => (digits, Kind::Keccak),
			None => (text, Kind::Blake2b),
		};
		let hash = hash(digits).ok_or_else(|| {
			Error::Input(format!(
				"{text:?} is no address: 0x and 64 hex digits are, after `keccak:` for the Keccak-256 of a registration file"
			))
		})?;
		Ok(Self { kind, hash })
	}
}

/// Reads 32 bytes from hex, with or without `0x`.
pub fn hash(text: &str) -> Option<[u8; 32]> {
	let mut hash = [0; 32];
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode_to_slice(digits, &mut hash).ok()?;
	Some(hash)
}

impl serde::Serialize for Address {
	fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
		to.collect_str(self)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn addresses_are_read_as_they_are_written() {
		for address in [Address::blake2b([7; 32]), Address::keccak([0xab; 32])] {
			assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
			assert_eq!(Address::from_bytes(&address.to_bytes()), Some(address));
			assert_eq!(Address::from_file_name(&address.file_name()), Some(address));
		}
	}

	#[test]
	fn what_is_no_address_is_refused() {
		let short = "0x00".repeat(16);
		for wrong in ["", "0x", "keccak:", &short, &"zz".repeat(32), &"00".repeat(33)] {
			let said = wrong.parse::<Address>().unwrap_err().to_string();
			assert!(said.contains("64 hex digits"), "{said}");
		}
		assert_eq!(Address::from_bytes(&[2; 33]), None);
		assert_eq!(Address::from_bytes(&[0; 32]), None);
		assert_eq!(Address::from_file_name(&"AB".repeat(32)), None);
	}

	#[test]
	fn keccak_is_ethereums() {
		let empty = "keccak:0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
		assert_eq!(Address::keccak_of(b"").to_string(), empty);
	}
}
