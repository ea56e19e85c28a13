//! All that a panel's rounds are counted by, beside what is cast in them.

use crate::{Constants, Fixed, Past, Question, Seat, Testimony};
use althing_cmp_skill::{Calibration, Pair, Skill};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a seat's agent had shown when the panel was drawn, in the class of the question.
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
pub struct Shown {
	/// How often it was right.
	pub skill: Skill,
	/// How well it knew how sure it may be.
	pub calibration: Calibration,
}

impl Shown {
	/// How likely the agent is to be right: the one number that lists show.
	pub fn accuracy(&self) -> Perbill {
		Fixed::from_real(self.skill.accuracy()).to_perbill()
	}
}

/// All that a panel's rounds are counted by. Frozen when the panel is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Hearing<'a> {
	/// What is asked.
	pub question: &'a Question,
	/// The constants in force.
	pub constants: &'a Constants,
	/// How earlier decisions of the class turned out.
	pub past: Past,
	/// The panel.
	pub seats: &'a [Seat],
	/// What each seat has shown, in the order of the seats; nothing is known of those that are missing.
	pub shown: &'a [Shown],
	/// The seats that agreed more than chance explains.
	pub pairs: &'a [Pair],
	/// What an estimate says of the seats, where there is one: then neither `shown`'s skills nor `pairs` weigh.
	pub testimony: Option<&'a Testimony>,
}

impl<'a> Hearing<'a> {
	/// A panel of which nothing is known.
	pub fn of_strangers(question: &'a Question, constants: &'a Constants, seats: &'a [Seat]) -> Self {
		Self {
			question,
			constants,
			past: Past::default(),
			seats,
			shown: &[],
			pairs: &[],
			testimony: None,
		}
	}

	/// How likely the agent on the seat at `position` is to be right, by the estimate in force or else by what it has
	/// shown.
	pub fn accuracy(&self, position: usize) -> Perbill {
		let known = self.testimony.and_then(|testimony| testimony.seats.get(position));
		known.map_or_else(
			|| self.shown(position).accuracy(),
			|known| known.matrix.accuracy(),
		)
	}

	/// What the seat at `position` has shown.
	pub(crate) fn shown(&self, position: usize) -> Shown {
		self.shown.get(position).copied().unwrap_or_default()
	}
}
