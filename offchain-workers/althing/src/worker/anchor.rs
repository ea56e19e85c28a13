//! What the anchor of a decision commits to.

use althing_chain::Hash;
use althing_primitives::{blake2, ProposalId, DECISION_SCHEMA};
use codec::Encode;

/// The hash of the description of what a leaf is: the anchor's schema.
pub fn schema() -> Hash {
	blake2(DECISION_SCHEMA.as_bytes())
}

/// The idempotency key of a decision's anchor: the same whoever submits it, however often.
pub fn key(proposal: ProposalId, receipt: &Hash) -> Hash {
	(b"althing/anchor/1", proposal, receipt).using_encoded(blake2)
}
