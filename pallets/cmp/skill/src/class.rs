//! Classes of proposals: skill in one says little about skill in another.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// How many classes there are.
pub const CLASSES: usize = 4;

/// A class of proposals. Agents are judged in each by itself.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
	/// Yes or no, with little at risk.
	Routine,
	/// Yes or no, with much at risk.
	Grave,
	/// One of several options.
	Choice,
	/// A number.
	Scalar,
}

impl Class {
	/// Every class, in the order of [`Self::index`].
	pub const ALL: [Self; CLASSES] = [Self::Routine, Self::Grave, Self::Choice, Self::Scalar];

	/// Its place in [`Self::ALL`].
	pub const fn index(self) -> usize {
		match self {
			Self::Routine => 0,
			Self::Grave => 1,
			Self::Choice => 2,
			Self::Scalar => 3,
		}
	}
}
