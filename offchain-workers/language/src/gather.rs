//! A whole answer out of a stream.

use crate::model::{Ending, Error, Event, Events, Likelihood, ToolCall};

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
	/// What was said.
	pub text: String,
	/// Its tokens, each with its likeliest rivals, when asked for.
	pub tokens: Vec<(Likelihood, Vec<Likelihood>)>,
	/// The tools that it calls.
	pub calls: Vec<ToolCall>,
	/// How it ended.
	pub ending: Ending,
}

/// Reads a stream to its end. Dropping the future cancels the answer.
///
/// # Errors
/// The stream's own, [`Error::Failed`] when it ends without [`Event::Done`], and [`Error::Malformed`] when it is longer
/// than `most` bytes.
pub async fn gather(mut events: Events, most: usize) -> Result<Answer, Error> {
	let (mut text, mut tokens, mut calls) = (String::new(), Vec::new(), Vec::new());
	let mut bytes = 0usize;
	while let Some(event) = events.recv().await {
		match event? {
			Event::Text {
				text: more,
				tokens: of,
			} => {
				bytes = bytes.saturating_add(more.len());
				text.push_str(&more);
				tokens.extend(of);
			}
			Event::ToolCall(call) => {
				bytes = bytes.saturating_add(call.arguments.len());
				calls.push(call);
			}
			Event::Done(ending) => {
				return Ok(Answer {
					text,
					tokens,
					calls,
					ending,
				})
			}
		}
		if bytes > most {
			return Err(Error::Malformed(format!("it is longer than {most} bytes")));
		}
	}
	Err(Error::Failed("the answer broke off".into()))
}

/// The most bytes that `tokens` tokens can have: no vocabulary in use has a token of more than 256.
pub const fn most_bytes(tokens: u32) -> usize {
	(tokens as usize).saturating_mul(256).saturating_add(1024)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::model::{Reason, Usage};
	use tokio::sync::mpsc;

	fn said(text: &str) -> Result<Event, Error> {
		Ok(Event::Text {
			text: text.into(),
			tokens: Vec::new(),
		})
	}

	fn done() -> Result<Event, Error> {
		Ok(Event::Done(Ending {
			reason: Reason::Stop,
			usage: Usage::default(),
			cost: None,
			recipe: None,
		}))
	}

	async fn gathered(events: Vec<Result<Event, Error>>, most: usize) -> Result<Answer, Error> {
		let (tell, told) = mpsc::channel(16);
		for event in events {
			tell.send(event).await.unwrap();
		}
		drop(tell);
		gather(told, most).await
	}

	#[tokio::test]
	async fn pieces_become_one() {
		let answer = gathered(vec![said("a "), said("b"), done()], 3).await.unwrap();
		assert_eq!(answer.text, "a b");
	}

	#[tokio::test]
	async fn a_stream_that_breaks_off_is_no_answer() {
		assert_eq!(
			gathered(vec![said("a")], 3).await,
			Err(Error::Failed("the answer broke off".into()))
		);
		let busy = Error::Busy("full".into());
		assert_eq!(gathered(vec![said("a"), Err(busy.clone())], 3).await, Err(busy));
	}

	#[tokio::test]
	async fn an_endless_answer_is_cut() {
		let error = gathered(vec![said("ab"), said("cd"), done()], 3).await;
		assert!(matches!(error, Err(Error::Malformed(_))));
	}
}
