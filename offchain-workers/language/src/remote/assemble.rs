//! An answer out of events: bounded, and only whole ones.

use super::price::Price;
use crate::gather::most_bytes;
use crate::model::{Ending, Error, Event, Reason, ToolCall, Usage};
use crate::wire::reply::{read_logprobs, CallPart, Chunk, Completion, Step};
use std::collections::BTreeMap;

/// The most calls of tools in an answer.
const MOST_CALLS: usize = 128;

/// Puts an answer together. Errors are without the service's name, and may hold its words.
#[derive(Debug)]
pub struct Assembler {
	calls: BTreeMap<u32, ToolCall>,
	refusal: String,
	reason: Option<Reason>,
	usage: Option<Usage>,
	price: Option<Price>,
	bytes: usize,
	most: usize,
	done: bool,
}

impl Assembler {
	/// For an answer of at most `tokens` tokens.
	pub fn new(tokens: u32, price: Option<Price>) -> Self {
		Self {
			calls: BTreeMap::new(),
			refusal: String::new(),
			reason: None,
			usage: None,
			price,
			bytes: 0,
			most: most_bytes(tokens),
			done: false,
		}
	}

	/// Whether the answer has ended.
	pub const fn is_done(&self) -> bool {
		self.done
	}

	/// Takes the data of one event; what follows from it goes to `out`.
	///
	/// # Errors
	/// When it is not what was agreed, or says that something went wrong.
	pub fn take(&mut self, data: &str, out: &mut Vec<Event>) -> Result<(), Error> {
		if self.done {
			return Ok(());
		}
		if data.trim() == "[DONE]" {
			return self.finish(out);
		}
		let chunk: Chunk = serde_json::from_str(data)
			.map_err(|e| malformed(format!("a piece is no JSON of a chunk: {e}")))?;
		if let Some(problem) = chunk.error {
			return Err(Error::Failed(problem.message));
		}
		if let Some(usage) = chunk.usage {
			self.usage = Some(usage.into());
		}
		chunk
			.choices
			.into_iter()
			.filter(|step| step.index == 0)
			.try_for_each(|step| self.step(step, out))
	}

	/// Takes a whole answer.
	///
	/// # Errors
	/// As [`Assembler::take`].
	pub fn take_whole(&mut self, whole: Completion, out: &mut Vec<Event>) -> Result<(), Error> {
		self.usage = whole.usage.map(Into::into);
		let choice = whole.choices.into_iter().find(|choice| choice.index == 0);
		let choice = choice.ok_or_else(|| malformed("it holds no answer"))?;
		self.refused(choice.message.refusal.as_deref())?;
		self.text(
			choice.message.content.unwrap_or_default(),
			read_logprobs(choice.logprobs),
			out,
		)?;
		for (index, call) in (0u32..).zip(choice.message.tool_calls.unwrap_or_default()) {
			self.grow(call.function.arguments.len())?;
			self.calls.insert(index, call.into());
		}
		self.reason = choice.finish_reason.as_deref().map(reason).transpose()?;
		self.finish(out)
	}

	/// What it means that nothing more comes.
	///
	/// # Errors
	/// Unless the answer had ended.
	pub fn end(&self) -> Result<(), Error> {
		match self.done {
			true => Ok(()),
			false => Err(malformed("it ended without [DONE]: the answer is cut")),
		}
	}

	fn step(&mut self, step: Step, out: &mut Vec<Event>) -> Result<(), Error> {
		if let Some(name) = step.finish_reason.as_deref() {
			self.reason = Some(reason(name)?);
		}
		self.refused(step.delta.refusal.as_deref())?;
		self.text(
			step.delta.content.unwrap_or_default(),
			read_logprobs(step.logprobs),
			out,
		)?;
		step.delta
			.tool_calls
			.unwrap_or_default()
			.into_iter()
			.try_for_each(|part| self.part(part))
	}

	fn text(
		&mut self,
		text: String,
		tokens: Vec<(crate::model::Likelihood, Vec<crate::model::Likelihood>)>,
		out: &mut Vec<Event>,
	) -> Result<(), Error> {
		self.grow(text.len())?;
		if !text.is_empty() || !tokens.is_empty() {
			out.push(Event::Text { text, tokens });
		}
		Ok(())
	}

	fn refused(&mut self, more: Option<&str>) -> Result<(), Error> {
		let more = more.unwrap_or_default();
		self.grow(more.len())?;
		self.refusal.push_str(more);
		Ok(())
	}

	fn part(&mut self, part: CallPart) -> Result<(), Error> {
		let arguments = part.function.arguments.unwrap_or_default();
		self.grow(arguments.len())?;
		if self.calls.len() >= MOST_CALLS && !self.calls.contains_key(&part.index) {
			return Err(malformed(format!("it calls more than {MOST_CALLS} tools")));
		}
		let call = self.calls.entry(part.index).or_insert_with(|| ToolCall {
			id: String::new(),
			name: String::new(),
			arguments: String::new(),
		});
		// Sent once; some repeat them.
		if let Some(id) = part.id.filter(|_| call.id.is_empty()) {
			call.id = id;
		}
		if let Some(name) = part.function.name.filter(|_| call.name.is_empty()) {
			call.name = name;
		}
		call.arguments.push_str(&arguments);
		Ok(())
	}

	fn grow(&mut self, bytes: usize) -> Result<(), Error> {
		self.bytes = self.bytes.saturating_add(bytes);
		match self.bytes > self.most {
			true => Err(malformed(format!(
				"the answer has more than {} bytes, which no number of tokens that was allowed has",
				self.most
			))),
			false => Ok(()),
		}
	}

	fn finish(&mut self, out: &mut Vec<Event>) -> Result<(), Error> {
		if !self.refusal.is_empty() {
			return Err(Error::Failed(format!("the model declines: {}", self.refusal)));
		}
		let reason = self
			.reason
			.ok_or_else(|| malformed("it ended without saying why"))?;
		let calls = core::mem::take(&mut self.calls);
		// Some say "stop" all the same.
		let reason = if calls.is_empty() {
			reason
		} else {
			Reason::ToolCalls
		};
		if calls.values().any(|call| call.name.is_empty()) {
			return Err(malformed("it calls a tool without a name"));
		}
		out.extend(calls.into_values().map(Event::ToolCall));
		let usage = self.usage.unwrap_or_default();
		out.push(Event::Done(Ending {
			reason,
			usage,
			// Nobody can tell the price of what nobody counted.
			cost: self.usage.and(self.price.as_ref()).map(|price| price.of(&usage)),
			recipe: None,
		}));
		self.done = true;
		Ok(())
	}
}

fn malformed(reason: impl Into<String>) -> Error {
	Error::Malformed(reason.into())
}

fn reason(name: &str) -> Result<Reason, Error> {
	match name {
		"stop" => Ok(Reason::Stop),
		"length" => Ok(Reason::Length),
		"tool_calls" | "function_call" => Ok(Reason::ToolCalls),
		"content_filter" => Err(Error::Failed("the service's filter withheld the answer".into())),
		other => Err(malformed(format!("it ended for an unknown reason, {other}"))),
	}
}

#[cfg(test)]
mod tests;
