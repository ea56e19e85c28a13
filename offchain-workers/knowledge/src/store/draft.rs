//! A write before it is committed.

use super::dictionary::{self, Id, Terms, DEFAULT_GRAPH};
use super::index::Triple;
use super::state::{apply, Changes, Delta, GraphDelta, Shape, State};
use crate::access::{Access, Caller, Label, Owner};
use crate::error::{Error, Limit, Result};
use oxrdf::{GraphNameRef, QuadRef, TermRef};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The most triples that one write changes.
pub const MOST_TRIPLES: usize = 64 << 20;

/// What a write has gathered. Every graph is checked against the caller when it is first touched.
pub struct Draft {
	base: Arc<State>,
	caller: Caller,
	terms: dictionary::Draft,
	changes: Changes,
	bulk: BTreeMap<Id, Vec<Triple>>,
	bulk_size: usize,
	allowed: HashSet<Id>,
	access: Option<Access>,
}

impl Draft {
	/// Nothing yet.
	pub fn new(base: Arc<State>, caller: Caller) -> Self {
		Self {
			terms: dictionary::Draft::new(&base.terms),
			base,
			caller,
			changes: Changes::default(),
			bulk: BTreeMap::new(),
			bulk_size: 0,
			allowed: HashSet::new(),
			access: None,
		}
	}

	/// The version that it changes.
	pub fn base(&self) -> &Arc<State> {
		&self.base
	}

	/// Who writes.
	pub fn caller(&self) -> &Caller {
		&self.caller
	}

	/// Who sees graphs that are new from here on, where not who owns them alone.
	pub fn share_new_graphs(&mut self, access: Option<Access>) {
		self.access = access;
	}

	/// The number of a graph that is to be written.
	///
	/// # Errors
	/// When the caller may not write to it.
	pub fn graph(&mut self, name: GraphNameRef<'_>) -> Result<Id> {
		let (id, iri) = match name {
			GraphNameRef::DefaultGraph => (DEFAULT_GRAPH, None),
			GraphNameRef::NamedNode(node) => {
				// Checked before it is interned: who may not write leaves nothing behind.
				self.caller.ensure_writes(Some(node.as_str()))?;
				(self.terms.intern(node.into())?, Some(node.as_str().to_owned()))
			}
			GraphNameRef::BlankNode(node) => {
				self.caller.ensure_writes(Some(&node.to_string()))?;
				(self.terms.intern(node.into())?, Some(node.to_string()))
			}
		};
		if self.allowed.contains(&id) {
			return Ok(id);
		}
		self.caller.ensure_writes(iri.as_deref())?;
		self.create(id, iri.as_deref());
		self.allowed.insert(id);
		Ok(id)
	}

	/// The shape that a graph has here.
	fn shape(&self, graph: Id) -> Option<Shape> {
		match self.changes.shape_of(graph) {
			Some(shape) => shape.clone(),
			None => self.base.graphs.get(&graph).map(|graph| graph.shape.clone()),
		}
	}

	fn create(&mut self, id: Id, iri: Option<&str>) {
		let before = self.shape(id);
		if before.as_ref().is_some_and(|shape| shape.alive) {
			return;
		}
		// A graph that was dropped comes back with the label that it had, not with a wider one.
		let mut label = before.map_or_else(|| Label::new(iri), |shape| shape.label);
		if let Some(access) = &self.access {
			label.access = access.clone();
		}
		self.changes.shape(id, Some(Shape { label, alive: true }));
	}

	/// Says who sees a graph.
	///
	/// # Errors
	/// When the caller may not write to it, or would lock the owner's department out.
	pub fn label(&mut self, name: GraphNameRef<'_>, access: Access) -> Result<()> {
		let id = self.graph(name)?;
		let Some(mut shape) = self.shape(id) else {
			return Ok(());
		};
		if let (Owner::Department(owner), Access::Personal(_)) = (&shape.label.owner, &access) {
			return Err(Error::Input(format!(
				"a graph of department {owner} cannot be personal"
			)));
		}
		shape.label.access = access;
		self.changes.shape(id, Some(shape));
		Ok(())
	}

	/// The number of a term.
	///
	/// # Errors
	/// When one write holds too many.
	pub fn intern(&mut self, term: TermRef<'_>) -> Result<Id> {
		self.terms.intern(term)
	}

	fn triple(&mut self, quad: QuadRef<'_>) -> Result<Triple> {
		let subject: TermRef<'_> = quad.subject.into();
		Ok([
			self.terms.intern(subject)?,
			self.terms.intern(quad.predicate.into())?,
			self.terms.intern(quad.object)?,
		])
	}

	fn ensure_room(&self) -> Result<()> {
		if self.changes.len().saturating_add(self.bulk_size) >= MOST_TRIPLES {
			return Err(Limit::Triples(MOST_TRIPLES).into());
		}
		Ok(())
	}

	/// Adds a quad.
	///
	/// # Errors
	/// When the caller may not, or the write grows too large.
	pub fn insert(&mut self, quad: QuadRef<'_>) -> Result<()> {
		self.ensure_room()?;
		let graph = self.graph(quad.graph_name)?;
		let triple = self.triple(quad)?;
		self.changes.set(graph, triple, true);
		Ok(())
	}

	/// Adds a quad of many: what is said twice is found out at the end.
	///
	/// # Errors
	/// When the caller may not, or the write grows too large.
	pub fn insert_many(&mut self, quad: QuadRef<'_>) -> Result<()> {
		self.ensure_room()?;
		let graph = self.graph(quad.graph_name)?;
		let triple = self.triple(quad)?;
		self.bulk.entry(graph).or_default().push(triple);
		self.bulk_size = self.bulk_size.saturating_add(1);
		Ok(())
	}

	/// Takes a quad away.
	///
	/// # Errors
	/// When the caller may not.
	pub fn remove(&mut self, quad: QuadRef<'_>) -> Result<()> {
		self.ensure_room()?;
		self.caller.ensure_writes(name_of(quad.graph_name).as_deref())?;
		let subject: TermRef<'_> = quad.subject.into();
		let graph = match quad.graph_name {
			GraphNameRef::DefaultGraph => Some(DEFAULT_GRAPH),
			GraphNameRef::NamedNode(node) => self.terms.find(node.into()),
			GraphNameRef::BlankNode(node) => self.terms.find(node.into()),
		};
		let ids = [subject, quad.predicate.into(), quad.object].map(|term| self.terms.find(term));
		if let (Some(graph), [Some(s), Some(p), Some(o)]) = (graph, ids) {
			self.changes.set(graph, [s, p, o], false);
		}
		Ok(())
	}

	/// Whether a triple is there, as far as it was not loaded in bulk by this very write.
	pub fn holds(
		&self,
		graph: &oxrdf::GraphName,
		s: &oxrdf::NamedNode,
		p: oxrdf::NamedNodeRef<'_>,
		o: TermRef<'_>,
	) -> bool {
		let graph = match graph {
			oxrdf::GraphName::DefaultGraph => Some(DEFAULT_GRAPH),
			oxrdf::GraphName::NamedNode(node) => self.terms.find(node.as_ref().into()),
			oxrdf::GraphName::BlankNode(node) => self.terms.find(node.as_ref().into()),
		};
		let ids = [
			self.terms.find(s.as_ref().into()),
			self.terms.find(p.into()),
			self.terms.find(o),
		];
		let (Some(graph), [Some(s), Some(p), Some(o)]) = (graph, ids) else {
			return false;
		};
		let triple = [s, p, o];
		self.changes.get(graph, &triple).unwrap_or_else(|| {
			self.base
				.graphs
				.get(&graph)
				.is_some_and(|graph| graph.index.contains(&triple))
		})
	}

	/// Whether a graph is there.
	pub fn has_graph(&self, graph: Id) -> bool {
		self.shape(graph).is_some_and(|shape| shape.alive)
	}

	/// The number of a graph by name, where it has one.
	pub fn find_graph(&self, name: &str) -> Option<Id> {
		self.terms.find(oxrdf::NamedNodeRef::new_unchecked(name).into())
	}

	/// The graphs that are there, with their names, as far as the caller writes to them.
	pub fn writable_graphs(&self) -> Vec<Id> {
		let mut all: Vec<Id> = self.base.graphs.keys().copied().collect();
		all.extend(&self.allowed);
		all.sort_unstable();
		all.dedup();
		all.retain(|id| {
			self.shape(*id)
				.is_some_and(|shape| shape.alive && self.caller.writes(&shape.label.owner))
		});
		all
	}

	/// Takes all triples of a graph away.
	pub fn clear(&mut self, graph: Id) {
		let mut gone: Vec<Triple> = Vec::new();
		if let Some(before) = self.base.graphs.get(&graph) {
			gone.extend(before.index.iter());
		}
		gone.extend(self.changes.of_graph(graph).map(|(triple, _)| *triple));
		self.bulk.remove(&graph);
		for triple in gone {
			self.changes.set(graph, triple, false);
		}
	}

	/// Takes a graph away. The default graph is emptied.
	pub fn drop_graph(&mut self, graph: Id) {
		self.clear(graph);
		self.allowed.remove(&graph);
		if graph == DEFAULT_GRAPH {
			return;
		}
		if let Some(mut shape) = self.shape(graph) {
			shape.alive = false;
			self.changes.shape(graph, Some(shape));
		}
	}

	/// Sets one triple by numbers of the base; for rollbacks.
	pub(crate) fn set(&mut self, graph: Id, triple: Triple, present: bool) {
		self.changes.set(graph, triple, present);
	}

	/// Sets one shape; for rollbacks.
	pub(crate) fn set_shape(&mut self, graph: Id, shape: Option<Shape>) {
		self.changes.shape(graph, shape);
	}

	/// How many triples were touched.
	pub fn len(&self) -> usize {
		self.changes.len().saturating_add(self.bulk_size)
	}

	/// Whether nothing was touched.
	pub fn is_empty(&self) -> bool {
		self.changes.is_empty() && self.bulk.is_empty()
	}

	/// Everything as this write sees it.
	pub fn preview(&self) -> State {
		let mut state = (*self.base).clone();
		state.terms = self.terms.preview();
		let (shapes, triples) = self.changes.deltas(&state.graphs);
		apply(&mut state.graphs, &shapes, triples);
		state
	}

	/// The terms as this write sees them.
	pub fn terms(&self) -> Terms {
		self.terms.preview()
	}

	/// What really changes.
	pub fn finish(self) -> Delta {
		let (shapes, mut graphs) = self.changes.deltas(&self.base.graphs);
		for (graph, mut triples) in self.bulk {
			triples.sort_unstable();
			triples.dedup();
			// What was taken away before it came again stays.
			let mut said = graphs.iter_mut().find(|delta| delta.graph == graph);
			if let Some(delta) = &mut said {
				delta
					.removed
					.retain(|triple| triples.binary_search(triple).is_err());
			}
			if let Some(index) = self.base.graphs.get(&graph).map(|graph| &graph.index) {
				triples.retain(|triple| !index.contains(triple));
			}
			triples.shrink_to_fit();
			match said {
				Some(delta) => merge(delta, triples),
				None => graphs.push(GraphDelta {
					graph,
					added: triples,
					removed: Vec::new(),
				}),
			}
		}
		graphs.retain(|delta| !delta.added.is_empty() || !delta.removed.is_empty());
		Delta {
			terms: self.terms.finish(),
			shapes,
			graphs,
		}
	}
}

fn merge(delta: &mut GraphDelta, new: Vec<Triple>) {
	delta.added.extend(new);
	delta.added.sort_unstable();
	delta.added.dedup();
}

fn name_of(name: GraphNameRef<'_>) -> Option<String> {
	match name {
		GraphNameRef::DefaultGraph => None,
		GraphNameRef::NamedNode(node) => Some(node.as_str().to_owned()),
		GraphNameRef::BlankNode(node) => Some(node.to_string()),
	}
}
