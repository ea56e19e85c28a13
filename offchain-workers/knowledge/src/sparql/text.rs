//! What the text of a query may look like, before it is parsed.

use crate::error::{Error, Limit, Result};

/// The deepest nesting of brackets.
pub const DEPTH: usize = 100;

/// The longest query with anything but data in it: every level that its algebra can have fits on the stack, and is
/// parsed and planned in about a second; these steps look at no clock.
const PLAIN_BYTES: usize = 32 << 10;

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
