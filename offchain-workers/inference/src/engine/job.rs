//! One answer on its way.

use crate::error::Error;
use crate::grammar::{Grammar, Grammars, Next};
use crate::sample::{Choice, Sampler};
use crate::speech::{Speech, Step, Told};
use crate::words::Words;
use althing_language::model::{Ending, Event, Likelihood, Reason, Recipe, ToolCall, Usage};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

type Answer = Result<Event, althing_language::model::Error>;

/// What begins a call, where a model has a token for it.
pub const CALL: &str = "<tool_call>";
/// Tokens that are tried before the soonest way to the end is taken.
const TRIES: usize = 4;

/// Who waits for a vector.
pub type Vectors = oneshot::Sender<Result<Vec<f32>, Error>>;

/// What is asked of the engine.
pub enum Ask {
	/// Words.
	Speak(Box<Speak>),
	/// One vector: the mean over all tokens, of length 1.
	Place(Vectors),
	/// The last token's vector.
	Last(Vectors),
}

/// What a request for words needs while it is on its way.
pub struct Speak {
	pub out: mpsc::Sender<Answer>,
	pub sampler: Sampler,
	pub grammar: Option<Grammar>,
	pub speech: Speech,
	/// The key of arguments within a call, if there are tools, and the tools.
	pub tools: Option<(&'static str, Vec<(String, Value)>)>,
	/// Text of the call, once it has begun.
	pub call: Option<String>,
	pub recipe: Option<Recipe>,
	pub prompt: u32,
	pub most: u32,
	pub logprobs: bool,
	pub said: u32,
	pub words: Arc<Words>,
	pub grammars: Arc<Grammars>,
}

/// What follows a token.
pub enum Then {
	/// The next one.
	More(u32),
	/// Nothing.
	Over,
	/// Nothing, because nobody listens.
	Gone,
}

impl Speak {
	/// Takes the logits of the last token, and says something.
	pub fn hear(&mut self, logits: &[f32], cached: u32) -> Then {
		match self.choose(logits) {
			Ok(Some(choice)) => self.say(choice, cached),
			Ok(None) => self.end(Reason::Stop, cached),
			Err(error) => {
				self.fail(althing_language::model::Error::Failed(error.to_string()));
				Then::Over
			}
		}
	}

	fn choose(&mut self, logits: &[f32]) -> Result<Option<Choice>, Error> {
		let left = self.most - self.said;
		let none = || Error::Internal("no token may follow".into());
		let choice = match &mut self.grammar {
			None => self.sampler.choose(logits, None).ok_or_else(none)?,
			Some(grammar) => {
				let mut allowed = match grammar.following()? {
					Next::End => return Ok(None),
					Next::Among(mask) => mask,
				};
				let mut choice = self.sampler.choose(logits, Some(&allowed)).ok_or_else(none)?;
				// What leaves too few tokens to come to an end is not said.
				for _ in 0..TRIES {
					if grammar.leaves_room(choice.token, left) {
						break;
					}
					allowed.disallow_token(choice.token);
					match self.sampler.choose(logits, Some(&allowed)) {
						Some(other) => choice = other,
						None => break,
					}
				}
				if !grammar.leaves_room(choice.token, left) {
					allowed = grammar.soonest()?;
					choice = self.sampler.choose(logits, Some(&allowed)).ok_or_else(none)?;
				}
				if !self.words.is_end(choice.token) {
					grammar.say(choice.token)?;
				}
				choice
			}
		};
		self.sampler.note(choice.token);
		Ok(Some(choice))
	}

	fn say(&mut self, choice: Choice, cached: u32) -> Then {
		self.said += 1;
		let token = choice.token;
		if self.words.is_end(token) {
			return self.end(Reason::Stop, cached);
		}
		let told = self.logprobs.then(|| self.told(&choice));
		// What directs is not shown; what begins a call is looked for.
		let hidden = self.words.is_special(token)
			&& (self.tools.is_none() || self.words.bytes(token) != CALL.as_bytes());
		let bytes = if hidden {
			Vec::new()
		} else {
			self.words.bytes(token).to_vec()
		};
		if let Some(call) = &mut self.call {
			call.push_str(&String::from_utf8_lossy(&bytes));
			if self.grammar.as_ref().is_some_and(Grammar::is_over) {
				return self.end(Reason::ToolCalls, cached);
			}
		} else {
			match self.speech.hear(&bytes, told) {
				Step::Show(text, told) => {
					if !text.is_empty() && !self.show(text, told) {
						return Then::Gone;
					}
				}
				Step::Stop(text, told) => {
					self.show(text, told);
					return self.finish(Reason::Stop, cached);
				}
				Step::Call(text, told, begun) => {
					self.show(text, told);
					if let Err(error) = self.begin_call(&begun) {
						self.fail(althing_language::model::Error::Failed(error.to_string()));
						return Then::Over;
					}
				}
			}
			if self.grammar.as_ref().is_some_and(Grammar::is_over) {
				return self.end(Reason::Stop, cached);
			}
		}
		if self.said >= self.most {
			return self.end(Reason::Length, cached);
		}
		Then::More(token)
	}

	/// From here on the tools' schema says what may follow.
	fn begin_call(&mut self, begun: &str) -> Result<(), Error> {
		let Some((key, tools)) = &self.tools else {
			return Ok(());
		};
		let mut grammar = self.grammars.call(tools, key)?;
		// What the token that began the call said of it already must fit; if it does not, the call begins anew.
		let begun = begun.trim_start();
		let mut text = String::new();
		if !begun.is_empty() {
			let tokens = self.words.encode(&self.words.protect(begun), false)?;
			if tokens.iter().all(|token| grammar.say(*token).is_ok()) {
				text = begun.to_owned();
			} else {
				grammar = self.grammars.call(tools, key)?;
			}
		}
		(self.grammar, self.call) = (Some(grammar), Some(text));
		Ok(())
	}

	fn told(&self, choice: &Choice) -> Told {
		let likely = |token: u32, logprob: f32| Likelihood {
			text: String::from_utf8_lossy(self.words.bytes(token)).into_owned(),
			logprob,
		};
		let rivals = choice
			.rivals
			.iter()
			.map(|(token, logprob)| likely(*token, *logprob))
			.collect();
		(likely(choice.token, choice.logprob), rivals)
	}

	/// Sends text; false when nobody listens.
	fn show(&mut self, text: String, tokens: Vec<Told>) -> bool {
		text.is_empty() && tokens.is_empty() || self.out.try_send(Ok(Event::Text { text, tokens })).is_ok()
	}

	fn end(&mut self, reason: Reason, cached: u32) -> Then {
		let (text, told) = self.speech.end();
		self.show(text, told);
		// A schema's answer that ran out of tokens on its last one is whole nevertheless.
		let whole = self.call.is_none() && self.grammar.as_mut().is_some_and(Grammar::is_whole);
		let reason = if reason == Reason::Length && whole {
			Reason::Stop
		} else {
			reason
		};
		self.finish(reason, cached)
	}

	fn finish(&mut self, reason: Reason, cached: u32) -> Then {
		if let (Some(call), Reason::ToolCalls) = (self.call.take(), reason) {
			match self.tool_call(&call) {
				Some(call) => {
					let _ = self.out.try_send(Ok(Event::ToolCall(call)));
				}
				None => {
					self.fail(althing_language::model::Error::Failed(
						"a call of a tool cannot be read".into(),
					));
					return Then::Over;
				}
			}
		}
		let ending = Ending {
			reason,
			usage: Usage {
				prompt_tokens: self.prompt,
				cached_tokens: cached,
				completion_tokens: self.said,
			},
			cost: None,
			recipe: self.recipe.take(),
		};
		let _ = self.out.try_send(Ok(Event::Done(ending)));
		Then::Over
	}

	fn tool_call(&self, text: &str) -> Option<ToolCall> {
		let (key, _) = self.tools.as_ref()?;
		let call: Value = serde_json::from_str(text).ok()?;
		Some(ToolCall {
			id: format!("call-{}", self.said),
			name: call.get("name")?.as_str()?.to_owned(),
			arguments: call.get(*key)?.to_string(),
		})
	}

	/// Ends with an error.
	pub fn fail(&mut self, error: althing_language::model::Error) {
		let _ = self.out.try_send(Err(error));
	}
}
