//! The whole chain of proofs of one entry: `OutcomeProof.sol` and `MmrLeaf.sol`.
//!
//! entry → its department's tree → the block's tree over departments → the extra of a leaf → the root of the Merkle
//! mountain range. Every field of a proof but `commitment_block`, which says where to look for the root, is bound: another
//! value of any of them leads to another root or is refused.

use crate::{
	entry::{self, EntryError},
	outcomes::{department_leaf, Placed},
	path::{self, Path, PathError},
	tree::{self, TreeError},
};
use alloc::vec::Vec;
use althing_primitives::{AnchorEntry, Entry, Hash};
use codec::{Decode, Encode};
use polkadot_sdk::{sp_core::H256, sp_crypto_hashing::keccak_256};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// A leaf of the mountain range, SCALE: version 1, parent's number 4, parent's hash 32, next authority set's id 8, its length
/// 4, its keyset commitment 32, extra 32.
pub const LEAF_LENGTH: usize = 113;

/// Why a proof is refused. The names are those of the contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
	/// The bytes are no entry.
	Entry(EntryError),
	/// The entry names department `named` and stands in the tree of `proven`.
	WrongDepartment {
		/// What it says.
		named: u8,
		/// Where it stands.
		proven: u8,
	},
	/// The proof in a binary tree leads nowhere.
	Tree(TreeError),
	/// A path leads nowhere.
	Path(PathError),
	/// A leaf has [`LEAF_LENGTH`] bytes.
	LeafLength(usize),
	/// A version of leaf that is not known.
	LeafVersion(u8),
	/// The block's outcomes have root `computed`, the leaf says `extra`.
	OutcomesNotInLeaf {
		/// What the proof leads to.
		computed: Hash,
		/// What the leaf says.
		extra: Hash,
	},
	/// The proof leads to `computed`; the root is `known`.
	WrongRoot {
		/// What the proof leads to.
		computed: Hash,
		/// What was asked for.
		known: Hash,
	},
	/// The result leads to `computed`; the anchor's root is `anchored`.
	ResultNotAnchored {
		/// What the proof leads to.
		computed: Hash,
		/// What the anchor commits to.
		anchored: Hash,
	},
}

impl From<EntryError> for ProofError {
	fn from(error: EntryError) -> Self {
		Self::Entry(error)
	}
}

impl From<TreeError> for ProofError {
	fn from(error: TreeError) -> Self {
		Self::Tree(error)
	}
}

impl From<PathError> for ProofError {
	fn from(error: PathError) -> Self {
		Self::Path(error)
	}
}

impl core::fmt::Display for ProofError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Entry(error) => error.fmt(f),
			Self::WrongDepartment { named, proven } => {
				write!(
					f,
					"an entry of department {named} stands in the tree of department {proven}"
				)
			}
			Self::Tree(error) => error.fmt(f),
			Self::Path(error) => error.fmt(f),
			Self::LeafLength(length) => write!(f, "a leaf has {LEAF_LENGTH} bytes, not {length}"),
			Self::LeafVersion(version) => write!(f, "leaves of version {version} are not known"),
			Self::OutcomesNotInLeaf { .. } => f.write_str("the leaf commits to other outcomes"),
			Self::WrongRoot { .. } => f.write_str("the proof leads to another root"),
			Self::ResultNotAnchored { .. } => f.write_str("the result is not in the anchored batch"),
		}
	}
}

impl core::error::Error for ProofError {}

/// The whole chain of proofs of one entry. In JSON its fields are those of the contract's struct, bytes in hex.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct OutcomeProof {
	/// The entry's bytes, see [`entry`].
	#[cfg_attr(feature = "std", serde(with = "polkadot_sdk::sp_core::bytes"))]
	pub entry: Vec<u8>,
	/// In whose tree it stands.
	pub department: u8,
	/// Its place there.
	pub index: u32,
	/// How many entries that tree has.
	pub count: u32,
	/// Its siblings there, from the bottom up.
	pub department_items: Vec<H256>,
	/// From the department's leaf to the root over the block's departments.
	pub block_items: Vec<H256>,
	/// Bit i says that item i is the left one.
	pub block_order: u64,
	/// The leaf that has that root as its extra.
	#[cfg_attr(feature = "std", serde(with = "polkadot_sdk::sp_core::bytes"))]
	pub leaf: Vec<u8>,
	/// From the leaf to the root.
	pub mmr_items: Vec<H256>,
	/// Bit i says that item i is the left one.
	pub mmr_order: u64,
	/// The block after which the root is the one that is proven to.
	pub commitment_block: u32,
}

/// The root over a block's outcomes that the leaf after it has.
///
/// # Errors
/// When the bytes are no leaf.
pub fn outcomes_root(leaf: &[u8]) -> Result<Hash, ProofError> {
	Ok(Leaf::read(leaf)?.extra)
}

/// A result among those of an anchor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct ResultProof {
	/// The result's bytes.
	#[cfg_attr(feature = "std", serde(with = "polkadot_sdk::sp_core::bytes"))]
	pub result: Vec<u8>,
	/// Which of the results.
	pub index: u32,
	/// Its siblings, from the bottom up.
	pub items: Vec<H256>,
}

impl OutcomeProof {
	/// Puts together the two halves: in the block, and from `leaf` by `mmr` to the root after `commitment_block`.
	pub fn new(placed: Placed, leaf: Vec<u8>, mmr: Path, commitment_block: u32) -> Self {
		Self {
			entry: placed.entry,
			department: placed.department.index(),
			index: placed.index,
			count: placed.count,
			department_items: words(placed.siblings),
			block_items: words(placed.path.items),
			block_order: placed.path.order,
			leaf,
			mmr_items: words(mmr.items),
			mmr_order: mmr.order,
			commitment_block,
		}
	}

	/// The entry and the root that the proof leads to.
	///
	/// # Errors
	///
	/// When it is not well formed.
	pub fn mmr_root(&self) -> Result<(Entry, Hash), ProofError> {
		let entry = entry::decode(&self.entry)?;
		let (named, proven) = (entry.department().index(), self.department);
		if named != proven {
			return Err(ProofError::WrongDepartment { named, proven });
		}
		let siblings = bytes(&self.department_items);
		let root = tree::root_of(self.count, self.index, keccak_256(&self.entry), &siblings)?;
		let node = department_leaf(self.department, self.count, &root);
		let computed = path::fold(node, self.block_items.iter().map(|item| item.0), self.block_order)?;
		let leaf = Leaf::read(&self.leaf)?;
		if computed != leaf.extra {
			let extra = leaf.extra;
			return Err(ProofError::OutcomesNotInLeaf { computed, extra });
		}
		let items = self.mmr_items.iter().map(|item| item.0);
		Ok((entry, path::fold(keccak_256(&self.leaf), items, self.mmr_order)?))
	}

	/// The entry, proven under `known`, the root after [`Self::commitment_block`].
	///
	/// # Errors
	///
	/// When the proof leads elsewhere or is not well formed.
	pub fn verify(&self, known: &Hash) -> Result<Entry, ProofError> {
		let (entry, computed) = self.mmr_root()?;
		let known = *known;
		(computed == known)
			.then_some(entry)
			.ok_or(ProofError::WrongRoot { computed, known })
	}

	/// The block that the entry is of; nothing where the leaf is none.
	pub fn block(&self) -> Option<u32> {
		Leaf::read(&self.leaf).ok().map(|leaf| leaf.parent_number)
	}
}

impl ResultProof {
	/// That the result is among those that `anchor` commits to.
	///
	/// # Errors
	///
	/// When it is not, or the proof is not well formed.
	pub fn verify(&self, anchor: &AnchorEntry) -> Result<(), ProofError> {
		let node = keccak_256(&self.result);
		let computed = tree::root_of(anchor.count, self.index, node, &bytes(&self.items))?;
		let anchored = anchor.root;
		(computed == anchored)
			.then_some(())
			.ok_or(ProofError::ResultNotAnchored { computed, anchored })
	}
}

/// What a proof needs of a leaf of the mountain range.
struct Leaf {
	/// The block whose outcomes it commits to.
	parent_number: u32,
	/// The root over them.
	extra: Hash,
}

impl Leaf {
	fn read(bytes: &[u8]) -> Result<Self, ProofError> {
		let wrong = ProofError::LeafLength(bytes.len());
		let [version, rest @ ..] = <&[u8; LEAF_LENGTH]>::try_from(bytes).map_err(|_| wrong)?;
		if *version != 0 {
			return Err(ProofError::LeafVersion(*version));
		}
		let number = rest.first_chunk().ok_or(wrong)?;
		let extra = rest.last_chunk().ok_or(wrong)?;
		Ok(Self {
			parent_number: u32::from_le_bytes(*number),
			extra: *extra,
		})
	}
}

fn words(hashes: Vec<Hash>) -> Vec<H256> {
	hashes.into_iter().map(H256).collect()
}

fn bytes(words: &[H256]) -> Vec<Hash> {
	words.iter().map(|word| word.0).collect()
}
