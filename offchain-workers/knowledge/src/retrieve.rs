//! Finding what answers a question, over several hops.
//!
//! Passages are scored by words (BM25) and by vectors; from the best of them a walk with restart (personalised
//! PageRank) goes over names and facts, and chains of passages are built in which each next one is named by, or
//! names, the one before and says what the question still lacks. An [`Answer`] carries the subgraph that it rests on.

pub mod answer;
mod chain;
pub mod corpus;
pub mod dense;
pub mod evidence;
pub mod graph;
pub mod lexical;
mod picture;
mod walk;
mod words;

pub use althing_embed::{Embedder, Hashing};
pub use answer::{Answer, Ask};
pub use corpus::Corpus;
pub use dense::{Dense, Kept, Local};
pub use evidence::rationale;
pub use picture::picture;

use crate::error::Result;
use chain::{Asked, Chains};
use lexical::tokens;

/// How passages are scored.
#[derive(Clone, Debug)]
pub struct Weights {
	/// Of words, against vectors' one.
	pub lexical: f32,
	/// Of being about what the question names.
	pub named: f32,
	/// Of the walk: 0 by default, since it found no more than chains do (docs/bench/knowledge.md).
	pub walk: f32,
	/// Of the question's words that a step of a chain says anew.
	pub rest: f32,
	/// Of what is left of the question's vector behind a step.
	pub turn: f32,
	/// Of the name that links two passages of a chain.
	pub link: f32,
	/// Passages in a chain.
	pub hops: usize,
	/// Chains that are kept at each hop.
	pub beam: usize,
	/// How often the walk goes back to where it began.
	pub restart: f32,
}

impl Default for Weights {
	fn default() -> Self {
		Self {
			lexical: 1.0,
			named: 0.5,
			walk: 0.0,
			rest: 1.0,
			turn: 0.5,
			link: 0.4,
			hops: 2,
			beam: 20,
			restart: 0.5,
		}
	}
}

impl Weights {
	/// What the parts of it find alone, each with those before it: what a measurement shows.
	pub fn parts() -> [(&'static str, Self); 3] {
		let both = Self {
			named: 0.0,
			walk: 0.0,
			hops: 1,
			..Self::default()
		};
		let named = Self {
			named: Self::default().named,
			..both.clone()
		};
		let walk = Self {
			walk: 0.3,
			..named.clone()
		};
		[("both", both), ("and names", named), ("and walk", walk)]
	}
}

/// How a passage came to be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Score {
	/// Of words, the best passage having 1.
	pub lexical: f32,
	/// Of vectors, the best passage having 1.
	pub dense: f32,
	/// Of being about what the question names.
	pub named: f32,
	/// Of the walk, the best passage having 1.
	pub walk: f32,
	/// Of the best chain that it is in.
	pub chain: f32,
	/// All together.
	pub total: f32,
}

/// Scores every passage of `corpus` for a question.
///
/// # Errors
/// When the question has no vector.
pub fn score(corpus: &Corpus, dense: &dyn Dense, question: &str, weights: &Weights) -> Result<Vec<Score>> {
	let (words, names) = (tokens(question), corpus.names_in(question));
	let near = dense.near(corpus, &dense.embed(question)?)?;
	let lexical = normalized(corpus.lexical.score(&words));
	let named = corpus.about_any(&names);
	let nearest = normalized(near.clone());
	let own = lexical.iter().zip(&nearest).zip(&named);
	let base: Vec<f32> = own
		.map(|((lexical, dense), named)| {
			(lexical * weights.lexical + dense) / (1.0 + weights.lexical) + named * weights.named
		})
		.collect();
	let seeds = walk::seeds(corpus, &base, &names);
	let walk = normalized(walk::walk(&corpus.graph, &seeds, weights.restart));
	let asked = Asked {
		corpus,
		dense,
		words: &words,
		names: &names,
		near: &near,
	};
	let chain = Chains::new(&asked, weights).score(&base);
	let parts = lexical.into_iter().zip(nearest).zip(named).zip(walk).zip(chain);
	let together = parts.map(|((((lexical, dense), named), walk), chain)| Score {
		lexical,
		dense,
		named,
		walk,
		chain,
		total: chain + weights.walk * walk,
	});
	Ok(together.collect())
}

/// The best places, best first; of equals the earlier.
pub fn best(scores: &[f32], most: usize) -> Vec<usize> {
	let mut places: Vec<usize> = (0..scores.len()).collect();
	let of = |place: &usize| scores.get(*place).copied().unwrap_or(0.0);
	let order = |a: &usize, b: &usize| of(b).total_cmp(&of(a)).then(a.cmp(b));
	if most == 0 {
		return Vec::new();
	}
	if places.len() > most {
		places.select_nth_unstable_by(most.saturating_sub(1), order);
		places.truncate(most);
	}
	places.sort_unstable_by(order);
	places
}

fn normalized(mut scores: Vec<f32>) -> Vec<f32> {
	let most = scores.iter().copied().fold(0.0, f32::max);
	let by = if most > 0.0 { most } else { 1.0 };
	scores
		.iter_mut()
		.for_each(|score| *score = (*score / by).max(0.0));
	scores
}
