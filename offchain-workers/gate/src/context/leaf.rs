//! The texts and numbers in a result, and where they are.

use crate::decimal::Decimal;
use crate::ledger::number;
use serde_json::Value;

/// A text or a number.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
	Text(&'a str),
	Number(Decimal),
}

/// A text or a number in a result, and the key that it is under.
pub(super) struct Leaf<'a> {
	pub(super) key: Option<&'a str>,
	pub(super) value: Part<'a>,
}

impl<'a> Leaf<'a> {
	pub(super) fn text(&self) -> Option<&'a str> {
		match self.value {
			Part::Text(text) => Some(text),
			Part::Number(_) => None,
		}
	}
}

/// Leaves with the keys of objects among them: a result like `{"Hotel A": "100"}` names hotels by keys.
pub(super) fn collect<'a>(value: &'a Value, key: Option<&'a str>, out: &mut Vec<Leaf<'a>>) {
	if let Value::Object(map) = value {
		out.extend(map.keys().map(|key| Leaf {
			key: None,
			value: Part::Text(key),
		}));
	}
	each(value, key, out, collect);
}

pub(super) fn collect_values<'a>(value: &'a Value, key: Option<&'a str>, out: &mut Vec<Leaf<'a>>) {
	each(value, key, out, collect_values);
}

fn each<'a>(
	value: &'a Value,
	key: Option<&'a str>,
	out: &mut Vec<Leaf<'a>>,
	inner: fn(&'a Value, Option<&'a str>, &mut Vec<Leaf<'a>>),
) {
	match value {
		Value::Null | Value::Bool(_) => {}
		Value::String(text) => out.push(Leaf {
			key,
			value: Part::Text(text),
		}),
		Value::Number(_) => out.extend(number(value).map(|n| Leaf {
			key,
			value: Part::Number(n),
		})),
		Value::Array(items) => items.iter().for_each(|item| inner(item, key, out)),
		Value::Object(map) => map.iter().for_each(|(key, item)| inner(item, Some(key), out)),
	}
}

/// Bytes of the texts in a value. serde_json reads 128 levels at most, which bounds the recursion here and above.
pub(super) fn size(value: &Value) -> usize {
	match value {
		Value::Null | Value::Bool(_) | Value::Number(_) => 8,
		Value::String(text) => text.len().saturating_add(8),
		Value::Array(items) => items.iter().map(size).fold(8, usize::saturating_add),
		Value::Object(map) => map
			.iter()
			.map(|(key, item)| key.len().saturating_add(size(item)))
			.fold(8, usize::saturating_add),
	}
}
