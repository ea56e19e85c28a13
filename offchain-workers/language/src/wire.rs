//! The JSON of OpenAI's interface: the same types read what a client sends and write what a service is sent.
//!
//! Only what [`crate::model`] can express is here. Fields that are not known are passed over; what is known and cannot be
//! kept is refused, so that nobody gets another answer than asked for.

pub mod chat;
pub mod convert;
pub mod embeddings;
pub mod reply;

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
	/// A sentence for people.
	pub message: String,
	/// The field at fault.
	pub param: Option<&'static str>,
}

impl Refusal {
	/// A refusal of a field.
	pub fn new(param: &'static str, message: impl Into<String>) -> Self {
		Self {
			message: message.into(),
			param: Some(param),
		}
	}
}
