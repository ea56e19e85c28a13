//! Supporting passages and their false twins.

use crate::set::{Question, Set};
use althing_knowledge::ingest::extract::{extract, key};
use althing_knowledge::retrieve::answer::Hit;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How far down a passage is looked for: what stands deeper counts as not found.
pub const DEPTH: usize = 100;

/// The side of a pair that is as it was.
pub const TRUE: usize = 0;

/// The twin's side.
pub const FALSE: usize = 1;

/// A number that looks like chance and follows from these three.
pub fn draw(seed: u64, what: &str, number: usize) -> u64 {
	let hash = Sha256::digest(format!("{seed}\n{what}\n{number}"));
	u64::from_be_bytes(hash[..8].try_into().unwrap())
}

/// A text without what Markdown would take for marks.
pub fn plain(text: &str) -> String {
	let bare = text.replace(['*', '`', '|', '[', ']'], " ");
	bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A supporting passage and its twin.
pub struct Pair {
	pub title: String,
	pub texts: [String; 2],
	/// What stands in each where they differ.
	pub says: [String; 2],
	pub asked: String,
	/// Whether a question at an even place rests on it.
	pub decided: bool,
}

impl Pair {
	fn of(seed: u64, set: &Set, question: &Question, gold: usize, told: &str) -> Self {
		let (passage, told) = (&set.passages[gold], plain(told));
		let text = plain(&passage.text);
		let says = other(seed, set, question, gold, &told);
		let whole = regex::Regex::new(&format!(r"\b{}\b", regex::escape(&told))).unwrap();
		let twin = match whole.replace_all(&text, regex::NoExpand(&says)).into_owned() {
			same if same == text => text.replace(&told, &says),
			twin => twin,
		};
		assert_ne!(twin, text, "{told:?} stands in {text:?}");
		Self {
			title: plain(&passage.title),
			texts: [text, twin],
			says: [told, says],
			asked: question.text.clone(),
			decided: false,
		}
	}

	/// Whether a passage that was found is this one, or its twin; of a passage that was cut in two, where they differ.
	pub fn is(&self, side: usize, title: &str, text: &str) -> bool {
		title == self.title && self.texts[side].contains(text) && !self.texts[1 - side].contains(text)
	}

	/// How far up it stands.
	pub fn place(&self, side: usize, hits: &[Hit]) -> usize {
		let found = hits.iter().position(|hit| self.is(side, &hit.title, &hit.text));
		found.unwrap_or(DEPTH)
	}
}

/// Another name (or number, where a number was told) from the paragraphs that were shipped with a question, which neither
/// the question nor the passage has.
fn other(seed: u64, set: &Set, question: &Question, gold: usize, told: &str) -> String {
	let number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ',');
	let here = &set.passages[gold];
	let shown = key(&format!("{} {} {}", question.text, here.title, here.text));
	let shipped = question.shipped.iter().map(|place| &set.passages[*place]);
	let names = shipped.flat_map(|passage| match number(told) {
		true => {
			let words = passage.text.split_whitespace();
			let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
			let numbers = words.filter(|word| number(word) && !word.is_empty());
			numbers.map(str::to_owned).collect()
		}
		false => extract(&passage.title, &passage.text).names,
	});
	let names = names.map(|name| plain(&name));
	let new = names.filter(|name| !key(name).is_empty() && !shown.contains(&key(name)));
	let chosen = new.min_by_key(|name| draw(seed, name, gold));
	chosen.expect("a name among twenty paragraphs")
}

/// The pairs, by where the true passage stands in the set.
pub fn pairs(seed: u64, set: &Set) -> BTreeMap<usize, Pair> {
	let mut pairs: BTreeMap<usize, Pair> = BTreeMap::new();
	for (place, question) in set.questions.iter().enumerate() {
		for (gold, told) in question.gold.iter().zip(&question.told) {
			let pair = pairs.entry(*gold);
			let pair = pair.or_insert_with(|| Pair::of(seed, set, question, *gold, told));
			pair.decided |= place % 2 == 0;
		}
	}
	pairs
}
