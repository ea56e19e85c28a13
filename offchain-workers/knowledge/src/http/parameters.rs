//! What a request of the SPARQL protocol says, wherever it says it.

use crate::access::Party;
use crate::error::{Error, Result};
use oxrdf::NamedNode;

/// The parameters of a query or an update.
#[derive(Debug, Default)]
pub struct Parameters {
	/// `query`
	pub query: Option<String>,
	/// `update`
	pub update: Option<String>,
	/// `default-graph-uri`, `using-graph-uri`
	pub default_graphs: Vec<NamedNode>,
	/// `named-graph-uri`, `using-named-graph-uri`
	pub named_graphs: Vec<NamedNode>,
	/// `graph`
	pub graph: Option<NamedNode>,
	/// `default`
	pub default: bool,
	/// `version`: look at an older one.
	pub version: Option<u64>,
	/// `access`: who sees a graph that is new.
	pub access: Option<String>,
	/// `reason`: why, for the log.
	pub reason: Option<String>,
	/// `with`: who is let see a copy.
	pub with: Option<Party>,
	/// `preview`: say what a copy would hold, and make none.
	pub preview: bool,
}

impl Parameters {
	/// Reads `a=b&c=d`. What is not known is left alone, as the protocol asks.
	///
	/// # Errors
	/// When something is said twice that is one, or is no IRI.
	pub fn read(&mut self, encoded: &[u8]) -> Result<()> {
		for (key, value) in form_urlencoded::parse(encoded) {
			match &*key {
				"query" => once(&mut self.query, "query", value.into_owned())?,
				"update" => once(&mut self.update, "update", value.into_owned())?,
				"default-graph-uri" | "using-graph-uri" => self.default_graphs.push(iri(&value)?),
				"named-graph-uri" | "using-named-graph-uri" => self.named_graphs.push(iri(&value)?),
				"graph" => once(&mut self.graph, "graph", iri(&value)?)?,
				"default" => self.default = true,
				"version" => {
					let number = value
						.parse()
						.map_err(|_| Error::Input(format!("{value} is no version")))?;
					once(&mut self.version, "version", number)?;
				}
				"access" => once(&mut self.access, "access", value.into_owned())?,
				"reason" => once(&mut self.reason, "reason", value.into_owned())?,
				"with" => once(&mut self.with, "with", value.parse()?)?,
				"preview" => self.preview = true,
				_ => (),
			}
		}
		Ok(())
	}
}

fn once<T>(place: &mut Option<T>, name: &str, value: T) -> Result<()> {
	match place.replace(value) {
		None => Ok(()),
		Some(_) => Err(Error::Input(format!("{name} is said twice"))),
	}
}

fn iri(text: &str) -> Result<NamedNode> {
	NamedNode::new(text).map_err(|error| Error::Input(format!("{text} is no IRI: {error}")))
}
