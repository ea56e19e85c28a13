//! BM25 over words (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009).

pub use althing_embed::tokens;

use std::collections::HashMap;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// An index of words.
#[derive(Clone, Debug, Default)]
pub struct Lexical {
	/// For each word, in which texts and how often.
	postings: HashMap<String, Vec<(usize, f32)>>,
	lengths: Vec<f32>,
	mean: f32,
}

impl Lexical {
	/// Of texts as words.
	pub fn new(texts: &[Vec<String>]) -> Self {
		let mut postings: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
		for (place, words) in texts.iter().enumerate() {
			for word in words {
				let list = postings.entry(word.clone()).or_default();
				match list.last_mut() {
					Some((last, count)) if *last == place => *count += 1.0,
					_ => list.push((place, 1.0)),
				}
			}
		}
		let lengths: Vec<f32> = texts.iter().map(|words| words.len() as f32).collect();
		let mean = lengths.iter().sum::<f32>() / lengths.len().max(1) as f32;
		Self {
			postings,
			lengths,
			mean,
		}
	}

	/// How rare a word is.
	pub fn idf(&self, word: &str) -> f32 {
		let with = self.postings.get(word).map_or(0, Vec::len) as f32;
		(1.0 + (self.lengths.len() as f32 - with + 0.5) / (with + 0.5)).ln()
	}

	/// Every text where `word` stands, with what the word is worth there.
	pub fn weights<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (usize, f32)> + 'a {
		let idf = self.idf(word);
		self.postings
			.get(word)
			.into_iter()
			.flatten()
			.map(move |(place, count)| {
				let length = self.lengths.get(*place).copied().unwrap_or(self.mean) / self.mean.max(1.0);
				(
					*place,
					idf * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length)),
				)
			})
	}

	/// The score of every text.
	pub fn score(&self, words: &[String]) -> Vec<f32> {
		let mut scores = vec![0.0; self.lengths.len()];
		let mut distinct: Vec<&String> = words.iter().collect();
		distinct.sort_unstable();
		distinct.dedup();
		for word in distinct {
			for (place, weight) in self.weights(word) {
				if let Some(score) = scores.get_mut(place) {
					*score += weight;
				}
			}
		}
		scores
	}
}
