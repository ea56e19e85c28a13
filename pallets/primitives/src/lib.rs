//! Types and traits that the pallets, the node and the workers share.
//!
//! Pallets of this workspace never name each other: what one needs of another is a trait here,
//! and the runtime ties the two.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agent;
mod anchor;
mod outcome;
mod traits;

pub use agent::{AgentId, Capabilities, Department, Departments, Role};
pub use anchor::{AnchorId, Grade, DECISION_SCHEMA};
pub use outcome::{
	AnchorEntry, DecisionEntry, Ending, Entry, EntryId, RegistrationEntry, WorkEntry, WorkVerdict,
};
pub use traits::{
	AgentDirectory, Bonds, Candidate, Departmental, OnRetired, Outcomes, Reputation, Standing, Unlock, Works,
};

/// 32 bytes of BLAKE2b-256, the hash used for commitments, evidence, rationales and receipts.
pub type Hash = [u8; 32];

/// A proposal's number. Never reused.
pub type ProposalId = u64;

/// A commons proposal's number. Never reused. A stream has the number of its proposal.
pub type CommonsId = u64;

/// BLAKE2b-256 of `data`.
pub fn blake2(data: &[u8]) -> Hash {
	polkadot_sdk::sp_crypto_hashing::blake2_256(data)
}
