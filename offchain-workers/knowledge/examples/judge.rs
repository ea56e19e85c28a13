//! `judge FOLDER`: claims and questions judged by the documents that they are about, without a language model.
//!
//! FOLDER holds `musique_train.json` (MuSiQue, Trivedi et al., TACL 2022, as shipped with HippoRAG). Each step of its
//! questions is a case of one hop, each whole question a case of several; the documents are the 20 paragraphs shipped
//! with it. The options are the right answer and three other names from these paragraphs; a claim is the question with
//! the right answer, or with another one. Scales are fitted on the questions at even places and reported on those at odd
//! ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_knowledge::ingest::extract::{extract, key};
use althing_knowledge::judge::{calibrate, Document, Library, Method, Task, METHODS};
use serde_json::Value;
use std::path::Path;

/// Options of a question beside the right one.
const OTHERS: usize = 3;

struct Case {
	library: Library,
	question: String,
	options: Vec<String>,
	right: usize,
}

fn read(folder: &Path) -> Vec<Value> {
	serde_json::from_slice(&std::fs::read(folder.join("musique_train.json")).unwrap()).unwrap()
}

/// Names in the paragraphs that are none of the question's or the answer's, in an order that says nothing.
fn others(question: &str, answer: &str, paragraphs: &[(String, String)]) -> Vec<String> {
	let (question, answer) = (key(question), key(answer));
	let mut names: Vec<String> = paragraphs
		.iter()
		.flat_map(|(title, text)| extract(title, text).names)
		.filter(|name| {
			let name = key(name);
			!question.contains(&name) && !answer.contains(&name) && !name.contains(&answer)
		})
		.collect();
	names.sort_by_key(|name| key(name).bytes().rev().collect::<Vec<_>>());
	names.dedup_by_key(|name| key(name));
	let step = (names.len() / (OTHERS + 1)).max(1);
	names.into_iter().step_by(step).skip(1).take(OTHERS).collect()
}

fn text(value: &Value) -> String {
	value.as_str().unwrap_or_default().to_owned()
}

/// The steps of a question, with the answers of those before filled in; or the question itself.
fn asked(value: &Value, whole: bool) -> Vec<(String, String)> {
	if whole {
		return vec![(text(&value["question"]), text(&value["answer"]))];
	}
	let steps = value["question_decomposition"].as_array().unwrap();
	let answers: Vec<String> = steps.iter().map(|step| text(&step["answer"])).collect();
	let filled = |question: String| {
		let numbered = answers.iter().enumerate();
		numbered.fold(question, |question, (at, answer)| {
			question.replace(&format!("#{}", at + 1), answer)
		})
	};
	let steps = steps.iter().zip(&answers);
	steps
		.map(|(step, answer)| (filled(text(&step["question"])), answer.clone()))
		.collect()
}

fn cases(place: usize, value: &Value, whole: bool) -> Vec<Case> {
	let paragraphs: Vec<(String, String)> = value["paragraphs"]
		.as_array()
		.unwrap()
		.iter()
		.map(|p| (text(&p["title"]), text(&p["paragraph_text"])))
		.collect();
	let documents: Vec<String> = paragraphs
		.iter()
		.map(|(title, text)| format!("# {title}\n\n{text}\n"))
		.collect();
	let library = || {
		let documents = documents.iter().map(|text| Document {
			name: "paragraph.md",
			bytes: text.as_bytes(),
		});
		Library::of(documents).unwrap()
	};
	let mut all = Vec::new();
	for (step, (question, answer)) in asked(value, whole).into_iter().enumerate() {
		let mut options = others(&question, &answer, &paragraphs);
		if options.len() < OTHERS {
			continue;
		}
		let right = (place / 2 + step) % (OTHERS + 1);
		options.insert(right, answer);
		all.push(Case {
			library: library(),
			question,
			options,
			right,
		});
	}
	all
}

/// The claim that an option answers the question.
fn claim(case: &Case, option: usize) -> Task {
	Task::Claim(format!("{} {}", case.question, case.options[option]))
}

fn wrong(case: &Case) -> usize {
	(case.right + 1) % case.options.len()
}

struct Sums {
	right: f64,
	brier: f64,
	sure: f64,
	all: f64,
}

impl Sums {
	fn of(outcomes: impl Iterator<Item = (bool, f64)>) -> Self {
		let mut sums = Self {
			right: 0.0,
			brier: 0.0,
			sure: 0.0,
			all: 0.0,
		};
		for (right, confidence) in outcomes {
			let hit = f64::from(u8::from(right));
			sums.right += hit;
			sums.brier += (confidence - hit).powi(2);
			sums.sure += confidence;
			sums.all += 1.0;
		}
		sums
	}
}

fn main() {
	let folder = std::env::args().nth(1).expect("the folder with the questions");
	let values = read(Path::new(&folder));
	for (name, whole) in [("one hop", false), ("several hops", true)] {
		let half = |odd: usize| -> Vec<Case> {
			let places = values.iter().enumerate().filter(|(place, _)| place % 2 == odd);
			places
				.flat_map(|(place, value)| cases(place, value, whole))
				.collect()
		};
		report(name, &half(0), &half(1));
	}
}

/// Fits on some cases and prints what comes out on others.
fn report(name: &str, fitted: &[Case], held_out: &[Case]) {
	println!(
		"\n{name}: {} questions to fit on, {} held out, {OTHERS} wrong options each",
		fitted.len(),
		held_out.len()
	);
	println!("method      middle slope contrast   claims: right brier sure   questions: right brier sure");
	for method in METHODS {
		let pairs: Vec<(f32, bool)> = fitted
			.iter()
			.flat_map(|case| {
				[(case.right, true), (wrong(case), false)]
					.map(|(option, so)| (score(case, option, method), so))
			})
			.collect();
		let (middle, slope) = calibrate::fit(&pairs);
		let contrast = contrast(fitted, method);
		let claims = Sums::of(held_out.iter().flat_map(|case| {
			[(case.right, 1), (wrong(case), 0)].map(|(option, so)| {
				let verdict = case.library.judge(&claim(case, option), method);
				(verdict.answer == so, verdict.confidence)
			})
		}));
		let questions = Sums::of(held_out.iter().map(|case| {
			let task = Task::Question {
				question: case.question.clone(),
				options: case.options.clone(),
			};
			let verdict = case.library.judge(&task, method);
			(verdict.answer == case.right, verdict.confidence)
		}));
		let show = |s: &Sums| {
			format!(
				"{:.3} {:.3} {:.3}",
				s.right / s.all,
				s.brier / s.all,
				s.sure / s.all
			)
		};
		println!(
			"{:10}  {middle:.3} {slope:.2} {contrast:.1}   {}   {}",
			method.name(),
			show(&claims),
			show(&questions)
		);
	}
}

/// The contrast with the least logarithmic loss.
fn contrast(cases: &[Case], method: Method) -> f32 {
	let scored: Vec<(Vec<f32>, usize)> = cases
		.iter()
		.map(|case| {
			let scores = (0..case.options.len()).map(|option| {
				let task = Task::Question {
					question: case.question.clone(),
					options: vec![case.options[option].clone()],
				};
				case.library.score(&task, method)[0]
			});
			(scores.collect(), case.right)
		})
		.collect();
	let loss = |contrast: f32| -> f64 {
		let of = |(scores, right): &(Vec<f32>, usize)| {
			let all: f64 = scores.iter().map(|score| f64::from(contrast * score).exp()).sum();
			all.ln() - f64::from(contrast * scores[*right])
		};
		scored.iter().map(of).sum()
	};
	let candidates = (1..=60).map(|step| step as f32 * 0.5);
	candidates.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap()
}

fn score(case: &Case, option: usize, method: Method) -> f32 {
	case.library.score(&claim(case, option), method)[0]
}
