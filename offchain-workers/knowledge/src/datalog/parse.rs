//! Rules as text.

use super::{Atom, Place, Rule};
use crate::error::{Error, Result};
use oxrdf::{Literal, NamedNode, Term};
use std::collections::HashMap;

/// Reads rules. `#` begins a comment, a rule ends with a full stop.
///
/// # Errors
/// Where they cannot be read, with the line; when a variable of a head is bound by nothing.
pub fn parse(text: &str) -> Result<Vec<Rule>> {
	let mut reader = Reader {
		tokens: tokens(text)?,
		at: 0,
		prefixes: HashMap::new(),
	};
	let mut rules = Vec::new();
	while let Some(token) = reader.peek() {
		if token.text == "prefix" {
			reader.prefix()?;
		} else {
			rules.push(reader.rule()?);
		}
	}
	Ok(rules)
}

struct Token {
	line: usize,
	column: usize,
	text: String,
}

fn wrong(token: &Token, reason: impl Into<String>) -> Error {
	Error::Syntax {
		line: token.line as u64,
		column: token.column as u64,
		reason: reason.into(),
	}
}

fn tokens(text: &str) -> Result<Vec<Token>> {
	let mut all = Vec::new();
	for (number, line) in text.lines().enumerate() {
		let mut rest = line;
		loop {
			rest = rest.trim_start();
			if rest.is_empty() || rest.starts_with('#') {
				break;
			}
			let token = |length: usize| Token {
				line: number.saturating_add(1),
				column: line.len().saturating_sub(rest.len()).saturating_add(1),
				text: rest.get(..length).unwrap_or(rest).to_owned(),
			};
			let length = length(rest)
				.ok_or_else(|| wrong(&token(1), "a name or a string does not end on its line"))?;
			all.push(token(length));
			rest = rest.get(length..).unwrap_or_default();
		}
	}
	Ok(all)
}

/// How long the token at the beginning is.
fn length(text: &str) -> Option<usize> {
	if text.starts_with("<-") {
		return Some(2);
	}
	if text.starts_with('<') {
		return text.find('>').map(|end| end.saturating_add(1));
	}
	if text.starts_with('"') {
		let mut escaped = false;
		let end = text.char_indices().skip(1).find(|(_, c)| {
			let closes = *c == '"' && !escaped;
			escaped = *c == '\\' && !escaped;
			closes
		});
		let quoted = end?.0.saturating_add(1);
		let tail = text.get(quoted..).unwrap_or_default();
		let more = if tail.starts_with("^^<") {
			tail.find('>')?.saturating_add(1)
		} else if tail.starts_with('@') {
			tail.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '@' | '-')))
				.unwrap_or(tail.len())
		} else {
			0
		};
		return Some(quoted.saturating_add(more));
	}
	if text.starts_with([',', '.']) {
		return Some(1);
	}
	let end = text
		.find(|c: char| c.is_whitespace() || matches!(c, ',' | '<' | '"' | '#'))
		.unwrap_or(text.len());
	let word = text.get(..end)?;
	// A full stop behind a word ends the rule.
	Some(word.strip_suffix('.').map_or(end, str::len).max(1))
}

struct Reader {
	tokens: Vec<Token>,
	at: usize,
	prefixes: HashMap<String, String>,
}

impl Reader {
	fn peek(&self) -> Option<&Token> {
		self.tokens.get(self.at)
	}

	fn next(&mut self) -> Result<&Token> {
		let at = self.at;
		self.at = at.saturating_add(1);
		self.tokens
			.get(at)
			.ok_or_else(|| Error::Input("the rules end in the middle of one".into()))
	}

	fn prefix(&mut self) -> Result<()> {
		self.next()?;
		let name = self.next()?;
		let name = name
			.text
			.strip_suffix(':')
			.ok_or_else(|| wrong(name, "a prefix ends with a colon"))?
			.to_owned();
		let iri = self.next()?;
		let bare = iri.text.strip_prefix('<').and_then(|iri| iri.strip_suffix('>'));
		let bare = bare
			.ok_or_else(|| wrong(iri, "an IRI in <> is expected"))?
			.to_owned();
		self.prefixes.insert(name, bare);
		if self.peek().is_some_and(|token| token.text == ".") {
			self.next()?;
		}
		Ok(())
	}

	fn rule(&mut self) -> Result<Rule> {
		let line = self.peek().map_or(0, |token| token.line);
		let head = self.atom()?;
		let arrow = self.next()?;
		if arrow.text != "<-" {
			return Err(wrong(
				arrow,
				format!("<- is expected, and {} is there", arrow.text),
			));
		}
		let (mut body, mut not) = (Vec::new(), Vec::new());
		loop {
			if self.peek().is_some_and(|token| token.text == "not") {
				self.next()?;
				not.push(self.atom()?);
			} else {
				body.push(self.atom()?);
			}
			let token = self.next()?;
			match token.text.as_str() {
				"," => (),
				"." => break,
				other => {
					return Err(wrong(
						token,
						format!("a comma or a full stop is expected, and {other} is there"),
					))
				}
			}
		}
		let rule = Rule {
			line,
			head,
			body,
			not,
		};
		check(&rule)?;
		Ok(rule)
	}

	fn atom(&mut self) -> Result<Atom> {
		Ok(Atom([self.place()?, self.place()?, self.place()?]))
	}

	fn place(&mut self) -> Result<Place> {
		let prefixes = self.prefixes.clone();
		let token = self.next()?;
		if let Some(name) = token.text.strip_prefix('?') {
			return Ok(Place::Variable(name.to_owned()));
		}
		term(&token.text, &prefixes)
			.map(Place::Term)
			.ok_or_else(|| wrong(token, format!("{} is no term", token.text)))
	}
}

fn term(text: &str, prefixes: &HashMap<String, String>) -> Option<Term> {
	if text == "a" {
		return Some(oxrdf::vocab::rdf::TYPE.into_owned().into());
	}
	if text == "true" || text == "false" {
		return Some(Literal::from(text == "true").into());
	}
	if let Ok(number) = text.parse::<i64>() {
		return Some(Literal::from(number).into());
	}
	if text.starts_with(['<', '"']) {
		return text.parse().ok();
	}
	let (prefix, rest) = text.split_once(':')?;
	let iri = format!("{}{rest}", prefixes.get(prefix)?);
	NamedNode::new(iri).ok().map(Into::into)
}

/// Every variable of the head must be bound, and its relation fixed.
fn check(rule: &Rule) -> Result<()> {
	let refuse = |reason: String| Error::Syntax {
		line: rule.line as u64,
		column: 1,
		reason,
	};
	if !matches!(rule.head.0[1], Place::Term(Term::NamedNode(_))) {
		return Err(refuse(
			"the relation of a head must be a name, no variable".into(),
		));
	}
	if matches!(rule.head.0[0], Place::Term(Term::Literal(_))) {
		return Err(refuse("nothing follows about a literal".into()));
	}
	let bound: Vec<&str> = rule.body.iter().flat_map(Atom::variables).collect();
	match rule.head.variables().find(|name| !bound.contains(name)) {
		Some(name) => Err(refuse(format!(
			"?{name} is in the head and bound by nothing in the body"
		))),
		None => Ok(()),
	}
}
