//! A panel, and what its seats do.

use althing_cmp_rules::{
	Cast, Constants, Hearing, Pair, Past, Question, Reveal, Seat, Shown, Testimony, MAX_PAIRS, MAX_PANEL,
};
use althing_primitives::{AgentId, Hash, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{frame_support::BoundedVec, sp_runtime::traits::ConstU32};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

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
