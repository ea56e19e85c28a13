//! What an agent may call. Anything that a mandate does not name is denied.
//!
//! After Progent (Shi et al. 2025: policies over tools' names and arguments) and CaMeL (Debenedetti et al. 2025: where a
//! value came from decides where it may go). Written as TOML or JSON, read strictly: an unknown word is an error.

mod argument;
mod check;

pub use argument::{Argument, Kind, Links, Pattern, Provenance};

use crate::call;
use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::verdict::Outcome;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Bytes of a mandate at most.
pub const LONGEST: usize = 1024 * 1024;

/// What one agent may call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
	/// Names it in decisions.
	pub name: String,
	/// Over all tools.
	#[serde(default)]
	pub limits: Limits,
	/// Tools whose results, or fields of results, count as told by somebody who may be trusted.
	#[serde(default)]
	pub trust: Vec<Trust>,
	/// Sums over an argument.
	#[serde(default)]
	pub sums: Vec<Sum>,
	/// Calls in a window.
	#[serde(default)]
	pub rates: Vec<Rate>,
	/// The tools, by name.
	#[serde(default)]
	pub tools: BTreeMap<String, Tool>,
	/// SHA-256 of the text it was read from.
	#[serde(skip)]
	pub hash: [u8; 32],
}

/// Over all tools.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
	/// Calls in one task at most.
	pub calls: u32,
}

impl Default for Limits {
	fn default() -> Self {
		Self { calls: 100 }
	}
}

/// Results that count as trusted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
	/// Whose results.
	pub tool: String,
	/// The keys whose values, as a whole, are trusted. When none is given: all texts of a result with structure, each as
	/// a whole, or any place in a result that is one text.
	#[serde(default)]
	pub fields: Vec<String>,
}

/// A limit on the sum of an argument over the calls of some tools.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
	/// Whose calls.
	pub tools: Vec<String>,
	/// Of which argument, a number; its size counts, whatever its sign.
	pub argument: String,
	/// At most.
	pub most: Decimal,
	/// In so many seconds; in the whole task when left out.
	pub within_seconds: Option<u64>,
}

/// A limit on how often some tools are called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
	/// Whose calls.
	pub tools: Vec<String>,
	/// Calls at most, of all of these together.
	pub most: u32,
	/// In so many seconds; in the whole task when left out.
	pub within_seconds: Option<u64>,
}

/// Whether a call changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
	/// It only reads.
	Read,
	/// It changes or sends something.
	Write,
}

/// When a tool may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grant {
	/// Within its arguments' rules, always.
	Always,
	/// When the user's request names it, see [`crate::plan`].
	Request,
	/// After a person has confirmed the call.
	Confirm,
}

/// One tool.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
	/// Whether it changes something.
	pub effect: Effect,
	/// When it may be called; by default always what reads, and on request what writes.
	pub grant: Option<Grant>,
	/// What happens when the grant is `request` and the request does not name it.
	#[serde(default = "ask")]
	pub unnamed: Outcome,
	/// Words by which a request names it: each entry is a few words that all stand in one sentence. The words of the
	/// tool's own name when left out.
	#[serde(default)]
	pub cues: Vec<String>,
	/// Tools that must have been called before, all of them.
	#[serde(default)]
	pub after: Vec<String>,
	/// The arguments, by name. Others are denied.
	#[serde(default)]
	pub arguments: BTreeMap<String, Argument>,
}

fn ask() -> Outcome {
	Outcome::Ask
}

impl Tool {
	/// When it may be called.
	pub fn grant(&self) -> Grant {
		self.grant.unwrap_or(match self.effect {
			Effect::Read => Grant::Always,
			Effect::Write => Grant::Request,
		})
	}
}

impl Mandate {
	/// Reads a mandate from TOML, or from JSON when it begins with `{`.
	///
	/// # Errors
	/// With the place and what is wrong, when it is not a whole and consistent mandate.
	pub fn read(text: &str) -> Result<Self> {
		if text.len() > LONGEST {
			return Err(Error::Mandate(format!(
				"it has {} bytes, {LONGEST} are taken",
				text.len()
			)));
		}
		let mut mandate: Self = if text.trim_start().starts_with('{') {
			let value = call::strict(text).map_err(|e| Error::Mandate(e.to_string()))?;
			serde_json::from_value(value).map_err(|e| Error::Mandate(e.to_string()))?
		} else {
			toml::from_str(text).map_err(|e| Error::Mandate(e.to_string().trim_end().to_owned()))?
		};
		mandate.hash = Sha256::digest(text).into();
		check::check(&mandate)?;
		Ok(mandate)
	}

	/// How far the results of a tool are trusted: not at all, some fields, or whole (no fields).
	pub fn trusted_fields(&self, tool: &str) -> Option<&[String]> {
		self.trust
			.iter()
			.find(|t| t.tool == tool)
			.map(|t| t.fields.as_slice())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const GOOD: &str = r#"
		name = "clerk"
		[[trust]]
		tool = "contacts"
		fields = ["email"]
		[[sums]]
		tools = ["pay"]
		argument = "amount"
		most = "100"
		[tools.contacts]
		effect = "read"
		[tools.pay]
		effect = "write"
		after = ["contacts"]
		arguments.amount = { type = "number", least = "0", from = "user" }
		arguments.note = { type = "text", pattern = "[a-z ]*", optional = true }
	"#;

	#[test]
	fn a_mandate_is_read_from_toml_and_json_alike() {
		let toml = Mandate::read(GOOD).unwrap();
		assert_eq!(toml.tools["pay"].grant(), Grant::Request);
		let json =
			r#"{"name":"clerk","tools":{"pay":{"effect":"write","arguments":{"amount":{"type":"number"}}}}}"#;
		assert_eq!(Mandate::read(json).unwrap().tools.len(), 1);
	}

	#[test]
	fn what_is_not_meant_is_refused_with_its_place() {
		for (from, to, says) in [
			("effect = \"read\"", "effects = \"read\"", "unknown field"),
			(
				"least = \"0\"",
				"least = \"0\", pattern = \"x\"",
				"tools.pay.arguments.amount.pattern",
			),
			("[a-z ]*", "[a-z", "pattern"),
			("[a-z ]*", "(x{1000}){1000}", "pattern"),
			("after = [\"contacts\"]", "after = [\"contact\"]", "contact"),
			("tool = \"contacts\"", "tool = \"nobody\"", "nobody"),
			("argument = \"amount\"", "argument = \"note\"", "sums"),
			("most = \"100\"", "most = \"1e2\"", "decimal"),
			("name = \"clerk\"", "name = \"\"", "name"),
			("least = \"0\"", "least = \"5\", most = \"4\"", "least"),
		] {
			let text = GOOD.replacen(from, to, 1);
			assert_ne!(text, GOOD);
			let error = Mandate::read(&text).unwrap_err().to_string();
			assert!(error.contains(says), "{says}: {error}");
		}
		let twice = r#"{"name":"a","tools":{"x":{"effect":"read"},"x":{"effect":"write"}}}"#;
		assert!(Mandate::read(twice).unwrap_err().to_string().contains("twice"));
	}
}
