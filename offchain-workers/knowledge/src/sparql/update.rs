//! Updates: each request is one commit, or nothing.

use super::guard::Guard;
use super::limits::{within, Limits};
use super::meter::{self, Cancel};
use super::query::{evaluation, evaluator, parser};
use super::text::check_text;
use super::view::View;
use crate::access::Caller;
use crate::error::{Error, Limit, Result};
use crate::store::dictionary::{Id, DEFAULT_GRAPH};
use crate::store::{Commit, Draft, Note, Store};
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use spareval::DeleteInsertQuad;
use spargebra::algebra::{GraphPattern, GraphTarget, QueryDataset};
use spargebra::term::{GroundQuad, GroundQuadPattern, QuadPattern};
use spargebra::GraphUpdateOperation;
use std::collections::HashMap;
use std::sync::Arc;

/// A change to the newest version.
#[derive(Clone, Debug)]
pub struct Update {
	/// In SPARQL.
	pub text: String,
	/// What it may use; `rows` is the most triples that one operation may change.
	pub limits: Limits,
	/// Whether patterns see all named graphs together as the default graph, where they name none.
	pub union: bool,
	/// Graphs that are the default graph together for patterns, instead of those that are named with `USING`.
	pub default_graphs: Vec<NamedNode>,
	/// Graphs that patterns may name.
	pub named_graphs: Vec<NamedNode>,
	/// What relative IRIs are relative to.
	pub base: Option<String>,
}

impl Update {
	/// An update with the usual limits.
	pub fn new(text: impl Into<String>) -> Self {
		Self {
			text: text.into(),
			limits: Limits::default(),
			union: false,
			default_graphs: Vec::new(),
			named_graphs: Vec::new(),
			base: None,
		}
	}

	/// Carries it out as one commit. Nothing is returned where nothing changed.
	///
	/// # Errors
	/// When it is no SPARQL, the caller may not, or a limit is reached; then nothing is changed.
	pub fn run(
		&self,
		store: &Store,
		caller: &Caller,
		note: &Note,
		cancel: &Cancel,
	) -> Result<Option<Commit>> {
		check_text(&self.text, self.limits.query_bytes)?;
		within(&self.limits, cancel, || {
			let update = parser(self.base.as_deref())?
				.parse_update(&self.text)
				.map_err(|error| Error::Query(format!("the update is no SPARQL: {error}")))?;
			let (commit, ()) = store.write(caller, note, |draft| {
				update
					.operations
					.into_iter()
					.try_for_each(|operation| self.operation(draft, operation))
			})?;
			Ok(commit)
		})
	}

	fn operation(&self, draft: &mut Draft, operation: GraphUpdateOperation) -> Result<()> {
		meter::tick();
		match operation {
			GraphUpdateOperation::InsertData { data } => {
				let mut fresh = HashMap::new();
				data.into_iter()
					.try_for_each(|quad| draft.insert(new_quad(quad, &mut fresh).as_ref()))
			}
			GraphUpdateOperation::DeleteData { data } => data
				.into_iter()
				.try_for_each(|quad| draft.remove(old_quad(quad).as_ref())),
			GraphUpdateOperation::DeleteInsert {
				delete,
				insert,
				using,
				pattern,
			} => self.delete_insert(draft, delete, insert, using, *pattern),
			GraphUpdateOperation::Load { silent: true, .. } => Ok(()),
			GraphUpdateOperation::Load { source, .. } => Err(Error::Query(format!(
				"LOAD {source}: nothing is fetched from elsewhere; send the document itself"
			))),
			GraphUpdateOperation::Create { silent, graph } => create(draft, &graph, silent),
			GraphUpdateOperation::Clear { silent, graph } => {
				for id in targets(draft, &graph, silent)? {
					draft.clear(id);
				}
				Ok(())
			}
			GraphUpdateOperation::Drop { silent, graph } => {
				for id in targets(draft, &graph, silent)? {
					draft.drop_graph(id);
				}
				Ok(())
			}
		}
	}

	fn delete_insert(
		&self,
		draft: &mut Draft,
		delete: Vec<GroundQuadPattern>,
		insert: Vec<QuadPattern>,
		using: Option<QueryDataset>,
		mut pattern: GraphPattern,
	) -> Result<()> {
		let mut guard = Guard::default();
		guard.pattern(&mut pattern)?;
		if guard.growing {
			meter::grow();
		}
		let view = View::new(&Arc::new(draft.preview()), draft.caller());
		let evaluator = evaluator();
		let named = using.is_some();
		let mut prepared = evaluator.prepare_delete_insert(delete, insert, None, using, &pattern);
		let dataset = prepared.dataset_mut();
		if !self.default_graphs.is_empty() || !self.named_graphs.is_empty() {
			if named {
				return Err(Error::Query(
					"graphs are named by the request and with USING or WITH".into(),
				));
			}
			dataset.set_default_graph(super::query::named(&self.default_graphs));
			dataset.set_available_named_graphs(self.named_graphs.iter().cloned().map(Into::into).collect());
		} else if !named && self.union {
			dataset.set_default_graph_as_union();
		}
		// All is read before anything is changed, and all that goes goes before anything comes.
		let (mut gone, mut new) = (Vec::new(), Vec::new());
		for change in prepared.execute(view).map_err(evaluation)? {
			if gone.len().saturating_add(new.len()) >= self.limits.rows {
				return Err(Limit::Triples(self.limits.rows).into());
			}
			meter::made(200);
			match change.map_err(evaluation)? {
				DeleteInsertQuad::Delete(quad) => gone.push(quad),
				DeleteInsertQuad::Insert(quad) => new.push(quad),
			}
		}
		gone.iter().try_for_each(|quad| draft.remove(quad.as_ref()))?;
		new.iter().try_for_each(|quad| draft.insert(quad.as_ref()))
	}
}

/// Blank nodes of an update are new ones, whatever they are called.
fn new_quad(quad: spargebra::term::Quad, fresh: &mut HashMap<BlankNode, BlankNode>) -> Quad {
	let mut renamed = |node: BlankNode| fresh.entry(node).or_default().clone();
	let subject = match quad.subject {
		NamedOrBlankNode::BlankNode(node) => renamed(node).into(),
		named => named,
	};
	let object = match quad.object {
		Term::BlankNode(node) => renamed(node).into(),
		other => other,
	};
	Quad::new(subject, quad.predicate, object, graph_name(quad.graph_name))
}

fn old_quad(quad: GroundQuad) -> Quad {
	Quad::new(
		quad.subject,
		quad.predicate,
		Term::from(quad.object),
		graph_name(quad.graph_name),
	)
}

fn graph_name(name: spargebra::term::GraphName) -> GraphName {
	match name {
		spargebra::term::GraphName::NamedNode(node) => node.into(),
		spargebra::term::GraphName::DefaultGraph => GraphName::DefaultGraph,
	}
}

/// A graph that exists is an error only to those who may write to it: nobody else hears more than that.
fn create(draft: &mut Draft, graph: &NamedNode, silent: bool) -> Result<()> {
	draft.caller().ensure_writes(Some(graph.as_str()))?;
	let there = draft
		.find_graph(graph.as_str())
		.is_some_and(|id| draft.has_graph(id));
	if there && !silent {
		return Err(Error::Query(format!("the graph {graph} exists already")));
	}
	draft.graph(GraphName::from(graph.clone()).as_ref()).map(|_| ())
}

fn targets(draft: &Draft, target: &GraphTarget, silent: bool) -> Result<Vec<Id>> {
	let mut all = match target {
		GraphTarget::NamedNode(graph) => {
			draft.caller().ensure_writes(Some(graph.as_str()))?;
			return match draft.find_graph(graph.as_str()).filter(|id| draft.has_graph(*id)) {
				Some(id) => Ok(vec![id]),
				None if silent => Ok(Vec::new()),
				None => Err(Error::Query(format!("there is no graph {graph}"))),
			};
		}
		GraphTarget::DefaultGraph => {
			draft.caller().ensure_writes(None)?;
			return Ok(vec![DEFAULT_GRAPH]);
		}
		GraphTarget::NamedGraphs | GraphTarget::AllGraphs => draft.writable_graphs(),
	};
	if *target == GraphTarget::NamedGraphs {
		all.retain(|id| *id != DEFAULT_GRAPH);
	}
	Ok(all)
}
