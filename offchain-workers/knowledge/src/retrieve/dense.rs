//! How near passages are to a question by vectors.

use super::corpus::Corpus;
use super::Embedder;
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::vectors::{said, Flat, Index, Measure, Vectors};

/// Vectors of a corpus, wherever they are kept.
pub trait Dense {
	/// What made them.
	fn name(&self) -> String;

	/// How near each passage of `corpus` is; 0 where nothing is known of it.
	///
	/// # Errors
	/// When the question has no vector.
	fn near(&self, corpus: &Corpus, question: &str) -> Result<Vec<f32>>;
}

fn embed(embedder: &dyn Embedder, text: &str) -> Result<Vec<f32>> {
	embedder
		.embed(text)
		.map_err(|error| Error::Internal(error.to_string()))
}

/// Vectors that are made for one corpus and kept with it.
pub struct Local<'a> {
	embedder: &'a dyn Embedder,
	/// By the places of the passages.
	flat: Flat,
}

impl<'a> Local<'a> {
	/// Embeds every passage.
	///
	/// # Errors
	/// When the embedder fails.
	pub fn new(corpus: &Corpus, embedder: &'a dyn Embedder) -> Result<Self> {
		let mut flat = Flat::new(embedder.dimensions(), Measure::Product);
		for (place, passage) in (0_u32..).zip(&corpus.passages) {
			flat.put(place, &embed(embedder, &said(passage))?)?;
		}
		Ok(Self { embedder, flat })
	}
}

impl Dense for Local<'_> {
	fn name(&self) -> String {
		self.embedder.name()
	}

	fn near(&self, corpus: &Corpus, question: &str) -> Result<Vec<f32>> {
		let mut scores = vec![0.0; corpus.passages.len()];
		for near in self.flat.all(&embed(self.embedder, question)?)? {
			if let Some(score) = scores.get_mut(near.key as usize) {
				*score = near.score;
			}
		}
		Ok(scores)
	}
}

/// Vectors that are kept with the store, as one caller sees them.
pub struct Kept<'a> {
	/// All of them.
	pub vectors: &'a Vectors,
	/// Who asks.
	pub caller: &'a Caller,
	/// What made them.
	pub embedder: &'a dyn Embedder,
}

/// How many are asked for: those beyond have no part in an answer.
const NEAREST: usize = 1_000;

impl Dense for Kept<'_> {
	fn name(&self) -> String {
		self.embedder.name()
	}

	fn near(&self, corpus: &Corpus, question: &str) -> Result<Vec<f32>> {
		let mut scores = vec![0.0; corpus.passages.len()];
		let asked = embed(self.embedder, question)?;
		for near in self.vectors.search(self.caller, &asked, NEAREST)? {
			let place = corpus.places.get(&near.key);
			if let Some(score) = place.and_then(|place| scores.get_mut(*place)) {
				*score = near.score;
			}
		}
		Ok(scores)
	}
}
