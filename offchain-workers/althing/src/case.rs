//! A case: a question with its evidence, and the canonical bytes that travel on chain.
//!
//! A case is written as a small TOML or JSON file and read with [`Case::from_path`]. Its **body**
//! ([`Case::body`]) is one exact sequence of bytes, whoever computes it: the chain keeps the body's hash,
//! and a worker that finds a body in a finalized block reads it with [`Case::from_body`], which refuses
//! anything that is not the body of some case.

mod body;
mod collect;
mod documents;
mod error;
mod file;
pub mod moment;
mod table;
mod text;

use althing_brains::{Series, Window};
use althing_cmp_rules::{Kind, Question};
use althing_primitives::{Departments, Hash};
use polkadot_sdk::sp_arithmetic::Perbill;

pub use documents::Document;
pub use error::{CaseError, Notice, Place};
pub use table::read_points;
pub use text::shown;

/// The most bytes that a body may have.
pub const MAX_BODY: usize = 128 * 1024;
/// The most bytes of a question.
pub const MAX_QUESTION: usize = 4 * 1024;
/// The most bytes of a subject.
pub const MAX_SUBJECT: usize = 128;
/// The most bytes of one option of a choice.
pub const MAX_OPTION: usize = 256;
/// The most bytes of a scalar's unit.
pub const MAX_UNIT: usize = 32;
/// The most bytes of a case file.
pub const MAX_CASE_FILE: u64 = 1024 * 1024;
/// The most bytes of an evidence file.
pub const MAX_EVIDENCE_FILE: u64 = 64 * 1024 * 1024;

/// The most documents of a case.
pub const MAX_DOCUMENTS: usize = 64;
/// The most bytes of a document.
pub const MAX_DOCUMENT_FILE: u64 = 16 * 1024 * 1024;
/// The most bytes of a document's name.
pub const MAX_DOCUMENT_NAME: usize = 128;

/// The form of the answer that a case asks for, with the words that the chain does not need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
	/// Yes or no.
	Binary,
	/// One of these options, 2 to 16 of them, all different.
	Choice(Vec<String>),
	/// A whole number of `unit` from `min` to `max`.
	Scalar {
		/// The least answer.
		min: i64,
		/// The greatest answer; above `min`.
		max: i64,
		/// What is counted, for instance `ms`; may be empty.
		unit: String,
	},
}

impl Form {
	/// The form as the chain knows it.
	pub fn kind(&self) -> Kind {
		match self {
			Self::Binary => Kind::Binary,
			// More than 16 options make an invalid kind either way.
			Self::Choice(options) => Kind::Choice {
				options: u8::try_from(options.len()).unwrap_or(u8::MAX),
			},
			Self::Scalar { min, max, .. } => Kind::Scalar { min: *min, max: *max },
		}
	}
}

/// What a case says beside its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
	/// What is asked, at most [`MAX_QUESTION`] bytes.
	pub question: String,
	/// What the question is about, for instance a validator's name; at most [`MAX_SUBJECT`] bytes.
	pub subject: Option<String>,
	/// The form of the answer.
	pub form: Form,
	/// The departments that it concerns; none means all.
	pub departments: Departments,
	/// How bad a wrong answer would be.
	pub risk: Perbill,
	/// How many stakeholders it touches.
	pub impact: Perbill,
	/// How much waiting costs.
	pub urgency: Perbill,
}

/// What a case is to be judged by.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
	/// Points over time.
	Series {
		/// The window's points and the history before them.
		series: Series,
		/// The stretch of time in question.
		window: Window,
	},
	/// Documents, 1 to [`MAX_DOCUMENTS`] of them, all different.
	Documents(Vec<Document>),
}

/// A checked case. Its body fits on chain; a window holds at least one point, and no point comes after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
	about: About,
	evidence: Evidence,
}

impl Case {
	/// Checks a case about points over time. Points after the window are left out, for nobody may judge by them, and so is as
	/// much of the oldest history as the body has no room for; the notices say so.
	///
	/// # Errors
	/// A text that is empty, too long or holds control characters, an impossible form, a window without
	/// points or one that does not fit into [`MAX_BODY`].
	pub fn about_series(
		about: About,
		window: Window,
		series: &Series,
	) -> Result<(Self, Vec<Notice>), CaseError> {
		let mut collector = collect::Collector::new(window, false);
		for (index, (time, value)) in series.points().enumerate() {
			collector.push(|| Place::Point(index + 1), time, value)?;
		}
		Self::assemble(about, window, collector)
	}

	fn assemble(
		about: About,
		window: Window,
		collector: collect::Collector,
	) -> Result<(Self, Vec<Notice>), CaseError> {
		about.check()?;
		let room = MAX_BODY.saturating_sub(body::frame_len(&about, window));
		let (series, notices) = collector.finish(room)?;
		let evidence = Evidence::Series { series, window };
		Ok((Self { about, evidence }, notices))
	}

	/// Checks a case about documents.
	///
	/// # Errors
	/// A text that is empty, too long or holds control characters, an impossible form, no documents or too
	/// many, one that is there twice, or a name that leads elsewhere.
	pub fn about_documents(about: About, documents: Vec<Document>) -> Result<Self, CaseError> {
		about.check()?;
		documents::check(&documents)?;
		let evidence = Evidence::Documents(documents);
		Ok(Self { about, evidence })
	}

	/// What is asked.
	pub fn text(&self) -> &str {
		&self.about.question
	}

	/// What the question is about.
	pub fn subject(&self) -> Option<&str> {
		self.about.subject.as_deref()
	}

	/// The form of the answer.
	pub fn form(&self) -> &Form {
		&self.about.form
	}

	/// The departments that it concerns; none means all.
	pub fn departments(&self) -> Departments {
		self.about.departments
	}

	/// What it is to be judged by.
	pub fn evidence(&self) -> &Evidence {
		&self.evidence
	}

	/// Points over time and the stretch in question, if it is to be judged by these.
	pub fn series(&self) -> Option<(&Series, Window)> {
		match &self.evidence {
			Evidence::Series { series, window } => Some((series, *window)),
			Evidence::Documents(_) => None,
		}
	}

	/// The question as the chain takes it; `evidence` is the BLAKE2b-256 of [`Case::body`].
	pub fn question(&self, evidence: Hash) -> Question {
		Question {
			kind: self.about.form.kind(),
			departments: self.about.departments,
			risk: self.about.risk,
			impact: self.about.impact,
			urgency: self.about.urgency,
			evidence,
		}
	}
}

impl About {
	fn check(&self) -> Result<(), CaseError> {
		text::check("question", &self.question, MAX_QUESTION, text::Lines::Many)?;
		if let Some(subject) = &self.subject {
			text::check("subject", subject, MAX_SUBJECT, text::Lines::One)?;
		}
		check_form(&self.form)
	}
}

fn check_form(form: &Form) -> Result<(), CaseError> {
	match form {
		Form::Binary => Ok(()),
		Form::Choice(options) => {
			if !form.kind().is_valid() {
				return Err(CaseError::OptionCount { count: options.len() });
			}
			for (index, option) in options.iter().enumerate() {
				text::check("options", option, MAX_OPTION, text::Lines::One)?;
				if options.iter().take(index).any(|earlier| earlier == option) {
					return Err(CaseError::OptionTwice {
						option: option.clone(),
					});
				}
			}
			Ok(())
		}
		Form::Scalar { min, max, unit } => {
			if min >= max {
				return Err(CaseError::EmptyRange { min: *min, max: *max });
			}
			if unit.is_empty() {
				return Ok(());
			}
			text::check("unit", unit, MAX_UNIT, text::Lines::One)
		}
	}
}

#[cfg(test)]
mod tests;
