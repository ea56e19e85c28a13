//! `multihop FOLDER [sweep]`: questions over several hops, by words, by vectors and by both with walk and chains.
//!
//! FOLDER holds `musique_train.json` and `musique_train_corpus.json` (MuSiQue, Trivedi et al., TACL 2022, as shipped
//! with HippoRAG), or another set in the same form: the file whose name ends in `_corpus.json`, and the one it is named
//! after. `ALTHING_EMBEDDER` names a directory with a model, otherwise words are hashed; `ALTHING_REMEMBERED` names a
//! file where the model's vectors are kept. Weights are chosen on the questions at even places (`sweep`) and reported
//! on those at odd ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod remembered;
mod set;

use althing_embed::Model;
use althing_knowledge::retrieve::lexical::tokens;
use althing_knowledge::retrieve::{best, score, Corpus, Dense, Embedder, Hashing, Local, Weights};
use remembered::Remembered;
use set::{Question, Set};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Mean recall of the first 2 and of the first 5, in per cent.
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
	let all = questions.len().max(1) as f64 / 100.0;
	(two / all, five / all)
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with the questions");
	let sweep = std::env::args().nth(2).is_some();
	let before = Instant::now();
	let Set {
		passages,
		related,
		questions,
	} = Set::read(Path::new(&folder));
	let remembered = std::env::var_os("ALTHING_EMBEDDER").map(|folder| {
		let model = Box::new(Model::open(Path::new(&folder)).unwrap());
		Remembered::open(model, std::env::var_os("ALTHING_REMEMBERED").map(PathBuf::from))
	});
	let hashing = Hashing::fitted(passages.iter().map(|passage| passage.text.as_str()));
	let embedder: &dyn Embedder = match &remembered {
		Some(remembered) => remembered,
		None => &hashing,
	};
	let corpus = Corpus::new(passages, &related);
	let local = Local::new(&corpus, embedder).unwrap();
	println!(
		"{} passages, {} questions, indexed in {:.2?}",
		corpus.passages.len(),
		questions.len(),
		before.elapsed()
	);
	let bench = Bench {
		corpus: &corpus,
		local: &local,
	};
	let half = |odd: usize| -> Vec<&Question> { questions.iter().skip(odd).step_by(2).collect() };
	if sweep {
		bench.sweep(&half(0));
	}
	bench.report("even (chosen on)", &half(0));
	bench.report("odd (held out)", &half(1));
	let hops: BTreeSet<usize> = questions.iter().map(|question| question.gold.len()).collect();
	for hops in hops {
		let with: Vec<&Question> = questions.iter().filter(|q| q.gold.len() == hops).collect();
		bench.report(&format!("{hops} supporting passages, both halves"), &with);
	}
	if let Some(remembered) = remembered {
		remembered.save();
	}
}

struct Bench<'a> {
	corpus: &'a Corpus,
	local: &'a Local<'a>,
}

impl Bench<'_> {
	fn sweep(&self, questions: &[&Question]) {
		let mut results = Vec::new();
		for lexical in [1.0, 2.0] {
			for walk in [0.0, 0.3] {
				for link in [0.1, 0.2, 0.4] {
					for (turn, hops) in [(0.0, 2), (0.0, 3), (0.5, 2)] {
						let weights = Weights {
							lexical,
							walk,
							link,
							turn,
							hops,
							..Weights::default()
						};
						let (two, five) = recall(questions, |question| self.ours(&weights, question));
						results.push((two + five, two, five, weights));
					}
				}
			}
		}
		results.sort_by(|a, b| b.0.total_cmp(&a.0));
		for (_, two, five, weights) in results.iter().take(12) {
			println!("even: R@2 {two:.1} R@5 {five:.1} {weights:?}");
		}
	}

	fn ours(&self, weights: &Weights, question: &str) -> Vec<usize> {
		let scores = score(self.corpus, self.local, question, weights).unwrap();
		let totals: Vec<f32> = scores.iter().map(|score| score.total).collect();
		best(&totals, 5)
	}

	fn dense(&self, question: &str) -> Vec<usize> {
		let vector = self.local.embed(question).unwrap();
		best(&self.local.near(self.corpus, &vector).unwrap(), 5)
	}

	fn report(&self, name: &str, questions: &[&Question]) {
		let most = |of: usize| {
			let share = |question: &&Question| (of as f64 / question.gold.len() as f64).min(1.0);
			100.0 * questions.iter().map(share).sum::<f64>() / questions.len().max(1) as f64
		};
		println!(
			"{name}: {} questions; at most R@2 {:.1}  R@5 {:.1}",
			questions.len(),
			most(2),
			most(5)
		);
		let line = |method: &str, (two, five): (f64, f64)| {
			println!("  {method:24} R@2 {two:5.1}  R@5 {five:5.1}");
		};
		line(
			"BM25",
			recall(questions, |question| {
				best(&self.corpus.lexical.score(&tokens(question)), 5)
			}),
		);
		line(
			&self.local.name(),
			recall(questions, |question| self.dense(question)),
		);
		for (method, weights) in Weights::parts() {
			line(
				method,
				recall(questions, |question| self.ours(&weights, question)),
			);
		}
		let before = Instant::now();
		let all = recall(questions, |question| self.ours(&Weights::default(), question));
		let each = before.elapsed() / questions.len().max(1) as u32;
		line("all", all);
		println!("  {each:.1?} a question");
	}
}
