//! `train TEXTS.json [WEIGHTS]`: trains the classifier and measures it on suites and wrappings that it did not see.
//!
//! TEXTS.json comes from `bench/agentdojo_export.py`. Each suite is held out in turn. "Wrapping held out" leaves the
//! wrapping of the tested injections out of training, too; "bare" are the goals without any. WEIGHTS get what all suites
//! teach together.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_gate::classifier::train::{train, Settings};
use althing_gate::classifier::{Classifier, THRESHOLD};
use althing_gate::filter::input;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Sample {
	text: String,
	label: u8,
	kind: String,
}

type Texts = BTreeMap<String, Vec<Sample>>;

fn learn<'a>(texts: &'a Texts, keep: impl Fn(&str, &Sample) -> bool + 'a) -> Classifier {
	let samples = texts
		.iter()
		.flat_map(|(suite, list)| list.iter().map(move |sample| (suite, sample)))
		.filter(move |(suite, sample)| keep(suite, sample))
		.map(|(_, sample)| (sample.text.as_str(), sample.label == 1));
	train(samples, Settings::default())
}

/// Found and all.
#[derive(Clone, Copy, Default)]
struct Share(usize, usize);

impl Share {
	fn of<'a>(list: impl Iterator<Item = &'a Sample>, found: impl Fn(&str) -> bool) -> Self {
		list.fold(Self::default(), |Self(n, all), s| {
			Self(n + usize::from(found(&s.text)), all + 1)
		})
	}

	fn plus(self, other: Self) -> Self {
		Self(self.0 + other.0, self.1 + other.1)
	}

	fn say(self) -> String {
		format!(
			"{}/{} ({:.1} %)",
			self.0,
			self.1,
			100.0 * self.0 as f64 / self.1.max(1) as f64
		)
	}
}

fn main() {
	let arguments: Vec<String> = std::env::args().skip(1).collect();
	let texts: Texts = serde_json::from_str(&std::fs::read_to_string(&arguments[0]).unwrap()).unwrap();
	let wrappings: BTreeSet<&str> = texts
		.values()
		.flatten()
		.filter(|s| s.label == 1 && s.kind != "bare")
		.map(|s| s.kind.as_str())
		.collect();
	println!("wrappings: {wrappings:?}\n");
	println!("| held out | wrapped found | wrapping held out | bare found | data wrongly | requests wrongly | precision (wrapped) | patterns: wrapped | patterns: data and requests wrongly |");
	println!("|---|---|---|---|---|---|---|---|---|");
	for (suite, list) in &texts {
		let seen = learn(&texts, |other, _| other != suite);
		let found = |text: &str| seen.score(text) >= THRESHOLD;
		let of = |kind: &'static str| list.iter().filter(move |s| s.kind == kind);
		let wrapped = || list.iter().filter(|s| s.label == 1 && s.kind != "bare");
		let unseen = wrappings.iter().fold(Share::default(), |sum, wrapping| {
			let without = learn(&texts, |other, s| other != suite && s.kind != *wrapping);
			let test = list.iter().filter(|s| s.kind == *wrapping);
			sum.plus(Share::of(test, |text| without.score(text) >= THRESHOLD))
		});
		let by_pattern = |text: &str| input::filter(text, &seen).is_ok_and(|out| !out.found.is_empty());
		let hits = Share::of(wrapped(), found);
		let (data, requests) = (Share::of(of("data"), found), Share::of(of("request"), found));
		let precision = Share(hits.0, hits.0 + data.0 + requests.0);
		println!(
			"| {suite} | {} | {} | {} | {} | {} | {} | {} | {} |",
			hits.say(),
			unseen.say(),
			Share::of(of("bare"), found).say(),
			data.say(),
			requests.say(),
			precision.say(),
			Share::of(wrapped(), by_pattern).say(),
			Share::of(list.iter().filter(|s| s.label == 0), by_pattern).say(),
		);
	}
	if let Some(path) = arguments.get(1) {
		std::fs::write(path, learn(&texts, |_, _| true).write()).unwrap();
	}
}
