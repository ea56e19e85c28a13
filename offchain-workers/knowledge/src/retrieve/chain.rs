//! Chains of passages: each next one is linked by a name and says what the question still lacks.

use super::corpus::Corpus;
use super::Weights;
use std::collections::HashMap;

pub(super) struct Chains<'a> {
	corpus: &'a Corpus,
	weights: &'a Weights,
	/// For each word of the question, what it is worth, and in which passages it stands.
	words: Vec<(f32, HashMap<usize, f32>)>,
	all: f32,
}

/// A name that more passages have than this links none: it would make a question as long as the store is large.
const COMMON: usize = 250;

#[derive(Clone)]
struct Chain {
	passages: Vec<usize>,
	/// How much of each word is said.
	said: Vec<f32>,
	score: f32,
}

impl<'a> Chains<'a> {
	pub fn new(corpus: &'a Corpus, question: &[String], weights: &'a Weights) -> Self {
		let mut distinct: Vec<&String> = question.iter().collect();
		distinct.sort_unstable();
		distinct.dedup();
		let words: Vec<(f32, HashMap<usize, f32>)> = distinct
			.into_iter()
			.map(|word| {
				let idf = corpus.lexical.idf(word);
				// Said once is nearly said.
				let said = corpus
					.lexical
					.weights(word)
					.map(|(place, weight)| (place, (weight / idf / 1.5).min(1.0)));
				(idf, said.collect())
			})
			.collect();
		let all = words.iter().map(|(idf, _)| idf).sum::<f32>().max(1e-6);
		Self {
			corpus,
			weights,
			words,
			all,
		}
	}

	fn said(&self, passage: usize) -> Vec<f32> {
		self.words
			.iter()
			.map(|(_, said)| said.get(&passage).copied().unwrap_or(0.0))
			.collect()
	}

	/// What a passage says of the question beyond what is said, as a share of all.
	fn gain(&self, said: &[f32], passage: usize) -> f32 {
		let new = self.words.iter().zip(said).map(|((idf, places), said)| {
			let here = places.get(&passage).copied().unwrap_or(0.0);
			idf * (here - said).max(0.0)
		});
		new.sum::<f32>() / self.all
	}

	/// The best chain that each passage is in.
	pub fn score(&self, base: &[f32]) -> Vec<f32> {
		let mut scores = base.to_vec();
		let begin = super::best(base, self.weights.beam)
			.into_iter()
			.map(|place| Chain {
				passages: vec![place],
				said: self.said(place),
				score: base.get(place).copied().unwrap_or(0.0),
			});
		let mut beam: Vec<Chain> = begin.collect();
		for _ in 1..self.weights.hops.max(1) {
			let mut next: Vec<Chain> = beam.iter().flat_map(|chain| self.longer(chain, base)).collect();
			next.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passages.cmp(&b.passages)));
			next.truncate(self.weights.beam);
			for chain in &next {
				for passage in &chain.passages {
					if let Some(score) = scores.get_mut(*passage) {
						*score = score.max(chain.score);
					}
				}
			}
			beam = next;
		}
		scores
	}

	fn longer<'b>(&'b self, chain: &'b Chain, base: &'b [f32]) -> impl Iterator<Item = Chain> + 'b {
		let mut links: HashMap<usize, f32> = HashMap::new();
		for last in &chain.passages {
			for (passage, link) in self.links(*last) {
				let known = links.entry(passage).or_insert(0.0);
				*known = known.max(link);
			}
		}
		links
			.into_iter()
			.filter(|(passage, _)| !chain.passages.contains(passage))
			.map(move |(passage, link)| {
				let gain = self.gain(&chain.said, passage);
				let own = base.get(passage).copied().unwrap_or(0.0);
				let mut passages = chain.passages.clone();
				passages.push(passage);
				let here = self.said(passage);
				Chain {
					passages,
					said: chain.said.iter().zip(here).map(|(a, b)| a.max(b)).collect(),
					score: chain.score + self.weights.rest * gain + self.weights.link * link + 0.1 * own,
				}
			})
	}

	/// Passages that a name links: one of the two is about it. The rarer the name, the more it says.
	fn links(&self, from: usize) -> Vec<(usize, f32)> {
		let corpus = self.corpus;
		let most = (corpus.passages.len() as f32 + 1.0).ln().max(1.0);
		let about = |passage: usize, name: usize| {
			corpus
				.about
				.get(passage)
				.is_some_and(|about| about.contains(&name))
		};
		let mut all = Vec::new();
		for name in corpus.names_of.get(from).into_iter().flatten() {
			let rarity = corpus.rarity(*name) / most;
			let with = corpus.passages_of.get(*name).filter(|with| with.len() <= COMMON);
			for to in with.into_iter().flatten() {
				if *to != from && (about(*to, *name) || about(from, *name)) {
					all.push((*to, rarity));
				}
			}
		}
		all
	}
}
