//! Who may see which graph, and who may write to it.
//!
//! A graph's name says whose it is: `urn:althing:department:legal:contracts:3` belongs to a department,
//! `urn:althing:agent:clerk-7:notes` to an agent, any other name to whoever keeps the store. Its [`Label`] says who
//! sees it. Owners see all graphs under their names, whatever the label: so a name that is taken is never a secret
//! to those who may ask for it, and a refusal tells nobody whether a graph exists. Beside labels there are grants: see
//! [`Granted`].

mod grant;

pub use grant::{Granted, Opening, Party, Sharing};

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// A department, as on chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Department {
	/// Builds and runs.
	Engineering,
	/// Says what is built.
	Product,
	/// Sells.
	Sales,
	/// Makes known.
	Marketing,
	/// Pays and is paid.
	Finance,
	/// Looks after people.
	People,
	/// Knows the law.
	Legal,
	/// Listens to customers.
	Customer,
}

impl Department {
	/// All of them.
	pub const ALL: [Self; 8] = [
		Self::Engineering,
		Self::Product,
		Self::Sales,
		Self::Marketing,
		Self::Finance,
		Self::People,
		Self::Legal,
		Self::Customer,
	];

	/// The name in lower case.
	pub fn name(self) -> &'static str {
		match self {
			Self::Engineering => "engineering",
			Self::Product => "product",
			Self::Sales => "sales",
			Self::Marketing => "marketing",
			Self::Finance => "finance",
			Self::People => "people",
			Self::Legal => "legal",
			Self::Customer => "customer",
		}
	}
}

impl fmt::Display for Department {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

impl FromStr for Department {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		Self::ALL
			.into_iter()
			.find(|department| department.name() == text)
			.ok_or_else(|| {
				let names = Self::ALL.map(Self::name).join(", ");
				Error::Input(format!("{text} is no department; there are {names}"))
			})
	}
}

/// Who sees a graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
	/// Anybody.
	Public,
	/// These departments.
	Restricted(BTreeSet<Department>),
	/// One department.
	Confidential(Department),
	/// One agent.
	Personal(String),
	/// Nobody yet but who keeps the store.
	Unshared,
	/// Whom a copy was made for, while a grant stands.
	Granted(Sharing),
}

impl fmt::Display for Access {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Public => f.write_str("public"),
			Self::Restricted(departments) => {
				let names: Vec<_> = departments.iter().map(|department| department.name()).collect();
				write!(f, "restricted:{}", names.join(","))
			}
			Self::Confidential(department) => write!(f, "confidential:{department}"),
			Self::Personal(agent) => write!(f, "personal:{agent}"),
			Self::Unshared => f.write_str("unshared"),
			Self::Granted(sharing) => write!(f, "granted:{}", sharing.receiver),
		}
	}
}

impl FromStr for Access {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
		match (kind, rest) {
			("public", "") => Ok(Self::Public),
			("unshared", "") => Ok(Self::Unshared),
			("restricted", names) => Ok(Self::Restricted(
				names.split(',').map(str::parse).collect::<Result<_>>()?,
			)),
			("confidential", name) => Ok(Self::Confidential(name.parse()?)),
			("personal", name) => Ok(Self::Personal(agent_name(name)?)),
			_ => Err(Error::Input(format!(
				"{text} is no access; there are public, restricted:legal,finance, confidential:legal, personal:agent \
				 and unshared"
			))),
		}
	}
}

/// Checks the name of an agent: letters, digits, `-`, `_` and `.`.
///
/// # Errors
/// When it is another.
pub fn agent_name(name: &str) -> Result<String> {
	let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
	if !name.is_empty() && name.len() <= 64 && name.chars().all(plain) {
		Ok(name.to_owned())
	} else {
		Err(Error::Input(format!(
			"{name:?} is no agent's name: letters, digits, -, _ and . are taken, 64 at most"
		)))
	}
}

/// Whose a graph is, by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
	/// A department's members write.
	Department(Department),
	/// One agent writes.
	Agent(String),
	/// Who keeps the store writes.
	Keeper,
}

impl Owner {
	/// By the name of a graph; nothing is the default graph.
	pub fn of(graph: Option<&str>) -> Self {
		let Some(rest) = graph.and_then(|graph| graph.strip_prefix("urn:althing:")) else {
			return Self::Keeper;
		};
		let mut parts = rest.splitn(3, ':');
		match (parts.next(), parts.next(), parts.next()) {
			(Some("department"), Some(name), Some(_)) => name.parse().map_or(Self::Keeper, Self::Department),
			(Some("agent"), Some(name), Some(_)) => agent_name(name).map_or(Self::Keeper, Self::Agent),
			_ => Self::Keeper,
		}
	}

	/// Who sees a new graph of this owner: nobody but the owner.
	pub fn default_access(&self) -> Access {
		match self {
			Self::Department(department) => Access::Confidential(*department),
			Self::Agent(agent) => Access::Personal(agent.clone()),
			Self::Keeper => Access::Unshared,
		}
	}
}

/// What is known of a graph beside its triples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
	/// Who sees it.
	pub access: Access,
	/// Whose it is.
	pub owner: Owner,
}

impl Label {
	/// Of a new graph with this name.
	pub fn new(graph: Option<&str>) -> Self {
		let owner = Owner::of(graph);
		Self {
			access: owner.default_access(),
			owner,
		}
	}
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
	/// Keeps the store: sees and writes everything.
	#[serde(default)]
	pub keeper: bool,
	/// Member of a department.
	#[serde(default)]
	pub department: Option<Department>,
	/// An agent's name.
	#[serde(default)]
	pub agent: Option<String>,
	/// What grants open beside that; nobody says it of themselves.
	#[serde(skip)]
	pub granted: Granted,
}

impl Caller {
	/// Who keeps the store.
	pub const fn keeper() -> Self {
		Self {
			keeper: true,
			department: None,
			agent: None,
			granted: Granted::NOTHING,
		}
	}

	/// Somebody of whom nothing is known.
	pub const fn anybody() -> Self {
		Self {
			keeper: false,
			department: None,
			agent: None,
			granted: Granted::NOTHING,
		}
	}

	/// A member of a department.
	pub const fn member(department: Department) -> Self {
		Self {
			keeper: false,
			department: Some(department),
			agent: None,
			granted: Granted::NOTHING,
		}
	}

	/// An agent, of a department or of none.
	pub fn agent(name: &str, department: Option<Department>) -> Self {
		Self {
			keeper: false,
			department,
			agent: Some(name.to_owned()),
			granted: Granted::NOTHING,
		}
	}

	fn owns(&self, owner: &Owner) -> bool {
		match owner {
			Owner::Department(department) => self.department == Some(*department),
			Owner::Agent(agent) => self.agent.as_deref() == Some(agent),
			Owner::Keeper => false,
		}
	}

	/// Whether a graph with this label may be seen.
	pub fn sees(&self, label: &Label) -> bool {
		let invited = match &label.access {
			Access::Public => true,
			Access::Restricted(departments) => self.department.is_some_and(|own| departments.contains(&own)),
			Access::Confidential(department) => self.department == Some(*department),
			Access::Personal(agent) => self.agent.as_deref() == Some(agent),
			Access::Unshared => false,
			Access::Granted(sharing) => {
				sharing.receiver.is(self) && self.granted.opens(&label.owner, sharing)
			}
		};
		self.keeper || invited || self.owns(&label.owner)
	}

	/// Whether older versions of a graph with this label, and commits to it, may be seen. A grant opens the newest
	/// copy and none before it: what was taken out since, or was granted at no time, is not given away by looking back.
	pub fn sees_past(&self, label: &Label) -> bool {
		match label.access {
			Access::Granted(_) => self.keeper || self.owns(&label.owner),
			_ => self.sees(label),
		}
	}

	/// Whether a graph with this owner may be written.
	pub fn writes(&self, owner: &Owner) -> bool {
		self.keeper || self.owns(owner)
	}

	/// Checks that a graph may be written. The words are the same whether it exists or not.
	///
	/// # Errors
	/// When it may not.
	pub fn ensure_writes(&self, graph: Option<&str>) -> Result<()> {
		if self.writes(&Owner::of(graph)) {
			return Ok(());
		}
		let graph = graph.map_or("the default graph".to_owned(), |graph| format!("<{graph}>"));
		Err(Error::Forbidden(format!("{self} may not write to {graph}")))
	}
}

impl fmt::Display for Caller {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match (self.keeper, &self.agent, self.department) {
			(true, ..) => f.write_str("keeper"),
			(_, Some(agent), Some(department)) => write!(f, "agent {agent} of {department}"),
			(_, Some(agent), None) => write!(f, "agent {agent}"),
			(_, None, Some(department)) => write!(f, "department {department}"),
			(_, None, None) => f.write_str("anybody"),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn each_access_lets_in_whom_it_names() {
		let legal = Caller::member(Department::Legal);
		let sales = Caller::member(Department::Sales);
		let clerk = Caller::agent("clerk", Some(Department::Sales));
		let graph = |access: &str| Label {
			access: access.parse().unwrap(),
			owner: Owner::Keeper,
		};
		let sees =
			|access: &str| [&legal, &sales, &clerk, &Caller::anybody()].map(|c| c.sees(&graph(access)));
		assert_eq!(sees("public"), [true; 4]);
		assert_eq!(sees("restricted:legal,people"), [true, false, false, false]);
		assert_eq!(sees("confidential:sales"), [false, true, true, false]);
		assert_eq!(sees("personal:clerk"), [false, false, true, false]);
		assert_eq!(sees("unshared"), [false; 4]);
	}

	#[test]
	fn names_say_who_writes() {
		let clerk = Caller::agent("clerk", Some(Department::Sales));
		for (graph, may) in [
			("urn:althing:department:sales:crm:1", true),
			("urn:althing:department:legal:crm:1", false),
			("urn:althing:department:sales", false),
			("urn:althing:agent:clerk:notes", true),
			("urn:althing:agent:clerk2:notes", false),
			("http://elsewhere/", false),
		] {
			assert_eq!(clerk.ensure_writes(Some(graph)).is_ok(), may, "{graph}");
			assert!(Caller::keeper().ensure_writes(Some(graph)).is_ok());
		}
		assert!(clerk.ensure_writes(None).is_err());
	}

	#[test]
	fn owners_see_what_they_hid_from_themselves() {
		let mut label = Label::new(Some("urn:althing:agent:clerk:notes"));
		label.access = Access::Confidential(Department::Legal);
		assert!(Caller::agent("clerk", None).sees(&label));
	}

	#[test]
	fn an_access_reads_as_it_is_written() {
		for text in [
			"public",
			"restricted:product,legal",
			"confidential:people",
			"personal:a.b-c",
			"unshared",
		] {
			assert_eq!(text.parse::<Access>().unwrap().to_string(), text);
		}
		for text in [
			"",
			"secret",
			"restricted:",
			"personal:",
			"personal:a b",
			"public:x",
		] {
			assert!(text.parse::<Access>().is_err(), "{text}");
		}
	}
}
