//! Whether the evidence of a verdict is in the documents, found out by whoever has these.

use super::library::GRAPH;
use super::{Library, Method, Task};
use crate::error::{Error, Result};
use crate::retrieve::evidence::canonical;
use crate::vocabulary as v;
use oxrdf::{GraphName, Quad, Term};
use oxrdfio::{RdfFormat, RdfParser};

/// The longest evidence that is read, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Checked {
	/// The method that was used.
	pub method: Method,
	/// Statements about the documents, all of which are in them.
	pub quads: usize,
	/// Whether judging again by the same method gives the same evidence, byte for byte. On another kind of machine
	/// logarithms may differ in their last digit, so that another sentence comes first.
	pub reproduced: bool,
}

/// Checks evidence of a verdict on `task` against the documents.
///
/// # Errors
/// When it is too long, no canonical N-Quads, no verdict on this task, or says of the documents what is not in them.
pub fn check(library: &Library, task: &Task, evidence: &str) -> Result<Checked> {
	if evidence.len() > LONGEST {
		return Err(wrong(format!(
			"it has {} bytes, and at most {LONGEST} are read",
			evidence.len()
		)));
	}
	let quads = parsed(evidence)?;
	if canonical(&quads) != evidence {
		return Err(wrong("it is not written canonically (RDFC-1.0)".into()));
	}
	let (verdict, said): (Vec<&Quad>, Vec<&Quad>) = quads
		.iter()
		.partition(|quad| quad.graph_name == GraphName::DefaultGraph);
	for quad in &said {
		let there = quad.graph_name == GraphName::from(GRAPH.into_owned()) && library.says(quad);
		if !there {
			return Err(wrong(format!("the documents do not say: {quad}")));
		}
	}
	let method = verdict
		.iter()
		.find(|quad| quad.predicate == v::METHOD)
		.and_then(|quad| match &quad.object {
			Term::Literal(name) => Method::from_name(name.value()),
			_ => None,
		})
		.ok_or_else(|| wrong("it names no method that is known".into()))?;
	let asked = match task {
		Task::Claim(claim) => claim,
		Task::Question { question, .. } => question,
	};
	let same = |quad: &&&Quad| {
		quad.predicate == v::ASKED && matches!(&quad.object, Term::Literal(text) if text.value() == asked)
	};
	if verdict.iter().filter(same).count() != 1 {
		return Err(wrong("it is about another question".into()));
	}
	Ok(Checked {
		method,
		quads: said.len(),
		reproduced: library.judge(task, method).evidence == evidence,
	})
}

impl Library {
	fn says(&self, quad: &Quad) -> bool {
		let find = |term: oxrdf::TermRef<'_>| self.state.terms.find(term);
		let graph = self.state.graph_id(Some(GRAPH.as_str()));
		let (Some(graph), Some(s), Some(p), Some(o)) = (
			graph.and_then(|id| self.state.graphs.get(&id)),
			find(quad.subject.as_ref().into()),
			find(quad.predicate.as_ref().into()),
			find(quad.object.as_ref()),
		) else {
			return false;
		};
		graph.index.scan(Some(s), Some(p), Some(o)).next().is_some()
	}
}

fn parsed(evidence: &str) -> Result<Vec<Quad>> {
	RdfParser::from_format(RdfFormat::NQuads)
		.for_reader(evidence.as_bytes())
		.collect::<std::result::Result<_, _>>()
		.map_err(|error| wrong(format!("it is no N-Quads: {error}")))
}

fn wrong(reason: String) -> Error {
	Error::Input(format!("the evidence does not hold: {reason}"))
}
