//! What is open to somebody by a grant, beside what labels allow.
//!
//! A grant never opens a graph itself, only a copy that was made of it for one receiver by certain rules
//! ([`Sharing`]): whatever the chain says, what the rules took away is not in what is opened.

use super::{agent_name, Caller, Department, Owner};
use crate::error::{Error, Result};
use crate::store::commit::{hexadecimal, Hash};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Whose a shared graph is, or who is let see it: a department, such as `legal`, or an agent, such as `agent:7`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Party {
	/// All agents of a department.
	Department(Department),
	/// One agent, by its name. The chain knows agents by numbers: there the name is the number.
	Agent(String),
}

impl Party {
	/// Whose a graph is. Who keeps the store is no party: the chain does not know of keepers.
	pub fn of(owner: &Owner) -> Option<Self> {
		match owner {
			Owner::Department(department) => Some(Self::Department(*department)),
			Owner::Agent(agent) => Some(Self::Agent(agent.clone())),
			Owner::Keeper => None,
		}
	}

	/// Whether `caller` is this party, or of it.
	pub fn is(&self, caller: &Caller) -> bool {
		match self {
			Self::Department(department) => caller.department == Some(*department),
			Self::Agent(agent) => caller.agent.as_deref() == Some(agent),
		}
	}
}

impl fmt::Display for Party {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Department(department) => department.fmt(f),
			Self::Agent(agent) => write!(f, "agent:{agent}"),
		}
	}
}

impl FromStr for Party {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		match text.strip_prefix("agent:") {
			Some(name) => Ok(Self::Agent(agent_name(name)?)),
			None => text.parse().map(Self::Department).map_err(|_| {
				Error::Input(format!(
					"{text} is neither a department, such as legal, nor an agent, such as agent:7"
				))
			}),
		}
	}
}

impl TryFrom<String> for Party {
	type Error = Error;

	fn try_from(text: String) -> Result<Self> {
		text.parse()
	}
}

impl From<Party> for String {
	fn from(party: Party) -> Self {
		party.to_string()
	}
}

/// What a copy is of, by which rules, and for whom: who keeps the store reads it, nobody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
	/// Who may see the copy while a grant stands.
	pub receiver: Party,
	/// BLAKE2b-256 of the source's name, as the chain has it.
	#[serde(with = "hexadecimal")]
	pub graph: Hash,
	/// BLAKE2b-256 of the rules, zeros where everything was copied.
	#[serde(with = "hexadecimal")]
	pub rules: Hash,
	/// The source's name.
	pub source: String,
	/// The commit that the source had last been changed by.
	pub version: u64,
}

/// What a standing grant opens: the copies of a graph of `from` by certain rules that were made for `to`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
	/// BLAKE2b-256 of the source's name.
	pub graph: Hash,
	/// BLAKE2b-256 of the rules, or zeros.
	pub rules: Hash,
	/// Whose the source is.
	pub from: Party,
	/// For whom.
	pub to: Party,
}

/// What grants open to a caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted(Option<Arc<BTreeSet<Opening>>>);

impl Granted {
	/// Nothing.
	pub const NOTHING: Self = Self(None);

	/// Whether a copy of a graph of `owner` is open.
	pub fn opens(&self, owner: &Owner, sharing: &Sharing) -> bool {
		let (Some(open), Some(from)) = (&self.0, Party::of(owner)) else {
			return false;
		};
		open.contains(&Opening {
			graph: sharing.graph,
			rules: sharing.rules,
			from,
			to: sharing.receiver.clone(),
		})
	}
}

impl FromIterator<Opening> for Granted {
	fn from_iter<I: IntoIterator<Item = Opening>>(openings: I) -> Self {
		let open: BTreeSet<Opening> = openings.into_iter().collect();
		Self((!open.is_empty()).then(|| Arc::new(open)))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::access::{Access, Label};

	fn label(receiver: &str) -> Label {
		let sharing = Sharing {
			receiver: receiver.parse().unwrap(),
			graph: [1; 32],
			rules: [2; 32],
			source: "urn:althing:department:legal:contracts:1".into(),
			version: 3,
		};
		Label {
			access: Access::Granted(sharing),
			owner: Owner::Department(Department::Legal),
		}
	}

	fn opening(graph: u8, rules: u8, from: &str, to: &str) -> Opening {
		Opening {
			graph: [graph; 32],
			rules: [rules; 32],
			from: from.parse().unwrap(),
			to: to.parse().unwrap(),
		}
	}

	fn with(mut caller: Caller, openings: &[Opening]) -> Caller {
		caller.granted = openings.iter().cloned().collect();
		caller
	}

	#[test]
	fn a_copy_opens_to_its_receiver_while_the_very_grant_stands() {
		let sales = Caller::member(Department::Sales);
		let right = opening(1, 2, "legal", "sales");
		assert!(!sales.sees(&label("sales")));
		assert!(with(sales.clone(), std::slice::from_ref(&right)).sees(&label("sales")));
		for wrong in [
			opening(9, 2, "legal", "sales"),
			opening(1, 9, "legal", "sales"),
			opening(1, 2, "finance", "sales"),
			opening(1, 2, "legal", "people"),
		] {
			assert!(!with(sales.clone(), &[wrong]).sees(&label("sales")));
		}
		// Another's grant in the wrong hands opens nothing.
		let people = Caller::member(Department::People);
		assert!(!with(people, &[right]).sees(&label("sales")));
	}

	#[test]
	fn an_agent_sees_what_it_was_granted_and_what_its_department_was() {
		let agent = Caller::agent("7", Some(Department::Sales));
		let both = [opening(1, 2, "legal", "sales"), opening(1, 2, "legal", "agent:7")];
		let agent = with(agent, &both);
		assert!(agent.sees(&label("sales")) && agent.sees(&label("agent:7")));
		assert!(!agent.sees(&label("agent:8")));
	}

	#[test]
	fn a_grant_opens_nothing_of_the_past() {
		let sales = with(
			Caller::member(Department::Sales),
			&[opening(1, 2, "legal", "sales")],
		);
		assert!(sales.sees(&label("sales")) && !sales.sees_past(&label("sales")));
		assert!(Caller::member(Department::Legal).sees_past(&label("sales")));
	}

	#[test]
	fn parties_read_as_they_are_written() {
		for text in ["legal", "agent:7", "agent:clerk-7"] {
			assert_eq!(text.parse::<Party>().unwrap().to_string(), text);
		}
		for text in ["", "kitchen", "agent:", "agent:a b", "7"] {
			assert!(text.parse::<Party>().is_err(), "{text}");
		}
	}
}
