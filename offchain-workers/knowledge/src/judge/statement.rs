//! What is to be found in the documents.

use super::Library;
use crate::retrieve::lexical::tokens;
use std::collections::{BTreeMap, HashSet};

/// How much a number counts beside a word that is as rare: a statement with another number is another statement.
const NUMBER: f32 = 1.5;

/// Words that turn a sentence around.
const NEGATIONS: [&str; 9] = [
	"not", "never", "no", "cannot", "neither", "nor", "without", "none", "nobody",
];

/// A statement.
pub(super) struct Statement {
	/// As it is written.
	pub text: String,
	/// Its words, each once, with what each counts; together 1, unless there are none.
	pub words: BTreeMap<String, f32>,
	/// Whether it says that something is not so.
	pub negated: bool,
}

impl Statement {
	/// The statement that `option` answers `question`: the option's words count as much as all others.
	pub fn answered(library: &Library, question: &str, option: &str) -> Self {
		let asked = tokens(question);
		let own: Vec<String> = tokens(option)
			.into_iter()
			.filter(|word| !asked.contains(word))
			.collect();
		let text = format!("{question} {option}");
		let mut both = Self::new(library, &text);
		both.negated = is_negated(question);
		let of_option: f32 = own.iter().filter_map(|word| both.words.get(word)).sum();
		if of_option > 0.0 && of_option < 1.0 {
			for (word, weight) in &mut both.words {
				let share = if own.contains(word) {
					of_option
				} else {
					1.0 - of_option
				};
				*weight *= 0.5 / share;
			}
		}
		both
	}

	pub fn new(library: &Library, text: &str) -> Self {
		let mut words: BTreeMap<String, f32> = tokens(text)
			.into_iter()
			.map(|word| {
				let number = word.bytes().any(|byte| byte.is_ascii_digit());
				let weight = library.corpus.lexical.idf(&word) * if number { NUMBER } else { 1.0 };
				(word, weight)
			})
			.collect();
		let all: f32 = words.values().sum();
		if all > 0.0 {
			words.values_mut().for_each(|weight| *weight /= all);
		}
		Self {
			text: text.to_owned(),
			words,
			negated: is_negated(text),
		}
	}

	/// Its words, in the order of the alphabet.
	pub fn tokens(&self) -> Vec<String> {
		self.words.keys().cloned().collect()
	}

	/// How much of it `said` says, from 0 to 1.
	pub fn covered_by(&self, said: &HashSet<String>) -> f32 {
		let there = self.words.iter().filter(|(word, _)| said.contains(*word));
		there.map(|(_, weight)| weight).sum::<f32>().min(1.0)
	}
}

/// Whether an odd number of words turn `text` around.
pub(super) fn is_negated(text: &str) -> bool {
	let turns = text
		.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
		.map(str::to_lowercase)
		.filter(|word| NEGATIONS.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t"))
		.count();
	!turns.is_multiple_of(2)
}
