//! Who signs together, as the chain commits to them: the root over the validators' Ethereum addresses.

use crate::multiproof;
use alloy_primitives::{Address, B256};
use althing_chain::BeefyKeys;
use k256::ecdsa::VerifyingKey;

/// The longest set that the light client takes.
pub const MAX_AUTHORITIES: usize = 4096;

/// Why keys make no set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysetError {
	/// Not a point of the curve.
	#[error("key {place} of authority set {set} is no public key. Ask another node.")]
	Key {
		/// The set.
		set: u64,
		/// Which of its keys.
		place: usize,
	},
	/// A set that no light client takes.
	#[error("authority set {set} has {length} members, and a light client takes 1 to {MAX_AUTHORITIES}")]
	Length {
		/// The set.
		set: u64,
		/// How many it has.
		length: usize,
	},
}

/// A set of validators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyset {
	/// Its number.
	pub id: u64,
	/// Their addresses, in the order of the chain.
	pub members: Vec<Address>,
}

impl Keyset {
	/// The set of these keys.
	///
	/// # Errors
	///
	/// When one is no key, or there are none or too many.
	pub fn new(keys: &BeefyKeys) -> Result<Self, KeysetError> {
		let (set, length) = (keys.id, keys.keys.len());
		if length == 0 || length > MAX_AUTHORITIES {
			return Err(KeysetError::Length { set, length });
		}
		let member = |(place, key): (usize, &[u8; 33])| {
			VerifyingKey::from_sec1_bytes(key)
				.map(|key| Address::from_public_key(&key))
				.map_err(|_| KeysetError::Key { set, place })
		};
		let members = keys.keys.iter().enumerate().map(member);
		Ok(Self {
			id: set,
			members: members.collect::<Result<_, _>>()?,
		})
	}

	/// The root over the addresses, that the chain commits to.
	pub fn root(&self) -> B256 {
		althing_merkle::root(&self.members).into()
	}

	/// How many must sign: more than two thirds.
	pub fn threshold(&self) -> usize {
		let length = self.members.len();
		length.saturating_sub(length.saturating_sub(1) / 3)
	}

	/// The nodes beside the members at `places` (ascending) from which the root follows.
	pub fn siblings(&self, places: &[usize]) -> Vec<B256> {
		multiproof::prove(&self.members, places)
	}
}
