//! How earlier decisions of a class turned out.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Above so many decisions both counts are halved: what was long ago counts less.
const MEMORY: u32 = 128;

/// Right decisions that stand behind the counted ones: a single mistake says little.
const BEHIND: u32 = 8;

/// How the decisions of a class of proposals turned out, those whose outcome became known.
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
pub struct Past {
	/// How many there are.
	pub settled: u32,
	/// How many of them were wrong.
	pub wrong: u32,
}

impl Past {
	/// With one decision more.
	#[must_use]
	pub fn plus(self, wrong: bool) -> Self {
		let sum = Self {
			settled: self.settled.saturating_add(1),
			wrong: self.wrong.saturating_add(wrong.into()),
		};
		if sum.settled <= MEMORY {
			return sum;
		}
		Self {
			settled: sum.settled / 2,
			wrong: sum.wrong / 2,
		}
	}

	/// The share of wrong decisions, with [`BEHIND`] right ones behind them.
	pub fn error(&self) -> Perbill {
		let all = self.settled.saturating_add(BEHIND);
		Perbill::from_rational(self.wrong.min(all), all)
	}
}
