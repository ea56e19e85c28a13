//! What hides in texts on their way into and out of models.
//!
//! Filters make attacks harder and readable; they do not decide. What decides is [`crate::judge()`], which needs no guess
//! about what a text means.

pub mod hidden;
pub mod input;
pub mod links;
pub mod output;
pub mod roles;
pub mod secrets;
pub mod spotlight;

use serde::{Deserialize, Serialize};

/// Bytes of one text at most; a longer one is refused, not half looked at.
pub const LONGEST: usize = 4 * 1024 * 1024;
/// Findings in one text at most.
pub(crate) const MOST: usize = 256;

/// Something found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
	/// What it is: `role_marker`, `invisible`, `private_key`, …
	pub what: String,
	/// At which byte of the text that was looked at.
	pub at: usize,
	/// A short piece of it for a person to read; of a secret only its length.
	pub excerpt: String,
}

impl Found {
	pub(crate) fn new(what: &str, at: usize, text: &str) -> Self {
		let shown = text.chars().filter(|c| !crate::fold::is_invisible(*c)).take(80);
		Self {
			what: what.to_owned(),
			at,
			excerpt: shown.collect(),
		}
	}
}

/// A text after a filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filtered {
	/// The text, sanitised and readable.
	pub text: String,
	/// What was found.
	pub found: Vec<Found>,
	/// How much it looks like an injection to the linear model, 0 to 1; none for output.
	pub score: Option<f32>,
}
