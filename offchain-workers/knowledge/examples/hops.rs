//! `hops [TRIPLES] [QUESTIONS]`: how long questions over several hops take in a store of so many triples.
//!
//! The documents are made up: reports on people, plants and projects that name each other, each a passage with its
//! names, facts and provenance. A question names one person and asks for what stands two or three passages away. What
//! is timed is the whole answer: scores, walk, chains, sentences, the evidence and its hash.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_knowledge::access::Caller;
use althing_knowledge::ingest::{ingest, Format, Source};
use althing_knowledge::retrieve::{Ask, Corpus, Hashing, Local};
use althing_knowledge::store::{Note, Store};
use oxrdf::NamedNode;
use std::path::Path;
use std::time::{Duration, Instant};

fn mixed(number: u64) -> u64 {
	let mut x = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
	x ^= x >> 31;
	x.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 17
}

/// A word that looks like a name, another for each number.
fn name(kind: &str, number: u64) -> String {
	const PARTS: [&str; 16] = [
		"ba", "lo", "mi", "ter", "son", "vik", "hal", "ri", "du", "ken", "ost", "ja", "pel", "gun", "ne",
		"fro",
	];
	let parts = (0..4).map(|at| PARTS[(number >> (4 * at)) as usize % 16]);
	let word: String = parts.collect();
	format!("{kind} {}{}", word[..1].to_uppercase(), &word[1..])
}

/// A document of a hundred sections.
fn document(number: u64, all: u64) -> String {
	let section = |n: u64| {
		let (person, other) = (name("Dr", n), name("Dr", mixed(n) % all));
		let (plant, project) = (
			name("Plant", mixed(n + 1) % (all / 10 + 1)),
			name("Project", mixed(n + 2) % (all / 5 + 1)),
		);
		format!(
			"# {person}\n\n{person} leads {project} at {plant} since {} 20{:02}. The team of {person} reports to {other}, \
			 who approves budgets of {} euros for pumps, valves and cranes. In the last quarter {person} met {other} \
			 about deliveries, and {plant} delivered {} tons.\n\n",
			["March", "May", "June", "August"][(mixed(n + 3) % 4) as usize],
			mixed(n + 4) % 26,
			mixed(n + 5) % 90_000,
			mixed(n + 6) % 900,
		)
	};
	(number * 100..number * 100 + 100).map(section).collect()
}

fn main() {
	let mut arguments = std::env::args().skip(1);
	let triples: usize = arguments.next().map_or(1_000_000, |n| n.parse().unwrap());
	let questions: u64 = arguments.next().map_or(500, |n| n.parse().unwrap());
	let people = triples as u64 / 20;
	let folder = tempfile::tempdir().unwrap();
	let store = Store::open(folder.path()).unwrap();
	let keeper = Caller::keeper();
	let note = Note::new(&keeper, "a measurement").unwrap();
	let graph = NamedNode::new("urn:althing:department:engineering:reports:1").unwrap();
	let before = Instant::now();
	let mut number = 0;
	while store.head().len() < triples {
		store
			.write(&keeper, &note, |draft| {
				for _ in 0..20 {
					let text = document(number, people);
					let source = Source {
						name: &format!("report-{number}.md"),
						format: Format::of(Path::new("report.md"))?,
						bytes: text.as_bytes(),
						author: "a measurement",
						time: 0,
					};
					ingest(draft, &source, &graph)?;
					number += 1;
				}
				Ok(())
			})
			.unwrap();
	}
	let state = store.head();
	println!(
		"taken in: {number} documents, {} triples in {:.1?}",
		state.len(),
		before.elapsed()
	);
	let before = Instant::now();
	let (passages, related) = Corpus::gather(&state, &keeper);
	let embedder = Hashing::fitted_to(Hashing::FEW_PLACES, passages.iter().map(|p| p.text.as_str()));
	let corpus = Corpus::new(passages, &related);
	let dense = Local::new(&corpus, &embedder).unwrap();
	println!(
		"indexed: {} passages in {:.1?}",
		corpus.passages.len(),
		before.elapsed()
	);
	let mut times: Vec<Duration> = (0..questions)
		.map(|n| {
			let person = name("Dr", mixed(n + 7) % (number * 100));
			let ask = Ask::new(format!(
				"Which plant is led by the person who approves the budgets of {person}?"
			));
			let before = Instant::now();
			let answer = ask.run_on(&corpus, &dense, &state, &keeper).unwrap();
			let time = before.elapsed();
			assert!(!answer.hits.is_empty());
			time
		})
		.collect();
	times.sort();
	let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
	println!(
		"questions: p50 {:.1?}, p95 {:.1?}, p99 {:.1?}",
		at(0.5),
		at(0.95),
		at(0.99)
	);
}
