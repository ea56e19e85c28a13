//! Semi-naive evaluation: in each round at least one premise is new.

use super::{Atom, Bounds, Place, Rule};
use crate::error::{Error, Limit, Result};
use crate::store::dictionary::{Id, Terms, LAST_ID};
use crate::store::index::Triple;
use oxrdf::{Term, Triple as RdfTriple};
use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::ops::Range;

/// Triples by their numbers, in the order in which they were found.
pub struct Facts {
	terms: Terms,
	own: Vec<Term>,
	numbers: HashMap<Term, Id>,
	all: Vec<Triple>,
	places: FxHashMap<Triple, usize>,
	by_p: FxHashMap<Id, Vec<usize>>,
	by_sp: FxHashMap<(Id, Id), Vec<usize>>,
	by_po: FxHashMap<(Id, Id), Vec<usize>>,
}

#[allow(clippy::len_without_is_empty)] // nobody asks
impl Facts {
	/// None yet.
	pub fn new(terms: &Terms) -> Self {
		Self {
			terms: terms.clone(),
			own: Vec::new(),
			numbers: HashMap::new(),
			all: Vec::new(),
			places: FxHashMap::default(),
			by_p: FxHashMap::default(),
			by_sp: FxHashMap::default(),
			by_po: FxHashMap::default(),
		}
	}

	/// How many.
	pub fn len(&self) -> usize {
		self.all.len()
	}

	/// Adds what is known; nothing happens where it is known already.
	pub fn give(&mut self, triple: Triple) {
		let place = self.all.len();
		if *self.places.entry(triple).or_insert(place) != place {
			return;
		}
		let [s, p, o] = triple;
		self.all.push(triple);
		self.by_p.entry(p).or_default().push(place);
		self.by_sp.entry((s, p)).or_default().push(place);
		self.by_po.entry((p, o)).or_default().push(place);
	}

	fn number(&mut self, term: &Term) -> Result<Id> {
		if let Some(id) = self
			.terms
			.find(term.as_ref())
			.or_else(|| self.numbers.get(term).copied())
		{
			return Ok(id);
		}
		let id = Id::try_from(self.own.len())
			.ok()
			.and_then(|place| LAST_ID.checked_add(place));
		let id = id.ok_or_else(|| Error::Internal("rules with too many terms".into()))?;
		self.own.push(term.clone());
		self.numbers.insert(term.clone(), id);
		Ok(id)
	}

	fn term(&self, id: Id) -> Option<Term> {
		match id.checked_sub(LAST_ID) {
			Some(place) => self.own.get(place as usize).cloned(),
			None => self.terms.term(id),
		}
	}

	fn resolve(&self, place: usize) -> Option<RdfTriple> {
		let [s, p, o] = *self.all.get(place)?;
		RdfTriple::from_terms(self.term(s)?, self.term(p)?, self.term(o)?).ok()
	}

	/// Places of facts that may fit, ascending.
	fn candidates(&self, [s, p, o]: [Option<Id>; 3]) -> Candidates<'_> {
		let none: &[usize] = &[];
		match (s, p, o) {
			(Some(s), Some(p), Some(o)) => Candidates::One(self.places.get(&[s, p, o]).copied()),
			(Some(s), Some(p), None) => Candidates::List(self.by_sp.get(&(s, p)).map_or(none, Vec::as_slice)),
			(None, Some(p), Some(o)) => Candidates::List(self.by_po.get(&(p, o)).map_or(none, Vec::as_slice)),
			(None, Some(p), None) => Candidates::List(self.by_p.get(&p).map_or(none, Vec::as_slice)),
			_ => Candidates::All,
		}
	}
}

enum Candidates<'a> {
	One(Option<usize>),
	List(&'a [usize]),
	All,
}

/// How a fact was found: by which rule, from which facts.
#[derive(Clone, Debug)]
struct Step {
	rule: usize,
	premises: Vec<usize>,
}

/// What follows.
pub struct Derived {
	facts: Facts,
	known: usize,
	steps: Vec<Step>,
	rules: Vec<usize>,
}

/// Why something is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
	/// What is so.
	pub fact: RdfTriple,
	/// The line of the rule by which it follows; nothing where it is known.
	pub rule: Option<usize>,
	/// What it follows from.
	pub premises: Vec<Proof>,
}

impl Derived {
	/// How many facts follow.
	pub fn len(&self) -> usize {
		self.steps.len()
	}

	/// Whether nothing follows.
	pub fn is_empty(&self) -> bool {
		self.steps.is_empty()
	}

	/// What follows, in the order in which it was found.
	pub fn iter(&self) -> impl Iterator<Item = RdfTriple> + '_ {
		(self.known..self.facts.len()).filter_map(|place| self.facts.resolve(place))
	}

	/// Why something is so; nothing where it is not.
	pub fn proof(&self, fact: &RdfTriple) -> Option<Proof> {
		let find = |term: Term| {
			self.facts
				.terms
				.find(term.as_ref())
				.or_else(|| self.facts.numbers.get(&term).copied())
		};
		let subject = find(fact.subject.clone().into())?;
		let triple = [
			subject,
			find(fact.predicate.clone().into())?,
			find(fact.object.clone())?,
		];
		self.explain(*self.facts.places.get(&triple)?, 0)
	}

	/// The deepest proof that is written out.
	const DEPTH: usize = 2_000;

	fn explain(&self, place: usize, depth: usize) -> Option<Proof> {
		let step = place
			.checked_sub(self.known)
			.and_then(|place| self.steps.get(place));
		let step = step.filter(|_| depth < Self::DEPTH);
		let premises = step.map(|step| step.premises.as_slice()).unwrap_or_default();
		Some(Proof {
			fact: self.facts.resolve(place)?,
			rule: step.and_then(|step| self.rules.get(step.rule).copied()),
			premises: premises
				.iter()
				.map(|premise| self.explain(*premise, depth.saturating_add(1)))
				.collect::<Option<_>>()?,
		})
	}
}

/// An atom with numbers for terms and places for variables.
#[derive(Clone, Copy)]
enum Slot {
	Fixed(Id),
	Variable(usize),
}

struct Compiled {
	head: [Slot; 3],
	body: Vec<[Slot; 3]>,
	not: Vec<[Slot; 3]>,
	variables: usize,
}

fn compile(rule: &Rule, facts: &mut Facts) -> Result<Compiled> {
	let mut names: Vec<String> = Vec::new();
	let mut atom = |atom: &Atom, facts: &mut Facts| -> Result<[Slot; 3]> {
		let mut slots = [Slot::Fixed(0); 3];
		for (slot, place) in slots.iter_mut().zip(&atom.0) {
			*slot = match place {
				Place::Term(term) => Slot::Fixed(facts.number(term)?),
				Place::Variable(name) => {
					let known = names.iter().position(|known| known == name);
					Slot::Variable(known.unwrap_or_else(|| {
						names.push(name.clone());
						names.len().saturating_sub(1)
					}))
				}
			};
		}
		Ok(slots)
	};
	let body = rule
		.body
		.iter()
		.map(|one| atom(one, facts))
		.collect::<Result<_>>()?;
	let head = atom(&rule.head, facts)?;
	let not = rule
		.not
		.iter()
		.map(|one| atom(one, facts))
		.collect::<Result<_>>()?;
	Ok(Compiled {
		head,
		body,
		not,
		variables: names.len(),
	})
}

/// Applies the rules until nothing new follows.
pub(super) fn evaluate(
	rules: &[Rule],
	strata: &[Vec<usize>],
	mut facts: Facts,
	bounds: &Bounds,
) -> Result<Derived> {
	let compiled: Vec<Compiled> = rules
		.iter()
		.map(|rule| compile(rule, &mut facts))
		.collect::<Result<_>>()?;
	let known = facts.len();
	let mut run = Run {
		facts,
		steps: Vec::new(),
		bounds,
		work: 0,
	};
	for stratum in strata {
		let mut new = 0..run.facts.len();
		while !new.is_empty() {
			let mut found = Vec::new();
			for place in stratum {
				if let Some(rule) = compiled.get(*place) {
					run.apply(*place, rule, &new, &mut found)?;
				}
			}
			let before = run.facts.len();
			for (triple, step) in found {
				run.add(triple, step)?;
			}
			new = before..run.facts.len();
		}
	}
	Ok(Derived {
		facts: run.facts,
		known,
		steps: run.steps,
		rules: rules.iter().map(|rule| rule.line).collect(),
	})
}

struct Run<'a> {
	facts: Facts,
	steps: Vec<Step>,
	bounds: &'a Bounds,
	work: u64,
}

type Found = Vec<(Triple, Step)>;

impl Run<'_> {
	fn add(&mut self, triple: Triple, step: Step) -> Result<()> {
		if self.facts.places.contains_key(&triple) {
			return Ok(());
		}
		if self.steps.len() >= self.bounds.facts {
			return Err(Limit::Facts(self.bounds.facts).into());
		}
		self.facts.give(triple);
		self.steps.push(step);
		Ok(())
	}

	fn apply(&mut self, number: usize, rule: &Compiled, new: &Range<usize>, found: &mut Found) -> Result<()> {
		for fresh in 0..rule.body.len() {
			let mut search = Search {
				number,
				rule,
				new,
				fresh,
				bound: vec![None; rule.variables],
				premises: Vec::new(),
			};
			self.join(&mut search, 0, found)?;
		}
		Ok(())
	}

	fn join(&mut self, search: &mut Search<'_>, at: usize, found: &mut Found) -> Result<()> {
		self.work = self.work.saturating_add(1);
		if self.work > self.bounds.steps || found.len() > self.bounds.facts.saturating_mul(4) {
			return Err(Limit::Facts(self.bounds.facts).into());
		}
		let Some(atom) = search.rule.body.get(at).copied() else {
			return self.conclude(search, found);
		};
		// Premises before the one that must be new are old: nothing is joined twice.
		let range = match at.cmp(&search.fresh) {
			std::cmp::Ordering::Less => 0..search.new.start,
			std::cmp::Ordering::Equal => search.new.clone(),
			std::cmp::Ordering::Greater => 0..search.new.end,
		};
		for place in self.places(atom.map(|slot| search.value(slot)), &range) {
			let Some(triple) = self.facts.all.get(place).copied() else {
				continue;
			};
			let before = search.bound.clone();
			if search.unify(atom, triple) {
				search.premises.push(place);
				self.join(search, at.saturating_add(1), found)?;
				search.premises.pop();
			}
			search.bound = before;
		}
		Ok(())
	}

	fn places(&self, pattern: [Option<Id>; 3], range: &Range<usize>) -> Vec<usize> {
		match self.facts.candidates(pattern) {
			Candidates::One(place) => place.into_iter().filter(|place| range.contains(place)).collect(),
			Candidates::List(list) => {
				let from = list.partition_point(|place| *place < range.start);
				let rest = list.get(from..).unwrap_or_default();
				rest.iter()
					.copied()
					.take_while(|place| *place < range.end)
					.collect()
			}
			Candidates::All => range.clone().collect(),
		}
	}

	fn conclude(&mut self, search: &Search<'_>, found: &mut Found) -> Result<()> {
		for atom in &search.rule.not {
			let pattern = atom.map(|slot| search.value(slot));
			let all = 0..self.facts.len();
			let is = self.places(pattern, &all).into_iter().any(|place| {
				let triple = self.facts.all.get(place).copied().unwrap_or_default();
				let mut probe = search.bound.clone();
				unify(&mut probe, *atom, triple)
			});
			if is {
				return Ok(());
			}
		}
		let [Some(s), Some(p), Some(o)] = search.rule.head.map(|slot| search.value(slot)) else {
			return Ok(());
		};
		if !self.facts.places.contains_key(&[s, p, o]) && self.facts.subject_fits(s) {
			let step = Step {
				rule: search.number,
				premises: search.premises.clone(),
			};
			found.push(([s, p, o], step));
		}
		Ok(())
	}
}

impl Facts {
	/// Nothing is said of a literal.
	fn subject_fits(&self, id: Id) -> bool {
		!matches!(self.term(id), None | Some(Term::Literal(_)))
	}
}

struct Search<'a> {
	number: usize,
	rule: &'a Compiled,
	new: &'a Range<usize>,
	/// Which premise must be new.
	fresh: usize,
	bound: Vec<Option<Id>>,
	premises: Vec<usize>,
}

impl Search<'_> {
	fn value(&self, slot: Slot) -> Option<Id> {
		match slot {
			Slot::Fixed(id) => Some(id),
			Slot::Variable(place) => self.bound.get(place).copied().flatten(),
		}
	}

	fn unify(&mut self, atom: [Slot; 3], triple: Triple) -> bool {
		unify(&mut self.bound, atom, triple)
	}
}

fn unify(bound: &mut [Option<Id>], atom: [Slot; 3], triple: Triple) -> bool {
	atom.into_iter().zip(triple).all(|(slot, id)| match slot {
		Slot::Fixed(fixed) => fixed == id,
		Slot::Variable(place) => match bound.get_mut(place) {
			Some(value) => *value.get_or_insert(id) == id,
			None => false,
		},
	})
}
