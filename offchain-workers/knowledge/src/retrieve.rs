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
pub mod lexical;
mod picture;
mod walk;

pub use althing_embed::{Embedder, Hashing};
pub use answer::{Answer, Ask};
pub use corpus::Corpus;
pub use dense::{Dense, Kept, Local};
pub use evidence::rationale;
pub use picture::picture;

use chain::Chains;
use lexical::tokens;
use walk::Walk;

/// How passages are scored.
#[derive(Clone, Debug)]
pub struct Weights {
	/// Of words, against vectors' one.
	pub lexical: f32,
	/// Of the walk.
	pub walk: f32,
	/// Of what a chain says beyond its first passage.
	pub rest: f32,
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
			walk: 0.3,
			rest: 1.0,
			link: 0.1,
			hops: 3,
			beam: 30,
			restart: 0.5,
		}
	}
}

/// How a passage came to be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Score {
	/// Of words, the best passage having 1.
	pub lexical: f32,
	/// Of vectors, the best passage having 1.
	pub dense: f32,
	/// Of the walk, the best passage having 1.
	pub walk: f32,
	/// Of the best chain that it is in.
	pub chain: f32,
	/// All together.
	pub total: f32,
}

/// Scores every passage of `corpus` for a question. `dense` says how near each is by vectors.
pub fn score(corpus: &Corpus, dense: Vec<f32>, question: &str, weights: &Weights) -> Vec<Score> {
	let words = tokens(question);
	let lexical = normalized(corpus.lexical.score(&words));
	let dense = normalized(dense);
	let base: Vec<f32> = lexical
		.iter()
		.zip(&dense)
		.map(|(lexical, dense)| (lexical * weights.lexical + dense) / (1.0 + weights.lexical))
		.collect();
	let walk = normalized(Walk::new(corpus, &base, question).run(weights.restart));
	let chain = Chains::new(corpus, &words, weights).score(&base);
	let parts = lexical.into_iter().zip(dense).zip(walk).zip(chain);
	parts
		.map(|(((lexical, dense), walk), chain)| Score {
			lexical,
			dense,
			walk,
			chain,
			total: chain + weights.walk * walk,
		})
		.collect()
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
	if most > 0.0 {
		scores
			.iter_mut()
			.for_each(|score| *score = (*score / most).max(0.0));
	}
	scores
}
