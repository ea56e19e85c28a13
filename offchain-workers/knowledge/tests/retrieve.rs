//! What is found for a question over several hops.

use althing_knowledge::ingest::extract::{extract, key};
use althing_knowledge::retrieve::corpus::Passage;
use althing_knowledge::retrieve::{best, score, Corpus, Hashing, Local, Weights};
use proptest::prelude::*;

fn corpus(texts: &[(&str, &str)]) -> Corpus {
	let passages = texts.iter().zip(0_u32..).map(|((title, text), id)| Passage {
		id,
		iri: format!("urn:{id}"),
		title: (*title).into(),
		text: (*text).into(),
		names: extract(title, text).names.iter().map(|name| key(name)).collect(),
	});
	Corpus::new(passages.collect(), &[])
}

/// The titles of the first passages.
fn found<'a>(corpus: &'a Corpus, question: &str, weights: &Weights, most: usize) -> Vec<&'a str> {
	let embedder = Hashing::plain();
	let local = Local::new(corpus, &embedder).unwrap();
	let scores = score(corpus, &local, question, weights).unwrap();
	let totals: Vec<f32> = scores.iter().map(|score| score.total).collect();
	let titles = best(&totals, most).into_iter();
	titles
		.map(|place| corpus.passages[place].title.as_str())
		.collect()
}

const BOOKS: [(&str, &str); 5] = [
	(
		"The Silver Gate",
		"The Silver Gate is a novel by Mira Kolb about a ferry that never lands.",
	),
	(
		"Mira Kolb",
		"Mira Kolb grew up in Tarnow. She was born there in 1931.",
	),
	(
		"Jan Petersen",
		"Jan Petersen, author of seven novels, is an author who lives in Odense.",
	),
	("Ferries", "Ferries cross the river every hour."),
	("Tarn", "A tarn is a lake in the mountains."),
];

#[test]
fn a_chain_leads_to_a_passage_that_the_question_does_not_name() {
	let corpus = corpus(&BOOKS);
	let question = "Where was the author of The Silver Gate born?";
	let one = Weights {
		hops: 1,
		..Weights::default()
	};
	assert!(!found(&corpus, question, &one, 2).contains(&"Mira Kolb"));
	assert_eq!(
		found(&corpus, question, &Weights::default(), 2),
		["The Silver Gate", "Mira Kolb"]
	);
}

#[test]
fn what_a_passage_is_about_counts_where_the_question_names_it() {
	let corpus = corpus(&[
		(
			"Reports",
			"Norrby and the mill: the mill of Norrby, the mill again, and who runs the mill of Norrby.",
		),
		("Norrby", "A village in the north with a church."),
		("Mills", "A mill grinds."),
	]);
	let without = Weights {
		named: 0.0,
		hops: 1,
		..Weights::default()
	};
	let question = "Who runs the mill in Norrby?";
	assert_eq!(found(&corpus, question, &without, 1), ["Reports"]);
	let scores = |weights: &Weights| {
		let embedder = Hashing::plain();
		let local = Local::new(&corpus, &embedder).unwrap();
		score(&corpus, &local, question, weights).unwrap()[1]
	};
	let named = scores(&Weights::default());
	assert!(named.named > 0.0 && named.total > scores(&without).total);
}

#[test]
fn marks_of_letters_are_not_needed_to_find_a_name() {
	let corpus = corpus(&[
		("Aschenbrödel", "A ballet by Johann Strauss."),
		("Ballets", "A ballet is danced. Who wrote the ballet?"),
	]);
	let question = "Who composed Aschenbrodel?";
	assert_eq!(found(&corpus, question, &Weights::default(), 1), ["Aschenbrödel"]);
}

proptest! {
	#[test]
	fn every_passage_has_a_score_that_is_a_number(
		texts in prop::collection::vec(("[A-D][a-c]{0,3}", "([A-D][a-c]{0,2}[ .]{1,2}){0,9}"), 0..12),
		question in "([A-Da-d][a-c]{0,2} ){0,6}",
		hops in 0_usize..5,
		beam in 0_usize..5,
	) {
		let texts: Vec<(&str, &str)> = texts.iter().map(|(title, text)| (title.as_str(), text.as_str())).collect();
		let corpus = corpus(&texts);
		let embedder = Hashing::plain();
		let local = Local::new(&corpus, &embedder).unwrap();
		let weights = Weights { hops, beam, walk: 0.3, turn: 0.5, ..Weights::default() };
		let scores = score(&corpus, &local, &question, &weights).unwrap();
		prop_assert_eq!(scores.len(), texts.len());
		for score in scores {
			let parts = [score.lexical, score.dense, score.named, score.walk, score.chain, score.total];
			prop_assert!(parts.iter().all(|part| part.is_finite() && *part >= 0.0), "{:?}", score);
		}
	}
}
