//! How near passages are to a text by vectors.

use super::corpus::Corpus;
use super::Embedder;
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::vectors::{said, Flat, Index, Measure, Vectors};

/// Vectors of a corpus, wherever they are kept.
pub trait Dense {
	/// What made them.
	fn name(&self) -> String;

	/// The vector of a text.
	///
	/// # Errors
	/// When the embedder fails.
	fn embed(&self, text: &str) -> Result<Vec<f32>>;

	/// How near each passage of `corpus` is to a vector; 0 where nothing is known of it.
	///
	/// # Errors
	/// When the vector has another number of values.
	fn near(&self, corpus: &Corpus, vector: &[f32]) -> Result<Vec<f32>>;

	/// The vector of a passage of `corpus`, where it is known.
	fn vector(&self, corpus: &Corpus, place: usize) -> Option<&[f32]>;
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

	fn embed(&self, text: &str) -> Result<Vec<f32>> {
		embed(self.embedder, text)
	}

	fn near(&self, corpus: &Corpus, vector: &[f32]) -> Result<Vec<f32>> {
		let mut scores = vec![0.0; corpus.passages.len()];
		for near in self.flat.all(vector)? {
			if let Some(score) = scores.get_mut(near.key as usize) {
				*score = near.score;
			}
		}
		Ok(scores)
	}

	fn vector(&self, _: &Corpus, place: usize) -> Option<&[f32]> {
		self.flat.get(u32::try_from(place).ok()?)
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

	fn embed(&self, text: &str) -> Result<Vec<f32>> {
		embed(self.embedder, text)
	}

	fn near(&self, corpus: &Corpus, vector: &[f32]) -> Result<Vec<f32>> {
		let mut scores = vec![0.0; corpus.passages.len()];
		for near in self.vectors.search(self.caller, vector, NEAREST)? {
			let place = corpus.places.get(&near.key);
			if let Some(score) = place.and_then(|place| scores.get_mut(*place)) {
				*score = near.score;
			}
		}
		Ok(scores)
	}

	fn vector(&self, corpus: &Corpus, place: usize) -> Option<&[f32]> {
		let passage = corpus.passages.get(place)?;
		self.vectors.get(self.caller, passage.id)
	}
}
