//! What a query may hold, and what is changed in it before it is evaluated.

use super::{blank, replace, rewrite};
use crate::error::{Error, Limit, Result};
use oxrdf::{Literal, Variable};
use spargebra::algebra::{
	AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

/// The most triple patterns, steps of paths, `OPTIONAL` and `MINUS` of a query. Planning tries their orders, in time that
/// grows with more than the cube of their number, and looks at no clock: 100 take about half a second, 200 ten.
const PATTERNS: usize = 100;

/// The most nodes of all expressions, or four times the arms of unions: these are planned in about half a second.
const OPERATORS: usize = 4_000;

/// The longest separator of `GROUP_CONCAT`.
const SEPARATOR: usize = 64;

/// Changes a pattern so that the evaluator cannot do without us:
///
/// - every row of a union, a table, a path between fixed ends and a subquery holds at least one term, for rows are
///   counted by their terms (see [`super::meter`]);
/// - `REPLACE`, which multiplies lengths, is ours and stops at the limit;
/// - where the evaluator deviates from the standard, the pattern is written another way (see [`super::rewrite`]).
#[derive(Default)]
pub struct Guard {
	marks: usize,
	patterns: usize,
	operators: usize,
	/// The variable of the graph that is being asked, inside of `GRAPH ?variable`.
	graph: Option<Variable>,
	/// Whether something in there does not bind that variable by itself.
	loose: bool,
	/// The variable that marks the row, inside of an expression that is given a name, and whether it is used.
	row: Option<(Variable, bool)>,
	/// Whether an expression joins strings.
	pub growing: bool,
}

impl Guard {
	/// Changes the pattern of a whole query: what it selects stays as it is.
	///
	/// # Errors
	/// When it asks for what is not allowed.
	pub fn query(&mut self, pattern: &mut GraphPattern) -> Result<()> {
		match pattern {
			GraphPattern::Project { inner, .. } => self.pattern(inner),
			GraphPattern::Slice { inner, .. }
			| GraphPattern::Distinct { inner }
			| GraphPattern::Reduced { inner } => self.query(inner),
			GraphPattern::OrderBy { inner, expression } => {
				self.order(expression)?;
				self.query(inner)
			}
			other => self.pattern(other),
		}
	}

	fn count_patterns(&mut self, more: usize) -> Result<()> {
		self.patterns = self.patterns.saturating_add(more);
		if self.patterns > PATTERNS {
			return Err(Limit::Operators("patterns", PATTERNS).into());
		}
		Ok(())
	}

	fn count_operators(&mut self, more: usize) -> Result<()> {
		self.operators = self.operators.saturating_add(more);
		if self.operators > OPERATORS {
			return Err(Limit::Operators("operators", OPERATORS).into());
		}
		Ok(())
	}

	fn fresh(&mut self) -> Variable {
		self.marks = self.marks.saturating_add(1);
		// A blank in the name: nobody can write it.
		Variable::new_unchecked(format!("a mark {}", self.marks))
	}

	fn mark(&mut self, pattern: &mut GraphPattern) {
		let inner = Box::new(std::mem::take(pattern));
		*pattern = GraphPattern::Extend {
			inner,
			variable: self.fresh(),
			expression: Expression::Literal(Literal::from(true)),
		};
	}

	/// Changes a pattern inside of a query.
	///
	/// # Errors
	/// When it asks for what is not allowed.
	pub fn pattern(&mut self, pattern: &mut GraphPattern) -> Result<()> {
		match pattern {
			GraphPattern::Bgp { patterns } => self.count_patterns(patterns.len()),
			GraphPattern::Path { .. } => {
				self.count_patterns(1)?;
				if rewrite::zero_steps(pattern) {
					self.loose = true;
				} else if !binds(pattern) {
					self.mark(pattern);
				}
				Ok(())
			}
			GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
				self.pattern(left)?;
				self.pattern(right)
			}
			GraphPattern::Minus { left, right } => {
				self.count_patterns(1)?;
				self.pattern(left)?;
				self.pattern(right)?;
				if let Some(graph) = &self.graph {
					rewrite::minus(pattern, graph);
				}
				Ok(())
			}
			GraphPattern::LeftJoin {
				left,
				right,
				expression,
			} => {
				self.count_patterns(1)?;
				self.pattern(left)?;
				self.pattern(right)?;
				expression
					.as_mut()
					.map_or(Ok(()), |expression| self.expression(expression))
			}
			GraphPattern::Filter { expr, inner } => {
				self.expression(expr)?;
				self.pattern(inner)
			}
			GraphPattern::Union { left, right } => {
				// An arm costs as much as several nodes.
				self.count_operators(4)?;
				for side in [left, right] {
					self.pattern(side)?;
					if !binds(side) {
						self.mark(side);
					}
				}
				Ok(())
			}
			GraphPattern::Extend {
				inner, expression, ..
			} => {
				self.pattern(inner)?;
				self.name(inner, expression)
			}
			GraphPattern::Values { variables, bindings } => {
				self.loose = true;
				variables.push(self.fresh());
				for row in bindings {
					row.push(Some(GroundTerm::Literal(Literal::from(true))));
				}
				Ok(())
			}
			GraphPattern::OrderBy { inner, expression } => {
				self.order(expression)?;
				self.pattern(inner)
			}
			GraphPattern::Project { inner, variables } => {
				self.pattern(inner)?;
				self.loose = true;
				if let Some(graph) = &self.graph {
					rewrite::hand_down(graph, inner, variables);
				}
				self.mark(inner);
				if let GraphPattern::Extend { variable, .. } = &**inner {
					variables.push(variable.clone());
				}
				Ok(())
			}
			GraphPattern::Group {
				inner, aggregates, ..
			} => {
				for (_, aggregate) in aggregates {
					self.aggregate(aggregate)?;
				}
				self.pattern(inner)
			}
			GraphPattern::Graph { .. } => self.graph(pattern),
			GraphPattern::Distinct { inner }
			| GraphPattern::Reduced { inner }
			| GraphPattern::Slice { inner, .. } => self.pattern(inner),
			// Sent nowhere: no service is known.
			GraphPattern::Service { .. } => Ok(()),
		}
	}

	/// An expression that is given a name for each row of `inner`.
	fn name(&mut self, inner: &mut GraphPattern, expression: &mut Expression) -> Result<()> {
		let row = blank::row_of(inner).cloned();
		let known = row.is_some();
		let row = row.unwrap_or_else(|| {
			self.marks = self.marks.saturating_add(1);
			blank::row(self.marks)
		});
		let outside = self.row.replace((row, false));
		let checked = self.expression(expression);
		if let Some((row, true)) = std::mem::replace(&mut self.row, outside) {
			if !known {
				blank::mark(inner, row);
			}
		}
		checked
	}

	/// `BNODE(text)` is one node for each text in each row.
	fn blank_node(&mut self, function: &mut Function, all: &mut Vec<Expression>) {
		if let Some((row, used)) = &mut self.row {
			*used = true;
			*function = Function::Custom(blank::name());
			all.insert(0, Expression::Variable(row.clone()));
		}
	}

	fn graph(&mut self, pattern: &mut GraphPattern) -> Result<()> {
		let GraphPattern::Graph { name, inner } = pattern else {
			return Ok(());
		};
		let variable = match name {
			NamedNodePattern::Variable(variable) => Some(variable.clone()),
			NamedNodePattern::NamedNode(_) => None,
		};
		let outside = std::mem::replace(&mut self.graph, variable);
		let loose_outside = std::mem::take(&mut self.loose);
		self.pattern(inner)?;
		let variable = std::mem::replace(&mut self.graph, outside);
		let loose = std::mem::replace(&mut self.loose, loose_outside);
		if let Some(variable) = variable.filter(|_| loose) {
			rewrite::one_by_one(pattern, variable);
		}
		Ok(())
	}

	fn order(&mut self, expressions: &mut [OrderExpression]) -> Result<()> {
		expressions
			.iter_mut()
			.try_for_each(|expression| match expression {
				OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
					self.expression(expression)
				}
			})
	}

	fn aggregate(&mut self, aggregate: &mut AggregateExpression) -> Result<()> {
		let AggregateExpression::FunctionCall { name, expr, .. } = aggregate else {
			return Ok(());
		};
		if let AggregateFunction::GroupConcat { separator } = name {
			self.growing = true;
			if separator
				.as_ref()
				.is_some_and(|separator| separator.len() > SEPARATOR)
			{
				return Err(Error::Query(format!("a separator has {SEPARATOR} bytes at most")));
			}
			rewrite::strings(expr);
		}
		self.expression(expr)
	}

	fn expression(&mut self, expression: &mut Expression) -> Result<()> {
		self.count_operators(1)?;
		match expression {
			Expression::NamedNode(_)
			| Expression::Literal(_)
			| Expression::Variable(_)
			| Expression::Bound(_) => Ok(()),
			Expression::UnaryPlus(one) | Expression::UnaryMinus(one) | Expression::Not(one) => {
				self.expression(one)
			}
			Expression::Or(one, other)
			| Expression::And(one, other)
			| Expression::Equal(one, other)
			| Expression::SameTerm(one, other)
			| Expression::Greater(one, other)
			| Expression::GreaterOrEqual(one, other)
			| Expression::Less(one, other)
			| Expression::LessOrEqual(one, other)
			| Expression::Add(one, other)
			| Expression::Subtract(one, other)
			| Expression::Multiply(one, other)
			| Expression::Divide(one, other) => {
				self.expression(one)?;
				self.expression(other)
			}
			Expression::In(one, others) => {
				self.expression(one)?;
				others.iter_mut().try_for_each(|other| self.expression(other))
			}
			Expression::If(one, two, three) => {
				self.expression(one)?;
				self.expression(two)?;
				self.expression(three)
			}
			Expression::Exists(pattern) => self.pattern(pattern),
			Expression::Coalesce(all) => all.iter_mut().try_for_each(|one| self.expression(one)),
			Expression::FunctionCall(function, all) => {
				match function {
					Function::Replace => {
						self.growing = true;
						*function = Function::Custom(replace::name());
					}
					Function::Concat => self.growing = true,
					Function::BNode if !all.is_empty() => self.blank_node(function, all),
					_ => (),
				}
				all.iter_mut().try_for_each(|one| self.expression(one))
			}
		}
	}
}

/// Whether every row of a pattern holds a term for sure.
fn binds(pattern: &GraphPattern) -> bool {
	let open = |term: &TermPattern| matches!(term, TermPattern::Variable(_) | TermPattern::BlankNode(_));
	match pattern {
		GraphPattern::Bgp { patterns } => patterns.iter().any(|triple| {
			let predicate = matches!(triple.predicate, NamedNodePattern::Variable(_));
			predicate || open(&triple.subject) || open(&triple.object)
		}),
		GraphPattern::Path { subject, object, .. } => open(subject) || open(object),
		GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
			binds(left) || binds(right)
		}
		GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => binds(left),
		GraphPattern::Union { left, right } => binds(left) && binds(right),
		GraphPattern::Graph { name, inner } => matches!(name, NamedNodePattern::Variable(_)) || binds(inner),
		GraphPattern::Filter { inner, .. }
		| GraphPattern::OrderBy { inner, .. }
		| GraphPattern::Distinct { inner }
		| GraphPattern::Reduced { inner }
		| GraphPattern::Slice { inner, .. } => binds(inner),
		GraphPattern::Extend {
			inner, expression, ..
		} => matches!(expression, Expression::Literal(_)) || binds(inner),
		// Marked already.
		GraphPattern::Values { .. } | GraphPattern::Project { .. } => true,
		GraphPattern::Group { .. } | GraphPattern::Service { .. } => false,
	}
}
