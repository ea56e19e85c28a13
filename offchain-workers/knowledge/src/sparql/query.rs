//! Queries.

use super::guard::Guard;
use super::limits::{within, Limits};
use super::meter::{self, Cancel};
use super::text::check_text;
use super::view::View;
use super::{blank, replace};
use crate::access::Caller;
use crate::error::{Error, Limit, Result};
use crate::store::State;
use oxrdf::{GraphName, NamedNode, Term, Triple, Variable};
use spareval::{QueryEvaluationError, QueryEvaluator, QueryResults};
use spargebra::SparqlParser;
use std::sync::Arc;

/// A question to a version.
#[derive(Clone, Debug)]
pub struct Query {
	/// In SPARQL.
	pub text: String,
	/// What it may use.
	pub limits: Limits,
	/// Whether the default graph is all named graphs that the caller sees together, where the query names none.
	pub union: bool,
	/// Graphs that are the default graph together, instead of those that the query names.
	pub default_graphs: Vec<NamedNode>,
	/// Graphs that may be named, instead of those that the query names.
	pub named_graphs: Vec<NamedNode>,
	/// What relative IRIs are relative to.
	pub base: Option<String>,
}

impl Query {
	/// A query over all named graphs together.
	pub fn new(text: impl Into<String>) -> Self {
		Self {
			text: text.into(),
			limits: Limits::default(),
			union: true,
			default_graphs: Vec::new(),
			named_graphs: Vec::new(),
			base: None,
		}
	}
}

/// Variables and what they are in each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
	/// The variables, in order.
	pub variables: Vec<Variable>,
	/// A term or nothing for each variable.
	pub rows: Vec<Vec<Option<Term>>>,
}

/// What a query gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
	/// Of `SELECT`.
	Table(Table),
	/// Of `ASK`.
	Boolean(bool),
	/// Of `CONSTRUCT` and `DESCRIBE`.
	Graph(Vec<Triple>),
}

impl Query {
	/// Evaluates it on `state` as `caller` sees it.
	///
	/// # Errors
	/// When it is no SPARQL, asks for what is not offered, or reaches a limit.
	pub fn run(&self, state: &Arc<State>, caller: &Caller, cancel: &Cancel) -> Result<Answer> {
		self.each(state, caller, cancel, |results| {
			collect(results, self.limits.rows)
		})
	}

	/// Evaluates it and hands the results to `consume`, on the thread that is counted.
	///
	/// # Errors
	/// When it is no SPARQL, asks for what is not offered, or reaches a limit.
	pub fn each<T: Send>(
		&self,
		state: &Arc<State>,
		caller: &Caller,
		cancel: &Cancel,
		consume: impl FnOnce(QueryResults<'static>) -> Result<T> + Send,
	) -> Result<T> {
		check_text(&self.text, self.limits.query_bytes)?;
		within(&self.limits, cancel, || {
			let mut query = parser(self.base.as_deref())?
				.parse_query(&self.text)
				.map_err(|error| Error::Query(format!("the query is no SPARQL: {error}")))?;
			let mut guard = Guard::default();
			guard.query(pattern_of(&mut query))?;
			if guard.growing {
				meter::grow();
			}
			let evaluator = evaluator();
			let mut prepared = evaluator.prepare(&query);
			self.choose_graphs(&query, prepared.dataset_mut());
			let results = prepared.execute(View::new(state, caller)).map_err(evaluation)?;
			consume(results)
		})
	}

	fn choose_graphs(&self, query: &spargebra::Query, dataset: &mut spareval::QueryDatasetSpecification) {
		if !self.default_graphs.is_empty() || !self.named_graphs.is_empty() {
			dataset.set_default_graph(self.default_graphs.iter().cloned().map(Into::into).collect());
			dataset.set_available_named_graphs(self.named_graphs.iter().cloned().map(Into::into).collect());
		} else if query.dataset().is_none() && self.union {
			dataset.set_default_graph_as_union();
		}
	}
}

/// A parser with a base.
///
/// # Errors
/// When the base is no IRI.
pub(super) fn parser(base: Option<&str>) -> Result<SparqlParser> {
	let parser = SparqlParser::new();
	match base {
		None => Ok(parser),
		Some(base) => parser
			.with_base_iri(base)
			.map_err(|error| Error::Input(format!("{base} is no IRI: {error}"))),
	}
}

/// An evaluator that knows our functions and no service.
pub(super) fn evaluator() -> QueryEvaluator {
	QueryEvaluator::new()
		.with_custom_function(replace::name(), replace::replace)
		.with_custom_function(blank::name(), blank::node)
}

/// What the evaluator complains of.
pub(crate) fn evaluation(error: QueryEvaluationError) -> Error {
	Error::Query(error.to_string())
}

fn pattern_of(query: &mut spargebra::Query) -> &mut spargebra::algebra::GraphPattern {
	match query {
		spargebra::Query::Select { pattern, .. }
		| spargebra::Query::Construct { pattern, .. }
		| spargebra::Query::Describe { pattern, .. }
		| spargebra::Query::Ask { pattern, .. } => pattern,
	}
}

fn collect(results: QueryResults<'static>, most: usize) -> Result<Answer> {
	let full = |length: usize| {
		if length >= most {
			Err(Error::from(Limit::Rows(most)))
		} else {
			Ok(())
		}
	};
	Ok(match results {
		QueryResults::Boolean(truth) => Answer::Boolean(truth),
		QueryResults::Graph(triples) => {
			let mut all = Vec::new();
			for triple in triples {
				full(all.len())?;
				let triple = triple.map_err(evaluation)?;
				meter::made(triple.to_string().len());
				all.push(triple);
			}
			Answer::Graph(all)
		}
		QueryResults::Solutions(solutions) => {
			let mut table = Table {
				variables: solutions.variables().to_vec(),
				rows: Vec::new(),
			};
			for solution in solutions {
				full(table.rows.len())?;
				let solution = solution.map_err(evaluation)?;
				let row: Vec<Option<Term>> = solution.values().to_vec();
				meter::made(row.len().saturating_mul(100));
				table.rows.push(row);
			}
			Answer::Table(table)
		}
	})
}

/// The graph of an update's data, as the protocol names it.
pub(super) fn named(graphs: &[NamedNode]) -> Vec<GraphName> {
	graphs.iter().cloned().map(Into::into).collect()
}
