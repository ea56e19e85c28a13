//! What is kept, and what is submitted.

use althing_primitives::{AgentId, Grade, Hash, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::fungible::Inspect, BoundedVec},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::MultiSignature,
};
use scale_info::TypeInfo;

use crate::{Comparison, Config, Value};

/// The amount type of the pallet's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// [`Anchor`] with the types of a runtime.
pub type AnchorOf<T> = Anchor<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// [`Schema`] with the types of a runtime.
pub type SchemaOf<T> = Schema<
	<T as frame_system::Config>::AccountId,
	BalanceOf<T>,
	BlockNumberFor<T>,
	BoundedVec<u8, <T as Config>::MaxUri>,
>;

/// A commitment to a batch of results.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Anchor<AccountId, Balance, BlockNumber> {
	/// Root of the Merkle tree over the results; see [`althing_merkle`].
	pub root: Hash,
	/// How many results the tree has.
	pub count: u32,
	/// The schema of a result, zero for none; see [`crate::schema_id`].
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

/// What results look like.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Schema<AccountId, Balance, BlockNumber, Uri> {
	/// BLAKE2b-256 of the description.
	pub context: Hash,
	/// How several executions of the same task are compared, if they are.
	pub comparison: Option<Comparison>,
	/// Where the description may be found.
	pub uri: Uri,
	/// Who registered it, and what is held for it; nobody for those of the genesis.
	pub depositor: Option<(AccountId, Balance)>,
	/// The block of the registration.
	pub at: BlockNumber,
}

/// A block that had outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Closed<BlockNumber> {
	/// Its number.
	pub block: BlockNumber,
	/// The root over them.
	pub root: Hash,
}

/// What is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Batch {
	/// Root of the tree over the results.
	pub root: Hash,
	/// How many there are.
	pub count: u32,
	/// Their schema, zero for none.
	pub schema: Hash,
	/// The proposal that asked for them.
	pub proposal: Option<ProposalId>,
	/// The agent whose results these are.
	pub agent: AgentId,
	/// The idempotency key.
	pub key: Hash,
}

/// What one agent found when it executed the task.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Execution {
	/// The agent.
	pub agent: AgentId,
	/// What it found.
	pub value: Value,
	/// Its account's signature over [`crate::Pallet::agreement_message`], by sr25519 or Ed25519.
	pub signature: MultiSignature,
}
