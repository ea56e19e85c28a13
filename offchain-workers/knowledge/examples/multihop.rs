//! `multihop FOLDER [sweep]`: questions over several hops, by words, by vectors and by both with walk and chains.
//!
//! FOLDER holds `musique_train.json` and `musique_train_corpus.json` (MuSiQue, Trivedi et al., TACL 2022, as shipped
//! with HippoRAG). `ALTHING_EMBEDDER` names a directory with a model, otherwise words are hashed. Weights are chosen on the questions at even places (`sweep`) and reported on those at odd ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_embed::Model;
use althing_knowledge::ingest::extract::{extract, key};
use althing_knowledge::retrieve::corpus::Passage;
use althing_knowledge::retrieve::lexical::tokens;
use althing_knowledge::retrieve::{best, score, Corpus, Dense, Embedder, Hashing, Local, Weights};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

struct Question {
	text: String,
	gold: Vec<usize>,
}

fn read(folder: &Path, name: &str) -> Vec<Value> {
	serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
	value.as_str().unwrap_or_default().to_owned()
}

/// Mean recall at 2 and at 5, in per cent.
fn recall(questions: &[&Question], rank: impl Fn(&str) -> Vec<usize>) -> (f64, f64) {
	let (mut two, mut five) = (0.0, 0.0);
	for question in questions {
		let found = rank(&question.text);
		let share = |most: usize| {
			let hits = question
				.gold
				.iter()
				.filter(|gold| found.iter().take(most).any(|place| place == *gold))
				.count();
			hits as f64 / question.gold.len() as f64
		};
		two += share(2);
		five += share(5);
	}
	let all = questions.len() as f64 / 100.0;
	(two / all, five / all)
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with the questions");
	let sweep = std::env::args().nth(2).is_some();
	let folder = Path::new(&folder);
	let before = Instant::now();
	let mut places: HashMap<(String, String), usize> = HashMap::new();
	let (mut passages, mut related) = (Vec::new(), Vec::new());
	for (at, passage) in read(folder, "musique_train_corpus.json").iter().enumerate() {
		let (title, body) = (text(&passage["title"]), text(&passage["text"]));
		places.insert((title.clone(), body.clone()), at);
		let found = extract(&title, &body);
		related.extend(
			found
				.facts
				.iter()
				.map(|fact| (key(&fact.subject), key(&fact.object))),
		);
		let names = found.names.iter().map(|name| key(name)).collect();
		passages.push(Passage {
			id: at as u32,
			iri: format!("urn:{at}"),
			title,
			text: body,
			names,
		});
	}
	let questions: Vec<Question> = read(folder, "musique_train.json")
		.iter()
		.map(|question| {
			let gold = question["paragraphs"]
				.as_array()
				.unwrap()
				.iter()
				.filter(|p| p["is_supporting"] == true);
			let place = |p: &Value| {
				places
					.get(&(text(&p["title"]), text(&p["paragraph_text"])))
					.copied()
			};
			Question {
				text: text(&question["question"]),
				gold: gold.filter_map(place).collect(),
			}
		})
		.collect();
	let embedder: Box<dyn Embedder> = match std::env::var_os("ALTHING_EMBEDDER") {
		Some(folder) => Box::new(Model::open(Path::new(&folder)).unwrap()),
		None => Box::new(Hashing::fitted(
			passages.iter().map(|passage| passage.text.as_str()),
		)),
	};
	let corpus = Corpus::new(passages, &related);
	let local = Local::new(&corpus, embedder.as_ref()).unwrap();
	println!(
		"{} passages, {} questions, indexed in {:.2?}",
		corpus.passages.len(),
		questions.len(),
		before.elapsed()
	);
	let half = |odd: usize| -> Vec<&Question> {
		questions
			.iter()
			.enumerate()
			.filter(|(at, q)| at % 2 == odd && !q.gold.is_empty())
			.map(|(_, q)| q)
			.collect()
	};
	// Asked of the model once, however many weights are tried.
	let near: HashMap<&str, Vec<f32>> = questions
		.iter()
		.map(|question| {
			(
				question.text.as_str(),
				local.near(&corpus, &question.text).unwrap(),
			)
		})
		.collect();
	let ours = |weights: &Weights, question: &str| {
		let scores: Vec<f32> = score(&corpus, near[question].clone(), question, weights)
			.iter()
			.map(|s| s.total)
			.collect();
		best(&scores, 5)
	};
	if sweep {
		let mut results = Vec::new();
		for lexical in [0.5, 1.0, 2.0] {
			for walk in [0.0, 0.15, 0.3, 0.6] {
				for rest in [0.5, 1.0, 1.5] {
					for link in [0.05, 0.15, 0.3] {
						for hops in [2, 3] {
							let weights = Weights {
								lexical,
								walk,
								rest,
								link,
								hops,
								..Weights::default()
							};
							let (two, five) = recall(&half(0), |question| ours(&weights, question));
							results.push((two + five, two, five, weights));
						}
					}
				}
			}
		}
		results.sort_by(|a, b| b.0.total_cmp(&a.0));
		for (_, two, five, weights) in results.iter().take(8) {
			println!("even: R@2 {two:.1} R@5 {five:.1} {weights:?}");
		}
	}
	for (name, questions) in [("even (chosen on)", half(0)), ("odd (held out)", half(1))] {
		let words = recall(&questions, |question| {
			best(&corpus.lexical.score(&tokens(question)), 5)
		});
		let dense = recall(&questions, |question| best(&near[question], 5));
		let none = Weights {
			walk: 0.0,
			hops: 1,
			..Weights::default()
		};
		let both = recall(&questions, |question| ours(&none, question));
		let walk = Weights {
			hops: 1,
			..Weights::default()
		};
		let walk = recall(&questions, |question| ours(&walk, question));
		let before = Instant::now();
		let all = recall(&questions, |question| ours(&Weights::default(), question));
		println!(
			"{name}, {} questions, {:.1?} each",
			questions.len(),
			before.elapsed() / questions.len().max(1) as u32
		);
		for (method, (two, five)) in [
			("BM25", words),
			(&embedder.name(), dense),
			("both", both),
			("both and walk", walk),
			("all: with chains", all),
		] {
			println!("  {method:18} R@2 {two:5.1}  R@5 {five:5.1}");
		}
	}
}
