//! What a query may look like, and what is changed in it before it is evaluated.

use super::replace;
use crate::error::{Error, Limit, Result};
use oxrdf::{Literal, Variable};
use spargebra::algebra::{
	AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

/// The deepest nesting of brackets.
pub const DEPTH: usize = 100;

/// The longest query with anything but data in it: every level that its algebra can have fits on the stack, and is
/// parsed and planned in about a second; these steps look at no clock.
const PLAIN_BYTES: usize = 32 << 10;

/// The longest separator of `GROUP_CONCAT`.
const SEPARATOR: usize = 64;

/// Checks the text of a query or an update before it is parsed: the parser goes down with the nesting.
///
/// # Errors
/// When it is too long or too deep.
pub fn check_text(text: &str, most: usize) -> Result<()> {
	if text.len() > most {
		return Err(Limit::QueryBytes(most).into());
	}
	let shape = Shape::of(text);
	if shape.depth > DEPTH {
		return Err(Limit::Depth("the query", DEPTH).into());
	}
	if text.len() > PLAIN_BYTES && shape.patterns {
		return Err(Error::Query(format!(
			"more than {PLAIN_BYTES} bytes may only be INSERT DATA and DELETE DATA, without WHERE, SELECT, ASK, \
			 CONSTRUCT or DESCRIBE"
		)));
	}
	Ok(())
}

/// What a text looks like without its strings, IRIs and comments.
struct Shape {
	depth: usize,
	patterns: bool,
}

impl Shape {
	fn of(text: &str) -> Self {
		let (mut rest, mut depth) = (text.as_bytes(), 0_usize);
		let mut shape = Self {
			depth: 0,
			patterns: false,
		};
		while let Some((first, after)) = rest.split_first() {
			rest = match first {
				b'(' | b'{' | b'[' => {
					depth = depth.saturating_add(1);
					shape.depth = shape.depth.max(depth);
					after
				}
				b')' | b'}' | b']' => {
					depth = depth.saturating_sub(1);
					after
				}
				b'"' | b'\'' => skip_string(rest, *first),
				b'#' => skip_while(after, |byte| byte != b'\n' && byte != b'\r'),
				b'<' => skip_iri(after),
				byte if byte.is_ascii_alphabetic() => {
					let end = skip_while(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
					let word = rest
						.get(..rest.len().saturating_sub(end.len()))
						.unwrap_or_default();
					let heads: [&[u8]; 5] = [b"where", b"select", b"ask", b"construct", b"describe"];
					shape.patterns |= heads.iter().any(|head| head.eq_ignore_ascii_case(word));
					end
				}
				_ => after,
			};
		}
		shape
	}
}

fn skip_while(bytes: &[u8], within: impl Fn(u8) -> bool) -> &[u8] {
	let end = bytes
		.iter()
		.position(|byte| !within(*byte))
		.unwrap_or(bytes.len());
	bytes.get(end..).unwrap_or_default()
}

fn skip_string(bytes: &[u8], quote: u8) -> &[u8] {
	let long = [quote; 3];
	let close: &[u8] = if bytes.starts_with(&long) {
		&long
	} else {
		&long[..1]
	};
	let mut at = close.len();
	while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
		if rest.starts_with(close) {
			return rest.get(close.len()..).unwrap_or_default();
		}
		at = at.saturating_add(if rest.first() == Some(&b'\\') { 2 } else { 1 });
	}
	&[]
}

/// Behind an IRI; a sign for "less" is followed by something that no IRI holds before any `>`.
fn skip_iri(bytes: &[u8]) -> &[u8] {
	let outside = |byte: &u8| *byte <= b' ' || b"<>\"{}|^`\\".contains(byte);
	match bytes.iter().position(outside) {
		Some(end) if bytes.get(end) == Some(&b'>') => bytes.get(end.saturating_add(1)..).unwrap_or_default(),
		_ => bytes,
	}
}

/// Changes a pattern so that the evaluator cannot do without us:
///
/// - every row of a union, a table, a path between fixed ends and a subquery holds at least one term, for rows are
///   counted by their terms (see [`super::meter`]);
/// - `REPLACE`, which multiplies lengths, is ours and stops at the limit.
#[derive(Default)]
pub struct Guard {
	marks: usize,
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
			GraphPattern::Bgp { .. } => Ok(()),
			GraphPattern::Path { .. } => {
				if !binds(pattern) {
					self.mark(pattern);
				}
				Ok(())
			}
			GraphPattern::Join { left, right }
			| GraphPattern::Lateral { left, right }
			| GraphPattern::Minus { left, right } => {
				self.pattern(left)?;
				self.pattern(right)
			}
			GraphPattern::LeftJoin {
				left,
				right,
				expression,
			} => {
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
				self.expression(expression)?;
				self.pattern(inner)
			}
			GraphPattern::Values { variables, bindings } => {
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
			GraphPattern::Graph { inner, .. }
			| GraphPattern::Distinct { inner }
			| GraphPattern::Reduced { inner }
			| GraphPattern::Slice { inner, .. } => self.pattern(inner),
			// Sent nowhere: no service is known.
			GraphPattern::Service { .. } => Ok(()),
		}
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
		}
		self.expression(expr)
	}

	fn expression(&mut self, expression: &mut Expression) -> Result<()> {
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn brackets_in_strings_and_names_are_no_nesting() {
		let strings = format!(
			"SELECT * {{ ?s ?p \"{}\" }} # {}",
			"(".repeat(500),
			"{".repeat(500)
		);
		check_text(&strings, 1 << 20).unwrap();
		check_text(
			"ASK { <http://e/((((> ?p '''a ' ( \" ''' FILTER(?p < 3 && ?p > (1)) }",
			1 << 20,
		)
		.unwrap();
		let deep = format!("ASK {{ FILTER{}1{} }}", "(".repeat(500), ")".repeat(500));
		assert!(matches!(
			check_text(&deep, 1 << 20),
			Err(Error::Limit(Limit::Depth(..)))
		));
		let hidden = format!("ASK {{ FILTER(1 < {}1{}) }}", "(".repeat(500), ")".repeat(500));
		assert!(check_text(&hidden, 1 << 20).is_err());
	}

	#[test]
	fn long_texts_are_data_only() {
		let data = format!("INSERT DATA {{ <s> <p> \"{}\" }}", "where ".repeat(50_000));
		check_text(&data, 1 << 20).unwrap();
		let query = format!("{data}; DELETE WHERE {{ ?s ?p ?o }}");
		assert!(check_text(&query, 1 << 20).is_err());
	}
}
