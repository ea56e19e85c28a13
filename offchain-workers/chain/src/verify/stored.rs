//! What the chain stores of decisions and anchors, as far as it is proved here.

use crate::AccountId;
use althing_cmp_rules::Outcome;
use althing_primitives::{AgentId, Grade, Hash, ProposalId};
use codec::{Decode, Encode};
use polkadot_sdk::sp_runtime::Perbill;
use scale_info::TypeInfo;

/// `Cmp.Decisions`: what stays of a proposal for good.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StoredDecision {
	/// How it ended.
	pub outcome: Outcome,
	/// The leading answer's share of the weight in the last round.
	pub support: Perbill,
	/// The lower end of the interval around it.
	pub lower: Perbill,
	/// And its upper end.
	pub upper: Perbill,
	/// The threshold.
	pub threshold: Perbill,
	/// Rounds that were held.
	pub rounds: u8,
	/// BLAKE2b-256 of the receipt.
	pub receipt: Hash,
	/// BLAKE2b-256 of the case's body.
	pub evidence: Hash,
	/// The block in which it ended.
	pub decided_at: u32,
}

/// `Anchors.Anchors`: a commitment to a batch of results.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StoredAnchor {
	/// Root of the tree over the results.
	pub root: Hash,
	/// How many results there are.
	pub count: u32,
	/// BLAKE2b-256 of the description of what a result looks like.
	pub schema: Hash,
	/// The proposal that asked for the results, if one did.
	pub proposal: Option<ProposalId>,
	/// The agent whose results these are.
	pub agent: AgentId,
	/// The idempotency key that the batch was submitted under.
	pub key: Hash,
	/// Who submitted it.
	pub depositor: AccountId,
	/// What is held on the depositor while the anchor stands.
	pub deposit: u128,
	/// How the results were verified.
	pub grade: Grade,
	/// The block of the submission.
	pub at: u32,
}
