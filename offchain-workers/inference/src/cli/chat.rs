//! A conversation in the terminal.

use super::{say_json, Say, Which};
use crate::error::{Error, Result};
use althing_language::model::{Ending, Event, LanguageModel, Message, Request, Sampling, Speaker};
use clap::Args;
use std::io::{BufRead, Write};
use tokio::sync::mpsc;

/// Talk with a model.
#[derive(Debug, Args)]
pub struct Chat {
	#[command(flatten)]
	which: Which,
	/// What the model is told first.
	#[arg(long, value_name = "TEXT")]
	system: Option<String>,
	/// Ask this, print the answer, and end.
	#[arg(long, value_name = "TEXT")]
	ask: Option<String>,
	/// 0 takes the likeliest word.
	#[arg(long, default_value_t = 0.7)]
	temperature: f32,
	/// Of the draws.
	#[arg(long)]
	seed: Option<u64>,
	/// Tokens of an answer at most.
	#[arg(long, value_name = "TOKENS", default_value_t = 512)]
	most: u32,
}

impl Chat {
	/// Talks until the input ends, or Ctrl-C is pressed at the prompt; during an answer Ctrl-C ends the answer.
	///
	/// # Errors
	/// When the model cannot be loaded. What goes wrong with an answer is said, and the conversation goes on.
	pub async fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let model = self.which.open()?;
		let mut messages: Vec<Message> = self
			.system
			.iter()
			.map(|text| message(Speaker::System, text))
			.collect();
		if let Some(ask) = &self.ask {
			messages.push(message(Speaker::User, ask));
			let (text, ending) = self.answer(&model, &messages, !json).await?;
			if json {
				let usage = ending.map(|ending| ending.usage);
				say_json(say, &serde_json::json!({"text": text, "usage": usage}))?;
			}
			return Ok(());
		}
		let mut lines = lines();
		loop {
			eprint!("> ");
			let line = tokio::select! {
				line = lines.recv() => line,
				_ = tokio::signal::ctrl_c() => None,
			};
			let Some(line) = line else { return Ok(()) };
			if line.trim().is_empty() {
				continue;
			}
			messages.push(message(Speaker::User, &line));
			match self.answer(&model, &messages, true).await {
				Ok((text, _)) => messages.push(message(Speaker::Assistant, &text)),
				Err(error) => {
					messages.pop();
					eprintln!("{error}");
				}
			}
		}
	}

	async fn answer(
		&self,
		model: &impl LanguageModel,
		messages: &[Message],
		show: bool,
	) -> Result<(String, Option<Ending>)> {
		let request = Request {
			messages: messages.to_vec(),
			sampling: Sampling {
				temperature: self.temperature,
				seed: self.seed,
				max_tokens: self.most,
				..Sampling::default()
			},
			..Request::default()
		};
		let mut events = model
			.answer(request)
			.await
			.map_err(|error| Error::Input(error.to_string()))?;
		let mut said = String::new();
		loop {
			let event = tokio::select! {
				event = events.recv() => event,
				_ = tokio::signal::ctrl_c() => None,
			};
			match event {
				None => {
					if show {
						println!();
					}
					return Ok((said, None));
				}
				Some(Err(error)) => return Err(Error::Input(error.to_string())),
				Some(Ok(Event::Text { text, .. })) => {
					if show {
						print!("{}", printable(&text));
						let _ = std::io::stdout().flush();
					}
					said += &text;
				}
				Some(Ok(Event::ToolCall(_))) => {}
				Some(Ok(Event::Done(ending))) => {
					if show {
						println!();
					}
					return Ok((said, Some(ending)));
				}
			}
		}
	}
}

/// A model's words may not steer the terminal.
fn printable(text: &str) -> String {
	text.chars()
		.map(|c| {
			if c.is_control() && c != '\n' && c != '\t' {
				char::REPLACEMENT_CHARACTER
			} else {
				c
			}
		})
		.collect()
}

fn message(role: Speaker, content: &str) -> Message {
	Message {
		role,
		content: content.to_owned(),
		tool_calls: Vec::new(),
		tool_call_id: None,
	}
}

/// Lines of standard input, read by a thread of their own: reading cannot be interrupted.
fn lines() -> mpsc::Receiver<String> {
	let (out, lines) = mpsc::channel(1);
	std::thread::spawn(move || {
		for line in std::io::stdin().lock().lines() {
			let sent = line.is_ok_and(|line| out.blocking_send(line).is_ok());
			if !sent {
				return;
			}
		}
	});
	lines
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_model_cannot_steer_the_terminal() {
		assert_eq!(printable("a\u{1b}[2Jb\nc\u{9b}d"), "a\u{fffd}[2Jb\nc\u{fffd}d");
	}
}
