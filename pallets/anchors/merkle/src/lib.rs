//! The trees that an anchor and a block's outcomes commit to, and the whole chain of proofs from an entry to the root of
//! the Merkle mountain range: the same on chain, off it, and in `contracts/`.
//!
//! | module | what |
//! |---|---|
//! | [`tree`] | the tree over a batch of results or a department's entries |
//! | [`path`] | the same proof as items, each with its side |
//! | [`entry`] | the bytes of an entry |
//! | [`outcomes`] | a block's entries, department by department, under one root |
//! | [`chain`] | entry → department → block → leaf of the mountain range → its root |
//!
//! Everything here is pure: no storage, no clock, no chain.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod chain;
pub mod entry;
pub mod outcomes;
pub mod path;
#[cfg(test)]
mod tests;
pub mod tree;

pub use tree::{prove, root, verify};

use althing_primitives::Hash;
use polkadot_sdk::sp_crypto_hashing::keccak_256;

/// The inner node of every tree here.
fn pair(left: &Hash, right: &Hash) -> Hash {
	let mut both = [0; 64];
	let (first, second) = both.split_at_mut(32);
	first.copy_from_slice(left);
	second.copy_from_slice(right);
	keccak_256(&both)
}
