//! All that is kept of one agent.

use crate::{Belief, Calibration, Class, History, Said, Seen, Skill, CLASSES, WHOLE};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The least that an agreement counts on answers that turned out wrong, in thousandths of a nat: as likely as they
/// are from an agent of which nothing is known, 0.3.
const AGREED_WRONG: u16 = 1_131;

/// All that is kept of one agent: of the same size however much it has done.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Track {
	skills: [Skill; CLASSES],
	/// How well it knows itself.
	pub calibration: Calibration,
	/// What it said lately.
	pub history: History,
}

/// One answer of one agent, of which something is learnt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
	/// The proposal's class.
	pub class: Class,
	/// The proposal's number, as far as 32 bits hold it.
	pub number: u32,
	/// What was said.
	pub said: Said,
	/// With which confidence, in thousandths.
	pub confidence: u32,
	/// What was believed when the panel had decided; nothing where it had not.
	pub believed: Option<Belief>,
}

impl Track {
	/// What the agent has shown in a class.
	pub fn skill(&self, class: Class) -> Skill {
		self.skills.get(class.index()).copied().unwrap_or_default()
	}

	/// Remembers what was said, and learns softly from what the panel believes of it.
	pub fn believe(&mut self, lesson: &Lesson, seen: Seen) {
		self.history.note(seen);
		if let (Some(belief), Some(skill)) = (lesson.believed, self.skill_mut(lesson.class)) {
			*skill = skill.plus(Skill::lesson(lesson.said, belief));
		}
	}

	/// Learns that what was said was right or wrong; what was believed of it is taken back.
	pub fn learn(&mut self, lesson: &Lesson, right: bool) {
		let known = Belief {
			right: if right { WHOLE } else { 0 },
			counts: WHOLE,
		};
		if let Some(skill) = self.skill_mut(lesson.class) {
			if let Some(belief) = lesson.believed {
				*skill = skill.minus(Skill::lesson(lesson.said, belief));
			}
			*skill = skill.plus(Skill::lesson(lesson.said, known));
		}
		self.calibration = self.calibration.plus(lesson.confidence, right);
		self.history.revise(lesson.number, |nats| match right {
			true => nats.min(Seen::AGREED_RIGHT),
			false => nats.max(AGREED_WRONG),
		});
	}

	fn skill_mut(&mut self, class: Class) -> Option<&mut Skill> {
		self.skills.get_mut(class.index())
	}
}
