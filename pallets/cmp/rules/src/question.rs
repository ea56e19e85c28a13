//! What is asked, and what can be answered.

use althing_cmp_skill::Class;
use althing_primitives::{Departments, Hash};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The form of the answer that is asked for.
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
pub enum Kind {
	/// Yes or no.
	Binary,
	/// One of `options` numbered from zero.
	Choice {
		/// How many there are: 2 to [`Kind::MAX_OPTIONS`].
		options: u8,
	},
	/// A number between `min` and `max`, in the unit that the question states.
	Scalar {
		/// The least answer.
		min: i64,
		/// The greatest answer; above `min`.
		max: i64,
	},
}

impl Kind {
	/// The most options that a choice may have.
	pub const MAX_OPTIONS: u8 = 16;

	/// Whether a question of this kind can be put at all.
	pub const fn is_valid(&self) -> bool {
		match self {
			Self::Binary => true,
			Self::Choice { options } => *options >= 2 && *options <= Self::MAX_OPTIONS,
			Self::Scalar { min, max } => *min < *max,
		}
	}

	/// Whether `answer` answers a question of this kind.
	pub const fn accepts(&self, answer: &Answer) -> bool {
		match (self, answer) {
			(Self::Binary, Answer::Binary(_)) => true,
			(Self::Choice { options }, Answer::Choice(chosen)) => *chosen < *options,
			(Self::Scalar { min, max }, Answer::Scalar(value)) => *min <= *value && *value <= *max,
			_ => false,
		}
	}
}

/// One answer.
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
pub enum Answer {
	/// Yes (`true`) or no.
	Binary(bool),
	/// The option's number, from zero.
	Choice(u8),
	/// The number.
	Scalar(i64),
}

/// A question put to a panel.
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
pub struct Question {
	/// The form of the answer.
	pub kind: Kind,
	/// The departments that it concerns; each has a seat. None means all.
	pub departments: Departments,
	/// How bad a wrong answer would be.
	pub risk: Perbill,
	/// How many stakeholders it touches.
	pub impact: Perbill,
	/// How much waiting costs.
	pub urgency: Perbill,
	/// BLAKE2b-256 of the case's body.
	pub evidence: Hash,
}

impl Question {
	/// From this risk on a question is a grave one.
	const GRAVE: Perbill = Perbill::from_percent(50);

	/// The class in which its answers are judged.
	pub fn class(&self) -> Class {
		match self.kind {
			Kind::Binary if self.risk >= Self::GRAVE => Class::Grave,
			Kind::Binary => Class::Routine,
			Kind::Choice { .. } => Class::Choice,
			Kind::Scalar { .. } => Class::Scalar,
		}
	}
}
