//! How much of a statement a few sentences in a row say.

use super::statement::{is_negated, Statement};
use super::{Finding, Library};
use crate::retrieve::best;
use crate::retrieve::corpus::Passage;
use crate::retrieve::lexical::tokens;
use std::collections::HashSet;

/// Passages that are read closely.
const PASSAGES: usize = 12;

/// A stretch of a passage, and how much of a statement it says.
pub(super) struct Stretch {
	/// Where the passage stands.
	pub place: usize,
	/// What it says.
	pub text: String,
	/// How much of the statement that is, from 0 to 1: half is for what the whole stretch says, half for what its
	/// best sentence says alone, so that of words the same those that stand nearer together count more.
	pub covered: f32,
	/// Whether its best sentence says that something is not so.
	pub negated: bool,
}

pub(super) fn weigh(library: &Library, statement: &Statement, width: usize) -> Finding {
	let scores = library.corpus.lexical.score(&statement.tokens());
	let Some(stretch) = best_stretch(library, statement, best(&scores, PASSAGES), width) else {
		return Finding {
			why: "no passage has a word of it".into(),
			..Finding::default()
		};
	};
	judged(statement, stretch)
}

/// The stretch of `width` sentences that says most, of all passages at `places`.
pub(super) fn best_stretch(
	library: &Library,
	statement: &Statement,
	places: impl IntoIterator<Item = usize>,
	width: usize,
) -> Option<Stretch> {
	let mut best: Option<Stretch> = None;
	for place in places {
		let passage = library.corpus.passages.get(place)?;
		for sentences in stretches(&passage.text, width) {
			let stretch = read(passage, place, statement, &sentences);
			if best.as_ref().is_none_or(|best| stretch.covered > best.covered) {
				best = Some(stretch);
			}
		}
	}
	best.filter(|best| best.covered > 0.0)
}

fn read(passage: &Passage, place: usize, statement: &Statement, sentences: &[String]) -> Stretch {
	let text = sentences.join(" ");
	let together = statement.covered_by(&said(passage, &text));
	let (mut alone, mut negated) = (f32::NEG_INFINITY, false);
	for sentence in sentences {
		let covered = statement.covered_by(&said(passage, sentence));
		if covered > alone {
			(alone, negated) = (covered, is_negated(sentence));
		}
	}
	Stretch {
		place,
		text,
		covered: (together + alone) / 2.0,
		negated,
	}
}

/// What a stretch supports: it speaks against a statement as strongly as it would support its opposite.
fn judged(statement: &Statement, stretch: Stretch) -> Finding {
	let covered = stretch.covered;
	let opposed = stretch.negated != statement.negated;
	let score = if opposed {
		covered.min(1.0 - covered)
	} else {
		covered
	};
	let turn = if opposed { ", but says the opposite" } else { "" };
	Finding {
		score,
		passages: vec![stretch.place],
		facts: Vec::new(),
		why: format!(
			"\"{}\" says {:.0} % of it{turn}",
			shown(&stretch.text),
			covered * 100.0
		),
	}
}

/// The words of a stretch and of what it stands under.
fn said(passage: &Passage, text: &str) -> HashSet<String> {
	tokens(text).into_iter().chain(tokens(&passage.title)).collect()
}

/// Every `width` sentences in a row, or all where there are fewer.
pub(super) fn stretches(text: &str, width: usize) -> Vec<Vec<String>> {
	let sentences = sentences(text);
	let width = width.min(sentences.len()).max(1);
	sentences.windows(width).map(<[String]>::to_vec).collect()
}

/// Sentences, each on one line: text that was wrapped is put together again.
fn sentences(text: &str) -> Vec<String> {
	let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
	let mut all = Vec::new();
	let mut sentence = String::new();
	for piece in flat.split_inclusive(' ') {
		sentence.push_str(piece);
		let end = piece.trim_end();
		// "e.g." and initials end no sentence.
		let letters = end.trim_end_matches(['.', '!', '?', '"', ')']);
		if end.len() != letters.len()
			&& end.contains(['.', '!', '?'])
			&& letters.len() > 2
			&& !letters.contains('.')
		{
			all.push(std::mem::take(&mut sentence).trim().to_owned());
		}
	}
	if !sentence.trim().is_empty() {
		all.push(sentence.trim().to_owned());
	}
	all
}

/// As much as fits on a line.
pub(super) fn shown(text: &str) -> String {
	const SHOWN: usize = 160;
	let mut shown: String = text.chars().take(SHOWN).collect();
	if text.chars().nth(SHOWN).is_some() {
		shown.push('…');
	}
	shown
}
