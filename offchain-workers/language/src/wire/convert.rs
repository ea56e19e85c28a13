//! Between [`Request`] and its JSON.

mod read;

use super::chat::*;
use super::Refusal;
use crate::model::{Message, Request, Shape, Speaker, Tool};

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
}

#[cfg(test)]
mod tests;
