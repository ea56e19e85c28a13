//! How a term is written as bytes: one byte for its kind, then what it holds.
//!
//! | kind | holds |
//! |---|---|
//! | `i` | an IRI |
//! | `b` | the name of a blank node |
//! | `s` | a plain string |
//! | `l` | a language, a zero, a string |
//! | `x` | the number of a common datatype, a string |
//! | `t` | a datatype's IRI, a zero, a string |
//!
//! Neither languages nor IRIs hold a zero, so that the same term has one writing only.

use oxrdf::{BlankNode, Literal, NamedNode, Term, TermRef};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const COMMON: [&str; 12] = [
	"integer", "decimal", "double", "float", "boolean", "dateTime", "date", "gYear", "int", "long", "anyURI",
	"time",
];

/// Writes `term` behind what is in `to`.
pub fn encode(term: TermRef<'_>, to: &mut Vec<u8>) {
	match term {
		TermRef::NamedNode(node) => {
			to.push(b'i');
			to.extend_from_slice(node.as_str().as_bytes());
		}
		TermRef::BlankNode(node) => {
			to.push(b'b');
			to.extend_from_slice(node.as_str().as_bytes());
		}
		TermRef::Literal(literal) => {
			if let Some(language) = literal.language() {
				to.push(b'l');
				to.extend_from_slice(language.as_bytes());
				to.push(0);
			} else {
				kind_of(literal.datatype().as_str(), to);
			}
			to.extend_from_slice(literal.value().as_bytes());
		}
	}
}

fn kind_of(datatype: &str, to: &mut Vec<u8>) {
	let short = datatype.strip_prefix(XSD);
	if short == Some("string") {
		to.push(b's');
		return;
	}
	let common = short.and_then(|short| COMMON.iter().position(|name| *name == short));
	if let Some(number) = common.and_then(|number| u8::try_from(number).ok()) {
		to.extend_from_slice(&[b'x', number]);
	} else {
		to.push(b't');
		to.extend_from_slice(datatype.as_bytes());
		to.push(0);
	}
}

/// Reads what [`encode`] wrote; nothing where the bytes are something else.
pub fn decode(bytes: &[u8]) -> Option<Term> {
	let (kind, rest) = bytes.split_first()?;
	Some(match kind {
		b'i' => NamedNode::new_unchecked(text(rest)?).into(),
		b'b' => BlankNode::new_unchecked(text(rest)?).into(),
		b's' => Literal::new_simple_literal(text(rest)?).into(),
		b'l' => {
			let (language, value) = split(rest)?;
			Literal::new_language_tagged_literal_unchecked(value, language).into()
		}
		b'x' => {
			let (number, value) = rest.split_first()?;
			let name = COMMON.get(usize::from(*number))?;
			let datatype = NamedNode::new_unchecked(format!("{XSD}{name}"));
			Literal::new_typed_literal(text(value)?, datatype).into()
		}
		b't' => {
			let (datatype, value) = split(rest)?;
			Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
		}
		_ => return None,
	})
}

/// The number that an `xsd:integer` stands for, without a text of it being made.
pub fn integer(bytes: &[u8]) -> Option<i64> {
	match bytes {
		[b'x', 0, digits @ ..] => std::str::from_utf8(digits).ok()?.parse().ok(),
		_ => None,
	}
}

fn text(bytes: &[u8]) -> Option<String> {
	std::str::from_utf8(bytes).ok().map(str::to_owned)
}

fn split(bytes: &[u8]) -> Option<(String, String)> {
	let zero = bytes.iter().position(|byte| *byte == 0)?;
	let (head, tail) = bytes.split_at_checked(zero)?;
	Some((text(head)?, text(tail.get(1..)?)?))
}

#[cfg(test)]
mod tests {
	use super::*;
	use oxrdf::vocab::xsd;
	use proptest::prelude::*;
	use spareval::ExpressionTerm;

	fn back(term: impl Into<Term>) {
		let term = term.into();
		let mut bytes = Vec::new();
		encode(term.as_ref(), &mut bytes);
		assert_eq!(decode(&bytes), Some(term));
	}

	proptest! {
		#[test]
		fn every_term_comes_back(value in "\\PC*", number in 0_i64.., name in "[a-z]{1,9}") {
			back(NamedNode::new_unchecked(format!("http://e/{name}")));
			back(BlankNode::new_unchecked(&name));
			back(Literal::new_simple_literal(&value));
			back(Literal::new_language_tagged_literal_unchecked(&value, "en-gb"));
			back(Literal::from(number));
			back(Literal::new_typed_literal(&value, NamedNode::new_unchecked(format!("urn:{name}"))));
		}

		#[test]
		fn bytes_of_somebody_else_are_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
			let _ = decode(&bytes);
		}
	}

	#[test]
	fn integers_are_read_as_the_evaluator_reads_them_and_nothing_else_is() {
		let number = |value: &str, kind| {
			let mut bytes = Vec::new();
			encode(
				Literal::new_typed_literal(value, kind).as_ref().into(),
				&mut bytes,
			);
			integer(&bytes)
		};
		for value in ["0", "-7", "+7", "007", "9223372036854775807"] {
			let term = Term::from(Literal::new_typed_literal(value, xsd::INTEGER));
			let read = Term::from(ExpressionTerm::from(term));
			let ours = number(value, xsd::INTEGER).unwrap();
			let ours = Term::from(ExpressionTerm::IntegerLiteral(ours.into()));
			assert_eq!(read, ours, "{value}");
		}
		for value in ["", "7.0", " 7", "seven", "9223372036854775808"] {
			assert_eq!(number(value, xsd::INTEGER), None, "{value}");
		}
		assert_eq!(number("7", xsd::DECIMAL), None);
		assert_eq!(number("7", xsd::STRING), None);
	}

	#[test]
	fn a_plain_string_and_a_typed_string_are_one() {
		let mut plain = Vec::new();
		encode(Literal::new_simple_literal("x").as_ref().into(), &mut plain);
		let mut typed = Vec::new();
		encode(
			Literal::new_typed_literal("x", xsd::STRING).as_ref().into(),
			&mut typed,
		);
		assert_eq!(plain, typed);
	}
}
