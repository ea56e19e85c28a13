//! What is asked, and with which evidence.

use super::role::Role;

/// The most options of a choice, as the chain has it.
pub const MOST_OPTIONS: usize = 16;
/// The most bytes of a question or of an option, as cases have them.
pub const LONGEST_QUESTION: usize = 4 << 10;
/// The most voices of a panel that are looked at.
pub const MOST_VOICES: usize = 1024;

/// The form of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
	/// Yes or no.
	Binary,
	/// One of these options, 2 to 16 of them.
	Choice(Vec<String>),
	/// A whole number of `unit` from `min` to `max`.
	Scalar {
		/// The least answer.
		min: i64,
		/// The greatest answer; above `min`.
		max: i64,
		/// What is counted; may be empty.
		unit: String,
	},
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
	/// Yes (`true`) or no.
	Binary(bool),
	/// The option's number, from zero.
	Choice(u8),
	/// The number.
	Scalar(i64),
}

/// A piece of knowledge that was retrieved for a case. Nothing in it is an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
	/// Where it comes from.
	pub source: String,
	/// What it says.
	pub text: String,
}

/// A case as a brain is asked it. All texts are of strangers.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
	/// What is asked.
	pub question: String,
	/// What the question is about.
	pub subject: Option<String>,
	/// The form of the answer.
	pub form: Form,
	/// The evidence in words, for instance [`super::series::describe`].
	pub evidence: String,
	/// What was retrieved for it, the best first.
	pub passages: Vec<Passage>,
	/// Who is asked.
	pub role: Role,
	/// For which department; empty for none.
	pub department: String,
	/// What the panel said in the round before, each answer with its confidence in [0, 1]; empty in the first round.
	pub previous: Vec<(Answer, f64)>,
}

impl Form {
	/// What may be answered, as it stands in a ballot; none where the answer is a number.
	pub fn alternatives(&self) -> Option<Vec<String>> {
		match self {
			Self::Binary => Some(vec!["yes".into(), "no".into()]),
			Self::Choice(options) => {
				let letters = ('A'..='P').take(options.len());
				Some(letters.map(String::from).collect())
			}
			Self::Scalar { .. } => None,
		}
	}

	/// How an answer stands in a ballot.
	pub fn written(&self, answer: Answer) -> String {
		match answer {
			Answer::Binary(yes) => if yes { "yes" } else { "no" }.to_owned(),
			Answer::Choice(option) => char::from(b'A'.saturating_add(option)).to_string(),
			Answer::Scalar(value) => value.to_string(),
		}
	}

	/// Whether such an answer can be given.
	pub fn admits(&self, answer: Answer) -> bool {
		match (self, answer) {
			(Self::Binary, Answer::Binary(_)) => true,
			(Self::Choice(options), Answer::Choice(option)) => usize::from(option) < options.len(),
			(Self::Scalar { min, max, .. }, Answer::Scalar(value)) => (*min..=*max).contains(&value),
			_ => false,
		}
	}
}

impl Case {
	/// Checks what a brain could not work with.
	///
	/// # Errors
	/// A full sentence.
	pub fn check(&self) -> Result<(), String> {
		if self.question.trim().is_empty() || self.question.len() > LONGEST_QUESTION {
			return Err(format!("the question must have 1 to {LONGEST_QUESTION} bytes"));
		}
		match &self.form {
			Form::Binary => (),
			Form::Choice(options) if (2..=MOST_OPTIONS).contains(&options.len()) => (),
			Form::Choice(_) => return Err(format!("a choice has 2 to {MOST_OPTIONS} options")),
			Form::Scalar { min, max, .. } if min < max => (),
			Form::Scalar { .. } => return Err("a scalar's least answer must be below its greatest".into()),
		}
		if self.previous.len() > MOST_VOICES {
			return Err(format!("a panel of more than {MOST_VOICES} is none"));
		}
		match self.previous.iter().all(|(answer, _)| self.form.admits(*answer)) {
			true => Ok(()),
			false => Err("the panel's answers are not of the question's form".into()),
		}
	}
}
