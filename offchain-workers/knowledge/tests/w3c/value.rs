//! Literals by what they mean.
//!
//! Two literals are the same when they are the same term, or when both have the same datatype and are the same
//! value of it: numbers (`30000` and `3.0E4` of `xsd:double`, `01` and `1` of `xsd:integer`), truth values (`1` and
//! `true`) and points in time (`12:00:00Z` and `13:00:00+01:00`). A datatype is never looked through: an integer is
//! no decimal. This is the "by value" of Apache Jena's `ResultSetCompare`.

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNodeRef, Term};
use time::format_description::well_known::Rfc3339;
use time::OffsetDateTime;

const INTEGERS: [NamedNodeRef<'static>; 13] = [
	xsd::INTEGER,
	xsd::LONG,
	xsd::INT,
	xsd::SHORT,
	xsd::BYTE,
	xsd::NON_NEGATIVE_INTEGER,
	xsd::POSITIVE_INTEGER,
	xsd::NON_POSITIVE_INTEGER,
	xsd::NEGATIVE_INTEGER,
	xsd::UNSIGNED_LONG,
	xsd::UNSIGNED_INT,
	xsd::UNSIGNED_SHORT,
	xsd::UNSIGNED_BYTE,
];

/// A term under the one form that stands for its value; itself where it has none.
pub fn plain(term: Term) -> Term {
	let Term::Literal(literal) = &term else {
		return term;
	};
	let (value, kind) = (literal.value(), literal.datatype());
	let form = if kind == xsd::DECIMAL || INTEGERS.contains(&kind) {
		decimal(value)
	} else if kind == xsd::DOUBLE {
		value.parse::<f64>().ok().map(|number| format!("{number:E}"))
	} else if kind == xsd::FLOAT {
		value.parse::<f32>().ok().map(|number| format!("{number:E}"))
	} else if kind == xsd::BOOLEAN {
		match value {
			"1" => Some("true".to_owned()),
			"0" => Some("false".to_owned()),
			_ => None,
		}
	} else if kind == xsd::DATE_TIME {
		let moment = OffsetDateTime::parse(value, &Rfc3339).ok();
		moment.map(|moment| moment.unix_timestamp_nanos().to_string())
	} else {
		None
	};
	match form {
		Some(form) => Literal::new_typed_literal(form, kind).into(),
		None => term,
	}
}

/// A cell of a table that has lost its datatypes: a number where it is one.
pub fn cell(text: &str) -> String {
	let number = text
		.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
		.then(|| text.parse::<f64>().ok())
		.flatten();
	number.map_or_else(|| text.to_owned(), |number| format!("{number:E}"))
}

fn decimal(text: &str) -> Option<String> {
	let (sign, digits) = match text.strip_prefix('-') {
		Some(rest) => ("-", rest),
		None => ("", text.strip_prefix('+').unwrap_or(text)),
	};
	let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
	let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
	if whole.len() + part.len() == 0 || !all_digits(whole) || !all_digits(part) {
		return None;
	}
	let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
	let sign = if whole.is_empty() && part.is_empty() {
		""
	} else {
		sign
	};
	Some(format!("{sign}{whole}.{part}"))
}

#[test]
fn equal_values_have_one_form_and_others_have_not() {
	let form = |value: &str, kind: NamedNodeRef<'_>| plain(Literal::new_typed_literal(value, kind).into());
	for (kind, one, other) in [
		(xsd::DOUBLE, "30000", "3.0E4"),
		(xsd::FLOAT, "0.1", "1.0e-1"),
		(xsd::DECIMAL, "+01.50", "1.5"),
		(xsd::INTEGER, "-0", "0"),
		(xsd::BOOLEAN, "1", "true"),
		(
			xsd::DATE_TIME,
			"2011-02-01T01:02:03+01:00",
			"2011-02-01T00:02:03.0Z",
		),
	] {
		assert_eq!(form(one, kind), form(other, kind), "{one} {other}");
	}
	for (kind, one, other) in [
		(xsd::DOUBLE, "1", "1.0000000001"),
		(xsd::STRING, "1", "1.0"),
		(xsd::INTEGER, "1", "-1"),
		(xsd::DECIMAL, "x", "y"),
		(
			xsd::DATE_TIME,
			"2011-02-01T01:02:03Z",
			"2011-02-01T01:02:03+01:00",
		),
	] {
		assert_ne!(form(one, kind), form(other, kind), "{one} {other}");
	}
	assert_ne!(form("1", xsd::INTEGER), form("1", xsd::DECIMAL));
	assert_eq!(cell("3.0E0"), cell("3"));
	assert_ne!(cell("3x"), cell("3"));
}
