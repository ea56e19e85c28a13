//! A block's entries, department by department, under one root.
//!
//! `department's leaf = keccak256(department ‖ count, 4 bytes big-endian ‖ root over its entries)`: 37 bytes, so that no
//! inner node passes for one. Departments without entries have no leaf; the others come in the order of their numbers.
//! Where there is nothing at all the root is zero.

use crate::{entry, path::Path, tree};
use alloc::vec::Vec;
use althing_primitives::{Department, Entry, EntryId, Hash};
use codec::{Decode, Encode};
use polkadot_sdk::{sp_core::H256, sp_crypto_hashing::keccak_256};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// What the keys of entries that nodes keep begin with; see [`entries_key`].
pub const ENTRIES_PREFIX: &[u8; 17] = b"althing/entries/1";

/// What the keys of entries' places that nodes keep begin with; see [`place_key`].
pub const PLACE_PREFIX: &[u8; 15] = b"althing/place/1";

/// Under what a node with offchain indexing keeps the entries of a department of a block, SCALE of `Vec<Vec<u8>>`: the
/// prefix, the block (4 bytes, big-endian), the root over the block's outcomes, the department. With the root in it, what
/// two forks say of one block lies side by side.
pub fn entries_key(block: u32, root: &H256, department: Department) -> Vec<u8> {
	let (block, department) = (block.to_be_bytes(), [department.index()]);
	[&ENTRIES_PREFIX[..], &block, &root.0, &department].concat()
}

/// Under what a node with offchain indexing keeps where an entry stands, SCALE of [`Place`]: the prefix, then SCALE of the
/// [`EntryId`]. The block that was executed last has written it, on whatever fork.
pub fn place_key(id: &EntryId) -> Vec<u8> {
	let mut key = PLACE_PREFIX.to_vec();
	id.encode_to(&mut key);
	key
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct Place {
	/// The block.
	pub block: u32,
	/// The root over its outcomes.
	pub root: H256,
	/// In whose tree.
	pub department: Department,
	/// Where there.
	pub index: u32,
}

/// From an entry to the root over its block's outcomes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Placed {
	/// The entry's bytes.
	pub entry: Vec<u8>,
	/// In whose tree it stands.
	pub department: Department,
	/// Its place there.
	pub index: u32,
	/// How many entries that tree has.
	pub count: u32,
	/// Its siblings there, from the bottom up.
	pub siblings: Vec<Hash>,
	/// From the department's leaf to the block's root.
	pub path: Path,
}

/// A block's entries as bytes: for each department that has any, in the order of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
	departments: Vec<(Department, Vec<Vec<u8>>)>,
}

impl Outcomes {
	/// Those of these entries, each behind the earlier ones of its department.
	pub fn of(entries: &[Entry]) -> Self {
		let all = Department::ALL.map(|department| {
			let own = entries.iter().filter(|entry| entry.department() == department);
			(department, own.map(entry::encode).collect())
		});
		Self::from_bytes(all)
	}

	/// Those that `departments` have as bytes.
	pub fn from_bytes(departments: impl IntoIterator<Item = (Department, Vec<Vec<u8>>)>) -> Self {
		let has_any = |(_, entries): &(Department, Vec<Vec<u8>>)| !entries.is_empty();
		let mut departments: Vec<_> = departments.into_iter().filter(has_any).collect();
		departments.sort_by_key(|(department, _)| *department);
		Self { departments }
	}

	/// The departments that have entries, with these.
	pub fn departments(&self) -> impl Iterator<Item = (Department, &[Vec<u8>])> {
		self.departments
			.iter()
			.map(|(department, entries)| (*department, &entries[..]))
	}

	/// The root over everything; zero where there is nothing.
	pub fn root(&self) -> Hash {
		tree::root(&self.leaves())
	}

	/// The proof of entry `index` of `department`; nothing when there is none.
	pub fn prove(&self, department: Department, index: u32) -> Option<Placed> {
		let position = self.departments.iter().position(|(own, _)| *own == department)?;
		let (_, entries) = self.departments.get(position)?;
		let entry = entries.get(usize::try_from(index).ok()?)?.clone();
		let (position, departments) = (position as u32, self.departments.len() as u32); // at most 8
		let above = tree::prove(&self.leaves(), position)?;
		Some(Placed {
			entry,
			department,
			index,
			count: u32::try_from(entries.len()).ok()?,
			siblings: tree::prove(entries, index)?,
			path: Path::of_place(departments, position, above)?,
		})
	}

	fn leaves(&self) -> Vec<[u8; 37]> {
		let leaf = |(department, entries): &(Department, Vec<Vec<u8>>)| {
			let count = entries.len() as u32; // one block's
			department_bytes(department.index(), count, &tree::root(entries))
		};
		self.departments.iter().map(leaf).collect()
	}
}

/// The leaf of a department.
pub fn department_leaf(department: u8, count: u32, root: &Hash) -> Hash {
	keccak_256(&department_bytes(department, count, root))
}

fn department_bytes(department: u8, count: u32, root: &Hash) -> [u8; 37] {
	let mut leaf = [department; 37];
	let (number, rest) = leaf.split_at_mut(5);
	rest.copy_from_slice(root);
	for (to, from) in number.iter_mut().skip(1).zip(count.to_be_bytes()) {
		*to = from;
	}
	leaf
}
