//! One version of everything: terms and graphs. It never changes; writes make another.

use super::dictionary::{Id, Segment, Terms, DEFAULT_GRAPH};
use super::index::{Index, Triple};
use crate::access::{Caller, Label};
use oxrdf::{GraphName, Quad, Term, Triple as RdfTriple};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a graph is beside its triples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
	/// Who sees it.
	pub label: Label,
	/// Whether it is there. Of a graph that was dropped the label stays, for who looks at older versions.
	pub alive: bool,
}

/// A graph of one version.
#[derive(Clone, Debug)]
pub struct Graph {
	/// Label, and whether it is there.
	pub shape: Shape,
	/// Its triples.
	pub index: Index,
}

/// Graphs by the number of their name.
pub type Graphs = BTreeMap<Id, Arc<Graph>>;

/// One version.
#[derive(Clone, Default)]
pub struct State {
	/// The number of the commit that made it; 0 before the first.
	pub number: u64,
	/// The commit's hash.
	pub hash: [u8; 32],
	/// Its terms, and those of versions before.
	pub terms: Terms,
	/// Its graphs.
	pub graphs: Graphs,
}

impl State {
	/// How many triples in all graphs.
	pub fn len(&self) -> usize {
		self.graphs.values().map(|graph| graph.index.len()).sum()
	}

	/// Whether there are no triples.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// The name of a graph; nothing is the default graph.
	pub fn graph_name(&self, id: Id) -> Option<String> {
		match self.terms.term(id)? {
			Term::NamedNode(node) => Some(node.into_string()),
			Term::BlankNode(node) => Some(node.to_string()),
			Term::Literal(_) => None,
		}
	}

	/// The number of a graph.
	pub fn graph_id(&self, name: Option<&str>) -> Option<Id> {
		name.map_or(Some(DEFAULT_GRAPH), |name| {
			self.terms.find(oxrdf::NamedNodeRef::new_unchecked(name).into())
		})
	}

	/// The graphs that are there and that `caller` sees.
	pub fn visible<'a>(&'a self, caller: &'a Caller) -> impl Iterator<Item = (Id, &'a Arc<Graph>)> {
		let seen = move |graph: &Graph| graph.shape.alive && caller.sees(&graph.shape.label);
		self.graphs
			.iter()
			.filter(move |(_, graph)| seen(graph))
			.map(|(id, graph)| (*id, graph))
	}

	/// A triple with its terms.
	pub fn resolve(&self, [s, p, o]: Triple) -> Option<RdfTriple> {
		RdfTriple::from_terms(self.terms.term(s)?, self.terms.term(p)?, self.terms.term(o)?).ok()
	}

	/// A triple of a graph as a quad.
	pub fn quad(&self, graph: Id, triple: Triple) -> Option<Quad> {
		let graph_name = match graph {
			DEFAULT_GRAPH => GraphName::DefaultGraph,
			id => match self.terms.term(id)? {
				Term::NamedNode(node) => node.into(),
				Term::BlankNode(node) => node.into(),
				Term::Literal(_) => return None,
			},
		};
		Some(self.resolve(triple)?.in_graph(graph_name))
	}
}

/// How one graph changes: triples that were not there, triples that were; both ascending.
#[derive(Debug, Default, Clone)]
pub struct GraphDelta {
	/// Which graph.
	pub graph: Id,
	/// New triples.
	pub added: Vec<Triple>,
	/// Triples that go.
	pub removed: Vec<Triple>,
}

/// How the shape of one graph changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeDelta {
	/// Which graph.
	pub graph: Id,
	/// Before; nothing where it never was.
	pub before: Option<Shape>,
	/// After.
	pub after: Option<Shape>,
}

/// All that a write changes.
#[derive(Debug, Default)]
pub struct Delta {
	/// Terms that are new.
	pub terms: Segment,
	/// Graphs that come, go or are labelled anew.
	pub shapes: Vec<ShapeDelta>,
	/// Triples.
	pub graphs: Vec<GraphDelta>,
}

impl Delta {
	/// Whether nothing changes.
	pub fn is_empty(&self) -> bool {
		self.shapes.is_empty() && self.graphs.is_empty()
	}
}

/// Which triples shall be there and which not; the last word counts.
#[derive(Debug, Default)]
pub struct Changes {
	graphs: BTreeMap<Id, FxHashMap<Triple, bool>>,
	shapes: BTreeMap<Id, Option<Shape>>,
	size: usize,
}

impl Changes {
	/// Says whether a triple shall be there.
	pub fn set(&mut self, graph: Id, triple: Triple, present: bool) {
		if self
			.graphs
			.entry(graph)
			.or_default()
			.insert(triple, present)
			.is_none()
		{
			self.size = self.size.saturating_add(1);
		}
	}

	/// Says what a graph shall be.
	pub fn shape(&mut self, graph: Id, shape: Option<Shape>) {
		self.shapes.insert(graph, shape);
	}

	/// What was last said of a triple.
	pub fn get(&self, graph: Id, triple: &Triple) -> Option<bool> {
		self.graphs.get(&graph)?.get(triple).copied()
	}

	/// What was last said of a graph.
	pub fn shape_of(&self, graph: Id) -> Option<&Option<Shape>> {
		self.shapes.get(&graph)
	}

	/// What was said of the triples of a graph.
	pub fn of_graph(&self, graph: Id) -> impl Iterator<Item = (&Triple, bool)> {
		self.graphs
			.get(&graph)
			.into_iter()
			.flatten()
			.map(|(triple, present)| (triple, *present))
	}

	/// About how many triples something was said.
	pub fn len(&self) -> usize {
		self.size
	}

	/// Whether nothing was said.
	pub fn is_empty(&self) -> bool {
		self.size == 0 && self.shapes.is_empty()
	}

	/// What of it is not so yet.
	pub fn deltas(&self, graphs: &Graphs) -> (Vec<ShapeDelta>, Vec<GraphDelta>) {
		let shapes = self.shapes.iter().filter_map(|(graph, after)| {
			let before = graphs.get(graph).map(|graph| graph.shape.clone());
			let (graph, after) = (*graph, after.clone());
			(before != after).then_some(ShapeDelta { graph, before, after })
		});
		let triples = self.graphs.iter().filter_map(|(graph, triples)| {
			let index = graphs.get(graph).map(|graph| &graph.index);
			let (mut added, mut removed) = (Vec::new(), Vec::new());
			for (triple, present) in triples {
				let is = index.is_some_and(|index| index.contains(triple));
				match (is, *present) {
					(false, true) => added.push(*triple),
					(true, false) => removed.push(*triple),
					_ => (),
				}
			}
			added.sort_unstable();
			removed.sort_unstable();
			let graph = *graph;
			(!added.is_empty() || !removed.is_empty()).then_some(GraphDelta {
				graph,
				added,
				removed,
			})
		});
		(shapes.collect(), triples.collect())
	}

	/// Carries it out.
	pub fn settle(&mut self, graphs: &mut Graphs) {
		let (shapes, triples) = self.deltas(graphs);
		apply(graphs, &shapes, triples);
		*self = Self::default();
	}
}

/// Carries a change out. A graph that nobody gave a shape gets that of its triples' first mention: none.
pub fn apply(graphs: &mut Graphs, shapes: &[ShapeDelta], triples: Vec<GraphDelta>) {
	for change in shapes {
		let index = graphs
			.get(&change.graph)
			.map(|graph| graph.index.clone())
			.unwrap_or_default();
		match &change.after {
			Some(shape) => {
				let shape = shape.clone();
				graphs.insert(change.graph, Arc::new(Graph { shape, index }));
			}
			None => {
				graphs.remove(&change.graph);
			}
		}
	}
	for change in triples {
		let (shape, index) = match graphs.get(&change.graph) {
			Some(graph) => (graph.shape.clone(), graph.index.clone()),
			// Where a graph's beginning is undone, it is gone before its triples are.
			None if change.added.is_empty() => continue,
			None => (
				Shape {
					label: Label::new(None),
					alive: true,
				},
				Index::default(),
			),
		};
		let index = index.apply(change.added, change.removed);
		graphs.insert(change.graph, Arc::new(Graph { shape, index }));
	}
}
