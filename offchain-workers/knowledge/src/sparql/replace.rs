//! `REPLACE` with an end: its result is as long as the text times the replacement, nested again and again.

use super::meter;
use oxrdf::{Literal, NamedNode, Term};
use regex::{Regex, RegexBuilder};
use std::cell::RefCell;

/// The name under which the evaluator calls it.
pub fn name() -> NamedNode {
	NamedNode::new_unchecked("urn:althing:function:replace")
}

thread_local! {
	/// The expression that was compiled last, with what it was compiled from.
	static LAST: RefCell<Option<(String, String, Regex)>> = const { RefCell::new(None) };
}

/// `REPLACE(text, pattern, replacement, flags)` of SPARQL 1.1, section 17.4.3.15.
pub fn replace(arguments: &[Term]) -> Option<Term> {
	let mut arguments = arguments.iter();
	let text = string(arguments.next()?)?;
	let pattern = plain(arguments.next()?)?;
	let replacement = plain(arguments.next()?)?;
	let flags = arguments.next().map_or(Some(""), plain)?;
	let regex = compiled(pattern, flags)?;
	let most = meter::most_bytes();
	let (mut out, mut last) = (String::new(), 0);
	for captures in regex.captures_iter(text.value()) {
		let whole = captures.get(0)?;
		out.push_str(text.value().get(last..whole.start())?);
		captures.expand(replacement, &mut out);
		last = whole.end();
		meter::tick();
		if out.len() > most {
			meter::out_of_memory();
		}
	}
	out.push_str(text.value().get(last..)?);
	meter::read(out.len());
	Some(match text.language() {
		Some(language) => Literal::new_language_tagged_literal_unchecked(out, language).into(),
		None => Literal::new_simple_literal(out).into(),
	})
}

fn string(term: &Term) -> Option<&Literal> {
	match term {
		Term::Literal(literal) if literal.language().is_some() || is_plain(literal) => Some(literal),
		_ => None,
	}
}

fn is_plain(literal: &Literal) -> bool {
	literal.datatype() == oxrdf::vocab::xsd::STRING
}

fn plain(term: &Term) -> Option<&str> {
	match term {
		Term::Literal(literal) if is_plain(literal) => Some(literal.value()),
		_ => None,
	}
}

fn compiled(pattern: &str, flags: &str) -> Option<Regex> {
	LAST.with(|last| {
		let mut last = last.borrow_mut();
		if let Some((_, _, regex)) = last.as_ref().filter(|(p, f, _)| p == pattern && f == flags) {
			return Some(regex.clone());
		}
		let regex = compile(pattern, flags)?;
		*last = Some((pattern.to_owned(), flags.to_owned(), regex.clone()));
		Some(regex)
	})
}

fn compile(pattern: &str, flags: &str) -> Option<Regex> {
	let pattern = if flags.contains('q') {
		regex::escape(pattern)
	} else {
		pattern.to_owned()
	};
	let mut builder = RegexBuilder::new(&pattern);
	builder.size_limit(1 << 20);
	for flag in flags.chars() {
		match flag {
			's' => builder.dot_matches_new_line(true),
			'm' => builder.multi_line(true),
			'i' => builder.case_insensitive(true),
			'x' => builder.ignore_whitespace(true),
			'q' => &mut builder,
			_ => return None,
		};
	}
	builder.build().ok()
}
