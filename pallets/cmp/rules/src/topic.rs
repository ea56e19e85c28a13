//! What is estimated apart from what.

use crate::{agreement::label, Answer, Kind, Question};
use althing_cmp_skill::Class;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The most labels that answers of a topic may have: an agent's confusion matrix grows with their square.
pub const MAX_TOPIC_LABELS: u8 = 4;

/// Questions whose answers are estimated from together: of one class, with as many possible answers.
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
pub struct Topic {
	/// The class.
	pub class: Class,
	/// How many answers are possible: 2 to [`MAX_TOPIC_LABELS`].
	pub labels: u8,
}

impl Topic {
	/// Every topic.
	pub const ALL: [Self; 5] = [
		Self::new(Class::Routine, 2),
		Self::new(Class::Grave, 2),
		Self::new(Class::Choice, 2),
		Self::new(Class::Choice, 3),
		Self::new(Class::Choice, 4),
	];

	const fn new(class: Class, labels: u8) -> Self {
		Self { class, labels }
	}

	/// Whether there is such a topic.
	pub fn is_valid(&self) -> bool {
		Self::ALL.contains(self)
	}

	/// The label of an answer to a question of this topic, yes above no; nothing for a number.
	pub fn label(answer: &Answer) -> Option<u8> {
		match answer {
			Answer::Binary(_) | Answer::Choice(_) => Some(label(&Kind::Binary, Perbill::zero(), answer)),
			Answer::Scalar(_) => None,
		}
	}
}

impl Question {
	/// The topic of the question. None where a number is asked for or there are more answers than
	/// [`MAX_TOPIC_LABELS`]: there agents are judged by what each has shown alone.
	pub fn topic(&self) -> Option<Topic> {
		let labels = match self.kind {
			Kind::Binary => 2,
			Kind::Choice { options } => options,
			Kind::Scalar { .. } => return None,
		};
		let topic = Topic::new(self.class(), labels);
		topic.is_valid().then_some(topic)
	}
}
