//! Words hashed into a vector.

use crate::words::tokens;
use crate::{normalize, Embedder, Result};

/// Words, pairs of words and parts of words, hashed into a vector: nothing to download, the same on every machine.
#[derive(Clone, Debug)]
pub struct Hashing {
	places: usize,
	/// How much a feature of each place counts; all the same where nothing was fitted.
	weights: Option<Vec<f32>>,
}

impl Hashing {
	/// Places of a vector, where nothing else is said.
	pub const PLACES: usize = 4_096;

	/// Places of a vector where there are many texts: less is told apart, and memory is used for that.
	pub const FEW_PLACES: usize = 512;

	/// All features count the same.
	pub fn plain() -> Self {
		Self {
			places: Self::PLACES,
			weights: None,
		}
	}

	/// Fitted to the texts that will be searched: what most of them have in common counts little.
	pub fn fitted<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
		Self::fitted_to(Self::PLACES, texts)
	}

	/// The same with vectors of so many places.
	pub fn fitted_to<'a>(places: usize, texts: impl Iterator<Item = &'a str>) -> Self {
		let size = places.max(1);
		let (mut seen, mut all) = (vec![0.0_f32; size], 0.0_f32);
		for text in texts {
			all += 1.0;
			let mut places: Vec<usize> = features(text)
				.into_iter()
				.map(|(hash, _)| place(hash, size))
				.collect();
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
		Self {
			places: size,
			weights: Some(weights),
		}
	}

	/// A vector of length 1, or of zeros where the text has no words.
	pub fn vector(&self, text: &str) -> Vec<f32> {
		let mut vector = vec![0.0_f32; self.places];
		for (hash, weight) in features(text) {
			let place = place(hash, self.places);
			let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
			if let Some(value) = vector.get_mut(place) {
				*value += sign * weight * self.weight(place);
			}
		}
		// What is said often says less each time.
		vector
			.iter_mut()
			.for_each(|value| *value = value.signum() * value.abs().sqrt());
		normalize(&mut vector);
		vector
	}

	fn weight(&self, place: usize) -> f32 {
		self.weights
			.as_ref()
			.map_or(1.0, |weights| weights.get(place).copied().unwrap_or(0.0))
	}
}

impl Embedder for Hashing {
	fn name(&self) -> String {
		match &self.weights {
			Some(_) => format!("hashing/{}/fitted", self.places),
			None => format!("hashing/{}", self.places),
		}
	}

	fn dimensions(&self) -> usize {
		self.places
	}

	fn embed(&self, text: &str) -> Result<Vec<f32>> {
		Ok(self.vector(text))
	}
}
#[allow(clippy::cast_possible_truncation)] // below `places`
fn place(hash: u64, places: usize) -> usize {
	(hash % places as u64) as usize
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

/// FNV-1a, its halves mixed: vectors may be kept, and must be the same with the next compiler.
fn hash(parts: &[&[u8]]) -> u64 {
	let hash = parts
		.iter()
		.copied()
		.flatten()
		.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
			(hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
		});
	(hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn near(a: &[f32], b: &[f32]) -> f32 {
		a.iter().zip(b).map(|(a, b)| a * b).sum()
	}

	#[test]
	fn texts_that_share_words_are_nearer() {
		let embedder = Hashing::plain();
		let [asked, near_by, far] = [
			"who pays the invoices",
			"invoices are paid by finance",
			"a boat on the lake",
		]
		.map(|text| embedder.embed(text).unwrap());
		assert!(near(&asked, &near_by) > near(&asked, &far) + 0.1);
	}

	#[test]
	fn what_every_text_says_counts_less_when_fitted() {
		let texts: Vec<String> = (0..50)
			.map(|n| format!("report number {n} about topic{n}"))
			.collect();
		let fitted = Hashing::fitted(texts.iter().map(String::as_str));
		let [one, other] =
			["report about topic3", "report about topic9"].map(|text| fitted.embed(text).unwrap());
		let plain = Hashing::plain();
		let [one_plain, other_plain] =
			["report about topic3", "report about topic9"].map(|text| plain.embed(text).unwrap());
		assert!(near(&one, &other) < near(&one_plain, &other_plain));
		assert_ne!(fitted.name(), plain.name());
	}

	proptest! {
		#[test]
		fn vectors_are_one_long_or_nothing(text in ".{0,200}") {
			let vector = Hashing::plain().embed(&text).unwrap();
			let length = near(&vector, &vector);
			prop_assert!(length == 0.0 || (length - 1.0).abs() < 1e-3);
		}
	}
}
