//! What passages say together that are linked by the names in them.

use super::statement::Statement;
use super::{words, Finding, Library};
use crate::retrieve::best;
use crate::retrieve::lexical::tokens;
use std::collections::HashSet;

/// Passages that are put together.
const TOGETHER: usize = 3;

pub(super) fn weigh(library: &Library, statement: &Statement) -> Finding {
	let mut said: HashSet<String> = HashSet::new();
	let (mut covered, mut passages) = (0.0, Vec::new());
	for place in best(&library.totals(&statement.text), TOGETHER) {
		let Some(passage) = library.corpus.passages.get(place) else {
			continue;
		};
		said.extend(tokens(&passage.text).into_iter().chain(tokens(&passage.title)));
		let with = statement.covered_by(&said);
		// A passage that adds nothing is no evidence.
		if with > covered {
			covered = with;
			passages.push(place);
		}
	}
	let titles: Vec<&str> = passages
		.iter()
		.filter_map(|place| library.corpus.passages.get(*place))
		.map(|passage| passage.title.as_str())
		.collect();
	// Half is for what one sentence of theirs says alone: options that all stand somewhere in them differ by that.
	let alone = words::best_stretch(library, statement, passages.iter().copied(), 1);
	Finding {
		score: (covered + alone.map_or(0.0, |stretch| stretch.covered)) / 2.0,
		why: format!(
			"{} passages together say {:.0} % of it: {}",
			passages.len(),
			covered * 100.0,
			words::shown(&titles.join("; "))
		),
		passages,
		facts: Vec::new(),
	}
}
