//! The numbers that the rules leave to governance.

use crate::MAX_ROUNDS;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The numbers that the rules leave to governance. A proposal keeps those that were in force when it was
/// opened.
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
pub struct Constants {
	/// τ₀: the threshold of a question without risk, impact or urgency.
	pub base: Perbill,
	/// a: what full risk adds.
	pub risk: Perbill,
	/// b: what full impact adds.
	pub impact: Perbill,
	/// c: what full urgency takes away.
	pub urgency: Perbill,
	/// The least threshold.
	pub floor: Perbill,
	/// The greatest threshold.
	pub ceiling: Perbill,
	/// The share of seats that must have revealed for a round to count.
	pub quorum: Perbill,
	/// The most that one owner's agents may weigh together.
	pub owner_cap: Perbill,
	/// What belonging to a concerned department adds to a seat's weight.
	pub stakeholder: Perbill,
	/// z of the interval, in thousandths: 1,960 is 95 %.
	pub z_milli: u32,
	/// Two scalar answers agree when they are no further apart than this share of the range.
	pub tolerance: Perbill,
	/// The most rounds before people are asked.
	pub rounds: u8,
	/// The most that a department may weigh whose seats all say the same while the others say something else.
	pub department_cap: Perbill,
	/// What the weight of a seat loses that has come over to what led in the round before.
	pub herding: Perbill,
	/// What is added to the threshold of a class of proposals whose decisions all turned out wrong.
	pub context: Perbill,
	/// What an answer counts for its agent's record while only the panel's word speaks for it; at most
	/// [`Constants::MOST_SOFT`].
	pub soft: Perbill,
}

impl Constants {
	/// The most that [`Self::soft`] can be. The panel must not become its own proof.
	pub const MOST_SOFT: Perbill = Perbill::from_percent(50);

	/// The nearest constants that can work: at least one round and at most [`MAX_ROUNDS`], and bounds on what
	/// would let a panel confirm itself. Governance may set any number.
	#[must_use]
	pub fn clamped(self) -> Self {
		Self {
			rounds: self.rounds.clamp(1, MAX_ROUNDS as u8), // 8
			soft: self.soft.min(Self::MOST_SOFT),
			..self
		}
	}
}

impl Default for Constants {
	fn default() -> Self {
		Self {
			base: Perbill::from_percent(60),
			risk: Perbill::from_percent(20),
			impact: Perbill::from_percent(15),
			urgency: Perbill::from_percent(10),
			floor: Perbill::from_percent(50),
			ceiling: Perbill::from_percent(95),
			quorum: Perbill::from_percent(50),
			owner_cap: Perbill::from_parts(333_333_333),
			stakeholder: Perbill::from_percent(25),
			z_milli: 1_960,
			tolerance: Perbill::from_percent(10),
			rounds: 3,
			department_cap: Perbill::from_percent(50),
			herding: Perbill::from_percent(50),
			context: Perbill::from_percent(20),
			soft: Perbill::from_percent(25),
		}
	}
}
