//! Judging by documents alone: whether they support a claim, and which of several options answers a question.
//!
//! There is no language model in it. Each [`Method`] reads the same documents in another way, so that a panel is more
//! than one opinion many times; how sure an answer makes is fitted, per method, on questions with known answers (see
//! [`calibrate`]). A [`Verdict`] carries the subgraph that it rests on as canonical N-Quads (RDFC-1.0), whose hash a
//! ballot commits to, and [`check`] finds out from the documents whether it is really in them.

pub mod calibrate;
mod check;
mod evidence;
mod facts;
mod library;
mod statement;
mod vectors;
mod walk;
mod words;

pub use check::{check, Checked, LONGEST};
pub use library::{Document, Library};

use statement::Statement;

/// What is to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
	/// Is this supported by the documents? The answers are 0, no, and 1, yes.
	Claim(String),
	/// Which option answers the question? The answers are their places, from 0.
	Question {
		/// The question.
		question: String,
		/// The options.
		options: Vec<String>,
	},
}

impl Task {
	/// What is asked.
	pub fn asked(&self) -> &str {
		match self {
			Self::Claim(claim) => claim,
			Self::Question { question, .. } => question,
		}
	}

	/// The answers in words, each at its place.
	pub fn answers(&self) -> Vec<&str> {
		match self {
			Self::Claim(_) => vec!["no", "yes"],
			Self::Question { options, .. } => options.iter().map(String::as_str).collect(),
		}
	}
}

/// How documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
	/// How much of what is stated a single sentence says, rare words counting most.
	Sentence,
	/// The same over three sentences in a row.
	Paragraph,
	/// How near the nearest passage is as a vector.
	Vectors,
	/// What passages say together that are linked by the names in them (see [`crate::retrieve`]).
	Walk,
	/// Whether a relation between the same names was found in the documents; where nothing is stated of two names,
	/// as [`Method::Sentence`].
	Facts,
}

/// Every method.
pub const METHODS: [Method; 5] = [
	Method::Sentence,
	Method::Paragraph,
	Method::Vectors,
	Method::Walk,
	Method::Facts,
];

impl Method {
	/// Its name.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Sentence => "sentence",
			Self::Paragraph => "paragraph",
			Self::Vectors => "vectors",
			Self::Walk => "walk",
			Self::Facts => "facts",
		}
	}

	/// The method with this name.
	pub fn from_name(name: &str) -> Option<Self> {
		METHODS.into_iter().find(|method| method.name() == name)
	}

	/// The method of a role of the default honeycomb; later roles begin again at the first.
	pub const fn for_role(role: u8) -> Self {
		match role % 8 {
			// Weighs what is said at length.
			0 => Self::Paragraph,
			// Goes by likeness.
			1 => Self::Vectors,
			// Follows names from one passage to the next.
			2 | 4 => Self::Walk,
			// Takes a sentence at its word.
			3 | 6 => Self::Sentence,
			// Puts what is known of two names together.
			5 => Self::Facts,
			// Keeps out what no sentence says.
			_ => Self::Paragraph,
		}
	}

	fn weigh(self, library: &Library, statement: &Statement) -> Finding {
		match self {
			Self::Sentence => words::weigh(library, statement, 1),
			Self::Paragraph => words::weigh(library, statement, 3),
			Self::Vectors => vectors::weigh(library, statement),
			Self::Walk => walk::weigh(library, statement),
			Self::Facts => facts::weigh(library, statement),
		}
	}
}

/// What a method found about one statement.
#[derive(Clone, Debug, Default, PartialEq)]
struct Finding {
	/// How well the documents support it, from 0 to 1; not a probability.
	score: f32,
	/// The places of the passages that this rests on, the most important first.
	passages: Vec<usize>,
	/// Facts that it rests on.
	facts: Vec<String>,
	/// What was found, for people.
	why: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
	/// See [`Task`].
	pub answer: usize,
	/// How probable it is that the answer is right, from one over the number of answers to 1.
	pub confidence: f64,
	/// What was found, in a sentence.
	pub summary: String,
	/// What it rests on, as canonical N-Quads.
	pub evidence: String,
}

impl Library {
	/// Judges by one method. The same documents, task and method give the same verdict.
	pub fn judge(&self, task: &Task, method: Method) -> Verdict {
		let findings = self.findings(task, method);
		let scores: Vec<f32> = findings.iter().map(|finding| finding.score).collect();
		let scale = calibrate::of(method);
		let (answer, confidence) = match task {
			Task::Claim(_) => {
				let yes = scale.supported(scores.first().copied().unwrap_or(0.0));
				(usize::from(yes >= 0.5), yes.max(1.0 - yes))
			}
			Task::Question { .. } => scale.chosen(&scores),
		};
		// A claim has one finding, whatever the answer.
		let decisive = if scores.len() == 1 { 0 } else { answer };
		let finding = findings.into_iter().nth(decisive).unwrap_or_default();
		let (finding, evidence) = self.evidence(task, method, answer, confidence, finding);
		Verdict {
			answer,
			confidence,
			summary: finding.why,
			evidence,
		}
	}

	/// The evidence of a verdict, of which the least important passages are left out until it can be read.
	fn evidence(
		&self,
		task: &Task,
		method: Method,
		answer: usize,
		confidence: f64,
		mut finding: Finding,
	) -> (Finding, String) {
		loop {
			let evidence = evidence::canonical(self, task, method, answer, confidence, &finding);
			if evidence.len() <= LONGEST || finding.passages.pop().is_none() {
				return (finding, evidence);
			}
		}
	}

	/// The scores behind a verdict, for those who fit scales: one for a claim, one for each option of a question.
	pub fn score(&self, task: &Task, method: Method) -> Vec<f32> {
		self.findings(task, method)
			.into_iter()
			.map(|finding| finding.score)
			.collect()
	}

	fn findings(&self, task: &Task, method: Method) -> Vec<Finding> {
		let statements = match task {
			Task::Claim(claim) => vec![Statement::new(self, claim)],
			Task::Question { question, options } => {
				let answered = options
					.iter()
					.map(|option| Statement::answered(self, question, option));
				answered.collect()
			}
		};
		statements
			.iter()
			.map(|statement| method.weigh(self, statement))
			.collect()
	}
}

#[cfg(test)]
mod tests;
