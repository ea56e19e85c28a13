//! Chat templates: a model's own program that writes a conversation as its prompt.
//!
//! It comes with the model, hence from strangers: steps, depth, output and every value on the way are bounded (see
//! [`guard`]), and it sees nothing but the conversation.

mod filters;
mod guard;

use crate::error::{Error, Result};
use althing_language::model::{Message, Request, Speaker};
use minijinja::{context, Environment, UndefinedBehavior};
use serde_json::{json, Value};

/// Bytes of a template at most.
const SOURCE: usize = 256 << 10;
/// Bytes of a prompt at most.
const OUTPUT: usize = 8 << 20;
/// Steps of a template at most.
const FUEL: u64 = 5_000_000;
const NAME: &str = "chat";

/// A template, compiled.
pub struct Template {
	environment: Environment<'static>,
	source: String,
	begin: String,
	end: String,
}

impl Template {
	/// Compiles one; `begin` and `end` are the texts of the first token of a prompt and of the last of an answer.
	///
	/// # Errors
	/// When it is too large, or no template, or does what cannot be bounded.
	pub fn new(source: &str, begin: &str, end: &str) -> Result<Self> {
		let wrong = |error: minijinja::Error| Error::Template(error.to_string());
		if source.len() > SOURCE {
			return Err(Error::Template(format!(
				"it has {} bytes; {SOURCE} are allowed",
				source.len()
			)));
		}
		let mut environment = Environment::empty();
		environment.set_trim_blocks(true);
		environment.set_lstrip_blocks(true);
		environment.set_undefined_behavior(UndefinedBehavior::Lenient);
		environment.set_fuel(Some(FUEL));
		environment.set_recursion_limit(64);
		filters::add(&mut environment);
		let guarded = guard::guard(source)?;
		environment.add_template_owned(NAME, guarded).map_err(wrong)?;
		Ok(Self {
			environment,
			source: source.to_owned(),
			begin: begin.to_owned(),
			end: end.to_owned(),
		})
	}

	/// Whether its text has this in it.
	pub fn mentions(&self, what: &str) -> bool {
		self.source.contains(what)
	}

	/// The prompt for a request. What was said goes through `protect` first.
	///
	/// # Errors
	/// When the template refuses the conversation, or takes too much.
	pub fn render(&self, request: &Request, protect: impl Fn(&str) -> String) -> Result<String> {
		let wrong = |error: minijinja::Error| Error::Template(error.to_string());
		let messages: Vec<minijinja::Value> = request
			.messages
			.iter()
			.map(|message| shown(&plain(message, &protect)))
			.collect();
		let tools: Vec<minijinja::Value> = request
			.tools
			.iter()
			.map(|tool| {
				let function = protect_all(
					json!({"name": tool.name, "description": tool.description, "parameters": tool.parameters}),
					&protect,
				);
				shown(&json!({"type": "function", "function": function}))
			})
			.collect();
		let template = self.environment.get_template(NAME).map_err(wrong)?;
		let tools = (!tools.is_empty()).then_some(tools);
		let mut out = filters::Bounded::new(OUTPUT);
		template
			.render_captured_to(
				context! {
					messages, tools, add_generation_prompt => true, bos_token => self.begin, eos_token => self.end,
				},
				&mut out,
			)
			.map_err(wrong)?;
		String::from_utf8(out.into_bytes()).map_err(|error| Error::Template(error.to_string()))
	}
}

/// JSON as a template sees it. Not by way of serde: where another crate asks serde_json for numbers of any length, they
/// would arrive as maps.
fn shown(value: &Value) -> minijinja::Value {
	match value {
		Value::Null => minijinja::Value::from(()),
		Value::Bool(yes) => minijinja::Value::from(*yes),
		Value::Number(number) => match (number.as_i64(), number.as_u64()) {
			(Some(whole), _) => minijinja::Value::from(whole),
			(None, Some(whole)) => minijinja::Value::from(whole),
			(None, None) => minijinja::Value::from(number.as_f64().unwrap_or(f64::NAN)),
		},
		Value::String(text) => minijinja::Value::from(text.as_str()),
		Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().into(),
		Value::Object(all) => all
			.iter()
			.map(|(key, value)| (key.as_str(), shown(value)))
			.collect(),
	}
}

fn plain(message: &Message, protect: &impl Fn(&str) -> String) -> Value {
	let role = match message.role {
		Speaker::System => "system",
		Speaker::User => "user",
		Speaker::Assistant => "assistant",
		Speaker::Tool => "tool",
	};
	let mut value = json!({"role": role, "content": protect(&message.content)});
	if let Some(object) = value.as_object_mut() {
		if !message.tool_calls.is_empty() {
			let calls = message.tool_calls.iter().map(|call| {
				let arguments =
					serde_json::from_str(&call.arguments).unwrap_or(Value::String(call.arguments.clone()));
				let function = protect_all(json!({"name": call.name, "arguments": arguments}), protect);
				json!({"id": protect(&call.id), "type": "function", "function": function})
			});
			object.insert("tool_calls".into(), calls.collect());
		}
		if let Some(id) = &message.tool_call_id {
			object.insert("tool_call_id".into(), Value::String(protect(id)));
		}
	}
	value
}

fn protect_all(value: Value, protect: &impl Fn(&str) -> String) -> Value {
	match value {
		Value::String(text) => Value::String(protect(&text)),
		Value::Array(all) => all.into_iter().map(|one| protect_all(one, protect)).collect(),
		Value::Object(all) => Value::Object(
			all.into_iter()
				.map(|(k, v)| (protect(&k), protect_all(v, protect)))
				.collect(),
		),
		other => other,
	}
}

#[cfg(test)]
mod tests;
