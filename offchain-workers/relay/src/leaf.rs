//! A leaf of the mountain range: `MmrLeaf.sol`.

use alloy_primitives::{keccak256, B256};
use althing_chain::ProvenLeaf;
use althing_merkle::{chain::LEAF_LENGTH, path::PathError};
use codec::{Decode, DecodeAll};

/// Why a leaf is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
	/// Not the bytes of one.
	#[error("a leaf of the mountain range has {LEAF_LENGTH} bytes of version 0, and the node sent something else. Is it of this program's version?")]
	Unknown,
	/// Its proof is none.
	#[error("the node's proof of a leaf leads nowhere: {0}. Ask another node.")]
	Path(PathError),
	/// It is under another root.
	#[error(
		"the node's proof of a leaf leads to {computed}, and the validators signed {root}. Ask another node."
	)]
	NotProven {
		/// Where it leads.
		computed: B256,
		/// What was signed.
		root: B256,
	},
}

/// What a leaf says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode)]
pub struct Leaf {
	version: u8,
	/// The block before the leaf's own, whose outcomes it commits to.
	pub parent: u32,
	/// That block's hash.
	pub parent_hash: [u8; 32],
	/// The number of the set after the one that signs.
	pub next_id: u64,
	/// How many there are.
	pub next_length: u32,
	/// The root over their addresses.
	pub next_root: [u8; 32],
	/// The root over its outcomes.
	pub extra: [u8; 32],
}

impl Leaf {
	/// Reads one.
	///
	/// # Errors
	///
	/// When the bytes are none of a known version.
	pub fn decode(bytes: &[u8]) -> Result<Self, LeafError> {
		let leaf = Self::decode_all(&mut &*bytes).map_err(|_| LeafError::Unknown)?;
		(leaf.version == 0).then_some(leaf).ok_or(LeafError::Unknown)
	}

	/// Reads one that is proven under `root`.
	///
	/// # Errors
	///
	/// When it is none or not under that root.
	pub fn proven(proof: &ProvenLeaf, root: B256) -> Result<Self, LeafError> {
		let leaf = Self::decode(&proof.leaf)?;
		let computed = proof
			.path
			.fold(keccak256(&proof.leaf).0)
			.map_err(LeafError::Path)?;
		match computed == root.0 {
			true => Ok(leaf),
			false => Err(LeafError::NotProven {
				computed: computed.into(),
				root,
			}),
		}
	}
}
