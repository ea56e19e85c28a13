//! Questions, and the passages that they are about.

#![allow(dead_code)] // several examples read this set, each a part of it

use althing_knowledge::ingest::extract::{extract, key};
use althing_knowledge::retrieve::corpus::Passage;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// A question, and where the passages stand that support its answer.
pub struct Question {
	pub text: String,
	pub gold: Vec<usize>,
	/// What is to be learnt from each of them, in the same order; empty where the set does not say it.
	pub told: Vec<String>,
	/// Where the passages stand that it was shipped with.
	pub shipped: Vec<usize>,
}

/// Where passages stand, by their titles, and by titles and texts.
struct Places {
	by_title: HashMap<String, usize>,
	by_both: HashMap<String, usize>,
}

/// A set of questions.
pub struct Set {
	pub passages: Vec<Passage>,
	pub related: Vec<(String, String)>,
	/// Those whose supporting passages are in the set.
	pub questions: Vec<Question>,
}

fn read(path: &Path) -> Vec<Value> {
	serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
	value.as_str().unwrap_or_default().to_owned()
}

fn both(title: &str, text: &str) -> String {
	format!("{title}\n{text}")
}

impl Places {
	fn question(&self, value: &Value) -> Question {
		let mut gold: BTreeMap<usize, String> = BTreeMap::new();
		let mut shipped = Vec::new();
		match value["paragraphs"].as_array() {
			Some(paragraphs) => {
				for paragraph in paragraphs {
					let (title, body) = (text(&paragraph["title"]), text(&paragraph["paragraph_text"]));
					let Some(place) = self.by_both.get(&both(&title, &body)) else {
						continue;
					};
					shipped.push(*place);
					if paragraph["is_supporting"] == true {
						gold.insert(*place, told(value, &paragraph["idx"]));
					}
				}
			}
			// As in HotpotQA and 2WikiMultihopQA: titles and numbers of sentences.
			None => {
				let facts = value["supporting_facts"].as_array();
				let facts = facts.expect("paragraphs or supporting_facts").iter();
				let places = facts.filter_map(|fact| self.by_title.get(&text(&fact[0])));
				gold.extend(places.map(|place| (*place, String::new())));
			}
		}
		let (gold, told) = gold.into_iter().unzip();
		Question {
			text: text(&value["question"]),
			gold,
			told,
			shipped,
		}
	}
}

/// The answer of the step of a question that rests on the paragraph of this number.
fn told(question: &Value, paragraph: &Value) -> String {
	let steps = question["question_decomposition"].as_array();
	let mut steps = steps.into_iter().flatten();
	let step = steps.find(|step| &step["paragraph_support_idx"] == paragraph);
	step.map(|step| text(&step["answer"])).unwrap_or_default()
}

impl Set {
	/// Reads a folder.
	pub fn read(folder: &Path) -> Self {
		let corpus = std::fs::read_dir(folder)
			.unwrap()
			.filter_map(|entry| entry.unwrap().file_name().into_string().ok())
			.find(|name| name.ends_with("_corpus.json"))
			.expect("a file whose name ends in _corpus.json");
		let mut set = Self {
			passages: Vec::new(),
			related: Vec::new(),
			questions: Vec::new(),
		};
		for passage in read(&folder.join(&corpus)) {
			set.take(text(&passage["title"]), text(&passage["text"]));
		}
		let places = |of: fn(&Passage) -> String| -> HashMap<String, usize> {
			set.passages.iter().map(of).zip(0..).collect()
		};
		let places = Places {
			by_title: places(|passage| passage.title.clone()),
			by_both: places(|passage| both(&passage.title, &passage.text)),
		};
		let questions = read(&folder.join(corpus.replace("_corpus.json", ".json")));
		set.questions = questions.iter().map(|value| places.question(value)).collect();
		set.questions.retain(|question| !question.gold.is_empty());
		set
	}

	fn take(&mut self, title: String, body: String) {
		let found = extract(&title, &body);
		let facts = found.facts.iter();
		self.related
			.extend(facts.map(|fact| (key(&fact.subject), key(&fact.object))));
		let at = self.passages.len();
		self.passages.push(Passage {
			id: at as u32,
			iri: format!("urn:{at}"),
			title,
			text: body,
			names: found.names.iter().map(|name| key(name)).collect(),
		});
	}
}
