//! Whether a relation between the names of a statement was found in the documents.

use super::library::Fact;
use super::statement::{is_negated, Statement};
use super::{words, Finding, Library};
use crate::ingest::extract::{extract, key};
use crate::retrieve::lexical::tokens;

/// What a relation between the right names counts whose words are others.
const OTHER_WORDS: f32 = 0.5;

pub(super) fn weigh(library: &Library, statement: &Statement) -> Finding {
	let stated = extract("", &statement.text).facts;
	let best = stated
		.iter()
		.flat_map(|stated| {
			let (subject, object) = (key(&stated.subject), key(&stated.object));
			let relation = tokens(&stated.relation);
			library.facts.iter().filter_map(move |fact| {
				let same = fact.subject == subject && fact.object == object;
				let turned = fact.subject == object && fact.object == subject;
				(same || turned).then(|| (likeness(&relation, &fact.relation), fact))
			})
		})
		.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.iri.cmp(&a.1.iri)));
	match best {
		Some((likeness, fact)) => related(library, statement, likeness, fact),
		None => Finding {
			facts: Vec::new(),
			..words::weigh(library, statement, 1)
		},
	}
}

fn related(library: &Library, statement: &Statement, likeness: f32, fact: &Fact) -> Finding {
	let passage = library.corpus.passages.get(fact.passage);
	let text = passage.map_or("", |passage| passage.text.as_str());
	let sentence = words::stretches(text, 1)
		.into_iter()
		.flatten()
		.find(|sentence| {
			let sentence = key(sentence);
			sentence.contains(&fact.subject) && sentence.contains(&fact.object)
		})
		.unwrap_or_default();
	let support = OTHER_WORDS + (1.0 - OTHER_WORDS) * likeness;
	let opposed = is_negated(&sentence) != statement.negated;
	Finding {
		score: if opposed { 1.0 - support } else { support },
		passages: vec![fact.passage],
		facts: vec![fact.iri.clone()],
		why: format!(
			"{} – {} – {} was found in \"{}\"",
			fact.subject,
			fact.relation.join(" "),
			fact.object,
			words::shown(&sentence)
		),
	}
}

/// The share of words that two relations have in common (Jaccard).
fn likeness(one: &[String], other: &[String]) -> f32 {
	let common = one.iter().filter(|word| other.contains(word)).count() as f32;
	let all = one.len() as f32 + other.len() as f32 - common;
	if all > 0.0 {
		common / all
	} else {
		1.0
	}
}
