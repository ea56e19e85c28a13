//! What stays in state when a proposal has ended.

use althing_cmp_rules::{Answer, Outcome};
use althing_primitives::Hash;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_runtime::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What stays of a proposal for good.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Decision {
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

/// How a proposal's question was answered by events.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Settlement {
	/// What turned out to be true.
	pub truth: Answer,
	/// The block in which that was told.
	pub at: u32,
}

/// What the owners of a panel's seats were paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Reward<Balance> {
	/// What each got.
	pub each: Balance,
	/// Which seats' owners did: bit i is seat i.
	pub seats: u64,
}

/// Which of a topic's panels are kept.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct HeardRange {
	/// The number of the first that is kept.
	pub first: u32,
	/// The number of the next.
	pub next: u32,
	/// How many answers all panels gave, kept or not.
	pub seen: u64,
}

/// How many proposals ended in each way.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Endings {
	/// With an answer.
	pub decided: u64,
	/// Without consensus.
	pub escalated: u64,
	/// Without a panel, or without anybody's answer.
	pub expired: u64,
}

impl Endings {
	/// One more that ended with `outcome`.
	pub(crate) fn add(&mut self, outcome: Outcome) {
		let count = match outcome {
			Outcome::Decided(_) => &mut self.decided,
			Outcome::Escalated => &mut self.escalated,
			Outcome::Expired => &mut self.expired,
		};
		*count = count.saturating_add(1); // 2⁶⁴ proposals never come
	}
}

/// An agent's past on panels, in rounds.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Record {
	/// Rounds in which it sealed a ballot.
	pub sealed: u32,
	/// Rounds in which it opened it too.
	pub revealed: u32,
	/// Rounds in which it had a seat and sealed nothing.
	pub missed: u32,
}

/// The randomness that panels are drawn with.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Pool {
	/// All outputs so far, folded.
	pub value: Hash,
	/// How many outputs went in.
	pub outputs: u64,
}
