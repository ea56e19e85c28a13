//! What was found about the weights of a round, and what it changed.

use crate::Fixed;
use althing_primitives::Department;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A bias that was found in a round.
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
pub enum Bias {
	/// One owner's agents weighed more than the cap allows.
	OwnerConcentration {
		/// The owner.
		owner: [u8; 32],
	},
	/// A department's seats all said the same against the others, and weighed more than the cap allows.
	DepartmentBloc {
		/// The department.
		department: Department,
	},
	/// Seats said the same as others that they agree with more than chance explains.
	Copying {
		/// How many.
		seats: u8,
	},
	/// Seats came over to what led in the round before.
	Herding {
		/// How many.
		seats: u8,
	},
	/// Seats whose agents do not know how sure they may be.
	Miscalibration {
		/// How many.
		seats: u8,
	},
}

/// A bias, and what it changed.
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
pub struct Finding {
	/// What was found.
	pub bias: Bias,
	/// The share of the weight that those concerned had before.
	pub before: Perbill,
	/// And after.
	pub after: Perbill,
}

/// Why a seat weighs what it weighs: one bit for each reason.
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
pub struct Reasons(pub u8);

impl Reasons {
	/// Its department is concerned: it weighs more.
	pub const STAKEHOLDER: Self = Self(1);
	/// It was surer than it was right.
	pub const MISCALIBRATED: Self = Self(2);
	/// It came over to what led in the round before.
	pub const HERDING: Self = Self(4);
	/// It says the same as others that it copies.
	pub const COPYING: Self = Self(8);
	/// Its department speaks with one voice against the others.
	pub const BLOC: Self = Self(16);
	/// Its owner has too much weight on the panel.
	pub const OWNER: Self = Self(32);

	/// Whether all of `reason` is among them.
	pub const fn contains(self, reason: Self) -> bool {
		self.0 & reason.0 == reason.0
	}

	/// With `reason` added.
	#[must_use]
	pub const fn with(self, reason: Self) -> Self {
		Self(self.0 | reason.0)
	}
}

/// What one seat's weight in a round is made of; all zero for seats that did not reveal.
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
pub struct Grounds {
	/// The log-odds of its answer, by what its agent has shown.
	pub odds: Fixed,
	/// What they were multiplied with for the agent's calibration.
	pub calibration: Perbill,
	/// And for its independence of those who say the same.
	pub independence: Perbill,
	/// Everything that changed the weight.
	pub reasons: Reasons,
}
