//! Answers that keep to a schema: which tokens may come next, and how to come to an end in time.

use crate::error::{Error, Result};
use crate::words::Words;
use llguidance::api::TopLevelGrammar;
use llguidance::{Matcher, ParserFactory};
use serde_json::{json, Value};
use toktrie::SimpleVob;

/// Bytes of a schema at most.
const SCHEMA: usize = 256 << 10;
/// Numbers in answers, unless the schema says otherwise: as large as doubles keep exact.
const MOST: i64 = 1_000_000_000_000_000;
/// Words of a schema whose values are no schemas.
const VALUES: [&str; 4] = ["enum", "const", "default", "examples"];
/// Depth of a schema that is looked into.
const DEPTH: usize = 64;
/// Spare tokens below which the way to the end is looked for at every step.
const NEAR: u32 = 96;
/// Tokens after which it is looked for in any case.
const OFTEN: u32 = 16;
/// What brings JSON to an end soonest, in this order.
const CLOSING: &[u8] = b"\"}]0:,elns";

/// Makes grammars for one vocabulary.
pub struct Grammars {
	factory: ParserFactory,
}

/// Where an answer is within its grammar.
pub struct Grammar {
	matcher: Matcher,
	/// Tokens to the end, when last looked.
	need: u32,
	/// Tokens since.
	since: u32,
	/// Whether the end must be kept in sight.
	near: bool,
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
		Ok(Self { factory })
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
			need: 0,
			since: u32::MAX,
			near: true,
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
	/// What may come next, when `left` tokens are still allowed.
	///
	/// # Errors
	/// When the grammar is too much work.
	pub fn next(&mut self, left: u32) -> Result<Next> {
		if self.matcher.is_stopped() {
			return Ok(Next::End);
		}
		self.near = left.saturating_sub(self.need) <= NEAR || self.since >= OFTEN;
		self.mask().map(Next::Among)
	}

	/// Only the token that leads to the end soonest.
	///
	/// # Errors
	/// When nothing does.
	pub fn soonest(&mut self, words: &Words) -> Result<SimpleVob> {
		let mask = self.mask()?;
		let token = soonest(words, &mask).ok_or_else(|| Error::Schema("nothing may follow".into()))?;
		let mut only = SimpleVob::alloc(mask.len());
		only.allow_token(token);
		Ok(only)
	}

	fn mask(&mut self) -> Result<SimpleVob> {
		self.matcher
			.compute_mask()
			.map_err(|error| Error::Schema(brief(&error.to_string())))
	}

	/// Whether the end can still be reached after this token, when `left` are allowed with it. It is looked at where it
	/// could have become doubtful: far from the end, what few tokens can add is small beside what is left.
	pub fn leaves_room(&mut self, words: &Words, token: u32, left: u32) -> bool {
		if !self.near || words.is_end(token) {
			return true;
		}
		let mut ahead = self.matcher.deep_clone();
		if ahead.consume_token(token).is_err() {
			return true;
		}
		match way_out(ahead, words, left) {
			Some(need) => {
				(self.need, self.since) = (need, 0);
				true
			}
			None => false,
		}
	}

	/// Notes what was said.
	///
	/// # Errors
	/// When it was not allowed.
	pub fn say(&mut self, token: u32) -> Result<()> {
		self.since = self.since.saturating_add(1);
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

/// Tokens to the end by the soonest way, if fewer than `left`.
fn way_out(mut ahead: Matcher, words: &Words, left: u32) -> Option<u32> {
	for count in 0..left {
		if ahead.is_stopped() {
			return Some(count);
		}
		let token = soonest(words, &ahead.compute_mask().ok()?)?;
		if words.is_end(token) {
			return Some(count);
		}
		ahead.consume_token(token).ok()?;
	}
	None
}

/// The token that leads out soonest: an end, what closes, else the shortest.
fn soonest(words: &Words, mask: &SimpleVob) -> Option<u32> {
	let mut best: Option<(usize, usize, u32)> = None;
	for token in mask.iter() {
		if words.is_end(token) {
			return Some(token);
		}
		let bytes = words.bytes(token);
		let rank = match bytes {
			[byte] => CLOSING
				.iter()
				.position(|closing| closing == byte)
				.unwrap_or(CLOSING.len()),
			_ => CLOSING.len() + 1,
		};
		let mark = (rank, bytes.len(), token);
		if best.is_none_or(|best| mark < best) {
			best = Some(mark);
		}
	}
	best.map(|(_, _, token)| token)
}
