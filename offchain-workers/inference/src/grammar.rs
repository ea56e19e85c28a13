//! Answers that keep to a schema: which tokens may come next, and how to come to an end in time.
//!
//! An answer always knows a way to its end, as bytes that the grammar has admitted. A token is said only if the way after
//! it still fits into the tokens that are left; if none that is drawn leaves room, the way's own next token is said. So
//! an answer whose first way fits is whole in time, whatever the model says.

mod ending;

use crate::error::{Error, Result};
use crate::words::Words;
use ending::Endings;
use llguidance::api::TopLevelGrammar;
use llguidance::{Matcher, ParserFactory};
use serde_json::{json, Value};
use std::sync::Arc;
use toktrie::SimpleVob;

/// Bytes of a schema at most.
const SCHEMA: usize = 256 << 10;
/// Numbers in answers, unless the schema says otherwise: as large as doubles keep exact.
const MOST: i64 = 1_000_000_000_000_000;
/// Words of a schema whose values are no schemas.
const VALUES: [&str; 4] = ["enum", "const", "default", "examples"];
/// Depth of a schema that is looked into.
const DEPTH: usize = 64;

/// Makes grammars for one vocabulary.
pub struct Grammars {
	factory: ParserFactory,
	endings: Arc<Endings>,
}

/// Where an answer is within its grammar.
pub struct Grammar {
	matcher: Matcher,
	endings: Arc<Endings>,
	/// A way to the end from here, if one is known.
	way: Option<Vec<u8>>,
	/// The way after a token that was asked about.
	ahead: Option<(u32, Vec<u8>)>,
}

/// What may come next.
pub enum Next {
	/// One of these.
	Among(SimpleVob),
	/// Nothing: the answer is whole.
	End,
}

impl Grammars {
	/// For these words.
	///
	/// # Errors
	/// When the vocabulary does not suit grammars.
	pub fn new(words: &Words) -> Result<Self> {
		let mut factory =
			ParserFactory::new_simple(words.env()).map_err(|error| Error::Schema(error.to_string()))?;
		factory.quiet();
		factory.limits_mut().verbose_errors = false;
		let endings = Arc::new(Endings::new(words.env()));
		Ok(Self { factory, endings })
	}

	/// Any JSON object.
	///
	/// # Errors
	/// As [`Grammars::schema`].
	pub fn object(&self) -> Result<Grammar> {
		let any = json!({"$ref": "#/$defs/any"});
		self.schema(json!({
			"type": "object", "additionalProperties": any,
			"$defs": {"any": {"anyOf": [
				{"type": "string"}, {"type": "number"}, {"type": "boolean"}, {"type": "null"},
				{"type": "array", "items": any}, {"type": "object", "additionalProperties": any},
			]}},
		}))
	}

	/// JSON that this schema admits.
	///
	/// # Errors
	/// When it is too large, or says what is not understood.
	pub fn schema(&self, schema: Value) -> Result<Grammar> {
		if serde_json::to_vec(&schema).map_or(usize::MAX, |bytes| bytes.len()) > SCHEMA {
			return Err(Error::Schema(format!("it has more than {SCHEMA} bytes")));
		}
		let mut schema = schema;
		bound(&mut schema, 0);
		// No space but where the text has it: nothing is gained by it, and an answer could consist of it.
		if let Some(object) = schema.as_object_mut() {
			object.insert("x-guidance".into(), json!({"whitespace_flexible": false}));
		}
		let parser = self
			.factory
			.create_parser(TopLevelGrammar::from_json_schema(schema))
			.map_err(|error| Error::Schema(brief(&error.to_string())))?;
		let matcher = Matcher::new(Ok(parser));
		if let Some(error) = matcher.get_error() {
			return Err(Error::Schema(brief(&error)));
		}
		Ok(Grammar {
			matcher,
			endings: Arc::clone(&self.endings),
			way: None,
			ahead: None,
		})
	}

	/// A call of one of these tools: its name, and its arguments under `key`.
	///
	/// # Errors
	/// As [`Grammars::schema`].
	pub fn call(&self, tools: &[(String, Value)], key: &str) -> Result<Grammar> {
		let one = |(name, parameters): &(String, Value)| {
			json!({
				"type": "object", "required": ["name", key], "additionalProperties": false,
				"properties": {"name": {"const": name}, key: parameters},
			})
		};
		self.schema(json!({"anyOf": tools.iter().map(one).collect::<Vec<_>>()}))
	}
}

/// Bounds numbers that the schema does not bound: JSON has numbers that no reader takes, such as 1e999.
fn bound(schema: &mut Value, depth: usize) {
	match schema {
		Value::Array(all) => all.iter_mut().for_each(|one| bound(one, depth + 1)),
		Value::Object(object) if depth < DEPTH => {
			let number = matches!(
				object.get("type").and_then(Value::as_str),
				Some("number" | "integer")
			);
			let bounded = |names: [&str; 2]| names.iter().any(|name| object.contains_key(*name));
			let free = [
				!bounded(["minimum", "exclusiveMinimum"]),
				!bounded(["maximum", "exclusiveMaximum"]),
			];
			for (free, (name, limit)) in free.iter().zip([("minimum", -MOST), ("maximum", MOST)]) {
				if number && *free {
					object.insert(name.into(), limit.into());
				}
			}
			let below = object
				.iter_mut()
				.filter(|(key, _)| !VALUES.contains(&key.as_str()));
			below.for_each(|(_, value)| bound(value, depth + 1));
		}
		_ => {}
	}
}

fn brief(text: &str) -> String {
	text.lines()
		.next()
		.unwrap_or_default()
		.chars()
		.take(300)
		.collect()
}

impl Grammar {
	/// What may come next.
	///
	/// # Errors
	/// When the grammar is too much work.
	pub fn following(&mut self) -> Result<Next> {
		if self.matcher.is_stopped() {
			return Ok(Next::End);
		}
		self.matcher
			.compute_mask()
			.map(Next::Among)
			.map_err(|error| Error::Schema(brief(&error.to_string())))
	}

	/// Only the token that leads to the end soonest.
	///
	/// # Errors
	/// When nothing does.
	pub fn soonest(&mut self) -> Result<SimpleVob> {
		let token = match &self.way {
			Some(way) => self.endings.first(way),
			None => self.endings.step(&mut self.matcher.clone()),
		};
		let token = token.ok_or_else(|| Error::Schema("nothing may follow".into()))?;
		Ok(self.endings.only(token))
	}

	/// Whether the end can still be reached after this token, when `left` are allowed with it. After one that may not
	/// come next the answer means nothing.
	pub fn leaves_room(&mut self, token: u32, left: u32) -> bool {
		if self.endings.is_end(token) {
			return true;
		}
		if self.way.is_none() {
			self.way = self.endings.find(&self.matcher, None, b"", left);
		}
		let Some(way) = &self.way else { return false };
		let after = self
			.endings
			.after(&mut self.matcher, token, way, left.saturating_sub(1));
		self.ahead = after.map(|way| (token, way));
		self.ahead.is_some()
	}

	/// Notes what was said.
	///
	/// # Errors
	/// When it was not allowed.
	pub fn say(&mut self, token: u32) -> Result<()> {
		let way = self.way.take();
		self.way = match self.ahead.take() {
			Some((asked, ahead)) if asked == token => Some(ahead),
			_ => way.and_then(|way| Some(way.strip_prefix(self.endings.bytes(token))?.to_vec())),
		};
		self.matcher
			.consume_token(token)
			.map_err(|error| Error::Schema(brief(&error.to_string())))
	}

	/// Whether nothing may follow.
	pub fn is_over(&self) -> bool {
		self.matcher.is_stopped()
	}

	/// Whether what was said so far is whole.
	pub fn is_whole(&mut self) -> bool {
		self.matcher.is_stopped() || self.matcher.is_accepting().unwrap_or(false)
	}
}

#[cfg(test)]
mod tests;
