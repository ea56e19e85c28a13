//! `BNODE(text)`: the same blank node for the same text in one row, another in each other row (SPARQL 1.1, section
//! 17.4.2.9). The evaluator makes another each time, so each row is given a blank node of its own, and the node of a
//! text follows from both.

use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, NamedNode, Term, Variable};
use sha2::{Digest, Sha256};
use spargebra::algebra::{Expression, Function, GraphPattern};

/// A blank in the name: nobody can write it.
const ROW: &str = "a row ";

/// The name under which the evaluator calls [`node`].
pub fn name() -> NamedNode {
	NamedNode::new_unchecked("urn:althing:function:bnode")
}

/// `node(row, text)`.
pub fn node(arguments: &[Term]) -> Option<Term> {
	let [Term::BlankNode(row), Term::Literal(text)] = arguments else {
		return None;
	};
	if text.datatype() != xsd::STRING {
		return None;
	}
	let hash: [u8; 32] = Sha256::new()
		.chain_update(row.as_str())
		.chain_update([0_u8])
		.chain_update(text.value())
		.finalize()
		.into();
	let id = hash
		.first_chunk::<16>()
		.map(|bytes| u128::from_le_bytes(*bytes))?;
	Some(BlankNode::new_from_unique_id(id).into())
}

/// A variable for the mark of a row.
pub fn row(number: usize) -> Variable {
	Variable::new_unchecked(format!("{ROW}{number}"))
}

/// The mark that the rows of a pattern have already.
pub fn row_of(mut pattern: &GraphPattern) -> Option<&Variable> {
	while let GraphPattern::Extend { inner, variable, .. } = pattern {
		if variable.as_str().starts_with(ROW) {
			return Some(variable);
		}
		pattern = inner;
	}
	None
}

/// Marks each row below the names that are given to it.
pub fn mark(mut pattern: &mut GraphPattern, row: Variable) {
	while let GraphPattern::Extend { inner, .. } = pattern {
		pattern = inner;
	}
	*pattern = GraphPattern::Extend {
		inner: Box::new(std::mem::take(pattern)),
		variable: row,
		expression: Expression::FunctionCall(Function::BNode, Vec::new()),
	};
}
