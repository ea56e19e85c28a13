//! BM25 over words (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009).

pub use super::words::tokens;

use rustc_hash::FxHashMap;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// A text, and how much of a word is said there (see [`Lexical::said`]).
type Posting = (u32, f32);

/// An index of words.
#[derive(Clone, Debug, Default)]
pub struct Lexical {
	/// For each word, the texts where it stands, in their order.
	postings: FxHashMap<String, Vec<Posting>>,
	texts: usize,
}

impl Lexical {
	/// Of texts as words.
	pub fn new(texts: &[Vec<String>]) -> Self {
		let mut postings: FxHashMap<String, Vec<Posting>> = FxHashMap::default();
		for (place, words) in (0_u32..).zip(texts) {
			for word in words {
				let list = match postings.get_mut(word) {
					Some(list) => list,
					None => postings.entry(word.clone()).or_default(),
				};
				match list.last_mut() {
					Some((last, count)) if *last == place => *count += 1.0,
					_ => list.push((place, 1.0)),
				}
			}
		}
		let all: usize = texts.iter().map(Vec::len).sum();
		let mean = (all as f32 / texts.len().max(1) as f32).max(1.0);
		for (place, count) in postings.values_mut().flatten() {
			let length = texts.get(*place as usize).map_or(0, Vec::len) as f32 / mean;
			*count = *count * (K1 + 1.0) / (*count + K1 * (1.0 - B + B * length));
		}
		Self {
			postings,
			texts: texts.len(),
		}
	}

	/// How rare a word is.
	pub fn idf(&self, word: &str) -> f32 {
		let with = self.postings.get(word).map_or(0, Vec::len) as f32;
		(1.0 + (self.texts as f32 - with + 0.5) / (with + 0.5)).ln()
	}

	/// Every text where `word` stands, in their order, with how much of it is said there.
	pub(super) fn postings(&self, word: &str) -> &[Posting] {
		self.postings.get(word).map_or(&[], Vec::as_slice)
	}

	/// How much of a word a text says: 0 where it does not stand, about 1 where it stands once in a text of middle
	/// length, below `K1 + 1` however often.
	pub fn said(&self, word: &str, text: usize) -> f32 {
		let list = self.postings(word);
		let found = list.binary_search_by_key(&text, |(place, _)| *place as usize);
		found
			.ok()
			.and_then(|at| list.get(at))
			.map_or(0.0, |(_, said)| *said)
	}

	/// The score of every text.
	pub fn score(&self, words: &[String]) -> Vec<f32> {
		let mut scores = vec![0.0; self.texts];
		for word in distinct(words) {
			let idf = self.idf(word);
			for (place, said) in self.postings(word) {
				if let Some(score) = scores.get_mut(*place as usize) {
					*score += idf * said;
				}
			}
		}
		scores
	}
}

/// Each word once, in their order.
pub(super) fn distinct(words: &[String]) -> Vec<&String> {
	let mut distinct: Vec<&String> = words.iter().collect();
	distinct.sort_unstable();
	distinct.dedup();
	distinct
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	/// The formula, word by word.
	fn plain(texts: &[Vec<String>], words: &[String]) -> Vec<f32> {
		let mean = texts.iter().map(Vec::len).sum::<usize>() as f32 / texts.len() as f32;
		let score = |text: &Vec<String>| {
			let of = |word: &&String| {
				let with = texts.iter().filter(|text| text.contains(word)).count() as f32;
				let idf = (1.0 + (texts.len() as f32 - with + 0.5) / (with + 0.5)).ln();
				let count = text.iter().filter(|other| other == word).count() as f32;
				let length = text.len() as f32 / mean.max(1.0);
				idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length))
			};
			distinct(words).iter().map(of).sum()
		};
		texts.iter().map(score).collect()
	}

	proptest! {
		#[test]
		fn texts_score_as_the_formula_says(
			texts in prop::collection::vec(prop::collection::vec("[a-e]", 1..9), 1..9),
			words in prop::collection::vec("[a-f]", 0..5),
		) {
			let lexical = Lexical::new(&texts);
			let wanted = plain(&texts, &words);
			for (place, (one, other)) in lexical.score(&words).into_iter().zip(wanted).enumerate() {
				prop_assert!((one - other).abs() < 1e-4, "{one} {other}");
				let again: f32 = distinct(&words)
					.into_iter()
					.map(|word| lexical.idf(word) * lexical.said(word, place))
					.sum();
				prop_assert!((one - again).abs() < 1e-4, "{one} {again}");
			}
		}
	}
}
