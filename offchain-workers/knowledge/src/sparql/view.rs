//! What the evaluator sees: the graphs that the caller may see, and nothing else.
//!
//! This is where access is enforced. A graph that is hidden is not filtered out of answers; it is not in the data
//! that is queried, so no path, aggregate, negation or error text can tell of it, and a query's work does not
//! depend on it.

use super::meter::{self, Held};
use crate::access::Caller;
use crate::store::dictionary::{Id, DEFAULT_GRAPH, LAST_ID};
use crate::store::index::Scan;
use crate::store::state::{Graph, State};
use oxrdf::Term;
use rustc_hash::FxHashMap;
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::num::NonZeroU32;
use std::sync::Arc;

/// The evaluator met a term that it was not given. It cannot.
#[derive(Debug, thiserror::Error)]
#[error("a term without a number")]
pub struct NoTerm;

/// Terms that a query makes. They have numbers from [`LAST_ID`].
#[derive(Default)]
struct Made {
	terms: Vec<Term>,
	numbers: FxHashMap<Term, u32>,
}

/// A version as one caller sees it.
pub struct View {
	state: Arc<State>,
	/// By the number of the name.
	named: Vec<(Id, Arc<Graph>)>,
	default: Option<Arc<Graph>>,
	made: RefCell<Made>,
}

impl View {
	/// What `caller` sees of `state`.
	pub fn new(state: &Arc<State>, caller: &Caller) -> Self {
		let (mut named, mut default) = (Vec::new(), None);
		for (id, graph) in state.visible(caller) {
			if id == DEFAULT_GRAPH {
				default = Some(Arc::clone(graph));
			} else {
				named.push((id, Arc::clone(graph)));
			}
		}
		Self {
			state: Arc::clone(state),
			named,
			default,
			made: RefCell::default(),
		}
	}

	fn graph(&self, id: Id) -> Option<&Arc<Graph>> {
		let place = self.named.binary_search_by_key(&id, |(id, _)| *id).ok()?;
		self.named.get(place).map(|(_, graph)| graph)
	}

	/// Scans of the graphs that are asked. Mostly that is one, for which nothing is allocated.
	fn scans(
		&self,
		pattern: [Option<Id>; 3],
		graph: Option<Option<Id>>,
	) -> impl Iterator<Item = (Option<Id>, Scan)> + use<> {
		let [s, p, o] = pattern;
		let scan = |graph: &Arc<Graph>| graph.index.scan(s, p, o);
		let (first, rest) = match graph {
			Some(None) => (self.default.as_ref().map(|graph| (None, scan(graph))), Vec::new()),
			Some(Some(id)) => (self.graph(id).map(|graph| (Some(id), scan(graph))), Vec::new()),
			None => {
				let all = self.named.iter().map(|(id, graph)| (Some(*id), scan(graph)));
				let mut found = all.filter(|(_, scan)| scan.at_most() > 0);
				(found.next(), found.collect())
			}
		};
		first.into_iter().chain(rest)
	}

	/// The number of a term that the query names or makes. It costs the same whether the store has the term or not:
	/// neither time nor a budget tells of terms in graphs that are hidden.
	fn number(&self, term: Term) -> Result<Held, NoTerm> {
		let mut made = self.made.borrow_mut();
		if let Some(id) = made.numbers.get(&term) {
			return held(*id);
		}
		meter::made(length(&term).saturating_mul(2).saturating_add(128));
		let known = self.state.terms.find(term.as_ref());
		let place = u32::try_from(made.terms.len()).map_err(|_| NoTerm)?;
		made.terms.push(term.clone());
		let id = known.or_else(|| LAST_ID.checked_add(place)).ok_or(NoTerm)?;
		made.numbers.insert(term, id);
		held(id)
	}
}

fn length(term: &Term) -> usize {
	match term {
		Term::NamedNode(node) => node.as_str().len(),
		Term::BlankNode(node) => node.as_str().len(),
		Term::Literal(literal) => literal.value().len(),
	}
}

fn held(id: u32) -> Result<Held, NoTerm> {
	NonZeroU32::new(id).map(Held::new).ok_or(NoTerm)
}

impl QueryableDataset<'static> for View {
	type InternalTerm = Held;
	type Error = NoTerm;

	fn internal_quads_for_pattern(
		&self,
		subject: Option<&Held>,
		predicate: Option<&Held>,
		object: Option<&Held>,
		graph_name: Option<Option<&Held>>,
	) -> impl Iterator<Item = Result<InternalQuad<Held>, NoTerm>> + use<> {
		meter::tick();
		let pattern = [subject, predicate, object].map(|term| term.map(Held::id));
		let graph = graph_name.map(|name| name.map(Held::id));
		self.scans(pattern, graph).flat_map(|(graph, scan)| {
			scan.map(move |[s, p, o]| {
				Ok(InternalQuad {
					subject: held(s)?,
					predicate: held(p)?,
					object: held(o)?,
					graph_name: graph.map(held).transpose()?,
				})
			})
		})
	}

	fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Held, NoTerm>> + use<> {
		let ids: Vec<Id> = self.named.iter().map(|(id, _)| *id).collect();
		ids.into_iter().map(held)
	}

	fn contains_internal_graph_name(&self, graph_name: &Held) -> Result<bool, NoTerm> {
		Ok(self.graph(graph_name.id()).is_some())
	}

	fn internalize_term(&self, term: Term) -> Result<Held, NoTerm> {
		self.number(term)
	}

	fn externalize_term(&self, term: Held) -> Result<Term, NoTerm> {
		let id = term.id();
		let found = match id.checked_sub(LAST_ID) {
			Some(place) => self.made.borrow().terms.get(place as usize).cloned(),
			None => self.state.terms.term(id),
		};
		let found = found.ok_or(NoTerm)?;
		meter::read(length(&found));
		Ok(found)
	}

	/// Sums and comparisons read numbers by the hundred thousand: no text is made of one only to be parsed.
	fn externalize_expression_term(&self, term: Held) -> Result<ExpressionTerm, NoTerm> {
		match self.state.terms.integer(term.id()) {
			Some(number) => {
				meter::read(size_of::<i64>());
				Ok(ExpressionTerm::IntegerLiteral(number.into()))
			}
			None => Ok(self.externalize_term(term)?.into()),
		}
	}
}
