//! What an argument must be, and where its value must come from.

use crate::decimal::Decimal;
use crate::verdict::Outcome;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes of a compiled pattern at most.
const PATTERN_SIZE: usize = 256 * 1024;
/// Bytes of a text argument where the mandate names none.
pub const TEXT: usize = 4096;
/// Elements of a list argument where the mandate names none.
pub const LIST: usize = 64;

/// The type of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
	/// Any text.
	Text,
	/// A decimal.
	Number,
	/// A decimal without fraction.
	Integer,
	/// True or false.
	Boolean,
	/// A mail address.
	Email,
	/// An http or https address, the scheme may be left out.
	Url,
	/// A file's path without `..`.
	Path,
	/// A list, each element by the rule `items`.
	List,
	/// An object, each field by the rule in `fields`.
	Object,
}

/// Where a value must come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
	/// Anywhere.
	#[default]
	Any,
	/// The user, the system, or results that the mandate trusts.
	Trusted,
	/// The user or the system themselves.
	User,
}

/// Which links a text may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Links {
	/// Any.
	#[default]
	Any,
	/// Those that the user, the system or trusted results named.
	Trusted,
	/// None.
	None,
}

/// What an argument must be. Rules that do not fit its type are errors of the mandate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
	/// Its type.
	#[serde(rename = "type")]
	pub kind: Kind,
	/// Whether it may be left out or null.
	#[serde(default)]
	pub optional: bool,
	/// Bytes of a text, elements of a list.
	pub longest: Option<usize>,
	/// A number's least value.
	pub least: Option<Decimal>,
	/// A number's greatest value.
	pub most: Option<Decimal>,
	/// The texts that it may be, exactly.
	pub one_of: Option<Vec<String>>,
	/// What the whole text must match.
	pub pattern: Option<Pattern>,
	/// The domains of a mail address, the hosts of a URL; `*.example.com` stands for every host below.
	pub hosts: Option<Vec<String>>,
	/// Folders, one of which a path must be in.
	pub under: Option<Vec<String>>,
	/// The rule of each element.
	pub items: Option<Box<Argument>>,
	/// The rule of each field.
	pub fields: Option<BTreeMap<String, Argument>>,
	/// Where the value must come from.
	#[serde(default)]
	pub from: Provenance,
	/// When it is not known from where it must come, and no untrusted text holds it: the model made it.
	#[serde(default = "ask")]
	pub otherwise: Outcome,
	/// When only untrusted text holds it.
	#[serde(default = "deny")]
	pub tainted: Outcome,
	/// When only untrusted text holds it, and all that does was named by the user's request.
	#[serde(default = "ask")]
	pub delegated: Outcome,
	/// The links inside a text; the three outcomes above go for them, too.
	#[serde(default)]
	pub links: Links,
	/// When a text holds what looks like a secret.
	#[serde(default = "allow")]
	pub secrets: Outcome,
	/// Tools whose results a text may not repeat without a person's consent.
	#[serde(default)]
	pub withhold: Vec<String>,
}

fn allow() -> Outcome {
	Outcome::Allow
}

fn ask() -> Outcome {
	Outcome::Ask
}

fn deny() -> Outcome {
	Outcome::Deny
}

impl Argument {
	/// Bytes of a text or elements of a list at most.
	pub fn longest(&self) -> usize {
		self.longest.unwrap_or(match self.kind {
			Kind::List => LIST,
			_ => TEXT,
		})
	}
}

/// A regular expression that must match the whole text. Its time is linear in the text, its compiled size bounded.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Regex);

impl Pattern {
	/// Whether the whole text matches.
	pub fn matches(&self, text: &str) -> bool {
		self.0.is_match(text)
	}
}

impl TryFrom<String> for Pattern {
	type Error = String;

	fn try_from(text: String) -> Result<Self, String> {
		// Parsed alone first, so that an unbalanced bracket cannot close our anchors' group.
		let sized = |text: &str| RegexBuilder::new(text).size_limit(PATTERN_SIZE).build();
		sized(&text)
			.and_then(|_| sized(&format!(r"\A(?:{text})\z")))
			.map(Self)
			.map_err(|e| format!("the pattern cannot be used: {e}"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_pattern_is_of_the_whole_text() {
		let pattern = Pattern::try_from("a|b".to_owned()).unwrap();
		assert!(pattern.matches("a") && pattern.matches("b"));
		assert!(!pattern.matches("ab") && !pattern.matches("b\n") && !pattern.matches("xa"));
		assert!(Pattern::try_from("a)|(?:.*".to_owned()).is_err());
	}
}
