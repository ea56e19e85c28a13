//! What is kept for an anchor.

use althing_primitives::{AgentId, Grade, Hash, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::traits::fungible::Inspect,
	frame_system::{self, pallet_prelude::BlockNumberFor},
};
use scale_info::TypeInfo;

use crate::Config;

/// The amount type of the pallet's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// [`Anchor`] with the types of a runtime.
pub type AnchorOf<T> = Anchor<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// A commitment to a batch of results.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Anchor<AccountId, Balance, BlockNumber> {
	/// Root of the Merkle tree over the results; see [`althing_merkle`].
	pub root: Hash,
	/// How many results the tree has.
	pub count: u32,
	/// BLAKE2b-256 of the description of what a result looks like.
	pub schema: Hash,
	/// The proposal that asked for the results, if one did.
	pub proposal: Option<ProposalId>,
	/// The agent whose results these are.
	pub agent: AgentId,
	/// The idempotency key the batch was submitted under.
	pub key: Hash,
	/// Who submitted the batch: the agent's account or its owner at that time.
	pub depositor: AccountId,
	/// What is held on the depositor while the anchor stands.
	pub deposit: Balance,
	/// How the results were verified.
	pub grade: Grade,
	/// The block of the submission.
	pub at: BlockNumber,
}
