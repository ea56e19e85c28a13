//! What a client sends, read.

use super::super::chat::*;
use super::super::Refusal;
use super::{MOST_MESSAGES, MOST_RIVALS, MOST_STOPS, MOST_TOOLS};
use crate::model::{Message, Request, Sampling, Shape, Speaker, Tool};
use serde_json::{json, Value};

impl ChatRequest {
	/// What is asked, when a client may leave out how many tokens it wants: then it gets `tokens`.
	///
	/// # Errors
	/// When a value is out of range, or asks for what is not done here.
	pub fn into_request(self, tokens: u32) -> Result<Request, Refusal> {
		self.check()?;
		let sampling = self.sampling(tokens)?;
		let none_called = self.tool_choice.as_ref().and_then(Value::as_str) == Some("none");
		let tools = self.tools.unwrap_or_default();
		if tools.len() > MOST_TOOLS {
			return Err(Refusal::new(
				"tools",
				format!("there are more than {MOST_TOOLS} tools"),
			));
		}
		let tools: Result<Vec<Tool>, Refusal> = tools.into_iter().map(ChatTool::into_tool).collect();
		let messages: Result<Vec<Message>, Refusal> =
			self.messages.into_iter().map(ChatMessage::into_message).collect();
		Ok(Request {
			messages: messages?,
			tools: if none_called { Vec::new() } else { tools? },
			shape: self
				.response_format
				.map_or(Ok(Shape::Text), ResponseFormat::into_shape)?,
			sampling,
			priority: self.priority.unwrap_or(0),
			deterministic: self.deterministic.unwrap_or(false),
		})
	}

	/// Refuses what would be passed over in silence otherwise.
	fn check(&self) -> Result<(), Refusal> {
		if self.messages.is_empty() || self.messages.len() > MOST_MESSAGES {
			return Err(Refusal::new(
				"messages",
				format!("there must be 1 to {MOST_MESSAGES} messages"),
			));
		}
		if self.n.is_some_and(|n| n != 1) {
			return Err(Refusal::new(
				"n",
				"only one answer is given at a time; ask n times",
			));
		}
		if self.logit_bias.as_ref().is_some_and(|bias| !bias.is_empty()) {
			return Err(Refusal::new("logit_bias", "logit_bias is not supported"));
		}
		match self.tool_choice.as_ref() {
			None | Some(Value::Null) => Ok(()),
			Some(Value::String(choice)) if choice == "auto" || choice == "none" => Ok(()),
			Some(_) => Err(Refusal::new(
				"tool_choice",
				"tool_choice may be \"auto\" or \"none\"; use response_format to force an answer's form",
			)),
		}
	}

	fn sampling(&self, tokens: u32) -> Result<Sampling, Refusal> {
		let within = |param: &'static str, value: Option<f32>, usual: f32, from: f32, to: f32| match value {
			None => Ok(usual),
			Some(value) if value >= from && value <= to => Ok(value),
			Some(_) => Err(Refusal::new(
				param,
				format!("{param} must lie between {from} and {to}"),
			)),
		};
		let stop = match self.stop.clone() {
			None => Vec::new(),
			Some(Stop::One(text)) => vec![text],
			Some(Stop::Many(texts)) => texts,
		};
		if stop.len() > MOST_STOPS || stop.iter().any(String::is_empty) {
			return Err(Refusal::new(
				"stop",
				format!("stop must be 1 to {MOST_STOPS} texts that are not empty"),
			));
		}
		let max_tokens = self.max_completion_tokens.or(self.max_tokens).unwrap_or(tokens);
		if max_tokens == 0 {
			return Err(Refusal::new(
				"max_completion_tokens",
				"at least one token must be allowed",
			));
		}
		Ok(Sampling {
			// OpenAI's interface draws unless it is told otherwise.
			temperature: within("temperature", self.temperature, 1.0, 0.0, 2.0)?,
			top_p: within("top_p", self.top_p, 1.0, f32::MIN_POSITIVE, 1.0)?,
			top_k: self.top_k.unwrap_or(0),
			min_p: within("min_p", self.min_p, 0.0, 0.0, 1.0)?,
			presence_penalty: within("presence_penalty", self.presence_penalty, 0.0, -2.0, 2.0)?,
			frequency_penalty: within("frequency_penalty", self.frequency_penalty, 0.0, -2.0, 2.0)?,
			// A seed is a name for a row of draws: any bits will do.
			seed: self.seed.map(|seed| seed as u64),
			max_tokens,
			stop,
			logprobs: self.rivals()?,
		})
	}

	fn rivals(&self) -> Result<Option<u8>, Refusal> {
		match (self.logprobs.unwrap_or(false), self.top_logprobs) {
			(_, Some(rivals)) if rivals > MOST_RIVALS => Err(Refusal::new(
				"top_logprobs",
				format!("top_logprobs is {MOST_RIVALS} at most"),
			)),
			(false, Some(_)) => Err(Refusal::new("top_logprobs", "top_logprobs needs logprobs")),
			(false, None) => Ok(None),
			(true, rivals) => Ok(Some(rivals.unwrap_or(0))),
		}
	}
}

impl ChatMessage {
	fn into_message(self) -> Result<Message, Refusal> {
		let role = match self.role.as_str() {
			"system" | "developer" => Speaker::System,
			"user" => Speaker::User,
			"assistant" => Speaker::Assistant,
			"tool" => Speaker::Tool,
			_ => {
				return Err(Refusal::new(
					"messages",
					"a message's role must be system, developer, user, assistant or tool",
				))
			}
		};
		let content = match self.content {
			None => String::new(),
			Some(Content::Text(text)) => text,
			Some(Content::Parts(parts)) => {
				let texts: Option<Vec<String>> = parts
					.into_iter()
					.map(|part| part.text.filter(|_| part.kind == "text"))
					.collect();
				let texts = texts.ok_or_else(|| {
					Refusal::new(
						"messages",
						"only parts of type text are taken, no pictures, sound or files",
					)
				})?;
				texts.concat()
			}
		};
		let calls = self.tool_calls.unwrap_or_default();
		if role == Speaker::Tool && self.tool_call_id.is_none() {
			return Err(Refusal::new("messages", "a tool's message needs a tool_call_id"));
		}
		Ok(Message {
			role,
			content,
			tool_calls: calls.into_iter().map(Into::into).collect(),
			tool_call_id: self.tool_call_id,
		})
	}
}

impl ChatTool {
	fn into_tool(self) -> Result<Tool, Refusal> {
		if self.kind != "function" || self.function.name.is_empty() {
			return Err(Refusal::new("tools", "a tool must be a function with a name"));
		}
		Ok(Tool {
			name: self.function.name,
			description: self.function.description,
			parameters: self
				.function
				.parameters
				.unwrap_or_else(|| json!({ "type": "object" })),
		})
	}
}

impl ResponseFormat {
	fn into_shape(self) -> Result<Shape, Refusal> {
		match (self.kind.as_str(), self.json_schema) {
			("text", _) => Ok(Shape::Text),
			("json_object", _) => Ok(Shape::Json),
			("json_schema", Some(named)) => Ok(Shape::Schema(named.schema)),
			("json_schema", None) => Err(Refusal::new("response_format", "json_schema is missing")),
			_ => Err(Refusal::new(
				"response_format",
				"response_format must be text, json_object or json_schema",
			)),
		}
	}
}
