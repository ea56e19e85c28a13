//! Documents, read and indexed once for all who judge by them.

use crate::access::Caller;
use crate::error::Result;
use crate::ingest::extract::key;
use crate::ingest::{ingest, Format, Source};
use crate::retrieve::corpus::Corpus;
use crate::retrieve::lexical::tokens;
use crate::retrieve::{best, score, Dense, Embedder, Hashing, Weights};
use crate::store::state::State;
use crate::store::Draft;
use crate::vectors::{said, Flat, Index, Measure};
use crate::vocabulary as v;
use oxrdf::{NamedNode, NamedNodeRef, Term};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// The graph that documents of a case are read into.
pub(super) const GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:althing:case:documents");

/// A document.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
	/// Its name, whose end says what it is written in.
	pub name: &'a str,
	/// Its bytes.
	pub bytes: &'a [u8],
}

/// A relation that was found in a passage.
pub(super) struct Fact {
	/// Its name.
	pub iri: String,
	/// The form of who or what.
	pub subject: String,
	/// The relation's words.
	pub relation: Vec<String>,
	/// The form of whom or what.
	pub object: String,
	/// Where the passage stands.
	pub passage: usize,
}

/// Documents, read and indexed. Who reads the same documents gets the same library: nothing in it says who read them,
/// or when.
pub struct Library {
	pub(super) state: State,
	pub(super) corpus: Corpus,
	pub(super) embedder: Hashing,
	/// Of the passages, by their places.
	vectors: Flat,
	pub(super) facts: Vec<Fact>,
}

impl Library {
	/// Reads documents.
	///
	/// # Errors
	/// When one is of a kind that is not read, is not UTF-8, or is too long.
	pub fn of<'a>(documents: impl IntoIterator<Item = Document<'a>>) -> Result<Self> {
		let caller = Caller::keeper();
		let mut draft = Draft::new(Arc::new(State::default()), caller.clone());
		let graph = NamedNode::from(GRAPH);
		for Document { name, bytes } in documents {
			let source = Source {
				name,
				format: Format::of(Path::new(name))?,
				bytes,
				author: "case",
				time: 0,
			};
			ingest(&mut draft, &source, &graph)?;
		}
		let state = draft.preview();
		let (mut passages, related) = Corpus::gather(&state, &caller);
		// Numbers of terms depend on the order of documents; names do not.
		passages.sort_by(|a, b| a.iri.cmp(&b.iri));
		let embedder = Hashing::fitted(passages.iter().map(|passage| passage.text.as_str()));
		let corpus = Corpus::new(passages, &related);
		let mut vectors = Flat::new(Hashing::PLACES, Measure::Product);
		for (place, passage) in (0_u32..).zip(&corpus.passages) {
			vectors.put(place, &embedder.vector(&said(passage)))?;
		}
		let facts = facts(&state, &corpus);
		Ok(Self {
			state,
			corpus,
			embedder,
			vectors,
			facts,
		})
	}

	/// The passages that say most about a question, best first: what each stands under, and what it says.
	pub fn passages_about(&self, question: &str, most: usize) -> Vec<(String, String)> {
		best(&self.totals(question), most)
			.into_iter()
			.filter_map(|place| self.corpus.passages.get(place))
			.map(|passage| (passage.title.clone(), passage.text.clone()))
			.collect()
	}

	/// How well each passage answers a question, by words, vectors, walk and chains.
	pub(super) fn totals(&self, question: &str) -> Vec<f32> {
		let scores = score(&self.corpus, self, question, &Weights::default()).unwrap_or_default();
		scores.iter().map(|score| score.total).collect()
	}

	/// How near each passage is to a vector, in the order of the passages.
	pub(super) fn near(&self, vector: &[f32]) -> Vec<f32> {
		let near = self.vectors.all(vector).unwrap_or_default();
		near.into_iter().map(|near| near.score).collect()
	}

	/// How many passages the documents have.
	pub fn passages(&self) -> usize {
		self.corpus.passages.len()
	}
}

impl Dense for Library {
	fn name(&self) -> String {
		self.embedder.name()
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>> {
		Ok(self.embedder.vector(text))
	}

	fn near(&self, _: &Corpus, vector: &[f32]) -> Result<Vec<f32>> {
		Ok(Self::near(self, vector))
	}

	fn vector(&self, _: &Corpus, place: usize) -> Option<&[f32]> {
		self.vectors.get(u32::try_from(place).ok()?)
	}
}

/// Every relation that was found, in the order of their names.
fn facts(state: &State, corpus: &Corpus) -> Vec<Fact> {
	let places: HashMap<&str, usize> = corpus
		.passages
		.iter()
		.enumerate()
		.map(|(place, passage)| (passage.iri.as_str(), place))
		.collect();
	let number = |node: NamedNodeRef<'_>| state.terms.find(node.into());
	let (Some(kind), Some(fact)) = (number(v::TYPE), number(v::FACT)) else {
		return Vec::new();
	};
	let mut all = Vec::new();
	for (_, graph) in state.visible(&Caller::keeper()) {
		for [id, ..] in graph.index.scan(None, Some(kind), Some(fact)) {
			let iri = |id| match state.terms.term(id) {
				Some(Term::NamedNode(node)) => Some(node.into_string()),
				_ => None,
			};
			let told = |predicate| {
				let mut found = graph.index.scan(Some(id), Some(number(predicate)?), None);
				iri(found.next()?[2])
			};
			let read = || {
				Some(Fact {
					iri: iri(id)?,
					subject: spelled(&told(v::SUBJECT)?),
					relation: tokens(&spelled(&told(v::PREDICATE)?)),
					object: spelled(&told(v::OBJECT)?),
					passage: *places.get(told(v::PROV_DERIVED)?.as_str())?,
				})
			};
			all.extend(read());
		}
	}
	all.sort_by(|a, b| a.iri.cmp(&b.iri));
	all
}

/// The words that the name of an entity or a relation was made of.
fn spelled(iri: &str) -> String {
	let last = iri.rsplit(':').next().unwrap_or_default();
	let decoded = form_urlencoded::parse(last.as_bytes()).map(|(name, _)| name.into_owned());
	decoded.take(1).map(|name| key(&name)).collect()
}
