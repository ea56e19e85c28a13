//! Questions, and the passages that they are about.

use althing_knowledge::ingest::extract::{extract, key};
use althing_knowledge::retrieve::corpus::Passage;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

/// A question, and where the passages stand that support its answer.
pub struct Question {
	pub text: String,
	pub gold: Vec<usize>,
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
		let (by_title, by_both) = (
			places(|passage| passage.title.clone()),
			places(|passage| both(&passage.title, &passage.text)),
		);
		for question in read(&folder.join(corpus.replace("_corpus.json", ".json"))) {
			let gold: BTreeSet<usize> = match question["paragraphs"].as_array() {
				Some(paragraphs) => paragraphs
					.iter()
					.filter(|p| p["is_supporting"] == true)
					.filter_map(|p| by_both.get(&both(&text(&p["title"]), &text(&p["paragraph_text"]))))
					.copied()
					.collect(),
				// As in HotpotQA and 2WikiMultihopQA: titles and numbers of sentences.
				None => question["supporting_facts"]
					.as_array()
					.expect("paragraphs or supporting_facts")
					.iter()
					.filter_map(|fact| by_title.get(&text(&fact[0])))
					.copied()
					.collect(),
			};
			set.questions.push(Question {
				text: text(&question["question"]),
				gold: gold.into_iter().collect(),
			});
		}
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
