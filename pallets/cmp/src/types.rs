//! What the pallet keeps in state.

use crate::Config;
use althing_cmp_rules::{
	Answer, Cast, Constants, Hearing, Outcome, Pair, Past, Question, Reveal, Seat, Shown, Testimony,
	MAX_PAIRS, MAX_PANEL,
};
use althing_primitives::{AgentId, Hash, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{
		traits::{fungible, Bounded},
		BoundedVec,
	},
	frame_system,
	sp_runtime::{traits::ConstU32, Perbill},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The fewest seats that a panel may have: with two, one owner would be half of it.
pub const MIN_PANEL: u32 = 3;

/// The most blocks in a row in which a draw is tried before the proposal expires.
pub const MAX_DRAWS: u8 = 32;

/// The balance that deposits are held in.
pub type BalanceOf<T> =
	<<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// A call that is made when its proposal is approved.
pub type BoundedCallOf<T> = Bounded<<T as Config>::RuntimeCall, <T as frame_system::Config>::Hashing>;

/// A proposal as this runtime keeps it.
pub type ProposalInfoOf<T> =
	ProposalInfo<<T as frame_system::Config>::AccountId, BalanceOf<T>, BoundedCallOf<T>>;

/// How large panels are and how long they have. Block counts.
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
pub struct Timing {
	/// Blocks between opening and the draw; at least two, so that the draw rests on an author whose
	/// block came after the opening.
	pub draw_delay: u32,
	/// Blocks that the seats have to seal.
	pub seal_period: u32,
	/// Blocks that the seats have to reveal.
	pub reveal_period: u32,
	/// Seats that are drawn, when there are agents enough.
	pub panel_size: u32,
}

impl Timing {
	/// The nearest timing that can work: governance may set any number.
	pub(crate) fn clamped(self) -> Self {
		Self {
			draw_delay: self.draw_delay.max(2),
			seal_period: self.seal_period.max(1),
			reveal_period: self.reveal_period.max(1),
			panel_size: self.panel_size.clamp(MIN_PANEL, MAX_PANEL),
		}
	}
}

/// Where a proposal stands. Rounds count from zero.
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
pub enum Phase {
	/// Waits for its panel.
	Drawing {
		/// Draws that failed so far.
		attempts: u8,
	},
	/// Its panel seals ballots.
	Sealing {
		/// The round.
		round: u8,
		/// Seats that have sealed in it.
		sealed: u8,
	},
	/// Its panel opens them.
	Revealing {
		/// The round.
		round: u8,
		/// Seats that sealed in it.
		sealed: u8,
		/// Seats that have revealed.
		revealed: u8,
	},
}

/// An active proposal.
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
pub struct ProposalInfo<AccountId, Balance, Call> {
	/// What is asked.
	pub question: Question,
	/// Who asked.
	pub proposer: AccountId,
	/// What is held of the proposer until the end.
	pub deposit: Balance,
	/// What is called when the answer is yes.
	pub call: Option<Call>,
	/// The constants in force when it was opened.
	pub constants: Constants,
	/// How earlier decisions of its class had turned out when it was opened.
	pub past: Past,
	/// The timing in force when it was opened.
	pub timing: Timing,
	/// The block in which it was opened.
	pub opened_at: u32,
	/// Outputs that had gone into the entropy when it was opened.
	pub entropy_mark: u64,
	/// Seats on its panel; none before the draw.
	pub seats: u8,
	/// Where it stands.
	pub phase: Phase,
	/// The block that ends the phase: what is due in it comes too late in it.
	pub due: u32,
}

/// A panel as it was drawn.
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
pub struct Panel {
	/// The block in which it was drawn.
	pub drawn_at: u32,
	/// The randomness that it was drawn with.
	pub entropy: Hash,
	/// The seats.
	pub seats: BoundedVec<Seat, ConstU32<MAX_PANEL>>,
	/// What each seat's agent had shown by then, in the order of the seats.
	pub shown: BoundedVec<Shown, ConstU32<MAX_PANEL>>,
	/// The seats that had agreed more than chance explains, in ascending order.
	pub pairs: BoundedVec<Pair, ConstU32<MAX_PAIRS>>,
	/// What the estimate in force said of them, if one was.
	pub testimony: Option<Testimony>,
}

impl Panel {
	/// How likely each seat's agent is to be right, by the estimate in force or else by what it has shown.
	pub fn accuracies(&self) -> impl Iterator<Item = Perbill> + '_ {
		self.shown.iter().enumerate().map(|(seat, shown)| {
			let testimony = self
				.testimony
				.as_ref()
				.and_then(|testimony| testimony.seats.get(seat));
			testimony.map_or_else(|| shown.accuracy(), |known| known.matrix.accuracy())
		})
	}

	/// What the panel's rounds are counted by.
	pub fn hearing<'a>(
		&'a self,
		question: &'a Question,
		constants: &'a Constants,
		past: Past,
	) -> Hearing<'a> {
		Hearing {
			question,
			constants,
			past,
			seats: &self.seats,
			shown: &self.shown,
			pairs: &self.pairs,
			testimony: self.testimony.as_ref(),
		}
	}
}

/// A commitment and the round that it was made in.
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
pub struct Sealed {
	/// The round.
	pub round: u8,
	/// The commitment.
	pub commitment: Hash,
}

/// What one seat has done in the latest round in which it did anything.
///
/// Entries are not rewritten between rounds: the round in [`Sealed`] tells whether they still count.
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
pub struct SeatBallot {
	/// Position in the panel.
	pub seat: u8,
	/// The account that signs for the seat.
	pub account: [u8; 32],
	/// What it sealed.
	pub sealed: Option<Sealed>,
	/// What it opened of that.
	pub reveal: Option<Reveal>,
}

impl SeatBallot {
	/// A seat that has done nothing.
	pub(crate) const fn new(seat: u8, account: [u8; 32]) -> Self {
		Self {
			seat,
			account,
			sealed: None,
			reveal: None,
		}
	}

	/// The commitment made in `round`.
	pub fn commitment(&self, round: u8) -> Option<Hash> {
		self.sealed.filter(|s| s.round == round).map(|s| s.commitment)
	}

	/// What the seat did in `round`, in the form that the rules count.
	pub fn cast(&self, round: u8) -> Option<Cast> {
		self.commitment(round).map(|commitment| Cast {
			seat: self.seat,
			commitment,
			reveal: self.reveal,
		})
	}
}

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

/// Something that an agent can do now, without a fee.
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
pub struct Duty {
	/// The proposal.
	pub proposal: ProposalId,
	/// The registration that has the seat.
	pub agent: AgentId,
	/// Position in the panel.
	pub seat: u8,
	/// The round.
	pub round: u8,
	/// What has been sealed and must be opened; nothing when a ballot must be sealed.
	pub reveal: Option<Hash>,
	/// The first block in which it is too late.
	pub due: u32,
}
