//! A question, and an answer that shows what it rests on.

use super::corpus::Corpus;
use super::dense::{Dense, Local};
use super::lexical::tokens;
use super::{best, evidence, score, Hashing, Score, Weights};
use crate::access::Caller;
use crate::error::Result;
use crate::outcomes::Prior;
use crate::store::dictionary::Id;
use crate::store::state::State;
use crate::vocabulary as v;
use oxrdf::{NamedNodeRef, Quad};
use serde::Serialize;
use std::collections::BTreeSet;

/// From so many passages on vectors of hashed words are shorter: 80 MiB at first, instead of 640.
const MANY: usize = 40_000;

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
	/// In words.
	pub question: String,
	/// How many passages are wanted.
	pub passages: usize,
	/// How they are scored.
	pub weights: Weights,
}

impl Ask {
	/// A question with the usual weights.
	pub fn new(question: impl Into<String>) -> Self {
		Self {
			question: question.into(),
			passages: 5,
			weights: Weights::default(),
		}
	}
}

/// A passage that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
	/// Its name.
	pub passage: String,
	/// What it stands under.
	pub title: String,
	/// What it says.
	pub text: String,
	/// The sentence that says most of what was asked.
	pub sentence: String,
	/// Why it was found.
	pub score: Score,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
	/// What was asked.
	pub question: String,
	/// Passages, best first.
	pub hits: Vec<Hit>,
	/// The subgraph that the answer rests on.
	#[serde(skip)]
	pub evidence: Vec<Quad>,
	/// The hash of that subgraph (see [`evidence::rationale`]).
	pub rationale: String,
	/// What made the vectors.
	pub embedder: String,
	/// The version that was asked.
	pub version: u64,
	/// The hash of that version's commit.
	pub commit: String,
}

impl Ask {
	/// Answers from what `caller` sees of `state`, with vectors of hashed words.
	///
	/// # Errors
	/// None that is known.
	pub fn run(&self, state: &State, caller: &Caller) -> Result<Answer> {
		let (passages, related) = Corpus::gather(state, caller);
		let places = if passages.len() > MANY {
			Hashing::FEW_PLACES
		} else {
			Hashing::PLACES
		};
		let embedder = Hashing::fitted_to(places, passages.iter().map(|passage| passage.text.as_str()));
		let corpus = Corpus::new(passages, &related);
		let dense = Local::new(&corpus, &embedder)?;
		self.run_on(&corpus, &dense, state, caller)
	}

	/// Answers from passages that were gathered before from what `caller` sees of the same `state`.
	///
	/// # Errors
	/// When the question has no vector.
	pub fn run_on(
		&self,
		corpus: &Corpus,
		dense: &dyn Dense,
		state: &State,
		caller: &Caller,
	) -> Result<Answer> {
		let mut scores = score(corpus, dense, &self.question, &self.weights)?;
		Prior::of(state, caller).weigh(corpus, &mut scores);
		let totals: Vec<f32> = scores.iter().map(|score| score.total).collect();
		let words = tokens(&self.question);
		let hits: Vec<Hit> = best(&totals, self.passages)
			.into_iter()
			.filter_map(|place| {
				let (passage, score) = (corpus.passages.get(place)?, scores.get(place)?);
				(score.total > 0.0).then(|| Hit {
					passage: passage.iri.clone(),
					title: passage.title.clone(),
					text: passage.text.clone(),
					sentence: sentence(&passage.text, &words, corpus),
					score: *score,
				})
			})
			.collect();
		let evidence = subgraph(state, caller, &hits);
		Ok(Answer {
			question: self.question.clone(),
			rationale: evidence::rationale(&evidence),
			hits,
			evidence,
			embedder: dense.name(),
			version: state.number,
			commit: hex::encode(state.hash),
		})
	}
}

fn sentence(text: &str, question: &[String], corpus: &Corpus) -> String {
	let worth = |sentence: &str| {
		let words: BTreeSet<String> = tokens(sentence).into_iter().collect();
		question
			.iter()
			.filter(|word| words.contains(*word))
			.map(|word| corpus.lexical.idf(word))
			.sum::<f32>()
	};
	let sentences = text.split_inclusive(". ").map(str::trim);
	sentences
		.map(|sentence| (worth(sentence), sentence))
		.max_by(|a, b| a.0.total_cmp(&b.0))
		.map(|(_, sentence)| sentence.to_owned())
		.unwrap_or_default()
}

/// Every quad about the passages that were found, and about the facts that were found in them.
fn subgraph(state: &State, caller: &Caller, hits: &[Hit]) -> Vec<Quad> {
	let number = |node: &str| state.terms.find(NamedNodeRef::new_unchecked(node).into());
	let found: Vec<Id> = hits.iter().filter_map(|hit| number(&hit.passage)).collect();
	let derived = number(v::PROV_DERIVED.as_str());
	let mut quads = Vec::new();
	for (id, graph) in state.visible(caller) {
		for passage in &found {
			let own = graph.index.scan(Some(*passage), None, None);
			quads.extend(own.filter_map(|triple| state.quad(id, triple)));
			let Some(derived) = derived else { continue };
			for [fact, ..] in graph.index.scan(None, Some(derived), Some(*passage)) {
				let said = graph.index.scan(Some(fact), None, None);
				quads.extend(said.filter_map(|triple| state.quad(id, triple)));
			}
		}
	}
	quads
}
