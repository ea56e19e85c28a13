//! Everything that a decision rests on.

use crate::{
	Answer, Binding, Constants, Finding, Fixed, Grounds, Hearing, Past, Question, Reveal, Shown, Testimony,
};
use althing_cmp_skill::Pair;
use althing_primitives::{AgentId, Department, Hash, ProposalId, Role};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most seats that a panel may have.
pub const MAX_PANEL: u32 = 64;

/// The most pairs of seats that a panel may have.
pub const MAX_PAIRS: u32 = MAX_PANEL * (MAX_PANEL - 1) / 2;

/// The most biases that may be found in a round: one for each owner and department, and three that are told once.
pub const MAX_FINDINGS: u32 = MAX_PANEL + 8 + 3;

/// The form of receipts, counted up when it changes.
pub const RECEIPT_VERSION: u8 = 2;

/// The most rounds that a proposal may go through.
pub const MAX_ROUNDS: u32 = 8;

/// One agent's place on a panel. Frozen when the panel is drawn.
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
pub struct Seat {
	/// Registration number.
	pub agent: AgentId,
	/// The account that signs for it.
	pub account: [u8; 32],
	/// The account that owns it.
	pub owner: [u8; 32],
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
}

/// What one seat did in one round. Seats that sealed nothing have no entry.
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
pub struct Cast {
	/// Position in the receipt's seats.
	pub seat: u8,
	/// The sealed ballot.
	pub commitment: Hash,
	/// The opened ballot, if it was opened in time.
	pub reveal: Option<Reveal>,
}

/// What a round says.
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
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
	/// The leading answer has it.
	Decided(Answer),
	/// Support falls short of the threshold, or the interval reaches down to one half.
	Undecided,
	/// Too few seats revealed.
	NoQuorum,
}

/// A round's count. Shares are of the weight of the seats that revealed.
#[derive(
	Clone,
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
pub struct Tally {
	/// τ.
	pub threshold: Perbill,
	/// The likeliest answer, for a number the weighted median; ties go to the lower answer (no before yes). Nothing
	/// where nobody's word weighs.
	pub leading: Option<Answer>,
	/// How likely it is to be the right one; zero for a number.
	pub posterior: Perbill,
	/// The share of the weight that is behind it.
	pub support: Perbill,
	/// The lower end of the Wilson interval around the support.
	pub lower: Perbill,
	/// And its upper end.
	pub upper: Perbill,
	/// n_eff = (Σw)² / Σw².
	pub effective: Fixed,
	/// Each seat's weight after every correction, in the order of the seats; zero for those that did not
	/// reveal.
	pub weights: BoundedVec<Fixed, ConstU32<MAX_PANEL>>,
	/// What each of these weights is made of.
	pub grounds: BoundedVec<Grounds, ConstU32<MAX_PANEL>>,
	/// The biases found.
	pub findings: BoundedVec<Finding, ConstU32<MAX_FINDINGS>>,
	/// What follows.
	pub verdict: Verdict,
}

/// One round: what was cast, and its count.
#[derive(
	Clone,
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
pub struct Round {
	/// What was cast, in the order of the seats.
	pub casts: BoundedVec<Cast, ConstU32<MAX_PANEL>>,
	/// The count.
	pub tally: Tally,
}

/// How a proposal ended.
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
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
	/// The panel's answer. `Binary(true)` approves, `Binary(false)` rejects.
	Decided(Answer),
	/// The rounds are used up without consensus: people are asked.
	Escalated,
	/// No panel could be drawn, or nobody ever revealed.
	Expired,
}

/// Everything needed to recompute a decision.
#[derive(
	Clone,
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
pub struct Receipt {
	/// [`RECEIPT_VERSION`].
	pub version: u8,
	/// The hash of the chain's first block.
	pub genesis: Hash,
	/// The proposal's number.
	pub proposal: ProposalId,
	/// What was asked.
	pub question: Question,
	/// Who asked.
	pub proposer: [u8; 32],
	/// The constants in force.
	pub constants: Constants,
	/// How earlier decisions of the class had turned out when it was opened.
	pub past: Past,
	/// The block in which it was opened.
	pub opened_at: u32,
	/// The block in which the panel was drawn.
	pub drawn_at: u32,
	/// The randomness that it was drawn with.
	pub entropy: Hash,
	/// The panel.
	pub seats: BoundedVec<Seat, ConstU32<MAX_PANEL>>,
	/// What each seat's agent had shown at the draw, in the order of the seats.
	pub shown: BoundedVec<Shown, ConstU32<MAX_PANEL>>,
	/// The seats that had agreed more than chance explains, in ascending order.
	pub pairs: BoundedVec<Pair, ConstU32<MAX_PAIRS>>,
	/// What the estimate that was in force at the draw said of them, if one was.
	pub testimony: Option<Testimony>,
	/// What happened, round by round.
	pub rounds: BoundedVec<Round, ConstU32<MAX_ROUNDS>>,
	/// The block in which it ended.
	pub decided_at: u32,
	/// How it ended.
	pub outcome: Outcome,
}

impl Receipt {
	/// BLAKE2b-256 of the receipt's SCALE encoding: what the chain keeps.
	pub fn hash(&self) -> Hash {
		self.using_encoded(althing_primitives::blake2)
	}

	/// What its rounds are counted by.
	pub fn hearing(&self) -> Hearing<'_> {
		Hearing {
			question: &self.question,
			constants: &self.constants,
			past: self.past,
			seats: &self.seats,
			shown: &self.shown,
			pairs: &self.pairs,
			testimony: self.testimony.as_ref(),
		}
	}

	/// What `seat`'s ballot in `round` is bound to.
	pub fn binding(&self, round: u8, seat: &Seat) -> Binding {
		Binding {
			genesis: self.genesis,
			proposal: self.proposal,
			round,
			agent: seat.agent,
			account: seat.account,
		}
	}
}
