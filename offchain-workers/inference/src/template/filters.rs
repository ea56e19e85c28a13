//! What templates may call, each with a bound of its own.

use minijinja::value::{Kwargs, Rest, ValueKind};
use minijinja::{filters, functions, tests, Environment, Error, ErrorKind, State, Value};
use std::io::Write;

/// Bytes of texts and items of lists within one value at most.
const WEIGHT: usize = 4 << 20;
const DEPTH: usize = 64;

type Result<T> = std::result::Result<T, Error>;

fn too_large() -> Error {
	Error::new(ErrorKind::InvalidOperation, "the template makes too much")
}

/// Bytes, up to a limit.
pub struct Bounded {
	bytes: Vec<u8>,
	limit: usize,
}

impl Bounded {
	pub fn new(limit: usize) -> Self {
		Self {
			bytes: Vec::new(),
			limit,
		}
	}

	pub fn into_bytes(self) -> Vec<u8> {
		self.bytes
	}
}

impl Write for Bounded {
	fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
		if self.bytes.len() + bytes.len() > self.limit {
			return Err(std::io::Error::other("the template makes too much"));
		}
		self.bytes.extend_from_slice(bytes);
		Ok(bytes.len())
	}

	fn flush(&mut self) -> std::io::Result<()> {
		Ok(())
	}
}

/// Takes a value's weight from what is left.
fn take(value: &Value, left: &mut usize, depth: usize) -> Result<()> {
	let own = match value.as_str() {
		Some(text) => text.len() + 1,
		None => 1,
	};
	*left = left.checked_sub(own).ok_or_else(too_large)?;
	if depth > DEPTH {
		return Err(too_large());
	}
	if matches!(
		value.kind(),
		ValueKind::Seq | ValueKind::Map | ValueKind::Iterable
	) {
		let map = value.kind() == ValueKind::Map;
		for item in value.try_iter()? {
			take(&item, left, depth + 1)?;
			if map {
				take(&value.get_item(&item)?, left, depth + 1)?;
			}
		}
	}
	Ok(())
}

fn weigh(value: Value) -> Result<Value> {
	let mut left = WEIGHT;
	take(&value, &mut left, 0)?;
	Ok(value)
}

/// For attributes: no maps, which could hold themselves.
fn weigh_flat(value: Value) -> Result<Value> {
	fn flat(value: &Value, depth: usize) -> Result<()> {
		match value.kind() {
			ValueKind::Map | ValueKind::Plain => Err(Error::new(
				ErrorKind::InvalidOperation,
				"a template may not keep maps in a namespace",
			)),
			ValueKind::Seq | ValueKind::Iterable if depth < DEPTH => {
				value.try_iter()?.try_for_each(|item| flat(&item, depth + 1))
			}
			ValueKind::Seq | ValueKind::Iterable => Err(too_large()),
			_ => Ok(()),
		}
	}
	let value = weigh(value)?;
	flat(&value, 0)?;
	Ok(value)
}

fn text_of(value: &Value) -> Result<String> {
	weigh(value.clone()).map(|value| value.to_string())
}

fn tojson(value: Value, options: Kwargs) -> Result<Value> {
	let indent: Option<usize> = options.get("indent")?;
	let _: Option<bool> = options.get("ensure_ascii")?;
	options.assert_all_used()?;
	let value = weigh(value)?;
	let mut out = Bounded::new(WEIGHT);
	let written = if indent.is_some_and(|n| n > 0) {
		serde_json::to_writer_pretty(&mut out, &value)
	} else {
		serde_json::to_writer(&mut out, &value)
	};
	written.map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
	Ok(Value::from_safe_string(
		String::from_utf8_lossy(&out.into_bytes()).into_owned(),
	))
}

fn join(value: Value, between: Option<String>) -> Result<String> {
	let between = between.unwrap_or_default();
	let mut out = String::new();
	for (index, item) in value.try_iter()?.enumerate() {
		let item = text_of(&item)?;
		if out.len() + item.len() + between.len() > WEIGHT {
			return Err(too_large());
		}
		if index > 0 {
			out.push_str(&between);
		}
		out.push_str(&item);
	}
	Ok(out)
}

fn replace(text: String, from: String, to: String) -> Result<String> {
	let times = if from.is_empty() {
		text.len() + 1
	} else {
		text.matches(&from).count()
	};
	if times.saturating_mul(to.len()).saturating_add(text.len()) > WEIGHT {
		return Err(too_large());
	}
	Ok(text.replace(&from, &to))
}

fn string(value: Value) -> Result<String> {
	text_of(&value)
}

/// A namespace; what it begins with is as flat as what it may be given later.
fn namespace(defaults: Option<Value>) -> Result<Value> {
	if let Some(defaults) = &defaults {
		for key in defaults.try_iter()? {
			weigh_flat(defaults.get_item(&key)?)?;
		}
	}
	functions::namespace(defaults)
}

fn raise(message: String) -> Result<Value> {
	Err(Error::new(ErrorKind::InvalidOperation, message))
}

/// Methods of texts and maps that Python has.
fn method(state: &State, value: &Value, name: &str, arguments: &[Value]) -> Result<Value> {
	let unknown = || Error::new(ErrorKind::UnknownMethod, format!("there is no method {name}"));
	let argument = |index: usize| arguments.get(index).and_then(Value::as_str);
	if value.kind() == ValueKind::Map {
		return match name {
			"items" | "keys" | "values" => state.apply_filter(name, std::slice::from_ref(value)),
			"get" => {
				let found = value.get_item(arguments.first().ok_or_else(unknown)?)?;
				let other = arguments.get(1).cloned().unwrap_or(Value::from(()));
				Ok(if found.is_undefined() { other } else { found })
			}
			_ => Err(unknown()),
		};
	}
	let text = value.as_str().ok_or_else(unknown)?;
	let cut = |from: &str, left: bool, right: bool| {
		let set = |c: char| {
			if from.is_empty() {
				c.is_whitespace()
			} else {
				from.contains(c)
			}
		};
		let text = if left { text.trim_start_matches(set) } else { text };
		Value::from(if right { text.trim_end_matches(set) } else { text })
	};
	let set = argument(0).unwrap_or_default();
	Ok(match (name, argument(0)) {
		("strip", _) => cut(set, true, true),
		("lstrip", _) => cut(set, true, false),
		("rstrip", _) => cut(set, false, true),
		("upper", _) => Value::from(text.to_uppercase()),
		("lower", _) => Value::from(text.to_lowercase()),
		("startswith", Some(with)) => Value::from(text.starts_with(with)),
		("endswith", Some(with)) => Value::from(text.ends_with(with)),
		("find", Some(what)) => Value::from(text.find(what).map_or(-1, |at| at as i64)),
		("split", Some(at)) if !at.is_empty() => {
			let most = arguments
				.get(1)
				.and_then(|n| n.as_usize())
				.map_or(usize::MAX, |n| n.saturating_add(1));
			Value::from_iter(text.splitn(most, at).map(Value::from))
		}
		("split", None) => Value::from_iter(text.split_whitespace().map(Value::from)),
		("replace", Some(from)) => Value::from(replace(
			text.into(),
			from.into(),
			argument(1).unwrap_or_default().into(),
		)?),
		("join", _) => Value::from(join(
			arguments.first().cloned().unwrap_or_default(),
			Some(text.into()),
		)?),
		("title" | "capitalize", _) => state.apply_filter(name, std::slice::from_ref(value))?,
		_ => return Err(unknown()),
	})
}

/// Adds all that templates may call.
pub fn add(environment: &mut Environment) {
	environment.set_unknown_method_callback(method);
	environment.add_filter("weigh", weigh);
	environment.add_filter("weigh_flat", weigh_flat);
	environment.add_filter("tojson", tojson);
	environment.add_filter("join", join);
	environment.add_filter("replace", replace);
	environment.add_filter("string", string);
	environment.add_filter("safe", |value: Value| value);
	environment.add_filter("trim", filters::trim);
	environment.add_filter("upper", |text: String| text.to_uppercase());
	environment.add_filter("lower", |text: String| text.to_lowercase());
	environment.add_filter("capitalize", filters::capitalize);
	environment.add_filter("title", filters::title);
	environment.add_filter("length", filters::length);
	environment.add_filter("count", filters::length);
	environment.add_filter("first", filters::first);
	environment.add_filter("last", filters::last);
	environment.add_filter("list", filters::list);
	environment.add_filter("map", filters::map);
	environment.add_filter("select", filters::select);
	environment.add_filter("reject", filters::reject);
	environment.add_filter("selectattr", filters::selectattr);
	environment.add_filter("rejectattr", filters::rejectattr);
	environment.add_filter("default", filters::default);
	environment.add_filter("d", filters::default);
	environment.add_filter("int", filters::int);
	environment.add_filter("float", filters::float);
	environment.add_filter("abs", filters::abs);
	environment.add_filter("items", filters::items);
	environment.add_filter("keys", |value: Value| -> Result<Value> {
		Ok(value.try_iter()?.collect())
	});
	environment.add_filter("values", |value: Value| -> Result<Value> {
		value
			.try_iter()?
			.map(|key| value.get_item(&key))
			.collect::<Result<Vec<_>>>()
			.map(Value::from)
	});
	environment.add_filter("dictsort", filters::dictsort);
	environment.add_filter("reverse", filters::reverse);
	environment.add_filter("unique", filters::unique);
	environment.add_function("namespace", namespace);
	environment.add_function("range", functions::range);
	environment.add_function("dict", functions::dict);
	environment.add_function("raise_exception", raise);
	environment.add_function("strftime_now", |_: Rest<Value>| "");
	add_tests(environment);
}

fn add_tests(environment: &mut Environment) {
	environment.add_test("defined", tests::is_defined);
	environment.add_test("undefined", tests::is_undefined);
	environment.add_test("none", tests::is_none);
	environment.add_test("string", tests::is_string);
	environment.add_test("number", tests::is_number);
	environment.add_test("mapping", tests::is_mapping);
	environment.add_test("sequence", tests::is_sequence);
	environment.add_test("iterable", tests::is_iterable);
	environment.add_test("boolean", tests::is_boolean);
	environment.add_test("true", tests::is_true);
	environment.add_test("false", tests::is_false);
	environment.add_test("odd", tests::is_odd);
	environment.add_test("even", tests::is_even);
	for name in ["equalto", "eq", "=="] {
		environment.add_test(name, tests::is_eq);
	}
	for name in ["ne", "!="] {
		environment.add_test(name, tests::is_ne);
	}
	environment.add_test("in", tests::is_in);
}
