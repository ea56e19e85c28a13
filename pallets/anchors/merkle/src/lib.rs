//! The tree that an anchor commits to, the same on chain and off.
//!
//! A leaf is the Keccak-256 of a result's bytes, an inner node that of its two children's 64 bytes, left
//! before right. Leaves keep their order. The last node of a row of odd length moves up unchanged. This is
//! the tree of the SDK's `binary-merkle-tree` crate, which Solidity contracts can check too.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

use alloc::vec::Vec;
use althing_primitives::Hash;
use polkadot_sdk::{
	binary_merkle_tree::{merkle_proof, merkle_root, verify_proof, Leaf},
	sp_core::H256,
	sp_runtime::traits::Keccak256,
};

/// The root over `leaves`, the bytes of each result in order. All zeroes when there is none.
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
///
/// The proof must have exactly the length that this place of the tree has. Otherwise the two children of an
/// inner node, put together, would pass as a result of 64 bytes with a proof that is one node shorter.
pub fn verify(root: &Hash, count: u32, index: u32, leaf: &[u8], proof: &[Hash]) -> bool {
	if index >= count || u32::try_from(proof.len()) != Ok(depth(count, index)) {
		return false;
	}
	let nodes = proof.iter().map(|node| H256(*node));
	verify_proof::<Keccak256, _, _>(&H256(*root), nodes, count, index, Leaf::Value(leaf))
}

/// How many nodes the proof of leaf `index` of `count` has: the rows in which its ancestor has a neighbour.
fn depth(count: u32, index: u32) -> u32 {
	let (mut width, mut position, mut nodes) = (count, index, 0u32);
	while width > 1 {
		let promoted = position % 2 == 0 && position == width.saturating_sub(1);
		nodes = nodes.saturating_add(u32::from(!promoted));
		position /= 2;
		width = width.div_ceil(2);
	}
	nodes
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
	use super::*;

	fn leaves(count: u32) -> Vec<[u8; 4]> {
		(0..count).map(u32::to_le_bytes).collect()
	}

	#[test]
	fn every_leaf_of_every_small_tree_is_proved() {
		for count in 1..=33 {
			let leaves = leaves(count);
			let root = root(&leaves);
			for index in 0..count {
				let proof = prove(&leaves, index).unwrap();
				let leaf = &leaves[index as usize];
				assert!(verify(&root, count, index, leaf, &proof), "{index} of {count}");
				assert!(!verify(&root, count, index, b"none", &proof));
				assert!(!verify(&root, count, (index + 1) % (count + 1), leaf, &proof));
			}
		}
	}

	#[test]
	fn an_inner_node_is_no_result() {
		let leaves = leaves(4);
		let proof = prove(&leaves, 0).unwrap();
		let hash = |bytes: &[u8]| polkadot_sdk::sp_crypto_hashing::keccak_256(bytes);
		let children = [hash(&leaves[0]), hash(&leaves[1])].concat();
		assert!(!verify(&root(&leaves), 4, 0, &children, &proof[1..]));
	}

	#[test]
	fn there_is_no_proof_beyond_the_last_leaf() {
		assert_eq!(prove(&leaves(3), 3), None);
	}
}
