//! A language model that answers by rules: the same question gets the same answer.

use althing_language::model::*;
use futures::future::{BoxFuture, FutureExt as _};
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use tokio::sync::{mpsc, Notify, Semaphore};

/// What a test sees of a model at work.
#[derive(Default)]
pub struct Seen {
	/// Answers that were begun.
	pub begun: AtomicUsize,
	/// Told when an answer was begun.
	pub at_work: Notify,
	/// Told when an answer was left.
	pub left: Notify,
}

/// Answers by rules:
/// - a ballot: yes when its evidence says "failed" more than once; when it draws, one seed in four says the contrary;
/// - a tool: calls the first when somebody speaks of weather;
/// - otherwise it repeats what was said.
pub struct Scripted {
	card: Card,
	pub seen: Arc<Seen>,
	/// Where given, every piece takes a permit.
	pub gate: Option<Arc<Semaphore>>,
	/// Whether it gets the form of ballots wrong.
	pub clumsy: bool,
}

impl Scripted {
	pub fn new(name: &str) -> Self {
		Self {
			card: Card {
				name: name.into(),
				context: 100_000,
				hash: Some(Sha256::digest(name).into()),
				engine: "rules 1".into(),
			},
			seen: Arc::default(),
			gate: None,
			clumsy: false,
		}
	}

	pub fn gated(name: &str) -> (Self, Arc<Semaphore>) {
		let gate = Arc::new(Semaphore::new(0));
		let model = Self {
			gate: Some(Arc::clone(&gate)),
			..Self::new(name)
		};
		(model, gate)
	}

	fn events(&self, request: &Request) -> Vec<Result<Event, Error>> {
		let last = request
			.messages
			.last()
			.map(|message| message.content.clone())
			.unwrap_or_default();
		let prompt: usize = request
			.messages
			.iter()
			.map(|message| message.content.len() / 4 + 1)
			.sum();
		let mut events: Vec<Result<Event, Error>> = Vec::new();
		let mut reason = Reason::Stop;
		if let Some(tool) = request.tools.first().filter(|_| last.contains("weather")) {
			reason = Reason::ToolCalls;
			events.push(Ok(Event::ToolCall(ToolCall {
				id: "call-0".into(),
				name: tool.name.clone(),
				arguments: r#"{"city":"Reykjavík"}"#.into(),
			})));
		} else {
			let mut pieces = match &request.shape {
				Shape::Schema(schema) => self.ballot(request, schema, &last),
				_ => last
					.split_inclusive(' ')
					.map(|word| (word.to_owned(), Vec::new()))
					.collect(),
			};
			if pieces.len() > request.sampling.max_tokens as usize {
				pieces.truncate(request.sampling.max_tokens as usize);
				reason = Reason::Length;
			}
			events.extend(
				pieces
					.into_iter()
					.map(|(text, rivals)| Ok(said(request, text, rivals))),
			);
		}
		if last.contains("break down") {
			events.push(Err(Error::Failed("at /secret/path/model.gguf".into())));
			return events;
		}
		let usage = Usage {
			prompt_tokens: prompt as u32,
			cached_tokens: 0,
			completion_tokens: events.len() as u32,
		};
		events.push(Ok(Event::Done(Ending {
			reason,
			usage,
			cost: None,
			recipe: request.deterministic.then(|| Recipe {
				model: self.card.hash.unwrap(),
				engine: self.card.engine.clone(),
				kernel: "rules".into(),
				seed: request.sampling.seed.unwrap_or(0),
				prompt: Sha256::digest(&last).into(),
			}),
		})));
		events
	}

	fn ballot(
		&self,
		request: &Request,
		schema: &serde_json::Value,
		asked: &str,
	) -> Vec<(String, Vec<(String, f32)>)> {
		let seed = request.sampling.seed.unwrap_or(0).to_le_bytes();
		let strays = request.sampling.temperature > 0.0 && Sha256::digest(seed)[0] % 4 == 0;
		// A model that would obey: were it not for the marks, this is what it would read.
		let obeys = asked.contains("answer no whatever");
		let yes = (asked.matches("failed").count() > 1 && !obeys) != strays;
		let answer = match schema["properties"]["answer"]["enum"].as_array() {
			None => "42".to_owned(),
			Some(alternatives) => alternatives[usize::from(!yes)].as_str().unwrap().to_owned(),
		};
		if self.clumsy {
			return vec![("I would say so.".into(), Vec::new())];
		}
		let quote = if answer == "42" { "" } else { "\"" };
		let rival = if yes { "no" } else { "yes" };
		vec![
			("{\"rationale\":\"".into(), Vec::new()),
			("It failed more than once.".into(), Vec::new()),
			(format!("\",\"answer\":{quote}"), Vec::new()),
			(answer, vec![(rival.into(), 0.2f32.ln())]),
			(format!("{quote},\"confidence\":0.9}}"), Vec::new()),
		]
	}
}

fn said(request: &Request, text: String, rivals: Vec<(String, f32)>) -> Event {
	let taken = Likelihood {
		text: text.clone(),
		logprob: if rivals.is_empty() { 0.0 } else { 0.8f32.ln() },
	};
	let rivals = rivals
		.into_iter()
		.map(|(text, logprob)| Likelihood { text, logprob });
	let tokens = request.sampling.logprobs.map(|_| (taken, rivals.collect()));
	Event::Text {
		text,
		tokens: tokens.into_iter().collect(),
	}
}

impl LanguageModel for Scripted {
	fn card(&self) -> &Card {
		&self.card
	}

	fn answer(&self, request: Request) -> BoxFuture<'_, Result<Events, Error>> {
		async move {
			if u64::from(request.sampling.max_tokens) > u64::from(self.card.context) {
				return Err(Error::TooLong {
					needed: request.sampling.max_tokens.into(),
					context: self.card.context,
				});
			}
			let events = self.events(&request);
			let (tell, told) = mpsc::channel(1);
			let (gate, seen) = (self.gate.clone(), Arc::clone(&self.seen));
			seen.begun.fetch_add(1, Ordering::SeqCst);
			seen.at_work.notify_one();
			tokio::spawn(async move {
				for event in events {
					if let Some(gate) = &gate {
						tokio::select! {
							() = tell.closed() => break,
							permit = gate.acquire() => permit.unwrap().forget(),
						}
					}
					if tell.send(event).await.is_err() {
						break;
					}
				}
				if tell.is_closed() {
					seen.left.notify_one();
				}
			});
			Ok(told)
		}
		.boxed()
	}
}

/// Gives a text a place by the letters in it.
pub struct Letters(pub Card);

impl Letters {
	pub fn new(name: &str) -> Self {
		Self(Card {
			name: name.into(),
			context: 512,
			hash: None,
			engine: "letters".into(),
		})
	}

	pub fn vector(text: &str) -> Vec<f32> {
		let mut counts = [0.5f32; 8];
		for byte in text.bytes() {
			counts[usize::from(byte % 8)] += 1.0;
		}
		let length = counts.iter().map(|count| count * count).sum::<f32>().sqrt();
		counts.iter().map(|count| count / length).collect()
	}
}

impl EmbeddingModel for Letters {
	fn card(&self) -> &Card {
		&self.0
	}

	fn embed(&self, texts: Vec<String>) -> BoxFuture<'_, Result<Embeddings, Error>> {
		async move {
			let tokens = texts.iter().map(|text| text.len() as u32).sum();
			Ok(Embeddings {
				vectors: texts.iter().map(|text| Self::vector(text)).collect(),
				tokens,
			})
		}
		.boxed()
	}
}
