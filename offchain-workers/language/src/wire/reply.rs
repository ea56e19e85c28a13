//! What a service sends back: whole, piece by piece, and when it fails.

use super::chat::{function, ChatToolCall};
use crate::model;
use serde::{Deserialize, Serialize};

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Completion {
	/// Names the answer.
	#[serde(default)]
	pub id: String,
	/// `chat.completion`.
	#[serde(default)]
	pub object: String,
	/// Unix seconds.
	#[serde(default)]
	pub created: u64,
	/// Who answers.
	#[serde(default)]
	pub model: String,
	/// One.
	pub choices: Vec<Choice>,
	/// Tokens.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub usage: Option<Usage>,
	/// Ours.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub althing: Option<Extra>,
}

/// An answer among those asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
	/// From zero.
	#[serde(default)]
	pub index: u32,
	/// What is said.
	pub message: Said,
	/// Of its tokens.
	#[serde(default)]
	pub logprobs: Option<Logprobs>,
	/// Why it ended.
	pub finish_reason: Option<String>,
}

/// What is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
	/// `assistant`.
	#[serde(default)]
	pub role: String,
	/// The words.
	#[serde(default)]
	pub content: Option<String>,
	/// Instead of words: why there are none.
	#[serde(default)]
	pub refusal: Option<String>,
	/// What it calls.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tool_calls: Option<Vec<ChatToolCall>>,
}

/// A piece of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
	/// Names the answer.
	#[serde(default)]
	pub id: String,
	/// `chat.completion.chunk`.
	#[serde(default)]
	pub object: String,
	/// Unix seconds.
	#[serde(default)]
	pub created: u64,
	/// Who answers.
	#[serde(default)]
	pub model: String,
	/// One, or none in the piece that tells the tokens.
	#[serde(default)]
	pub choices: Vec<Step>,
	/// Tokens.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub usage: Option<Usage>,
	/// Ours.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub althing: Option<Extra>,
	/// Instead of anything else: what went wrong midway.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub error: Option<Problem>,
}

/// What a piece adds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
	/// From zero.
	#[serde(default)]
	pub index: u32,
	/// What is added.
	#[serde(default)]
	pub delta: Delta,
	/// Of its tokens.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub logprobs: Option<Logprobs>,
	/// Why it ended, in the last.
	#[serde(default)]
	pub finish_reason: Option<String>,
}

/// What is added to what is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
	/// In the first.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub role: Option<String>,
	/// Words.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub content: Option<String>,
	/// Why there are none.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub refusal: Option<String>,
	/// Parts of calls.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tool_calls: Option<Vec<CallPart>>,
}

/// A part of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPart {
	/// Which call, from zero.
	#[serde(default)]
	pub index: u32,
	/// In its first part.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub id: Option<String>,
	/// In its first part.
	#[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
	pub kind: Option<String>,
	/// What is added.
	#[serde(default)]
	pub function: FunctionPart,
}

/// A part of what is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionPart {
	/// In the first part.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub name: Option<String>,
	/// More of the arguments.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub arguments: Option<String>,
}

/// Probabilities of tokens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Logprobs {
	/// Of the words, in order.
	#[serde(default)]
	pub content: Option<Vec<TokenLogprob>>,
}

/// A token with its likeliest rivals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenLogprob {
	/// Its text.
	pub token: String,
	/// Natural logarithm of its probability.
	pub logprob: f32,
	/// Its bytes, for tokens that are no whole characters.
	#[serde(default)]
	pub bytes: Option<Vec<u8>>,
	/// The likeliest, itself among them.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub top_logprobs: Option<Vec<TokenLogprob>>,
}

/// Tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
	/// Of the prompt.
	pub prompt_tokens: u32,
	/// Of the answer.
	#[serde(default)]
	pub completion_tokens: u32,
	/// Both.
	#[serde(default)]
	pub total_tokens: u32,
	/// Of the prompt.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub prompt_tokens_details: Option<PromptTokens>,
}

/// Tokens of a prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptTokens {
	/// Those still in the cache.
	#[serde(default)]
	pub cached_tokens: Option<u32>,
}

/// What OpenAI's interface has no field for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
	/// What was paid, in millionths of the provider's currency.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub cost: Option<u64>,
	/// What another needs to get the same bytes.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub recipe: Option<model::Recipe>,
}

/// The body of a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
	/// What went wrong.
	pub error: Problem,
}

/// What went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
	/// For people.
	#[serde(default)]
	pub message: String,
	/// Its kind.
	#[serde(rename = "type", default)]
	pub kind: Option<String>,
	/// The field at fault.
	#[serde(default)]
	pub param: Option<String>,
	/// For programs; some send a number.
	#[serde(default, deserialize_with = "code")]
	pub code: Option<String>,
}

fn code<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
	Ok(match Option::<serde_json::Value>::deserialize(from)? {
		Some(serde_json::Value::String(text)) => Some(text),
		Some(serde_json::Value::Number(number)) => Some(number.to_string()),
		_ => None,
	})
}

impl From<model::ToolCall> for ChatToolCall {
	fn from(call: model::ToolCall) -> Self {
		Self {
			id: call.id,
			kind: function(),
			function: super::chat::FunctionCall {
				name: call.name,
				arguments: call.arguments,
			},
		}
	}
}

impl From<ChatToolCall> for model::ToolCall {
	fn from(call: ChatToolCall) -> Self {
		Self {
			id: call.id,
			name: call.function.name,
			arguments: call.function.arguments,
		}
	}
}

impl From<model::Usage> for Usage {
	fn from(usage: model::Usage) -> Self {
		Self {
			prompt_tokens: usage.prompt_tokens,
			completion_tokens: usage.completion_tokens,
			total_tokens: usage.prompt_tokens.saturating_add(usage.completion_tokens),
			prompt_tokens_details: Some(PromptTokens {
				cached_tokens: Some(usage.cached_tokens),
			}),
		}
	}
}

impl From<Usage> for model::Usage {
	fn from(usage: Usage) -> Self {
		let cached = usage
			.prompt_tokens_details
			.and_then(|details| details.cached_tokens);
		Self {
			prompt_tokens: usage.prompt_tokens,
			// More than the whole cannot have been in the cache.
			cached_tokens: cached.unwrap_or(0).min(usage.prompt_tokens),
			completion_tokens: usage.completion_tokens,
		}
	}
}

/// The reason's name in OpenAI's interface.
pub const fn reason_name(reason: model::Reason) -> &'static str {
	match reason {
		model::Reason::Stop => "stop",
		model::Reason::Length => "length",
		model::Reason::ToolCalls => "tool_calls",
	}
}

/// Tokens with their rivals, as they are written.
pub fn write_logprobs(tokens: &[(model::Likelihood, Vec<model::Likelihood>)]) -> Logprobs {
	let token = |likelihood: &model::Likelihood, rivals: Option<Vec<TokenLogprob>>| TokenLogprob {
		token: likelihood.text.clone(),
		// JSON has no infinity; OpenAI writes this for what is less likely than that.
		logprob: likelihood.logprob.max(-9999.0),
		bytes: Some(likelihood.text.as_bytes().to_vec()),
		top_logprobs: rivals,
	};
	let written = tokens.iter().map(|(taken, rivals)| {
		let rivals = rivals.iter().map(|rival| token(rival, None)).collect();
		token(taken, Some(rivals))
	});
	Logprobs {
		content: Some(written.collect()),
	}
}

/// Tokens with their rivals, as they were read. The taken one is not among its rivals.
pub fn read_logprobs(logprobs: Option<Logprobs>) -> Vec<(model::Likelihood, Vec<model::Likelihood>)> {
	let likelihood = |token: &TokenLogprob| model::Likelihood {
		text: token.token.clone(),
		logprob: token.logprob,
	};
	let tokens = logprobs.and_then(|logprobs| logprobs.content).unwrap_or_default();
	let read = tokens.iter().map(|taken| {
		let rivals = taken.top_logprobs.iter().flatten();
		let others = rivals.filter(|rival| rival.token != taken.token);
		(likelihood(taken), others.map(likelihood).collect())
	});
	read.collect()
}
