//! What a client sends to `/chat/completions`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of a request for words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
	/// Which model.
	pub model: String,
	/// The conversation so far.
	pub messages: Vec<ChatMessage>,
	/// Functions that it may call.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tools: Option<Vec<ChatTool>>,
	/// `"auto"`, `"none"` or what must be called.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tool_choice: Option<Value>,
	/// What the answer must look like.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub response_format: Option<ResponseFormat>,
	/// 0 to 2.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub temperature: Option<f32>,
	/// (0, 1].
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub top_p: Option<f32>,
	/// Not of OpenAI; known to llama.cpp, vLLM and others.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub top_k: Option<u32>,
	/// As `top_k`.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub min_p: Option<f32>,
	/// -2 to 2.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub presence_penalty: Option<f32>,
	/// -2 to 2.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub frequency_penalty: Option<f32>,
	/// Of the draws.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub seed: Option<i64>,
	/// Tokens of the answer at most; the older name.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub max_tokens: Option<u32>,
	/// Tokens of the answer at most; the newer name.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub max_completion_tokens: Option<u32>,
	/// What ends the answer.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub stop: Option<Stop>,
	/// Whether to report probabilities.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub logprobs: Option<bool>,
	/// Of how many rivals of each token.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub top_logprobs: Option<u8>,
	/// How many answers.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub n: Option<u32>,
	/// Tokens to favour.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub logit_bias: Option<serde_json::Map<String, Value>>,
	/// Whether it is answered piece by piece.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub stream: Option<bool>,
	/// How.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub stream_options: Option<StreamOptions>,
	/// Ours: higher goes first.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub priority: Option<u8>,
	/// Ours: bytes that do not depend on what else is running.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub deterministic: Option<bool>,
}

/// How to stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamOptions {
	/// Whether the last piece but one tells the tokens.
	#[serde(default)]
	pub include_usage: bool,
}

/// One text, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stop {
	/// One.
	One(String),
	/// Several.
	Many(Vec<String>),
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
	/// `system`, `developer`, `user`, `assistant` or `tool`.
	pub role: String,
	/// What is said; an assistant that only calls tools says nothing.
	#[serde(default)]
	pub content: Option<Content>,
	/// What an assistant called.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tool_calls: Option<Vec<ChatToolCall>>,
	/// Which call a tool answers.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tool_call_id: Option<String>,
}

/// What is said, whole or in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content {
	/// Whole.
	Text(String),
	/// In parts.
	Parts(Vec<Part>),
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
	/// `text`, or what is not taken here: pictures, sound, files.
	#[serde(rename = "type")]
	pub kind: String,
	/// The text.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub text: Option<String>,
}

/// A call of a tool, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatToolCall {
	/// Names the call.
	pub id: String,
	/// Always `function`.
	#[serde(rename = "type", default = "function")]
	pub kind: String,
	/// Which, and with what.
	pub function: FunctionCall,
}

/// The kind of all tools that are known here.
pub fn function() -> String {
	"function".into()
}

/// Which function, and with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionCall {
	/// Which.
	pub name: String,
	/// JSON, as far as the model kept to it.
	#[serde(default)]
	pub arguments: String,
}

/// A tool that may be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatTool {
	/// Always `function`.
	#[serde(rename = "type", default = "function")]
	pub kind: String,
	/// The function.
	pub function: Function,
}

/// A function, for the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
	/// Its name.
	pub name: String,
	/// What it does.
	#[serde(default)]
	pub description: String,
	/// JSON Schema of its arguments.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub parameters: Option<Value>,
}

/// What the answer must look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseFormat {
	/// `text`, `json_object` or `json_schema`.
	#[serde(rename = "type")]
	pub kind: String,
	/// The schema, with a name.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub json_schema: Option<NamedSchema>,
}

/// A schema with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedSchema {
	/// Letters, digits, `_` and `-`.
	pub name: String,
	/// The schema.
	pub schema: Value,
	/// Whether it binds.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub strict: Option<bool>,
}
