//! The binary tree over a list of bytes.
//!
//! A leaf is the Keccak-256 of its bytes, an inner node that of its two children's 64 bytes, left before right. Leaves
//! keep their order. The last node of a row of odd length moves up unchanged. This is the tree of the SDK's
//! `binary-merkle-tree` crate, and of `BinaryMerkle.sol`.
//!
//! A proof has exactly the length of its place. Otherwise the two children of an inner node, put together, would pass
//! for a leaf of 64 bytes with a proof that is one node shorter, and one short proof for many places.

use crate::pair;
use alloc::vec::Vec;
use althing_primitives::Hash;
use polkadot_sdk::{
	binary_merkle_tree::{merkle_proof, merkle_root},
	sp_crypto_hashing::keccak_256,
	sp_runtime::traits::Keccak256,
};

/// Why a proof leads to no root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeError {
	/// The tree has `count` leaves, so none at `index`.
	LeafOutOfRange {
		/// The place asked for.
		index: u32,
		/// How many there are.
		count: u32,
	},
	/// The proof has not the number of nodes that its place asks for.
	ProofLength(usize),
}

impl core::fmt::Display for TreeError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::LeafOutOfRange { index, count } => write!(f, "there is no leaf {index} of {count}"),
			Self::ProofLength(length) => write!(f, "a proof of this place has another length than {length}"),
		}
	}
}

impl core::error::Error for TreeError {}

/// The root over `leaves`, the bytes of each in order. All zeroes when there is none.
pub fn root<L: AsRef<[u8]>>(leaves: &[L]) -> Hash {
	merkle_root::<Keccak256, _>(leaves).0
}

/// The proof that leaf `index` is among `leaves`, from the bottom up; `None` when there is no such leaf.
pub fn prove<L: AsRef<[u8]>>(leaves: &[L], index: u32) -> Option<Vec<Hash>> {
	// The SDK's function panics on an index that is out of range.
	leaves.get(usize::try_from(index).ok()?)?;
	let proof = merkle_proof::<Keccak256, _, _>(leaves.iter().map(AsRef::as_ref), index);
	Some(proof.proof.into_iter().map(|node| node.0).collect())
}

/// Whether `leaf`, the bytes of a result, is number `index` of the `count` results under `root`.
pub fn verify(root: &Hash, count: u32, index: u32, leaf: &[u8], proof: &[Hash]) -> bool {
	root_of(count, index, keccak_256(leaf), proof) == Ok(*root)
}

/// The root over `count` leaves, of which `node` is number `index`; `siblings` from the bottom up.
///
/// # Errors
///
/// When there is no such place or its proofs have another length.
pub fn root_of(count: u32, index: u32, node: Hash, siblings: &[Hash]) -> Result<Hash, TreeError> {
	let mut rest = siblings.iter();
	let wrong = TreeError::ProofLength(siblings.len());
	let node = sides(count, index)?.try_fold(node, |node, left| -> Result<Hash, TreeError> {
		let sibling = rest.next().ok_or(wrong)?;
		Ok(match left {
			true => pair(sibling, &node),
			false => pair(&node, sibling),
		})
	})?;
	rest.next().map_or(Ok(node), |_| Err(wrong))
}

/// For each node of the proof of leaf `index` of `count`, from the bottom up: whether it is the left one. At most 32.
///
/// # Errors
///
/// When there is no such place.
pub fn sides(count: u32, index: u32) -> Result<impl Iterator<Item = bool>, TreeError> {
	if index >= count {
		return Err(TreeError::LeafOutOfRange { index, count });
	}
	let rows = core::iter::successors(Some((count, index)), |(width, place)| {
		(*width > 1).then(|| (width.div_ceil(2), place / 2))
	});
	Ok(rows.filter_map(|(width, place)| {
		let odd = place % 2 == 1;
		// The last of an odd row has no neighbour.
		let last = place == width.saturating_sub(1);
		(odd || !last).then_some(odd)
	}))
}
