//! Personalised PageRank over passages and names (Haveliwala 2002; over passages and names as in HippoRAG, 2024).

use super::corpus::Corpus;

/// Passages first, names behind them.
pub(super) struct Walk<'a> {
	corpus: &'a Corpus,
	seeds: Vec<f32>,
}

/// Passages where a walk begins.
const SEEDS: usize = 20;

/// Steps; with a restart of one half what is left behind is a millionth.
const STEPS: usize = 20;

impl<'a> Walk<'a> {
	/// Begins at the best passages and at the names in the question.
	pub fn new(corpus: &'a Corpus, base: &[f32], question: &str) -> Self {
		let passages = corpus.passages.len();
		let mut seeds = vec![0.0; passages.saturating_add(corpus.passages_of.len())];
		for place in super::best(base, SEEDS) {
			if let (Some(seed), Some(score)) = (seeds.get_mut(place), base.get(place)) {
				*seed = score * score;
			}
		}
		for name in corpus.names_in(question) {
			if let Some(seed) = seeds.get_mut(passages.saturating_add(name)) {
				*seed = corpus.rarity(name) / 4.0;
			}
		}
		let all: f32 = seeds.iter().sum();
		if all > 0.0 {
			seeds.iter_mut().for_each(|seed| *seed /= all);
		}
		Self { corpus, seeds }
	}

	/// How often each passage is met.
	pub fn run(&self, restart: f32) -> Vec<f32> {
		let mut now = self.seeds.clone();
		for _ in 0..STEPS {
			let mut next: Vec<f32> = self.seeds.iter().map(|seed| seed * restart).collect();
			self.step(&now, &mut next, 1.0 - restart);
			now = next;
		}
		now.truncate(self.corpus.passages.len());
		now
	}

	fn step(&self, now: &[f32], next: &mut [f32], share: f32) {
		let corpus = self.corpus;
		let passages = corpus.passages.len();
		for (place, names) in corpus.names_of.iter().enumerate() {
			let here = now.get(place).copied().unwrap_or(0.0) * share;
			let all: f32 = names.iter().map(|name| corpus.rarity(*name)).sum();
			if here <= 0.0 || all <= 0.0 {
				continue;
			}
			for name in names {
				if let Some(next) = next.get_mut(passages.saturating_add(*name)) {
					*next += here * corpus.rarity(*name) / all;
				}
			}
		}
		for (name, with) in corpus.passages_of.iter().enumerate() {
			let here = now.get(passages.saturating_add(name)).copied().unwrap_or(0.0) * share;
			if here <= 0.0 || with.is_empty() {
				continue;
			}
			// A passage that is about the name is worth three that mention it.
			let weight = |passage: &usize| {
				if corpus
					.about
					.get(*passage)
					.is_some_and(|about| about.contains(&name))
				{
					3.0
				} else {
					1.0
				}
			};
			let all: f32 = with.iter().map(weight).sum();
			for passage in with {
				if let Some(next) = next.get_mut(*passage) {
					*next += here * weight(passage) / all;
				}
			}
		}
		for (one, other) in &corpus.related {
			for (from, to) in [(one, other), (other, one)] {
				let here = now.get(passages.saturating_add(*from)).copied().unwrap_or(0.0) * share;
				if let Some(next) = next.get_mut(passages.saturating_add(*to)) {
					*next += here * 0.1;
				}
			}
		}
	}
}
