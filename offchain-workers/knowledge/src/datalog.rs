//! Rules: what follows from what is known, with the proof of each thing that follows.
//!
//! A rule is a line such as
//!
//! ```text
//! prefix org: <urn:org:>
//! ?x org:above ?z <- ?x org:leads ?y, ?y org:above ?z.
//! ?x org:lonely true <- ?x org:member ?t, not ?y org:leads ?x.
//! ```
//!
//! The subset is Datalog over triples: every variable of a head stands in its body outside of `not`, `not` may not
//! go round in a circle (the rules are stratified), rules make no new things. Such rules always come to an end: what
//! can follow is bounded by the terms that there are. Circles without `not` are allowed and proofs stay finite, for a
//! proof is that by which a fact was found first.

mod evaluate;
mod parse;
mod stratify;

pub use evaluate::{Derived, Proof};
pub use parse::parse;

use crate::access::Caller;
use crate::error::{Error, Result};
use crate::store::State;
use oxrdf::Term;

/// Something fixed or something to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
	/// By its name in the rule.
	Variable(String),
	/// A term.
	Term(Term),
}

/// A triple with places to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom(pub [Place; 3]);

impl Atom {
	fn variables(&self) -> impl Iterator<Item = &str> {
		self.0.iter().filter_map(|place| match place {
			Place::Variable(name) => Some(name.as_str()),
			Place::Term(_) => None,
		})
	}
}

/// What follows when something else is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
	/// Where it stands, from 1.
	pub line: usize,
	/// What follows.
	pub head: Atom,
	/// What must be so.
	pub body: Vec<Atom>,
	/// What must not be so.
	pub not: Vec<Atom>,
}

/// How much rules may do.
#[derive(Clone, Debug)]
pub struct Bounds {
	/// Rules.
	pub rules: usize,
	/// Triples that rules are applied to.
	pub known: usize,
	/// Facts that follow.
	pub facts: usize,
	/// Steps of joining.
	pub steps: u64,
}

impl Default for Bounds {
	fn default() -> Self {
		Self {
			rules: 1_000,
			known: 4_000_000,
			facts: 1_000_000,
			steps: 200_000_000,
		}
	}
}

/// Finds what follows from what `caller` sees of `state`.
///
/// # Errors
/// When the rules cannot be read, go round in a circle through `not`, or derive too much.
pub fn derive(rules: &str, state: &State, caller: &Caller, bounds: &Bounds) -> Result<Derived> {
	let rules = parse(rules)?;
	if rules.len() > bounds.rules {
		return Err(Error::Input(format!(
			"there are {} rules, and {} is the most",
			rules.len(),
			bounds.rules
		)));
	}
	let strata = stratify::stratify(&rules)?;
	let mut known = evaluate::Facts::new(&state.terms);
	for (_, graph) in state.visible(caller) {
		if known.len().saturating_add(graph.index.len()) > bounds.known {
			return Err(Error::Input(format!(
				"rules are applied to {} triples at most",
				bounds.known
			)));
		}
		graph.index.iter().for_each(|triple| known.give(triple));
	}
	evaluate::evaluate(&rules, &strata, known, bounds)
}
