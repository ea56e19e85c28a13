//! Decisions as they are kept: each entry holds the hash of the one before, so that none can be changed or left out
//! without the rest showing it. Arguments are kept as a hash: they may hold what a log must not.

use crate::call::{Call, LONGEST_NAME};
use crate::mandate::Mandate;
use crate::verdict::Verdict;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
	/// From 0.
	pub number: u64,
	/// SHA-256 of the entry before, in hexadecimal; zeros for the first.
	pub previous: String,
	/// Seconds, by the context's clock.
	pub at: u64,
	/// The mandate's name.
	pub mandate: String,
	/// SHA-256 of the mandate's text, in hexadecimal.
	pub mandate_hash: String,
	/// The call's identifier, cut to 128 characters.
	pub call: String,
	/// The tool's name, cut to 128 characters.
	pub tool: String,
	/// SHA-256 of the arguments' bytes, in hexadecimal.
	pub arguments: String,
	/// What was decided, and why.
	pub decision: Verdict,
}

impl Entry {
	/// SHA-256 of the entry as JSON, its fields in the order above.
	pub fn hash(&self) -> String {
		// Strings, numbers and enums always serialise; an empty text would merely break the chain.
		let text = serde_json::to_string(self).unwrap_or_default();
		hex::encode(Sha256::digest(text))
	}
}

/// Where a chain of entries stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
	number: u64,
	previous: String,
}

impl Default for Chain {
	fn default() -> Self {
		Self {
			number: 0,
			previous: "0".repeat(64),
		}
	}
}

impl Chain {
	/// The next entry.
	pub fn append(&mut self, mandate: &Mandate, call: &Call, at: u64, decision: Verdict) -> Entry {
		let short = |text: &str| text.chars().take(LONGEST_NAME).collect();
		let entry = Entry {
			number: self.number,
			previous: self.previous.clone(),
			at,
			mandate: mandate.name.clone(),
			mandate_hash: hex::encode(mandate.hash),
			call: short(&call.id),
			tool: short(&call.name),
			arguments: hex::encode(Sha256::digest(&call.arguments)),
			decision,
		};
		self.number = self.number.saturating_add(1);
		self.previous = entry.hash();
		entry
	}

	/// Whether entries follow each other from the first on; if not, the number of the first that does not.
	///
	/// # Errors
	/// With that number.
	pub fn verify<'a>(entries: impl Iterator<Item = &'a Entry>) -> Result<Self, u64> {
		let mut chain = Self::default();
		for entry in entries {
			if entry.number != chain.number || entry.previous != chain.previous {
				return Err(chain.number);
			}
			chain.number = chain.number.saturating_add(1);
			chain.previous = entry.hash();
		}
		Ok(chain)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_changed_or_missing_entry_shows() {
		let mandate = Mandate::read("name = \"a\"").unwrap();
		let call = Call {
			id: "1".into(),
			name: "x".into(),
			arguments: "{\"password\":\"hunter2\"}".into(),
		};
		let mut chain = Chain::default();
		let entries: Vec<Entry> = (0..4)
			.map(|at| chain.append(&mandate, &call, at, Verdict::Allow))
			.collect();
		assert_eq!(Chain::verify(entries.iter()), Ok(chain));
		assert!(!serde_json::to_string(&entries).unwrap().contains("hunter2"));
		let mut changed = entries.clone();
		changed[1].at = 9;
		assert_eq!(Chain::verify(changed.iter()), Err(2));
		assert_eq!(Chain::verify(entries.iter().skip(1)), Err(0));
	}
}
