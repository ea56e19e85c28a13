//! Answers that keep to a schema: which tokens may come next, and how to come to an end in time.

use crate::error::{Error, Result};
use crate::words::Words;
use llguidance::api::TopLevelGrammar;
use llguidance::{Matcher, ParserFactory};
use serde_json::{json, Value};
use toktrie::SimpleVob;

/// Bytes of a schema at most.
const SCHEMA: usize = 256 << 10;
/// Tokens to the end that are looked for at most.
const REACH: u32 = 2048;
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
	closing: bool,
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
		self.schema(json!({"type": "object"}))
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
			closing: false,
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

fn brief(text: &str) -> String {
	text.lines().next().unwrap_or_default().chars().take(300).collect()
}

impl Grammar {
	/// What may come next, when `left` tokens are still allowed.
	///
	/// # Errors
	/// When the grammar is too much work.
	pub fn next(&mut self, words: &Words, left: u32) -> Result<Next> {
		if self.matcher.is_stopped() {
			return Ok(Next::End);
		}
		self.closing = self.closing || self.must_close(words, left);
		let mask = self.mask()?;
		if !self.closing {
			return Ok(Next::Among(mask));
		}
		Ok(match soonest(words, &mask) {
			None => Next::End,
			Some(token) => {
				let mut only = SimpleVob::alloc(mask.len());
				only.allow_token(token);
				Next::Among(only)
			}
		})
	}

	fn mask(&mut self) -> Result<SimpleVob> {
		self.matcher.compute_mask().map_err(|error| Error::Schema(brief(&error.to_string())))
	}

	/// Whether the way to the end is about as long as what is left. It is measured where it could have become so.
	fn must_close(&mut self, words: &Words, left: u32) -> bool {
		let spare = left.saturating_sub(self.need);
		if self.since < 16 && spare > 64 {
			return false;
		}
		// Near the end every token counts; far from it, what one token can add is small beside what is spare.
		if let Some(need) = self.way_out(words, left) {
			(self.need, self.since) = (need, 0);
			return need + 1 >= left;
		}
		false
	}

	/// Tokens to the end by the soonest way, if it is not too far.
	fn way_out(&self, words: &Words, left: u32) -> Option<u32> {
		let mut ahead = self.matcher.deep_clone();
		for count in 0..REACH.min(left.saturating_add(64)) {
			if ahead.is_stopped() {
				return Some(count);
			}
			let mask = ahead.compute_mask().ok()?;
			let token = soonest(words, &mask)?;
			if words.is_end(token) {
				return Some(count);
			}
			ahead.consume_token(token).ok()?;
		}
		None
	}

	/// Notes what was said.
	///
	/// # Errors
	/// When it was not allowed.
	pub fn say(&mut self, token: u32) -> Result<()> {
		self.since = self.since.saturating_add(1);
		self.matcher.consume_token(token).map_err(|error| Error::Schema(brief(&error.to_string())))
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

/// The token that leads out soonest: an end, what closes, else the shortest.
fn soonest(words: &Words, mask: &SimpleVob) -> Option<u32> {
	let mut best: Option<(usize, usize, u32)> = None;
	for token in mask.iter() {
		if words.is_end(token) {
			return Some(token);
		}
		let bytes = words.bytes(token);
		let rank = match bytes {
			[byte] => CLOSING.iter().position(|closing| closing == byte).unwrap_or(CLOSING.len()),
			_ => CLOSING.len() + 1,
		};
		let mark = (rank, bytes.len(), token);
		if best.is_none_or(|best| mark < best) {
			best = Some(mark);
		}
	}
	best.map(|(_, _, token)| token)
}
