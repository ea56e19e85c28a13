//! Chains of passages: each next one is linked by a name and says what the question still lacks.

use super::corpus::Corpus;
use super::dense::Asked;
use super::Weights;
use std::collections::{BTreeMap, HashMap};

pub(super) struct Chains<'a> {
	corpus: &'a Corpus,
	asked: &'a Asked<'a>,
	weights: &'a Weights,
	/// For each word of the question, what it is worth, and in which passages it stands.
	words: Vec<(f32, HashMap<usize, f32>)>,
	all: f32,
}

/// A name that more passages have than this links none: it would make a question as long as the store is large.
const COMMON: usize = 250;

struct Chain {
	passages: Vec<usize>,
	/// How much of each word is said.
	said: Vec<f32>,
	/// What its last passage is worth in it.
	worth: f32,
	/// What the last step gave.
	step: f32,
}

impl<'a> Chains<'a> {
	pub fn new(corpus: &'a Corpus, asked: &'a Asked<'a>, question: &[String], weights: &'a Weights) -> Self {
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
			asked,
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

	/// What each passage is worth: by itself, or behind another that leads to it, whichever is more. What leads to much
	/// is worth more too.
	pub fn score(&self, base: &[f32]) -> Vec<f32> {
		let mut scores = base.to_vec();
		let raise = |scores: &mut [f32], place: usize, to: f32| {
			if let Some(score) = scores.get_mut(place) {
				*score = score.max(to);
			}
		};
		let own = |place: usize| base.get(place).copied().unwrap_or(0.0);
		let begin = super::best(base, self.weights.beam)
			.into_iter()
			.map(|place| Chain {
				passages: vec![place],
				said: self.said(place),
				worth: own(place),
				step: 0.0,
			});
		let mut beam: Vec<Chain> = begin.collect();
		for _ in 1..self.weights.hops.max(1) {
			let mut next: Vec<Chain> = beam.iter().flat_map(|chain| self.longer(chain, base)).collect();
			next.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.passages.cmp(&b.passages)));
			for chain in &next {
				let Some((last, before)) = chain.passages.split_last() else {
					continue;
				};
				raise(&mut scores, *last, chain.worth);
				for passage in before {
					raise(
						&mut scores,
						*passage,
						own(*passage) + self.weights.back * chain.step,
					);
				}
			}
			next.truncate(self.weights.beam);
			beam = next;
		}
		scores
	}

	fn longer<'b>(&'b self, chain: &'b Chain, base: &'b [f32]) -> impl Iterator<Item = Chain> + 'b {
		let last = chain.passages.last().copied().unwrap_or(0);
		let links = self.links(last).into_iter();
		let new = links.filter(|(passage, _)| !chain.passages.contains(passage));
		new.map(move |(passage, link)| {
			let weights = self.weights;
			let says = weights.rest * self.gain(&chain.said, passage)
				+ weights.turn * self.asked.turned(last, passage)
				+ weights.link * link;
			let step = chain.worth * says;
			let mut passages = chain.passages.clone();
			passages.push(passage);
			let said = chain.said.iter().zip(self.said(passage));
			Chain {
				passages,
				said: said.map(|(a, b)| a.max(b)).collect(),
				worth: base.get(passage).copied().unwrap_or(0.0) + step,
				step,
			}
		})
	}

	/// Passages that a name links: one of the two is about it. The rarer the name, the more it says.
	fn links(&self, from: usize) -> BTreeMap<usize, f32> {
		let corpus = self.corpus;
		let most = (corpus.passages.len() as f32 + 1.0).ln().max(1.0);
		let about = |passage: usize, name: usize| {
			corpus
				.about
				.get(passage)
				.is_some_and(|about| about.contains(&name))
		};
		let mut all = BTreeMap::new();
		for name in corpus.names_of.get(from).into_iter().flatten() {
			let rarity = corpus.rarity(*name) / most;
			let with = corpus.passages_of.get(*name).filter(|with| with.len() <= COMMON);
			for to in with.into_iter().flatten() {
				if *to != from && (about(*to, *name) || about(from, *name)) {
					let known = all.entry(*to).or_insert(0.0_f32);
					*known = known.max(rarity);
				}
			}
		}
		all
	}
}
