//! Whether the evidence of a verdict is in the documents, found out by whoever has these.

use super::library::GRAPH;
use super::{Library, Method, Task};
use crate::error::{Error, Result};
use crate::retrieve::evidence::canonical;
use crate::vocabulary as v;
use oxrdf::{GraphName, NamedNodeRef, Quad, Term};
use oxrdfio::{RdfFormat, RdfParser};

/// The longest evidence that is read, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// What was found out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Checked {
	/// The method that was used.
	pub method: Method,
	/// The answer, as [`Task`] counts them.
	pub answer: usize,
	/// The answer in words.
	pub said: String,
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
	let only = |predicate, what: &str| {
		literal(&verdict, predicate).ok_or_else(|| wrong(format!("it does not say {what}")))
	};
	let name = only(v::METHOD, "by which method")?;
	let method =
		Method::from_name(name).ok_or_else(|| wrong(format!("it names no method that is known: {name}")))?;
	if only(v::ASKED, "what was asked")? != task.asked() {
		return Err(wrong("it is about another question".into()));
	}
	let given = only(v::ANSWER, "what the answer is")?;
	let answer = task.answers().iter().position(|answer| *answer == given);
	let answer = answer.ok_or_else(|| wrong(format!("{given} is no answer to this question")))?;
	Ok(Checked {
		method,
		answer,
		said: given.to_owned(),
		quads: said.len(),
		reproduced: library.judge(task, method).evidence == evidence,
	})
}

/// What the verdict says under `predicate`, if it says so once.
fn literal<'a>(verdict: &[&'a Quad], predicate: NamedNodeRef<'_>) -> Option<&'a str> {
	let mut found = verdict.iter().filter(|quad| quad.predicate == predicate);
	match (&found.next()?.object, found.next()) {
		(Term::Literal(text), None) => Some(text.value()),
		_ => None,
	}
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
