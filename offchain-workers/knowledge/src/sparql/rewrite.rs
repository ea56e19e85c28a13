//! Where the evaluator deviates from SPARQL 1.1, patterns are written so that it does not.
//!
//! The evaluator asks `GRAPH ?g { … }` of all graphs at once and lets `?g` be bound by the triples in it. What has no
//! triples of its own (tables, subqueries, groups, paths of no steps) binds nothing, and rows of different graphs
//! meet in one group; `MINUS` takes `?g` for a variable that both sides share. In the standard (section 18.6) the
//! pattern is evaluated for each graph by itself, and `?g` is joined to what comes out.

use oxrdf::Variable;
use spargebra::algebra::{Expression, Function, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::HashSet;

/// A path that may have no steps, between a variable and a fixed term, holds for that term whether the data has it
/// or not (section 18.4, `ZeroLengthPath`). Says whether it was written anew.
pub fn zero_steps(pattern: &mut GraphPattern) -> bool {
	let GraphPattern::Path {
		subject,
		path,
		object,
	} = &*pattern
	else {
		return false;
	};
	let (variable, fixed) = match (subject, object) {
		(TermPattern::Variable(variable), fixed) | (fixed, TermPattern::Variable(variable)) => {
			(variable.clone(), ground(fixed))
		}
		_ => return false,
	};
	let Some((term, expression)) = fixed.filter(|_| may_be_empty(path)) else {
		return false;
	};
	let same = Expression::SameTerm(
		Box::new(Expression::Variable(variable.clone())),
		Box::new(expression),
	);
	let steps = GraphPattern::Filter {
		expr: Expression::Not(Box::new(same)),
		inner: Box::new(std::mem::take(pattern)),
	};
	let itself = GraphPattern::Values {
		variables: vec![variable],
		bindings: vec![vec![Some(term)]],
	};
	*pattern = GraphPattern::Union {
		left: Box::new(itself),
		right: Box::new(steps),
	};
	true
}

fn may_be_empty(path: &PropertyPathExpression) -> bool {
	match path {
		PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) => true,
		PropertyPathExpression::Reverse(inner) => may_be_empty(inner),
		_ => false,
	}
}

fn ground(term: &TermPattern) -> Option<(GroundTerm, Expression)> {
	match term {
		TermPattern::NamedNode(node) => Some((node.clone().into(), node.clone().into())),
		TermPattern::Literal(literal) => Some((literal.clone().into(), literal.clone().into())),
		_ => None,
	}
}

/// `MINUS` inside of `GRAPH ?graph` takes nothing away where its sides share no other variable.
pub fn minus(pattern: &mut GraphPattern, graph: &Variable) {
	let GraphPattern::Minus { left, right } = pattern else {
		return;
	};
	let (mut ours, mut shared) = (HashSet::new(), false);
	left.on_in_scope_variable(|variable| {
		ours.insert(variable.clone());
	});
	right.on_in_scope_variable(|variable| shared |= variable != graph && ours.contains(variable));
	if !shared {
		let left = std::mem::take(&mut **left);
		*pattern = left;
	}
}

/// Lets a subquery know which graph is asked. One that uses the same name for something of its own is left alone.
pub fn hand_down(graph: &Variable, inner: &GraphPattern, variables: &mut Vec<Variable>) {
	if !variables.contains(graph) && !inner.to_string().contains(&graph.to_string()) {
		variables.push(graph.clone());
	}
}

/// `GRAPH ?graph { … }` for each graph by itself.
pub fn one_by_one(pattern: &mut GraphPattern, graph: Variable) {
	let inside = std::mem::take(pattern);
	let graphs = GraphPattern::Graph {
		name: NamedNodePattern::Variable(graph),
		inner: Box::new(GraphPattern::default()),
	};
	*pattern = GraphPattern::Lateral {
		left: Box::new(graphs),
		right: Box::new(inside),
	};
}

/// What `GROUP_CONCAT` joins are strings without languages (section 18.5.1.7: `str` of each).
pub fn strings(expression: &mut Expression) {
	let inner = std::mem::replace(expression, Expression::Coalesce(Vec::new()));
	*expression = Expression::FunctionCall(Function::Str, vec![inner]);
}
