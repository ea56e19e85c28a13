//! A graph by rules: what of it stays, in which form, and what goes.
//!
//! Triples are looked at one by one, then what could tell of others is taken out with them:
//!
//! - A blank node is what points to it: what it says stays only where the way to it stays.
//! - A predicate that goes is not named in what stays, neither by triples about it nor by statements that a node
//!   describes with `rdf:subject`, `rdf:predicate` and `rdf:object`; such a statement's object follows the rule of the
//!   predicate that it names.
//! - Names that are hashes of what a thing says (passages, documents, facts) become pseudonyms, whatever the rules say.

use super::pseudonym::Pseudonyms;
use super::rules::{Names, Rule, Rules};
use super::value;
use crate::error::{Limit, Result};
use crate::store::dictionary::Id;
use crate::store::index::Triple as Ids;
use crate::store::state::{Graph, State};
use crate::vocabulary as v;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::BTreeMap;

/// What became of the triples with one predicate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
	/// Its rule.
	pub rule: String,
	/// Triples that stay as they are, but for names of blank nodes.
	pub kept: u64,
	/// Triples that stay in another form.
	pub changed: u64,
	/// Triples that go by the rule.
	pub dropped: u64,
	/// Triples that go because their value is not of the kind that the rule is for.
	pub unfit: u64,
	/// Triples of blank nodes to which no way stays.
	pub orphaned: u64,
	/// Triples that go because they name a predicate that goes.
	pub naming: u64,
}

impl Count {
	/// Triples that stay.
	pub fn stays(&self) -> u64 {
		self.kept.saturating_add(self.changed)
	}

	/// Triples that go.
	pub fn goes(&self) -> u64 {
		[self.dropped, self.unfit, self.orphaned, self.naming]
			.iter()
			.fold(0, |sum: u64, part| sum.saturating_add(*part))
	}
}

/// What became of a graph.
pub struct Redacted {
	/// What stays, in the order of its text: of the order in which the source was written nothing is left.
	pub triples: Vec<Triple>,
	/// By predicate.
	pub counts: BTreeMap<String, Count>,
}

/// The most triples of a source: a copy is gathered in memory, about half a kilobyte for each.
pub const MOST: usize = 8 << 20;

/// Names that are hashes of what the thing says: who guesses what it says could check the guess.
const TELLING: [&str; 3] = [
	"urn:althing:passage:",
	"urn:althing:document:",
	"urn:althing:fact:",
];

/// Makes a redacted copy of `graph`.
///
/// # Errors
/// When the graph has more than [`MOST`] triples.
pub fn redact(state: &State, graph: &Graph, rules: &Rules, names: &Pseudonyms) -> Result<Redacted> {
	if graph.index.len() > MOST {
		return Err(Limit::Shared(MOST).into());
	}
	let plan = Plan::new(state, graph, rules);
	let mut sorted = Sorted::default();
	for ids in graph.index.iter() {
		plan.sort(ids, names, &mut sorted);
	}
	Ok(sorted.finish(&plan))
}

/// What is known of the graph as a whole.
struct Plan<'a> {
	state: &'a State,
	names: Names,
	/// Of each predicate that is used or named.
	rules: FxHashMap<Id, Rule>,
	/// What each predicate is called.
	called: FxHashMap<Id, String>,
	subjects: FxHashSet<Id>,
	/// Blank nodes that something points to.
	pointed: FxHashSet<Id>,
	/// Of which predicates nodes describe statements.
	described: FxHashMap<Id, Vec<Id>>,
	subject: Option<Id>,
	predicate: Option<Id>,
	object: Option<Id>,
}

impl<'a> Plan<'a> {
	fn new(state: &'a State, graph: &Graph, rules: &Rules) -> Self {
		let number = |node: oxrdf::NamedNodeRef<'_>| state.terms.find(node.into());
		let mut plan = Self {
			state,
			names: rules.names,
			rules: FxHashMap::default(),
			called: FxHashMap::default(),
			subjects: FxHashSet::default(),
			pointed: FxHashSet::default(),
			described: FxHashMap::default(),
			subject: number(v::SUBJECT),
			predicate: number(v::PREDICATE),
			object: number(v::OBJECT),
		};
		for [s, p, o] in graph.index.iter() {
			plan.subjects.insert(s);
			plan.know(p, rules);
			match state.terms.term(o) {
				Some(Term::BlankNode(_)) => {
					plan.pointed.insert(o);
				}
				Some(Term::NamedNode(_)) if Some(p) == plan.predicate => {
					plan.know(o, rules);
					plan.described.entry(s).or_default().push(o);
				}
				_ => (),
			}
		}
		plan
	}

	fn know(&mut self, predicate: Id, rules: &Rules) {
		if self.rules.contains_key(&predicate) {
			return;
		}
		if let Some(Term::NamedNode(node)) = self.state.terms.term(predicate) {
			self.rules.insert(predicate, rules.of(node.as_str()));
			self.called.insert(predicate, node.into_string());
		}
	}

	fn rule(&self, predicate: Id) -> Rule {
		self.rules.get(&predicate).copied().unwrap_or(Rule::Drop)
	}

	/// Whether a term is a predicate that goes.
	fn is_gone(&self, term: Id) -> bool {
		self.rules.get(&term) == Some(&Rule::Drop)
	}

	/// Whether a triple names a predicate that goes, be it through the statement that its subject describes.
	fn tells(&self, [s, p, o]: Ids) -> bool {
		let part = [self.subject, self.predicate, self.object].contains(&Some(p));
		let of_gone = |all: &Vec<Id>| all.iter().any(|predicate| self.is_gone(*predicate));
		self.is_gone(s) || self.is_gone(o) || (part && self.described.get(&s).is_some_and(of_gone))
	}

	/// The rule of a triple that tells of nothing that goes; nothing where two rules claim it.
	fn rule_of(&self, [s, p, _]: Ids) -> Option<Rule> {
		let own = self.rule(p);
		let Some(described) = self
			.described
			.get(&s)
			.filter(|_| Some(p) == self.object && own == Rule::Keep)
		else {
			return Some(own);
		};
		let mut rules = described.iter().map(|predicate| self.rule(*predicate));
		let first = rules.next()?;
		rules.all(|rule| rule == first).then_some(first)
	}

	fn sort(&self, ids: Ids, names: &Pseudonyms, sorted: &mut Sorted) {
		let [s, p, o] = ids;
		let own = self.rule(p);
		if own == Rule::Drop {
			sorted.count(p).dropped += 1;
			return;
		}
		if self.tells(ids) {
			sorted.count(p).naming += 1;
			return;
		}
		let terms = [s, p, o].map(|id| self.state.terms.term(id));
		let ([Some(subject), Some(Term::NamedNode(predicate)), Some(object)], Some(rule)) =
			(terms, self.rule_of(ids))
		else {
			sorted.count(p).unfit += 1;
			return;
		};
		let new = match subject {
			Term::NamedNode(ref node) => NamedOrBlankNode::from(self.node(s, node, names)),
			Term::BlankNode(ref node) => names.blank(node).into(),
			Term::Literal(_) => return,
		};
		let Some(value) = self.object(rule, o, &object, names) else {
			sorted.count(p).unfit += 1;
			return;
		};
		let blank = |term: &Term| matches!(term, Term::BlankNode(_));
		sorted.triples.push(Sifted {
			changed: (!blank(&subject) && Term::from(new.clone()) != subject)
				|| (!blank(&object) && value != object),
			from: blank(&subject).then_some(s),
			to: blank(&value).then_some(o),
			predicate: p,
			triple: Triple::new(new, predicate, value),
		});
	}

	/// What a thing is called in the copy.
	fn node(&self, id: Id, node: &NamedNode, names: &Pseudonyms) -> NamedNode {
		let stays = match self.names {
			Names::All => true,
			Names::Keep => !TELLING.iter().any(|start| node.as_str().starts_with(start)),
			Names::Hash => {
				!self.subjects.contains(&id) && !TELLING.iter().any(|t| node.as_str().starts_with(t))
			}
		};
		if stays {
			return node.clone();
		}
		names.node(node)
	}

	/// What an object becomes; nothing where it does not fit the rule.
	fn object(&self, rule: Rule, id: Id, object: &Term, names: &Pseudonyms) -> Option<Term> {
		match (rule, object) {
			(Rule::Drop, _) => None,
			(Rule::Keep, Term::NamedNode(node)) => Some(self.node(id, node, names).into()),
			(Rule::Keep, Term::BlankNode(node)) => Some(names.blank(node).into()),
			(Rule::Keep, Term::Literal(_)) => Some(object.clone()),
			(Rule::Hash, Term::NamedNode(node)) => Some(names.node(node).into()),
			(Rule::Hash, Term::Literal(literal)) => Some(names.value(literal)),
			(rule, Term::Literal(literal)) => value::coarser(literal.as_ref(), rule).map(Into::into),
			_ => None,
		}
	}
}

/// A triple that stays unless nothing leads to it.
struct Sifted {
	triple: Triple,
	predicate: Id,
	changed: bool,
	/// Its subject, where that is a blank node.
	from: Option<Id>,
	/// Its object, where that is a blank node.
	to: Option<Id>,
}

#[derive(Default)]
struct Sorted {
	triples: Vec<Sifted>,
	counts: FxHashMap<Id, Count>,
}

impl Sorted {
	fn count(&mut self, predicate: Id) -> &mut Count {
		self.counts.entry(predicate).or_default()
	}

	/// Blank nodes to which a way stays: from a name, or from a blank node that nothing pointed to in the source.
	fn reached(&self, plan: &Plan<'_>) -> FxHashSet<Id> {
		let mut ways: FxHashMap<Id, Vec<Id>> = FxHashMap::default();
		let mut next: Vec<Id> = Vec::new();
		for sifted in &self.triples {
			match (sifted.from, sifted.to) {
				(None, Some(to)) => next.push(to),
				(Some(from), to) => {
					ways.entry(from).or_default().extend(to);
					if !plan.pointed.contains(&from) {
						next.push(from);
					}
				}
				(None, None) => (),
			}
		}
		let mut reached = FxHashSet::default();
		while let Some(node) = next.pop() {
			if reached.insert(node) {
				next.extend(ways.get(&node).into_iter().flatten());
			}
		}
		reached
	}

	fn finish(mut self, plan: &Plan<'_>) -> Redacted {
		let reached = self.reached(plan);
		let mut triples = Vec::new();
		for sifted in std::mem::take(&mut self.triples) {
			let there = sifted.from.is_none_or(|from| reached.contains(&from));
			let count = self.count(sifted.predicate);
			match (there, sifted.changed) {
				(false, _) => count.orphaned += 1,
				(true, true) => count.changed += 1,
				(true, false) => count.kept += 1,
			}
			if there {
				triples.push(sifted.triple);
			}
		}
		triples.sort_by_cached_key(Triple::to_string);
		triples.dedup();
		let counts = self.counts.into_iter().filter_map(|(predicate, mut count)| {
			count.rule = plan.rule(predicate).to_string();
			Some((plan.called.get(&predicate)?.clone(), count))
		});
		Redacted {
			counts: counts.collect(),
			triples,
		}
	}
}

#[cfg(test)]
mod tests;
