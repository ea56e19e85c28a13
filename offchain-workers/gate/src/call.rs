//! A call as a model wrote it, and reading its arguments strictly.
//!
//! What two readers could read differently (a key twice, a number that rounds) is refused: the gate must judge the very
//! arguments that the tool gets.

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::cell::{Cell, RefCell};
use std::fmt;

/// Bytes of arguments at most.
pub const LONGEST: usize = 256 * 1024;
/// Bytes of a tool's or an argument's name at most.
pub const LONGEST_NAME: usize = 128;
/// Objects and lists inside each other at most.
pub const DEEPEST: usize = 16;
/// Values in one call's arguments at most.
pub const MOST_VALUES: usize = 10_000;

/// A call of a tool: nothing in it has been judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
	/// Names the call within its conversation.
	#[serde(default)]
	pub id: String,
	/// The tool.
	pub name: String,
	/// JSON, as far as the model kept to it.
	pub arguments: String,
}

/// Why arguments are not even read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
	/// Too many bytes.
	#[error("the arguments have {0} bytes, {LONGEST} are taken")]
	TooLong(usize),
	/// A name that no tool has.
	#[error("a tool's name has 1 to {LONGEST_NAME} bytes of letters, digits, `_`, `-`, `.`, `:` and `/`")]
	Name,
	/// Not JSON.
	#[error("the arguments are not JSON: {0}")]
	NotJson(String),
	/// JSON, but no object.
	#[error("the arguments are JSON but no object")]
	NotObject,
	/// The same key twice in one object.
	#[error("the key `{0}` comes twice in one object")]
	Duplicate(String),
	/// Nested too deeply.
	#[error("the arguments are nested more than {DEEPEST} deep")]
	TooDeep,
	/// Too many values.
	#[error("the arguments have more than {MOST_VALUES} values")]
	TooMany,
}

impl Refusal {
	/// The rule that a decision names.
	pub fn rule(&self) -> &'static str {
		match self {
			Self::TooLong(_) => "call.arguments.longest",
			Self::Name => "call.name",
			Self::NotJson(_) => "call.arguments.json",
			Self::NotObject => "call.arguments.object",
			Self::Duplicate(_) => "call.arguments.duplicate",
			Self::TooDeep => "call.arguments.depth",
			Self::TooMany => "call.arguments.values",
		}
	}
}

impl Call {
	/// Reads the arguments.
	///
	/// # Errors
	/// See [`Refusal`].
	pub fn read(&self) -> Result<Map<String, Value>, Refusal> {
		let named = |b: u8| b.is_ascii_alphanumeric() || b"_-.:/".contains(&b);
		if self.name.is_empty() || self.name.len() > LONGEST_NAME || !self.name.bytes().all(named) {
			return Err(Refusal::Name);
		}
		match strict(&self.arguments)? {
			Value::Object(map) => Ok(map),
			_ => Err(Refusal::NotObject),
		}
	}
}

/// Reads JSON of bounded length, depth and number of values in which no key comes twice.
///
/// # Errors
/// See [`Refusal`].
pub fn strict(text: &str) -> Result<Value, Refusal> {
	if text.len() > LONGEST {
		return Err(Refusal::TooLong(text.len()));
	}
	let guard = Guard {
		left: Cell::new(MOST_VALUES),
		refusal: RefCell::new(None),
	};
	let mut reader = serde_json::Deserializer::from_str(text);
	let value = Strict {
		guard: &guard,
		depth: 0,
	}
	.deserialize(&mut reader)
	.and_then(|value| reader.end().map(|()| value));
	value.map_err(|error| {
		let named = guard.refusal.borrow_mut().take();
		named.unwrap_or_else(|| Refusal::NotJson(error.to_string()))
	})
}

/// What all values of one text share.
struct Guard {
	left: Cell<usize>,
	refusal: RefCell<Option<Refusal>>,
}

impl Guard {
	fn refuse<E: serde::de::Error>(&self, refusal: Refusal) -> E {
		let error = E::custom(&refusal);
		*self.refusal.borrow_mut() = Some(refusal);
		error
	}
}

#[derive(Clone, Copy)]
struct Strict<'a> {
	guard: &'a Guard,
	depth: usize,
}

impl Strict<'_> {
	fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
		let depth = self.depth.saturating_add(1);
		if depth > DEEPEST {
			return Err(self.guard.refuse(Refusal::TooDeep));
		}
		Ok(Self { depth, ..self })
	}
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
	type Value = Value;

	fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
		match self.guard.left.get().checked_sub(1) {
			Some(left) => self.guard.left.set(left),
			None => return Err(self.guard.refuse(Refusal::TooMany)),
		}
		reader.deserialize_any(self)
	}
}

impl<'de> Visitor<'de> for Strict<'_> {
	type Value = Value;

	fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("JSON")
	}

	fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
		Ok(Value::Bool(value))
	}

	fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
		Ok(Value::from(value))
	}

	fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
		Ok(Value::from(value))
	}

	fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
		Number::from_f64(value)
			.map(Value::Number)
			.ok_or_else(|| E::custom("a number that is none"))
	}

	fn visit_str<E>(self, value: &str) -> Result<Value, E> {
		Ok(Value::String(value.to_owned()))
	}

	fn visit_string<E>(self, value: String) -> Result<Value, E> {
		Ok(Value::String(value))
	}

	fn visit_unit<E>(self) -> Result<Value, E> {
		Ok(Value::Null)
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
		let inner = self.deeper::<A::Error>()?;
		let mut list = Vec::new();
		while let Some(item) = items.next_element_seed(inner)? {
			list.push(item);
		}
		Ok(Value::Array(list))
	}

	fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
		let inner = self.deeper::<A::Error>()?;
		let mut map = Map::new();
		while let Some(key) = entries.next_key::<String>()? {
			if key == NUMBER {
				return entries.next_value::<String>().and_then(|text| number(&text));
			}
			if map.contains_key(&key) {
				let short = key
					.chars()
					.take(LONGEST_NAME)
					.collect::<String>()
					.escape_debug()
					.to_string();
				return Err(self.guard.refuse(Refusal::Duplicate(short)));
			}
			let value = entries.next_value_seed(inner)?;
			map.insert(key, value);
		}
		Ok(Value::Object(map))
	}
}

/// How serde_json hands numbers over where any crate of the build asks it for numbers of any length. Who writes this key
/// writes a number.
const NUMBER: &str = "$serde_json::private::Number";

/// A number as it is read where no crate asks for more than doubles.
fn number<E: serde::de::Error>(text: &str) -> Result<Value, E> {
	if let Ok(whole) = text.parse::<i64>() {
		return Ok(Value::from(whole));
	}
	if let Ok(whole) = text.parse::<u64>() {
		return Ok(Value::from(whole));
	}
	let parsed = text.parse::<f64>().ok().and_then(Number::from_f64);
	parsed
		.map(Value::Number)
		.ok_or_else(|| E::custom("a number that is none"))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn call(arguments: &str) -> Call {
		Call {
			id: String::new(),
			name: "tool".into(),
			arguments: arguments.into(),
		}
	}

	#[test]
	fn each_kind_of_bad_arguments_has_its_name() {
		let deep = format!("{{\"a\":{}1{}}}", "[".repeat(16), "]".repeat(16));
		let many = format!("{{\"a\":[{}1]}}", "1,".repeat(MOST_VALUES));
		for (text, rule) in [
			("", "call.arguments.json"),
			("{\"a\":1}x", "call.arguments.json"),
			("{\"a\":1e999}", "call.arguments.json"),
			("[1]", "call.arguments.object"),
			("{\"a\":{\"b\":1,\"\\u0062\":2}}", "call.arguments.duplicate"),
			(&deep, "call.arguments.depth"),
			(&many, "call.arguments.values"),
			(&" ".repeat(LONGEST + 1), "call.arguments.longest"),
		] {
			assert_eq!(call(text).read().unwrap_err().rule(), rule);
		}
		let mut nameless = call("{}");
		for name in ["", "a b", "ä", &"x".repeat(LONGEST_NAME + 1)] {
			nameless.name = name.into();
			assert_eq!(nameless.read(), Err(Refusal::Name));
		}
	}

	proptest! {
		#[test]
		fn no_text_breaks_the_reader(text in ".{0,200}") {
			let _ = call(&text).read();
		}

		#[test]
		fn good_json_is_read_as_serde_json_reads_it(key in "[a-z]{1,5}", text in ".{0,40}", number in any::<i64>()) {
			let value = serde_json::json!({ key: [text, number, null, true] });
			prop_assert_eq!(strict(&value.to_string()).unwrap(), value);
		}
	}
}
