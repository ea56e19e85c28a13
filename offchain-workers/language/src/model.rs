//! What a language model is to those who ask it: messages in, a stream of words out.
//!
//! Local engines and remote services implement [`LanguageModel`]; the server, the brains and `althing chat` know nothing
//! else of them.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc;

/// What is known of a model before it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
	/// The name to ask for.
	pub name: String,
	/// Tokens that a prompt and its answer may have together.
	pub context: u32,
	/// SHA-256 over what the model was loaded from, when it runs here.
	pub hash: Option<[u8; 32]>,
	/// Name and version of what runs it.
	pub engine: String,
}

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
	/// Whoever set the model its task.
	System,
	/// Whoever asks.
	User,
	/// The model.
	Assistant,
	/// A tool that the model called.
	Tool,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
	/// Who says it.
	pub role: Speaker,
	/// What is said.
	pub content: String,
	/// The calls that an assistant made with it.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub tool_calls: Vec<ToolCall>,
	/// The call that a tool answers.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub tool_call_id: Option<String>,
}

/// A call of a tool, as a model wrote it: nothing in it has been judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
	/// Names the call within its conversation.
	pub id: String,
	/// The tool.
	pub name: String,
	/// JSON, as far as the model kept to it.
	pub arguments: String,
}

/// A tool that a model may call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tool {
	/// Its name.
	pub name: String,
	/// What it does, for the model.
	pub description: String,
	/// JSON Schema of its arguments.
	pub parameters: Value,
}

/// What an answer must look like.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shape {
	/// Anything.
	#[default]
	Text,
	/// Any JSON object.
	Json,
	/// JSON that this schema admits.
	Schema(Value),
}

/// How the next token is chosen, and when to stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampling {
	/// 0 takes the most likely token; 1 draws from the model's own distribution.
	pub temperature: f32,
	/// Draws from the smallest set of tokens with this much probability, in (0, 1].
	pub top_p: f32,
	/// Draws from this many tokens at most; 0 is no limit.
	pub top_k: u32,
	/// Leaves out tokens less likely than this share of the likeliest.
	pub min_p: f32,
	/// Subtracted from the logit of a token once it was said.
	pub presence_penalty: f32,
	/// Subtracted from the logit of a token for each time it was said.
	pub frequency_penalty: f32,
	/// Of the draws; without one a random one is taken and reported.
	pub seed: Option<u64>,
	/// Tokens of the answer at most.
	pub max_tokens: u32,
	/// Texts that end the answer, and are not part of it.
	pub stop: Vec<String>,
	/// How many of the likeliest tokens to report with each, besides the one that was taken; none reports nothing.
	pub logprobs: Option<u8>,
}

impl Default for Sampling {
	fn default() -> Self {
		Self {
			temperature: 0.0,
			top_p: 1.0,
			top_k: 0,
			min_p: 0.0,
			presence_penalty: 0.0,
			frequency_penalty: 0.0,
			seed: None,
			max_tokens: 512,
			stop: Vec::new(),
			logprobs: None,
		}
	}
}

/// A question to a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
	/// The conversation so far.
	pub messages: Vec<Message>,
	/// What it may call.
	pub tools: Vec<Tool>,
	/// What the answer must look like.
	pub shape: Shape,
	/// How its words are chosen.
	pub sampling: Sampling,
	/// Higher goes first; those who wait rise.
	pub priority: u8,
	/// Ask for bytes that do not depend on what else is running. Refused by models that cannot promise it.
	pub deterministic: bool,
}

/// A token and how likely it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Likelihood {
	/// The token's text.
	pub text: String,
	/// Natural logarithm of its probability before sampling changed anything.
	pub logprob: f32,
}

/// What comes back, in order; [`Event::Done`] is the last.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
	/// More of the answer.
	Text {
		/// Whole characters.
		text: String,
		/// The tokens of `text`, each with its likeliest rivals, when asked for.
		tokens: Vec<(Likelihood, Vec<Likelihood>)>,
	},
	/// A call that is complete.
	ToolCall(ToolCall),
	/// The end.
	Done(Ending),
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
	/// The model was done, or a stop text came.
	Stop,
	/// As many tokens as were allowed.
	Length,
	/// It waits for its tools.
	ToolCalls,
}

/// How an answer ended, and what it took.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
	/// Why.
	pub reason: Reason,
	/// Tokens read and written.
	pub usage: Usage,
	/// What was paid, in millionths of the currency that the provider bills in; none where nobody bills.
	pub cost: Option<u64>,
	/// What another needs to get the same bytes, when the request was deterministic.
	pub recipe: Option<Recipe>,
}

/// Tokens read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
	/// Of the prompt.
	pub prompt_tokens: u32,
	/// Of these, those that were still in the cache.
	pub cached_tokens: u32,
	/// Of the answer.
	pub completion_tokens: u32,
}

/// What another needs to get the same bytes: it goes into the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
	/// SHA-256 over what the model was loaded from.
	pub model: [u8; 32],
	/// Name and version of the engine.
	pub engine: String,
	/// The kind of device and kernel whose bytes these are.
	pub kernel: String,
	/// Of the draws.
	pub seed: u64,
	/// SHA-256 over the prompt's tokens and the sampling's parameters.
	pub prompt: [u8; 32],
}

/// The answer as it comes. Dropping it cancels the work.
pub type Events = mpsc::Receiver<Result<Event, Error>>;

/// Why a model did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// What was asked cannot be answered as it is.
	#[error("the request cannot be answered: {0}")]
	Request(String),
	/// Prompt and answer would not fit.
	#[error("{needed} tokens do not fit into a context of {context}; shorten the prompt or max_tokens")]
	TooLong {
		/// Tokens of the prompt and of the answer at most.
		needed: u64,
		/// What the model has.
		context: u32,
	},
	/// No room now; the same may succeed later.
	#[error("the model is busy: {0}; try again later")]
	Busy(String),
	/// Who answers remotely said no to who asks.
	#[error("the model's server refused: {0}; check the key and its rights")]
	Refused(String),
	/// Nothing came back, or not in time.
	#[error("the model's server did not answer: {0}")]
	Unreachable(String),
	/// What came back is not what was agreed.
	#[error("the model's server answered what cannot be read: {0}")]
	Malformed(String),
	/// The engine failed at it.
	#[error("the model failed: {0}")]
	Failed(String),
}

/// Something that answers messages with words.
pub trait LanguageModel: Send + Sync {
	/// What is known of it.
	fn card(&self) -> &Card;

	/// Begins an answer. What comes is bounded by `request.sampling.max_tokens`.
	///
	/// # Errors
	/// See [`Error`]. What goes wrong later comes as the last item of the stream.
	fn answer(&self, request: Request) -> BoxFuture<'_, Result<Events, Error>>;
}

/// Vectors of texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Embeddings {
	/// One for each text, in order, all of one length and of length 1.
	pub vectors: Vec<Vec<f32>>,
	/// Tokens read.
	pub tokens: u32,
}

/// Something that gives texts a place.
pub trait EmbeddingModel: Send + Sync {
	/// What is known of it.
	fn card(&self) -> &Card;

	/// Gives each text its vector.
	///
	/// # Errors
	/// When a text is longer than the context and may not be cut, or the engine fails.
	fn embed(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Embeddings, Error>>;
}
