//! Anchors as seen from outside.

use althing_primitives::{AnchorId, Grade, ProposalId};
use codec::{Decode, Encode};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// A batch of results whose Merkle root is on chain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct AnchorView {
	/// Its number.
	pub id: AnchorId,
	/// Who anchored it.
	pub submitter: AccountId32,
	/// The root over the leaves.
	pub root: H256,
	/// How many leaves there are.
	pub count: u32,
	/// BLAKE2b-256 of the description of what a leaf is.
	pub schema: H256,
	/// The proposal whose panel stands behind the batch, if one does.
	pub panel: Option<ProposalId>,
	/// How strongly the results were verified.
	pub grade: Grade,
	/// The block in which it was anchored.
	pub anchored_at: u32,
}
