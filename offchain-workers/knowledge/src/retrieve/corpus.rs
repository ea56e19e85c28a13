//! The passages that a caller sees, with the names that link them.

use super::graph::Graph;
use super::lexical::{tokens, Lexical};
use super::words::form;
use crate::access::Caller;
use crate::store::dictionary::Id;
use crate::store::index::Index;
use crate::store::State;
use crate::vocabulary as v;
use oxrdf::{NamedNodeRef, Term};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashMap};

/// A passage.
#[derive(Clone, Debug, Default)]
pub struct Passage {
	/// Its number in the store.
	pub id: Id,
	/// Its name.
	pub iri: String,
	/// What it stands under.
	pub title: String,
	/// What it says.
	pub text: String,
	/// Names in it, by their forms (see [`key`](crate::ingest::extract::key)).
	pub names: Vec<String>,
}

/// Passages and indexes over them.
pub struct Corpus {
	/// The passages.
	pub passages: Vec<Passage>,
	/// Over their words, titles twice.
	pub lexical: Lexical,
	/// Where each passage is, by its number.
	pub places: FxHashMap<Id, usize>,
	/// For each passage the names in it.
	pub names_of: Vec<Vec<usize>>,
	/// For each name the passages with it.
	pub passages_of: Vec<Vec<usize>>,
	/// For each passage the names that it is about.
	pub about: Vec<Vec<usize>>,
	/// The number of a name.
	pub numbers: HashMap<String, usize>,
	/// For each name how rare it is.
	rarities: Vec<f32>,
	/// Passages and names, tied by mentions and facts.
	pub graph: Graph,
}

impl Corpus {
	/// Of passages, with pairs of names that facts relate.
	pub fn new(passages: Vec<Passage>, related: &[(String, String)]) -> Self {
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
			places: passages
				.iter()
				.enumerate()
				.map(|(place, passage)| (passage.id, place))
				.collect(),
			names_of: vec![Vec::new(); passages.len()],
			passages_of: Vec::new(),
			about: vec![Vec::new(); passages.len()],
			numbers: HashMap::new(),
			rarities: Vec::new(),
			graph: Graph::default(),
			passages,
		};
		corpus.link();
		let all = corpus.passages.len() as f32 + 1.0;
		let rarity = |with: &Vec<usize>| (all / with.len().max(1) as f32).ln().max(0.05);
		corpus.rarities = corpus.passages_of.iter().map(rarity).collect();
		let known = related.iter().filter_map(|(one, other)| {
			let number = |name: &str| corpus.numbers.get(&form(name)).copied();
			number(one).zip(number(other))
		});
		corpus.graph = corpus.tied(known.collect());
		corpus
	}

	/// The graph: the rarer a name, the more of a passage it takes; a passage that is about a name is worth three that
	/// mention it; each fact that relates two names is worth one mention.
	fn tied(&self, related: Vec<(usize, usize)>) -> Graph {
		let behind = |name: usize| self.passages.len().saturating_add(name);
		let of_passages = self.names_of.iter().map(|names| {
			let steps = names.iter().map(|name| (behind(*name), self.rarity(*name)));
			steps.collect::<Vec<_>>()
		});
		let mut of_names: Vec<Vec<(usize, f32)>> = vec![Vec::new(); self.passages_of.len()];
		for (name, (steps, with)) in of_names.iter_mut().zip(&self.passages_of).enumerate() {
			let weight = |passage: usize| if self.is_about(passage, name) { 3.0 } else { 1.0 };
			steps.extend(with.iter().map(|passage| (*passage, weight(*passage))));
		}
		for (one, other) in related.into_iter().filter(|(one, other)| one != other) {
			for (from, to) in [(one, other), (other, one)] {
				if let Some(steps) = of_names.get_mut(from) {
					steps.push((behind(to), 1.0));
				}
			}
		}
		Graph::new(of_passages.chain(of_names))
	}

	/// Whether a passage is about a name.
	pub fn is_about(&self, passage: usize, name: usize) -> bool {
		self.about.get(passage).is_some_and(|about| about.contains(&name))
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
			let names: Vec<String> = passage.names.iter().map(|name| form(name)).collect();
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
		let known = Spelled::often(&spelled);
		for place in 0..self.passages.len() {
			let text = self
				.passages
				.get(place)
				.map(|passage| form(&passage.text))
				.unwrap_or_default();
			for name in known.names(&text) {
				self.tie(place, name);
			}
		}
	}

	/// How rare a name is.
	pub fn rarity(&self, name: usize) -> f32 {
		self.rarities.get(name).copied().unwrap_or(0.05)
	}

	/// The same as a share: 1 where only one passage has it, near 0 where all have it.
	pub fn share(&self, name: usize) -> f32 {
		self.rarity(name) / (self.passages.len() as f32 + 1.0).ln().max(1.0)
	}

	/// How much each passage is about one of these names: the rarer the name, the more.
	pub fn about_any(&self, names: &[usize]) -> Vec<f32> {
		let of = |about: &Vec<usize>| {
			let named = about.iter().filter(|name| names.contains(name));
			named.map(|name| self.share(*name)).fold(0.0, f32::max)
		};
		self.about.iter().map(of).collect()
	}

	/// The names in a text, as far as they are known, in their order.
	pub fn names_in(&self, text: &str) -> Vec<usize> {
		Spelled::once(&self.numbers).names(&form(text))
	}

	/// All passages that `caller` sees in `state`, and pairs of names that facts relate.
	pub fn gather(state: &State, caller: &Caller) -> (Vec<Passage>, Vec<(String, String)>) {
		let (mut found, mut related) = (BTreeMap::new(), Vec::new());
		for (_, graph) in state.visible(caller) {
			collect(state, &graph.index, &mut found);
			relate(state, &graph.index, &mut related);
		}
		let said = found
			.into_values()
			.filter(|passage: &Passage| !passage.text.is_empty());
		(said.collect(), related)
	}
}

/// The passages of one graph.
pub fn passages_of(state: &State, index: &Index) -> BTreeMap<Id, Passage> {
	let mut found = BTreeMap::new();
	collect(state, index, &mut found);
	found.retain(|_, passage| !passage.text.is_empty());
	found
}

fn number(state: &State, node: NamedNodeRef<'_>) -> Option<Id> {
	state.terms.find(node.into())
}

fn iri(state: &State, id: Id) -> Option<String> {
	match state.terms.term(id) {
		Some(Term::NamedNode(node)) => Some(node.into_string()),
		_ => None,
	}
}

/// The name of an entity.
fn name(state: &State, id: Id) -> Option<String> {
	Some(decoded(iri(state, id)?.strip_prefix("urn:althing:entity:")?))
}

/// Adds a graph's passages, and what it says of those that are found already.
fn collect(state: &State, index: &Index, found: &mut BTreeMap<Id, Passage>) {
	let number = |node| number(state, node);
	if let (Some(kind), Some(passage)) = (number(v::TYPE), number(v::PASSAGE)) {
		for [id, ..] in index.scan(None, Some(kind), Some(passage)) {
			found.entry(id).or_insert_with(|| Passage {
				id,
				iri: iri(state, id).unwrap_or_default(),
				..Passage::default()
			});
		}
	}
	let (text, title, mentions) = (number(v::TEXT), number(v::TITLE), number(v::MENTIONS));
	for (id, passage) in found {
		let value = |predicate: Option<Id>| {
			let [.., value] = index.scan(Some(*id), Some(predicate?), None).next()?;
			match state.terms.term(value)? {
				Term::Literal(literal) => Some(literal.value().to_owned()),
				_ => None,
			}
		};
		passage.text = value(text).unwrap_or(std::mem::take(&mut passage.text));
		passage.title = value(title).unwrap_or(std::mem::take(&mut passage.title));
		if let Some(mentions) = mentions {
			let named = index.scan(Some(*id), Some(mentions), None);
			passage
				.names
				.extend(named.filter_map(|[.., entity]| name(state, entity)));
		}
	}
}

/// Adds the pairs of names that a graph's facts relate.
fn relate(state: &State, index: &Index, related: &mut Vec<(String, String)>) {
	let (Some(subject), Some(object)) = (number(state, v::SUBJECT), number(state, v::OBJECT)) else {
		return;
	};
	for [fact, _, one] in index.scan(None, Some(subject), None) {
		let other = index.scan(Some(fact), Some(object), None).next();
		let pair = name(state, one).zip(other.and_then(|[.., other]| name(state, other)));
		related.extend(pair);
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
	let mut forms = vec![form(last)];
	if let Some((bare, _)) = last.split_once(" (") {
		forms.push(form(bare));
	}
	forms.retain(|form| !form.is_empty());
	forms.dedup();
	forms
}

/// The longest name that is looked for, in words.
const LONGEST: usize = 8;

/// Names that are looked for in texts.
struct Spelled<'a> {
	known: &'a HashMap<String, usize>,
	/// By their first words, how many words the longest has; worth it for many texts.
	longest: Option<HashMap<&'a str, usize>>,
}

impl<'a> Spelled<'a> {
	/// For one text.
	fn once(known: &'a HashMap<String, usize>) -> Self {
		Self { known, longest: None }
	}

	/// For many texts.
	fn often(known: &'a HashMap<String, usize>) -> Self {
		let mut longest: HashMap<&str, usize> = HashMap::new();
		for name in known.keys() {
			let words = name.split(' ').count().min(LONGEST);
			let most = longest
				.entry(name.split(' ').next().unwrap_or_default())
				.or_insert(0);
			*most = words.max(*most);
		}
		Self {
			known,
			longest: Some(longest),
		}
	}

	/// The known names that a text spells, the longest first at each place.
	fn names(&self, text: &str) -> Vec<usize> {
		let words: Vec<&str> = text.split(' ').collect();
		let (mut found, mut at) = (Vec::new(), 0);
		while let Some(first) = words.get(at) {
			let longest = self.longest.as_ref();
			let most = longest.map_or(LONGEST, |longest| longest.get(first).copied().unwrap_or(0));
			let longest = (1..=most.min(words.len().saturating_sub(at)))
				.rev()
				.find_map(|length| {
					let name = words.get(at..at.saturating_add(length))?.join(" ");
					let telling = length > 1 || name.len() > 3;
					let number = self.known.get(&name).filter(|_| telling);
					number.map(|number| (*number, length))
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
}
