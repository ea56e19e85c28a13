//! Chains of passages: each next one is linked by a name and says what the question still lacks.

use super::corpus::Corpus;
use super::dense::Dense;
use super::lexical::distinct;
use super::Weights;
use crate::vectors::Measure;
use rustc_hash::FxHashMap;

/// A name that more passages have than this links none: it would make a question as long as the store is large.
const COMMON: usize = 100;

/// Names of a passage that lead on, the rarest first: a list of all that there is leads everywhere.
const NAMES: usize = 30;

/// What is asked, and how near each passage is to it by vectors.
pub(super) struct Asked<'a> {
	pub corpus: &'a Corpus,
	pub dense: &'a dyn Dense,
	pub words: &'a [String],
	/// Names that the question spells, in their order.
	pub names: &'a [usize],
	pub near: &'a [f32],
}

impl Asked<'_> {
	/// How near `to` is to what is left of the question when all that points to `from` is taken away: with a question
	/// q and passages f and t, the cosine of q - (q·f) f and t, at least 0.
	fn turned(&self, from: usize, to: usize) -> f32 {
		let vector = |place: usize| self.dense.vector(self.corpus, place);
		let (Some(one), Some(other)) = (vector(from), vector(to)) else {
			return 0.0;
		};
		let near = |place: usize| self.near.get(place).copied().unwrap_or(0.0);
		let between = crate::vectors::near(Measure::Product, one, other);
		let left = (1.0 - near(from) * near(from)).max(1e-6).sqrt();
		((near(to) - near(from) * between) / left).max(0.0)
	}
}

struct Chain {
	passages: Vec<usize>,
	/// How much of each word is said, at most 1.
	said: Vec<f32>,
	/// What its last passage is worth in it.
	worth: f32,
}

pub(super) struct Chains<'a> {
	asked: &'a Asked<'a>,
	weights: &'a Weights,
	/// Each word of the question, and what it is worth.
	words: Vec<(&'a String, f32)>,
	all: f32,
}

impl<'a> Chains<'a> {
	pub fn new(asked: &'a Asked<'a>, weights: &'a Weights) -> Self {
		let words: Vec<(&String, f32)> = distinct(asked.words)
			.into_iter()
			.map(|word| (word, asked.corpus.lexical.idf(word)))
			.collect();
		Self {
			asked,
			weights,
			all: words.iter().map(|(_, idf)| idf).sum::<f32>().max(1e-6),
			words,
		}
	}

	/// Said once in a text that is not long is all of a word.
	fn said(&self, passage: usize) -> Vec<f32> {
		let lexical = &self.asked.corpus.lexical;
		let words = self.words.iter();
		words
			.map(|(word, _)| (lexical.said(word, passage) / 1.5).min(1.0))
			.collect()
	}

	/// What each passage is worth: by itself, and behind the one that leads to it best.
	pub fn score(&self, base: &[f32]) -> Vec<f32> {
		let mut scores = base.to_vec();
		let begin = super::best(base, self.weights.beam)
			.into_iter()
			.map(|place| Chain {
				passages: vec![place],
				said: self.said(place),
				worth: base.get(place).copied().unwrap_or(0.0),
			});
		let mut beam: Vec<Chain> = begin.collect();
		for _ in 1..self.weights.hops.max(1) {
			let mut next: FxHashMap<usize, Chain> = FxHashMap::default();
			for chain in &beam {
				self.lengthen(chain, &mut next);
			}
			let mut next: Vec<(usize, Chain)> = next.into_iter().collect();
			next.sort_by(|(a, one), (b, other)| other.worth.total_cmp(&one.worth).then(a.cmp(b)));
			for (last, chain) in &next {
				let own = base.get(*last).copied().unwrap_or(0.0);
				if let Some(score) = scores.get_mut(*last) {
					*score = score.max(own + chain.worth);
				}
			}
			next.truncate(self.weights.beam);
			beam = next.into_iter().map(|(_, chain)| chain).collect();
		}
		scores
	}

	/// Adds the passages that a chain leads to, where no other chain leads there better.
	fn lengthen(&self, chain: &Chain, next: &mut FxHashMap<usize, Chain>) {
		let Some(last) = chain.passages.last() else { return };
		for (to, rarity) in self.links(*last) {
			if chain.passages.contains(&to) {
				continue;
			}
			let here = self.said(to);
			let new = self.words.iter().zip(chain.said.iter().zip(&here));
			let gain = new
				.map(|((_, idf), (said, here))| idf * (here - said).max(0.0))
				.sum::<f32>();
			let says = self.weights.rest * gain / self.all
				+ self.weights.link * rarity
				+ self.weights.turn * self.asked.turned(*last, to);
			let worth = chain.worth * says;
			if next.get(&to).is_some_and(|known| known.worth >= worth) {
				continue;
			}
			let mut passages = chain.passages.clone();
			passages.push(to);
			let said = chain.said.iter().zip(here).map(|(a, b)| a.max(b)).collect();
			next.insert(
				to,
				Chain {
					passages,
					said,
					worth,
				},
			);
		}
	}

	/// Passages that share a name with one, which the question does not have, with how rare the rarest such name is: 1
	/// where only one passage has it.
	fn links(&self, from: usize) -> Vec<(usize, f32)> {
		let corpus = self.asked.corpus;
		let with = |name: usize| corpus.passages_of.get(name).map_or(0, Vec::len);
		let names = corpus.names_of.get(from).into_iter().flatten().copied();
		let mut names: Vec<usize> = names
			.filter(|name| {
				(2..=COMMON).contains(&with(*name)) && self.asked.names.binary_search(name).is_err()
			})
			.collect();
		names.sort_by_key(|name| (with(*name), *name));
		names.truncate(NAMES);
		let mut all: FxHashMap<usize, f32> = FxHashMap::default();
		for name in names {
			let rarity = corpus.share(name);
			for to in corpus.passages_of.get(name).into_iter().flatten() {
				// The rarest comes first.
				all.entry(*to).or_insert(rarity);
			}
		}
		let mut all: Vec<(usize, f32)> = all.into_iter().filter(|(to, _)| *to != from).collect();
		all.sort_unstable_by_key(|(to, _)| *to);
		all
	}
}
