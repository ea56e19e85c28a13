//! What the anchor of a decision commits to.

use althing_chain::Hash;
use althing_primitives::{blake2, ProposalId};
use codec::Encode;

/// What a leaf is, in words; its hash is the anchor's schema.
const SCHEMA: &str =
	"althing decision v1: leaf 0 is BLAKE2b-256 of the SCALE-encoded receipt; the following \
	leaves are BLAKE2b-256 of the rationales of the revealed ballots, by round and seat";

/// The hash of the description of what a leaf is.
pub fn schema() -> Hash {
	blake2(SCHEMA.as_bytes())
}

/// The idempotency key of a decision's anchor: the same whoever submits it, however often.
pub fn key(proposal: ProposalId, receipt: &Hash) -> Hash {
	(b"althing/anchor/1", proposal, receipt).using_encoded(blake2)
}
