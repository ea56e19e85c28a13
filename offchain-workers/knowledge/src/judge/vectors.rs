//! How near the nearest sentences are to a statement, as vectors.

use super::statement::{is_negated, Statement};
use super::words::{shown, stretches};
use super::{Finding, Library};
use crate::retrieve::best;

/// Passages that are read closely.
const PASSAGES: usize = 12;
/// Sentences that make one vector.
const WIDTH: usize = 2;

pub(super) fn weigh(library: &Library, statement: &Statement) -> Finding {
	let wanted = library.embedder.vector(&statement.text);
	let near = |vector: &[f32]| vector.iter().zip(&wanted).map(|(a, b)| a * b).sum::<f32>();
	let mut found: Option<(f32, usize, String)> = None;
	for place in best(&library.near(&wanted), PASSAGES) {
		let Some(passage) = library.corpus.passages.get(place) else {
			continue;
		};
		for sentences in stretches(&passage.text, WIDTH) {
			let text = sentences.join(" ");
			let score = near(&library.embedder.vector(&format!("{}\n{text}", passage.title)));
			if found.as_ref().is_none_or(|(best, ..)| score > *best) {
				found = Some((score, place, text));
			}
		}
	}
	let Some((near, place, text)) = found else {
		return Finding {
			why: "there is nothing to compare it with".into(),
			..Finding::default()
		};
	};
	let near = near.clamp(0.0, 1.0);
	let opposed = is_negated(&text) != statement.negated;
	Finding {
		score: if opposed { near.min(1.0 - near) } else { near },
		passages: vec![place],
		facts: Vec::new(),
		why: format!("\"{}\" is {near:.2} near to it", shown(&text)),
	}
}
