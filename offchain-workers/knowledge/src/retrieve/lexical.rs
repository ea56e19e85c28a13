//! Words, and BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009).

use std::collections::HashMap;

/// Words of a text in lower case, without the commonest, plurals and endings taken off the simplest way.
pub fn tokens(text: &str) -> Vec<String> {
	let mut all = Vec::new();
	let mut word = String::new();
	for c in text
		.chars()
		.flat_map(char::to_lowercase)
		.chain(std::iter::once(' '))
	{
		if c.is_alphanumeric() {
			word.push(c);
		} else if !word.is_empty() {
			let whole = std::mem::take(&mut word);
			if !STOP.contains(&whole.as_str()) {
				all.push(stem(whole));
			}
		}
	}
	all
}

const STOP: [&str; 60] = [
	"a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "is", "was",
	"are", "were", "be", "been", "it", "its", "he", "she", "his", "her", "they", "their", "this", "that",
	"these", "those", "as", "has", "have", "had", "who", "what", "which", "when", "where", "whom", "whose",
	"how", "did", "does", "do", "s", "t", "into", "not", "no", "but", "if", "than", "then", "there", "also",
	"can", "would",
];

fn stem(mut word: String) -> String {
	for (end, least) in [("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4), ("ly", 6)] {
		if word.len() >= least && word.ends_with(end) && !word.ends_with("ss") {
			word.truncate(word.len().saturating_sub(end.len()));
			if end == "ies" {
				word.push('y');
			}
			break;
		}
	}
	word
}

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
