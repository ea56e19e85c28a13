//! A proposal while it is active.

use crate::Config;
use althing_cmp_rules::{Constants, Past, Question, MAX_PANEL};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::traits::{fungible, Bounded},
	frame_system,
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
