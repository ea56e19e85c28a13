//! The passages that a caller sees, with the names that link them.

use super::embed::Embedder;
use super::lexical::{tokens, Lexical};
use crate::access::Caller;
use crate::ingest::extract::key;
use crate::store::dictionary::Id;
use crate::store::State;
use crate::vocabulary as v;
use oxrdf::{NamedNodeRef, Term};
use std::collections::{BTreeMap, HashMap};

/// A passage.
#[derive(Clone, Debug, Default)]
pub struct Passage {
	/// Its name.
	pub iri: String,
	/// What it stands under.
	pub title: String,
	/// What it says.
	pub text: String,
	/// Names in it, by their forms (see [`key`]).
	pub names: Vec<String>,
}

/// Passages and indexes over them.
pub struct Corpus {
	/// The passages.
	pub passages: Vec<Passage>,
	/// Over their words, titles twice.
	pub lexical: Lexical,
	vectors: Vec<Vec<f32>>,
	/// For each passage the names in it.
	pub names_of: Vec<Vec<usize>>,
	/// For each name the passages with it.
	pub passages_of: Vec<Vec<usize>>,
	/// For each passage the names that it is about.
	pub about: Vec<Vec<usize>>,
	/// The number of a name.
	pub numbers: HashMap<String, usize>,
	/// Names that a fact relates.
	pub related: Vec<(usize, usize)>,
}

impl Corpus {
	/// Of passages, with pairs of names that facts relate.
	pub fn new(passages: Vec<Passage>, related: &[(String, String)], embedder: &dyn Embedder) -> Self {
		let words: Vec<Vec<String>> = passages
			.iter()
			.map(|passage| {
				[
					tokens(&passage.title),
					tokens(&passage.title),
					tokens(&passage.text),
				]
				.concat()
			})
			.collect();
		let mut corpus = Self {
			lexical: Lexical::new(&words),
			vectors: passages
				.iter()
				.map(|p| embedder.embed(&format!("{}\n{}", p.title, p.text)))
				.collect(),
			names_of: vec![Vec::new(); passages.len()],
			passages_of: Vec::new(),
			about: vec![Vec::new(); passages.len()],
			numbers: HashMap::new(),
			related: Vec::new(),
			passages,
		};
		corpus.link();
		let known = related
			.iter()
			.filter_map(|(one, other)| Some((*corpus.numbers.get(one)?, *corpus.numbers.get(other)?)));
		corpus.related = known.collect();
		corpus
	}

	fn number(&mut self, name: &str) -> usize {
		if let Some(number) = self.numbers.get(name) {
			return *number;
		}
		let number = self.passages_of.len();
		self.numbers.insert(name.to_owned(), number);
		self.passages_of.push(Vec::new());
		number
	}

	fn tie(&mut self, passage: usize, name: usize) {
		if let (Some(names), Some(passages)) =
			(self.names_of.get_mut(passage), self.passages_of.get_mut(name))
		{
			if !names.contains(&name) {
				names.push(name);
				passages.push(passage);
			}
		}
	}

	/// Ties passages to names: those that were found in them, those that they are about, and titles of other
	/// passages that their words spell.
	fn link(&mut self) {
		let mut spelled = HashMap::new();
		for place in 0..self.passages.len() {
			let Some(passage) = self.passages.get(place) else {
				continue;
			};
			let names: Vec<String> = passage.names.clone();
			for title in titles(&passage.title) {
				let number = self.number(&title);
				spelled.insert(title, number);
				self.tie(place, number);
				if let Some(about) = self.about.get_mut(place) {
					about.push(number);
				}
			}
			for name in names {
				let number = self.number(&name);
				self.tie(place, number);
			}
		}
		for place in 0..self.passages.len() {
			let text = self
				.passages
				.get(place)
				.map(|passage| key(&passage.text))
				.unwrap_or_default();
			for name in spelled_in(&text, &spelled) {
				self.tie(place, name);
			}
		}
	}

	/// How near every passage is to a vector.
	pub fn dense(&self, vector: &[f32]) -> Vec<f32> {
		let near = |passage: &Vec<f32>| passage.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
		self.vectors.iter().map(near).collect()
	}

	/// How rare a name is.
	pub fn rarity(&self, name: usize) -> f32 {
		let with = self.passages_of.get(name).map_or(1, Vec::len).max(1) as f32;
		((self.passages.len() as f32 + 1.0) / with).ln().max(0.05)
	}

	/// The names in a text, as far as they are known.
	pub fn names_in(&self, text: &str) -> Vec<usize> {
		spelled_in(&key(text), &self.numbers)
	}

	/// All passages that `caller` sees in `state`.
	pub fn gather(state: &State, caller: &Caller) -> (Vec<Passage>, Vec<(String, String)>) {
		let (mut found, mut related): (BTreeMap<Id, Passage>, Vec<_>) = (BTreeMap::new(), Vec::new());
		let number = |node: NamedNodeRef<'_>| state.terms.find(node.into());
		let iri = |id: Id| match state.terms.term(id) {
			Some(Term::NamedNode(node)) => Some(node.into_string()),
			_ => None,
		};
		let name = |id: Id| iri(id).and_then(|iri| Some(decoded(iri.strip_prefix("urn:althing:entity:")?)));
		for (_, graph) in state.visible(caller) {
			let index = &graph.index;
			let (kind, passage) = (number(v::TYPE), number(v::PASSAGE));
			if let (Some(kind), Some(passage)) = (kind, passage) {
				for [id, ..] in index.scan(None, Some(kind), Some(passage)) {
					found.entry(id).or_insert_with(|| Passage {
						iri: iri(id).unwrap_or_default(),
						..Passage::default()
					});
				}
			}
			for (id, passage) in &mut found {
				let value = |predicate: NamedNodeRef<'_>| {
					let mut triples = index.scan(Some(*id), Some(number(predicate)?), None);
					match state.terms.term(triples.next()?[2])? {
						Term::Literal(literal) => Some(literal.value().to_owned()),
						_ => None,
					}
				};
				passage.text = value(v::TEXT).unwrap_or(std::mem::take(&mut passage.text));
				passage.title = value(v::TITLE).unwrap_or(std::mem::take(&mut passage.title));
				if let Some(mentions) = number(v::MENTIONS) {
					let named = index.scan(Some(*id), Some(mentions), None);
					passage
						.names
						.extend(named.filter_map(|[_, _, entity]| name(entity)));
				}
			}
			if let (Some(subject), Some(object)) = (number(v::SUBJECT), number(v::OBJECT)) {
				for [fact, _, one] in index.scan(None, Some(subject), None) {
					let other = index.scan(Some(fact), Some(object), None).next();
					let pair = name(one).zip(other.and_then(|[_, _, other]| name(other)));
					related.extend(pair);
				}
			}
		}
		(
			found
				.into_values()
				.filter(|passage| !passage.text.is_empty())
				.collect(),
			related,
		)
	}
}

fn decoded(encoded: &str) -> String {
	form_urlencoded::parse(encoded.as_bytes())
		.map(|(key, _)| key.into_owned())
		.next()
		.unwrap_or_default()
}

/// The forms of a title: the last heading, and the same without what stands in brackets.
fn titles(title: &str) -> Vec<String> {
	let last = title.rsplit(" / ").next().unwrap_or(title);
	let mut forms = vec![key(last)];
	if let Some((bare, _)) = last.split_once(" (") {
		forms.push(key(bare));
	}
	forms.retain(|form| !form.is_empty());
	forms.dedup();
	forms
}

/// The longest name that is looked for, in words.
const LONGEST: usize = 8;

/// The known names that a text spells, the longest first at each place.
fn spelled_in(text: &str, known: &HashMap<String, usize>) -> Vec<usize> {
	let words: Vec<&str> = text.split(' ').collect();
	let (mut found, mut at) = (Vec::new(), 0);
	while at < words.len() {
		let longest = (1..=LONGEST.min(words.len().saturating_sub(at)))
			.rev()
			.find_map(|length| {
				let name = words.get(at..at.saturating_add(length))?.join(" ");
				let telling = length > 1 || name.len() > 3;
				known
					.get(&name)
					.filter(|_| telling)
					.map(|number| (*number, length))
			});
		match longest {
			Some((number, length)) => {
				found.push(number);
				at = at.saturating_add(length);
			}
			None => at = at.saturating_add(1),
		}
	}
	found.sort_unstable();
	found.dedup();
	found
}
