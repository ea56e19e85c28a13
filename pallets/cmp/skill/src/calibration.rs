//! Whether agents know how sure they may be.

use crate::WHOLE;
use althing_cmp_stats::Real;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Above so many answers both sums are halved.
const MEMORY: u32 = 200;

/// The answers behind those that were scored, at the score of who always says one half.
const BEHIND: u32 = 8;
const EVEN: u32 = WHOLE / 4;

/// The Brier scores of an agent's confidence (G. W. Brier, "Verification of forecasts expressed in terms of
/// probability", 1950), over the answers of which the truth became known.
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
pub struct Calibration {
	/// How many answers were scored.
	pub answers: u32,
	/// The sum of their scores, in thousandths.
	pub error: u32,
}

impl Calibration {
	/// With one answer more, given with `confidence` thousandths.
	pub const fn plus(self, confidence: u32, right: bool) -> Self {
		let confidence = if confidence > WHOLE { WHOLE } else { confidence };
		let off = if right {
			WHOLE.saturating_sub(confidence)
		} else {
			confidence
		};
		let sum = Self {
			answers: self.answers.saturating_add(1),
			// At most a thousand squared.
			error: self.error.saturating_add(off.saturating_mul(off) / WHOLE),
		};
		if sum.answers <= MEMORY {
			return sum;
		}
		Self {
			answers: sum.answers / 2,
			error: sum.error / 2,
		}
	}

	/// The mean score, with some of the score of one half behind it.
	pub fn score(&self) -> Real {
		let answers = self.answers.saturating_add(BEHIND);
		let error = self.error.saturating_add(BEHIND.saturating_mul(EVEN));
		Real::from_count(error as usize).over(Real::from_count(answers.saturating_mul(WHOLE) as usize))
	}

	/// What a weight is multiplied with: one for who does no worse than saying one half always, and ¼ / score
	/// for who does. Between one quarter and one.
	pub fn factor(&self) -> Real {
		let even = Real::ratio(1, 4);
		let score = self.score();
		if score <= even {
			Real::ONE
		} else {
			even.over(score)
		}
	}
}
