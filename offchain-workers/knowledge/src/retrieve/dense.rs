//! How near passages are to a question by vectors.

use super::corpus::Corpus;
use super::Embedder;
use crate::access::Caller;
use crate::error::{Error, Result};
use crate::vectors::{said, Flat, Index, Measure, Vectors};

/// What vectors say of one question.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
	/// How near each passage of a corpus is; 0 where nothing is known of it.
	pub near: Vec<f32>,
	/// The vector of each passage, all of length 1; empty where a next passage is not looked for by vectors.
	pub vectors: Vec<Option<&'a [f32]>>,
}

impl Asked<'_> {
	/// How near the passage `to` is to what is left of the question when all that points to `from` is taken away:
	/// with a question q and passages f and t, the cosine of q - (q·f) f and t, at least 0.
	pub(super) fn turned(&self, from: usize, to: usize) -> f32 {
		let known = |place: usize| self.vectors.get(place).copied().flatten();
		let (Some(one), Some(other)) = (known(from), known(to)) else {
			return 0.0;
		};
		let near = |place: usize| self.near.get(place).copied().unwrap_or(0.0);
		let (from, to) = (near(from), near(to));
		let left = (1.0 - from * from).max(1e-6).sqrt();
		((to - from * Measure::Product.near(one, other)) / left).max(0.0)
	}
}

/// Vectors of a corpus, wherever they are kept.
pub trait Dense {
	/// What made them.
	fn name(&self) -> String;

	/// What they say of a question to `corpus`.
	///
	/// # Errors
	/// When the question has no vector.
	fn ask(&self, corpus: &Corpus, question: &str) -> Result<Asked<'_>>;
}

/// The longest vectors that are compared with each other for every link. Hashed words are longer, and say nothing there
/// that the words themselves do not.
const SHORT: usize = 2_048;

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

	fn ask(&self, corpus: &Corpus, question: &str) -> Result<Asked<'_>> {
		let mut scores = vec![0.0; corpus.passages.len()];
		for near in self.flat.all(&embed(self.embedder, question)?)? {
			if let Some(score) = scores.get_mut(near.key as usize) {
				*score = near.score;
			}
		}
		let short = self.flat.dimensions() <= SHORT;
		let places = (0..corpus.passages.len()).filter(|_| short);
		let vector = |place: usize| self.flat.get(u32::try_from(place).ok()?);
		Ok(Asked {
			near: scores,
			vectors: places.map(vector).collect(),
		})
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

	fn ask(&self, corpus: &Corpus, question: &str) -> Result<Asked<'_>> {
		let mut scores = vec![0.0; corpus.passages.len()];
		let asked = embed(self.embedder, question)?;
		for near in self.vectors.search(self.caller, &asked, NEAREST)? {
			let place = corpus.places.get(&near.key);
			if let Some(score) = place.and_then(|place| scores.get_mut(*place)) {
				*score = near.score;
			}
		}
		let short = self.embedder.dimensions() <= SHORT;
		let passages = corpus.passages.iter().filter(|_| short);
		Ok(Asked {
			near: scores,
			vectors: passages
				.map(|passage| self.vectors.get(self.caller, passage.id))
				.collect(),
		})
	}
}
