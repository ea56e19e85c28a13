//! What the graph says of a memory: all but its words.

use super::activation::{value, Uses};
use super::names as n;
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use crate::store::dictionary::Id;
use crate::store::index::Index;
use crate::store::state::State;
use crate::store::Draft;
use crate::vocabulary as v;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use std::fmt;
use std::str::FromStr;

/// How what was answered turned out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
	/// Nobody knows yet.
	#[default]
	Open,
	/// It was right.
	Right,
	/// It was wrong.
	Wrong,
}

impl Outcome {
	const ALL: [Self; 3] = [Self::Open, Self::Right, Self::Wrong];

	/// In a word.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Open => "open",
			Self::Right => "right",
			Self::Wrong => "wrong",
		}
	}
}

impl fmt::Display for Outcome {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

impl FromStr for Outcome {
	type Err = Error;

	fn from_str(text: &str) -> Result<Self> {
		let found = Self::ALL.into_iter().find(|outcome| outcome.name() == text);
		found.ok_or_else(|| Error::Input(format!("{text} is no outcome; there are open, right and wrong")))
	}
}

/// A memory without its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
	/// The SHA-256 of its file, and its name.
	pub hash: Hash,
	/// The number of the graph that it is in.
	pub graph: Id,
	/// Of what kind it is.
	pub kind: String,
	/// How important it is, in thousandths.
	pub importance: u16,
	/// How what was answered turned out.
	pub outcome: Outcome,
	/// Bytes of its file.
	pub bytes: u64,
	/// When it came to be and was used.
	pub uses: Uses,
}

impl Record {
	/// When it came to be, in milliseconds since 1970.
	pub fn at(&self) -> u64 {
		self.uses.first()
	}

	/// What it is worth keeping at `now` (see [`value`]).
	pub fn value(&self, now: u64) -> f64 {
		value(&self.uses, f64::from(self.importance) / 1_000.0, now)
	}

	/// Writes it into its graph.
	///
	/// # Errors
	/// When the caller may not.
	pub fn write(&self, draft: &mut Draft, graph: &NamedNode) -> Result<()> {
		let node = n::node(&self.hash);
		let mut said: Vec<(NamedNodeRef<'static>, Term)> = vec![
			(v::TYPE, n::MEMORY.into_owned().into()),
			(n::KIND, Literal::from(self.kind.as_str()).into()),
			(n::AT, Literal::from(self.at()).into()),
			(n::IMPORTANCE, Literal::from(u64::from(self.importance)).into()),
			(n::OUTCOME, Literal::from(self.outcome.name()).into()),
			(v::BYTES, Literal::from(self.bytes).into()),
			(n::USES, Literal::from(self.uses.count()).into()),
		];
		let used = self.uses.recent().iter();
		said.extend(used.map(|at| (n::USED, Literal::from(*at).into())));
		for (predicate, object) in said {
			say(draft, graph, &node, predicate, object)?;
		}
		Ok(())
	}
}

/// Writes a triple into a graph.
///
/// # Errors
/// When the caller may not.
pub fn say(
	draft: &mut Draft,
	graph: &NamedNode,
	node: &NamedNode,
	predicate: NamedNodeRef<'_>,
	object: impl Into<Term>,
) -> Result<()> {
	draft.insert(quad(graph, node, predicate, object).as_ref())
}

/// Takes a triple out of a graph.
///
/// # Errors
/// When the caller may not.
pub fn unsay(
	draft: &mut Draft,
	graph: &NamedNode,
	node: &NamedNode,
	predicate: NamedNodeRef<'_>,
	object: impl Into<Term>,
) -> Result<()> {
	draft.remove(quad(graph, node, predicate, object).as_ref())
}

fn quad(graph: &NamedNode, node: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Quad {
	Quad::new(node.clone(), predicate.into_owned(), object, graph.clone())
}

/// Takes everything out of a graph that it says of a node.
///
/// # Errors
/// When the caller may not.
pub fn unsay_all(draft: &mut Draft, graph: &NamedNode, node: &NamedNode) -> Result<()> {
	let base = std::sync::Arc::clone(draft.base());
	let (Some(id), Some(subject)) = (
		base.graph_id(Some(graph.as_str())),
		base.terms.find(node.as_ref().into()),
	) else {
		return Ok(());
	};
	let Some(found) = base.graphs.get(&id) else {
		return Ok(());
	};
	for triple in found.index.scan(Some(subject), None, None) {
		if let Some(quad) = base.quad(id, triple) {
			draft.remove(quad.as_ref())?;
		}
	}
	Ok(())
}

/// Reads what a graph says.
pub struct Reader<'a> {
	state: &'a State,
	index: &'a Index,
}

impl<'a> Reader<'a> {
	/// Of one graph of a version.
	pub fn new(state: &'a State, index: &'a Index) -> Self {
		Self { state, index }
	}

	fn number(&self, node: NamedNodeRef<'_>) -> Option<Id> {
		self.state.terms.find(node.into())
	}

	/// The nodes of a class.
	pub fn of_class(&self, class: NamedNodeRef<'_>) -> Vec<Id> {
		match (self.number(v::TYPE), self.number(class)) {
			(Some(kind), Some(class)) => {
				let found = self.index.scan(None, Some(kind), Some(class));
				found.map(|[node, ..]| node).collect()
			}
			_ => Vec::new(),
		}
	}

	/// The name of a node.
	pub fn iri(&self, node: Id) -> Option<String> {
		match self.state.terms.term(node)? {
			Term::NamedNode(node) => Some(node.into_string()),
			_ => None,
		}
	}

	/// Everything that is said of a node by one predicate.
	pub fn all(&self, node: Id, predicate: NamedNodeRef<'_>) -> Vec<Term> {
		let Some(predicate) = self.number(predicate) else {
			return Vec::new();
		};
		let found = self.index.scan(Some(node), Some(predicate), None);
		found
			.filter_map(|[.., object]| self.state.terms.term(object))
			.collect()
	}

	/// What the thing with this name is called.
	pub fn label(&self, iri: &str) -> Option<String> {
		let node = self.number(NamedNodeRef::new_unchecked(iri))?;
		self.text(node, v::LABEL)
	}

	/// The first literal that is said of a node by one predicate.
	pub fn text(&self, node: Id, predicate: NamedNodeRef<'_>) -> Option<String> {
		self.all(node, predicate).into_iter().find_map(|term| match term {
			Term::Literal(literal) => Some(literal.value().to_owned()),
			_ => None,
		})
	}

	/// The same as a number.
	pub fn whole(&self, node: Id, predicate: NamedNodeRef<'_>) -> Option<u64> {
		self.text(node, predicate)?.parse().ok()
	}

	/// The names that are said of a node by one predicate.
	pub fn named(&self, node: Id, predicate: NamedNodeRef<'_>) -> Vec<String> {
		let found = self.all(node, predicate).into_iter();
		found
			.filter_map(|term| match term {
				Term::NamedNode(node) => Some(node.into_string()),
				_ => None,
			})
			.collect()
	}
}

/// The records of one graph, by their hashes. What is no record, because somebody changed it by hand, is left out.
pub fn of_graph(state: &State, graph: Id) -> Vec<Record> {
	let Some(found) = state.graphs.get(&graph).filter(|graph| graph.shape.alive) else {
		return Vec::new();
	};
	let reader = Reader::new(state, &found.index);
	let nodes = reader.of_class(n::MEMORY).into_iter();
	let mut records: Vec<Record> = nodes.filter_map(|node| read(&reader, graph, node)).collect();
	records.sort_by_key(|record| record.hash);
	records
}

fn read(reader: &Reader<'_>, graph: Id, node: Id) -> Option<Record> {
	let at = reader.whole(node, n::AT)?;
	let used = reader.all(node, n::USED).into_iter();
	let used = used.filter_map(|term| match term {
		Term::Literal(literal) => literal.value().parse().ok(),
		_ => None,
	});
	Some(Record {
		hash: n::hash_in(&reader.iri(node)?)?,
		graph,
		kind: reader.text(node, n::KIND)?,
		importance: u16::try_from(reader.whole(node, n::IMPORTANCE)?.min(1_000)).ok()?,
		outcome: reader.text(node, n::OUTCOME)?.parse().ok()?,
		bytes: reader.whole(node, v::BYTES)?,
		uses: Uses::read(at, reader.whole(node, n::USES)?, used.collect()),
	})
}
