//! What is kept: roots of stores, and grants.

use althing_primitives::{AgentId, Candidate, Department, Hash};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::fungible::Inspect, BoundedVec},
	frame_system::{self, pallet_prelude::BlockNumberFor},
};
use scale_info::TypeInfo;

use crate::Config;

/// A grant's number. Never reused.
pub type GrantId = u64;

/// The amount type of the pallet's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// An agent as this pallet sees it.
pub type AgentOf<T> = Candidate<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

/// What a department calls a store: letters, digits, `-`, `_` and `.`.
pub type NameOf<T> = BoundedVec<u8, <T as Config>::MaxName>;

/// [`Root`] with the types of a runtime.
pub type RootOf<T> = Root<BlockNumberFor<T>>;

/// [`Store`] with the types of a runtime.
pub type StoreOf<T> = Store<
	<T as frame_system::Config>::AccountId,
	BalanceOf<T>,
	BoundedVec<RootOf<T>, <T as Config>::MaxRoots>,
>;

/// [`Offer`] with the types of a runtime.
pub type OfferOf<T> = Offer<BlockNumberFor<T>>;

/// [`Grant`] with the types of a runtime.
pub type GrantOf<T> = Grant<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// Whose a graph is, or who is let see it.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Party {
	/// All agents of a department.
	Department(Department),
	/// One agent. Whoever registers after it under the same account is another.
	Agent(AgentId),
}

/// How closely a graph is kept. Public graphs need no grants.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Level {
	/// For some departments and agents, as it stands or redacted.
	Restricted,
	/// One department's; others get a redacted copy.
	Confidential,
	/// One agent's; other agents, and never whole departments, get a redacted copy.
	Personal,
}

/// The root of a version of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Root<BlockNumber> {
	/// The version: the number of its last commit.
	pub version: u64,
	/// The hash of that commit, which has the hashes of all before it in it.
	pub root: Hash,
	/// The agent that published it.
	pub agent: AgentId,
	/// The block of the publication.
	pub at: BlockNumber,
}

/// A knowledge store of a department, as far as the chain knows it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Store<AccountId, Balance, Roots> {
	/// Who owns the agents that publish its roots.
	pub owner: AccountId,
	/// Who published the first.
	pub depositor: AccountId,
	/// What is held on the depositor while the store is known.
	pub deposit: Balance,
	/// The latest roots, the earliest of them first. Never empty.
	pub roots: Roots,
}

/// What is published of a store.
pub struct Publication<T: Config> {
	/// The agent that publishes.
	pub agent: AgentId,
	/// The store of the agent's department.
	pub store: NameOf<T>,
	/// The version.
	pub version: u64,
	/// Its root.
	pub root: Hash,
	/// The root published before, zero for none.
	pub previous: Hash,
}

/// What is granted to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer<BlockNumber> {
	/// Whose the graph is.
	pub grantor: Party,
	/// Who is let see it.
	pub grantee: Party,
	/// BLAKE2b-256 of the graph's name.
	pub graph: Hash,
	/// How closely it is kept.
	pub level: Level,
	/// BLAKE2b-256 of the rules that make the copy, zero for none.
	pub redaction: Hash,
	/// The first block in which it may not be seen any more.
	pub expires: BlockNumber,
}

/// That somebody was let see a graph.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Grant<AccountId, Balance, BlockNumber> {
	/// Whose the graph is.
	pub grantor: Party,
	/// Who is let see it.
	pub grantee: Party,
	/// BLAKE2b-256 of the graph's name.
	pub graph: Hash,
	/// How closely it is kept.
	pub level: Level,
	/// BLAKE2b-256 of the rules that make the copy, zero for none.
	pub redaction: Hash,
	/// The first block in which it may not be seen any more.
	pub expires: BlockNumber,
	/// The block of the grant.
	pub at: BlockNumber,
	/// The block in which the grantee said that it knows.
	pub acknowledged: Option<BlockNumber>,
	/// Who paid the deposit: who signed, or the department's account.
	pub depositor: AccountId,
	/// What is held on the depositor while the grant is kept.
	pub deposit: Balance,
}

/// What all grants of one graph have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Shared {
	/// How closely the graph is kept.
	pub level: Level,
	/// How many grants are kept. Never zero.
	pub grants: u32,
}
