//! Texts as vectors.

use super::lexical::tokens;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Makes vectors of texts. Other embedders are other implementations; every answer says which one was used.
pub trait Embedder: Send + Sync {
	/// Its name, with what makes its vectors comparable only among themselves.
	fn name(&self) -> String;
	/// A vector of length 1, or of zeros where the text says nothing.
	fn embed(&self, text: &str) -> Vec<f32>;
}

/// Words, pairs of words and parts of words, hashed into a vector: nothing to download, the same on every machine.
/// What most of the given texts have in common counts little.
#[derive(Clone, Debug)]
pub struct Hashing {
	/// How much a feature of each place counts.
	weights: Vec<f32>,
}

/// Places of a vector.
const PLACES: usize = 4_096;

impl Hashing {
	/// Fitted to the texts that will be searched.
	pub fn fitted<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
		let (mut seen, mut all) = (vec![0.0_f32; PLACES], 0.0_f32);
		for text in texts {
			all += 1.0;
			let mut places: Vec<usize> = features(text).into_iter().map(|(hash, _)| place(hash)).collect();
			places.sort_unstable();
			places.dedup();
			for place in places {
				if let Some(seen) = seen.get_mut(place) {
					*seen += 1.0;
				}
			}
		}
		let weights = seen
			.into_iter()
			.map(|seen| (1.0 + (all - seen + 0.5) / (seen + 0.5)).ln())
			.collect();
		Self { weights }
	}
}

impl Embedder for Hashing {
	fn name(&self) -> String {
		format!("hashing/{PLACES}")
	}

	fn embed(&self, text: &str) -> Vec<f32> {
		let mut vector = vec![0.0_f32; PLACES];
		for (hash, weight) in features(text) {
			let place = place(hash);
			let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
			if let (Some(value), Some(idf)) = (vector.get_mut(place), self.weights.get(place)) {
				*value += sign * weight * idf;
			}
		}
		// What is said often says less each time.
		vector
			.iter_mut()
			.for_each(|value| *value = value.signum() * value.abs().sqrt());
		let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
		if length > 0.0 {
			vector.iter_mut().for_each(|value| *value /= length);
		}
		vector
	}
}

#[allow(clippy::cast_possible_truncation)] // below PLACES
fn place(hash: u64) -> usize {
	(hash % PLACES as u64) as usize
}

fn features(text: &str) -> Vec<(u64, f32)> {
	let words = tokens(text);
	let mut all = Vec::with_capacity(words.len().saturating_mul(4));
	for word in &words {
		all.push((hash(&[b"w", word.as_bytes()]), 1.0));
		let letters: Vec<char> = word.chars().collect();
		for part in letters.windows(4) {
			let part: String = part.iter().collect();
			all.push((hash(&[b"p", part.as_bytes()]), 0.15));
		}
	}
	for pair in words.windows(2) {
		if let [one, other] = pair {
			all.push((hash(&[b"2", one.as_bytes(), b" ", other.as_bytes()]), 0.3));
		}
	}
	all
}

fn hash(parts: &[&[u8]]) -> u64 {
	let mut hasher = FxHasher::default();
	parts.iter().for_each(|part| hasher.write(part));
	// The lower bits of this hash are poor; the upper are mixed into them.
	let hash = hasher.finish();
	(hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
