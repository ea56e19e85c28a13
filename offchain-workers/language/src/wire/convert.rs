//! Between [`Request`] and its JSON.

use super::chat::*;
use super::Refusal;
use crate::model::{Message, Request, Sampling, Shape, Speaker, Tool};
use serde_json::{json, Value};

/// The most messages of a conversation.
pub const MOST_MESSAGES: usize = 1024;
/// The most tools of a request.
pub const MOST_TOOLS: usize = 128;
/// The most texts that end an answer; more than OpenAI's four.
pub const MOST_STOPS: usize = 16;
/// The most rivals that are reported for a token, as OpenAI's interface has it.
pub const MOST_RIVALS: u8 = 20;

/// Which names a service knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
	/// `max_completion_tokens` instead of `max_tokens`.
	pub newer_limit: bool,
	/// `top_k` and `min_p`.
	pub extended: bool,
}

impl ChatRequest {
	/// What `model` is sent for `request`.
	///
	/// # Errors
	/// When the request asks for what the service cannot be told.
	pub fn of(request: &Request, model: &str, stream: bool, dialect: Dialect) -> Result<Self, Refusal> {
		let sampling = &request.sampling;
		if !dialect.extended && (sampling.top_k != 0 || sampling.min_p != 0.0) {
			return Err(Refusal::new(
				"top_k",
				"this service has no top_k and no min_p; set `extended = true` for one that has",
			));
		}
		let (older, newer) = match dialect.newer_limit {
			true => (None, Some(sampling.max_tokens)),
			false => (Some(sampling.max_tokens), None),
		};
		let unless = |value: f32, usual: f32| (value != usual).then_some(value);
		Ok(Self {
			model: model.to_owned(),
			messages: request.messages.iter().map(ChatMessage::of).collect(),
			tools: (!request.tools.is_empty()).then(|| request.tools.iter().map(ChatTool::of).collect()),
			response_format: ResponseFormat::of(&request.shape),
			temperature: Some(sampling.temperature),
			top_p: unless(sampling.top_p, 1.0),
			top_k: (sampling.top_k != 0).then_some(sampling.top_k),
			min_p: unless(sampling.min_p, 0.0),
			presence_penalty: unless(sampling.presence_penalty, 0.0),
			frequency_penalty: unless(sampling.frequency_penalty, 0.0),
			// Services take 63 bits.
			seed: sampling.seed.map(|seed| (seed & (u64::MAX >> 1)) as i64),
			max_tokens: older,
			max_completion_tokens: newer,
			stop: (!sampling.stop.is_empty()).then(|| Stop::Many(sampling.stop.clone())),
			logprobs: sampling.logprobs.map(|_| true),
			top_logprobs: sampling.logprobs.map(|rivals| rivals.min(MOST_RIVALS)),
			stream: Some(stream),
			stream_options: stream.then_some(StreamOptions { include_usage: true }),
			..Self::default()
		})
	}

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
	fn of(message: &Message) -> Self {
		let role = match message.role {
			Speaker::System => "system",
			Speaker::User => "user",
			Speaker::Assistant => "assistant",
			Speaker::Tool => "tool",
		};
		let calls = message.tool_calls.iter().cloned().map(ChatToolCall::from);
		let says_nothing = message.content.is_empty() && !message.tool_calls.is_empty();
		Self {
			role: role.into(),
			content: (!says_nothing).then(|| Content::Text(message.content.clone())),
			tool_calls: (!message.tool_calls.is_empty()).then(|| calls.collect()),
			tool_call_id: message.tool_call_id.clone(),
		}
	}

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
	fn of(tool: &Tool) -> Self {
		Self {
			kind: function(),
			function: Function {
				name: tool.name.clone(),
				description: tool.description.clone(),
				parameters: Some(tool.parameters.clone()),
			},
		}
	}

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
	fn of(shape: &Shape) -> Option<Self> {
		let (kind, json_schema) = match shape {
			Shape::Text => return None,
			Shape::Json => ("json_object", None),
			Shape::Schema(schema) => {
				let named = NamedSchema {
					name: "answer".into(),
					schema: schema.clone(),
					strict: Some(true),
				};
				("json_schema", Some(named))
			}
		};
		Some(Self {
			kind: kind.into(),
			json_schema,
		})
	}

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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::model::ToolCall;
	use proptest::prelude::*;

	const DIALECTS: [Dialect; 2] = [
		Dialect {
			newer_limit: false,
			extended: true,
		},
		Dialect {
			newer_limit: true,
			extended: true,
		},
	];

	fn message() -> impl Strategy<Value = Message> {
		let role = prop_oneof![
			Just(Speaker::System),
			Just(Speaker::User),
			Just(Speaker::Assistant)
		];
		(role, ".{0,20}", proptest::option::of(".{1,8}")).prop_map(|(role, content, call)| Message {
			role,
			content,
			tool_calls: call
				.filter(|_| role == Speaker::Assistant)
				.map(|arguments| ToolCall {
					id: "call-1".into(),
					name: "look".into(),
					arguments,
				})
				.into_iter()
				.collect(),
			tool_call_id: None,
		})
	}

	fn request() -> impl Strategy<Value = Request> {
		let shape = prop_oneof![
			Just(Shape::Text),
			Just(Shape::Json),
			Just(Shape::Schema(json!({ "type": "object" })))
		];
		let numbers = (0.0f32..=2.0, 0.01f32..=1.0, 0u32..50, 0.0f32..=1.0, 1u32..4000);
		let rest = (
			proptest::option::of(0..=MOST_RIVALS),
			proptest::option::of(0..u64::MAX / 2),
		);
		let messages = proptest::collection::vec(message(), 1..5);
		(
			messages,
			shape,
			numbers,
			rest,
			proptest::collection::vec(".{1,4}", 0..3),
		)
			.prop_map(
				|(
					messages,
					shape,
					(temperature, top_p, top_k, min_p, max_tokens),
					(logprobs, seed),
					stop,
				)| Request {
					messages,
					shape,
					sampling: Sampling {
						temperature,
						top_p,
						top_k,
						min_p,
						max_tokens,
						logprobs,
						seed,
						stop,
						..Sampling::default()
					},
					..Request::default()
				},
			)
	}

	proptest! {
		#[test]
		fn what_is_sent_is_what_is_read(request in request(), newer in 0..2usize) {
			let sent = ChatRequest::of(&request, "m", true, DIALECTS[newer]).unwrap();
			let text = serde_json::to_string(&sent).unwrap();
			let read: ChatRequest = serde_json::from_str(&text).unwrap();
			prop_assert_eq!(read.into_request(1).unwrap(), request);
		}
	}

	fn refused(body: Value) -> Option<&'static str> {
		let mut whole = json!({ "model": "m", "messages": [{ "role": "user", "content": "x" }] });
		whole
			.as_object_mut()
			.unwrap()
			.extend(body.as_object().unwrap().clone());
		let read: ChatRequest = serde_json::from_value(whole).unwrap();
		read.into_request(5).err().and_then(|refusal| refusal.param)
	}

	#[test]
	fn what_cannot_be_kept_is_refused() {
		for (body, param) in [
			(json!({ "messages": [] }), "messages"),
			(
				json!({ "messages": [{ "role": "robot", "content": "x" }] }),
				"messages",
			),
			(
				json!({ "messages": [{ "role": "tool", "content": "x" }] }),
				"messages",
			),
			(
				json!({ "messages": [{ "role": "user", "content": [{ "type": "image_url" }] }] }),
				"messages",
			),
			(json!({ "n": 2 }), "n"),
			(json!({ "temperature": 2.5 }), "temperature"),
			(json!({ "top_p": 0 }), "top_p"),
			(json!({ "max_tokens": 0 }), "max_completion_tokens"),
			(json!({ "top_logprobs": 2 }), "top_logprobs"),
			(json!({ "logprobs": true, "top_logprobs": 21 }), "top_logprobs"),
			(json!({ "tool_choice": "required" }), "tool_choice"),
			(json!({ "stop": "" }), "stop"),
			(json!({ "logit_bias": { "50256": -100 } }), "logit_bias"),
			(
				json!({ "response_format": { "type": "grammar" } }),
				"response_format",
			),
		] {
			assert_eq!(refused(body.clone()), Some(param), "{body}");
		}
	}

	#[test]
	fn what_a_client_leaves_out_is_as_openai_has_it() {
		let read: ChatRequest = serde_json::from_value(json!({
			"model": "m", "user": "somebody", "store": false,
			"messages": [{ "role": "developer", "content": [{ "type": "text", "text": "a" }, { "type": "text", "text": "b" }] }],
		}))
		.unwrap();
		let request = read.into_request(5).unwrap();
		assert_eq!(
			(request.sampling.temperature, request.sampling.max_tokens),
			(1.0, 5)
		);
		assert_eq!(request.messages[0].role, Speaker::System);
		assert_eq!(request.messages[0].content, "ab");
	}

	#[test]
	fn what_a_service_does_not_know_is_not_left_out() {
		let mut request = Request::default();
		request.sampling.top_k = 40;
		let plain = Dialect {
			newer_limit: false,
			extended: false,
		};
		assert!(ChatRequest::of(&request, "m", true, plain).is_err());
	}
}
