//! How often an agent was right, and what its word weighs for it.

use althing_cmp_stats::Real;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// One answer, in the thousandths that answers are counted in; also one, where a share is meant.
pub const WHOLE: u32 = 1_000;

/// When a side has more than so many answers both its counts are halved: what was long ago counts less, and
/// who turns is found out within as many answers.
const MEMORY: u32 = 200 * WHOLE;

/// The answers that stand behind those of an agent of which nothing is known, and how many of them are right:
/// better than a coin, far from certain.
const BEHIND: u32 = 4 * WHOLE;
const RIGHT_BEHIND: u32 = 2_800;

/// What an agent did where one and the same answer was true, in thousandths of answers.
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
pub struct Odds {
	/// Right answers.
	pub right: u32,
	/// Wrong answers.
	pub wrong: u32,
}

impl Odds {
	/// All answers.
	pub const fn all(self) -> u32 {
		self.right.saturating_add(self.wrong)
	}

	const fn plus(self, other: Self) -> Self {
		Self {
			right: self.right.saturating_add(other.right),
			wrong: self.wrong.saturating_add(other.wrong),
		}
	}

	const fn minus(self, other: Self) -> Self {
		Self {
			right: self.right.saturating_sub(other.right),
			wrong: self.wrong.saturating_sub(other.wrong),
		}
	}

	const fn faded(self) -> Self {
		if self.all() <= MEMORY {
			return self;
		}
		Self {
			right: self.right / 2,
			wrong: self.wrong / 2,
		}
	}

	/// The mean of the Beta posterior with [`BEHIND`] answers behind the counts, a `rate` of them right.
	fn mean(self, rate: Real) -> Real {
		let behind = Real::from_count(BEHIND as usize);
		(Real::from_count(self.right as usize) + rate * behind)
			.over(Real::from_count(self.all() as usize) + behind)
	}
}

/// What an agent has shown in one class of proposals.
///
/// Where questions are of yes and no, whoever always says yes is right whenever yes is true: the two truths are
/// counted apart (two coins: Dawid and Skene, 1979). All other questions count on the side of yes.
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
pub struct Skill {
	/// Where yes was true, and where the question was not of yes and no.
	pub yes: Odds,
	/// Where no was true.
	pub no: Odds,
}

/// What was said, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
	/// Yes or no.
	Binary(bool),
	/// Something else.
	Other,
}

/// What is believed to be true of what was said, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belief {
	/// How likely it is that what was said is right; at most [`WHOLE`].
	pub right: u32,
	/// What an answer counts: [`WHOLE`] when the truth is known, less while it is only believed.
	pub counts: u32,
}

/// What a weight is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighed {
	/// Yes or no was said.
	Binary(bool),
	/// One of so many options was chosen.
	Choice(u8),
	/// A number was said.
	Scalar,
}

impl Skill {
	/// What one answer adds to the counts.
	pub fn lesson(said: Said, belief: Belief) -> Self {
		let right = share(belief.right, belief.counts);
		let wrong = belief.counts.saturating_sub(right);
		let (if_right, if_wrong) = (Odds { right, wrong: 0 }, Odds { right: 0, wrong });
		match said {
			Said::Other => Self {
				yes: if_right.plus(if_wrong),
				no: Odds::default(),
			},
			Said::Binary(true) => Self {
				yes: if_right,
				no: if_wrong,
			},
			Said::Binary(false) => Self {
				yes: if_wrong,
				no: if_right,
			},
		}
	}

	/// With a lesson more; what is long ago fades.
	pub const fn plus(self, lesson: Self) -> Self {
		Self {
			yes: self.yes.plus(lesson.yes).faded(),
			no: self.no.plus(lesson.no).faded(),
		}
	}

	/// With a lesson taken back, as far as it has not faded.
	pub const fn minus(self, lesson: Self) -> Self {
		Self {
			yes: self.yes.minus(lesson.yes),
			no: self.no.minus(lesson.no),
		}
	}

	/// How likely the agent is to be right, whatever is true.
	pub fn accuracy(&self) -> Real {
		let newcomer = Real::from_count(RIGHT_BEHIND as usize).over(Real::from_count(BEHIND as usize));
		self.yes.plus(self.no).mean(newcomer)
	}

	/// How much more likely this agent says this where it is true than where it is not, in nats: the weight
	/// that makes a vote of independent judges as good as it can be (Nitzan and Paroush, 1982), for judges who
	/// may be better at one answer than at the other. Each side has [`BEHIND`] answers at the agent's own
	/// accuracy behind it.
	///
	/// - yes: ln s₁/(1−s₀), no: ln s₀/(1−s₁), with s₁ and s₀ how often it is right where yes and no are true;
	/// - one of K options: ln p(K−1)/(1−p); a number: ln p/(1−p).
	///
	/// Between ln 51/49 and ln 99, so that nobody's word counts against itself, nor so much that nobody else's
	/// matters. Error below 1e-10.
	pub fn weight(&self, said: Weighed) -> Real {
		let accuracy = self.accuracy();
		let (one, zero) = (self.yes.mean(accuracy), self.no.mean(accuracy));
		let (likely, unlikely) = match said {
			Weighed::Binary(true) => (one, Real::ONE - zero),
			Weighed::Binary(false) => (zero, Real::ONE - one),
			Weighed::Choice(options) => {
				let others = Real::from_count(usize::from(options.max(2)).saturating_sub(1));
				(accuracy * others, Real::ONE - accuracy)
			}
			Weighed::Scalar => (accuracy, Real::ONE - accuracy),
		};
		let (least, most) = (Real::ratio(51, 49).ln(), Real::from_count(99).ln());
		(likely.ln() - unlikely.ln()).clamp(least, most)
	}
}

/// `of` × `part` thousandths, rounded to the nearest; a part above one counts as one.
fn share(part: u32, of: u32) -> u32 {
	let part = part.min(WHOLE);
	let wide = u64::from(part)
		.saturating_mul(of.into())
		.saturating_add(u64::from(WHOLE / 2));
	// At most `of`.
	u32::try_from(wide / u64::from(WHOLE)).unwrap_or(of)
}
