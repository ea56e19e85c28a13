//! Texts as sets of hashed n-grams (Weinberger et al. 2009: feature hashing).

use super::BUCKETS;

/// Words of a window, and of the step to the next.
const WINDOW: usize = 48;
const STEP: usize = 24;
/// Bytes of one word that are looked at: text without spaces is no reason to hash megabytes at once.
const WORD: usize = 64;

/// Overlapping windows of words in lower case; one when the text is short.
pub(super) fn windows(text: &str) -> impl Iterator<Item = String> + '_ {
	let words: Vec<String> = text
		.split_whitespace()
		.map(|word| word.chars().take(WORD).flat_map(char::to_lowercase).collect())
		.collect();
	let count = words
		.len()
		.saturating_sub(WINDOW)
		.div_ceil(STEP)
		.saturating_add(1);
	(0..count).map(move |place| {
		let from = place.saturating_mul(STEP);
		let to = from.saturating_add(WINDOW).min(words.len());
		words.get(from..to).unwrap_or_default().join(" ")
	})
}

/// The buckets of a window's words, pairs of words, and runs of 3 to 5 characters; each once, in order.
pub(super) fn hashed(window: &str) -> Vec<usize> {
	let mut buckets = Vec::new();
	let words: Vec<&str> = window
		.split(|c: char| !c.is_alphanumeric())
		.filter(|word| !word.is_empty())
		.collect();
	buckets.extend(words.iter().map(|word| bucket(1, word.bytes())));
	buckets.extend(words.windows(2).map(|pair| bucket(2, pair.join(" ").bytes())));
	let letters: Vec<char> = window.chars().collect();
	for length in 3..=5 {
		buckets.extend(letters.windows(length).map(|run| {
			let run: String = run.iter().collect();
			bucket(3, run.bytes())
		}));
	}
	buckets.sort_unstable();
	buckets.dedup();
	buckets
}

/// FNV-1a of 64 bits, seeded by the kind of feature.
fn bucket(kind: u8, bytes: impl Iterator<Item = u8>) -> usize {
	let hash = std::iter::once(kind)
		.chain(bytes)
		.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
			(hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
		});
	// The high half is mixed best.
	usize::try_from(hash >> 40).unwrap_or_default() & (BUCKETS - 1)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn windows_cover_every_word() {
		for count in [0usize, 1, 47, 48, 49, 72, 73, 200] {
			let text: Vec<String> = (0..count).map(|n| format!("w{n}")).collect();
			let seen: std::collections::BTreeSet<String> = windows(&text.join(" "))
				.flat_map(|w| w.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
				.collect();
			assert_eq!(seen.len(), count);
		}
	}
}
