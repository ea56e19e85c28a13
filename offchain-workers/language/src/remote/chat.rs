//! A language model that others run.

use super::assemble::Assembler;
use super::config::Remote;
use super::http::Endpoint;
use super::sse::{Parser, SseError};
use crate::model::{Card, Error, Event, Events, LanguageModel, Request};
use crate::wire::chat::ChatRequest;
use crate::wire::reply::Completion;
use futures::future::{BoxFuture, FutureExt as _};
use hyper::body::Incoming;
use hyper::Method;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{timeout, timeout_at, Instant};

/// The most bytes of one event.
const LONGEST_EVENT: usize = 1 << 20;
/// The most bytes of an answer, with all that is around its words.
const LONGEST_ANSWER: usize = 64 << 20;
/// Events that wait for who asked.
const AHEAD: usize = 64;
/// How long a connection is held open for what may follow the end, so that it can be used again.
const LINGER: Duration = Duration::from_secs(1);

/// A language model that others run. Nothing it says has been judged.
#[derive(Clone)]
pub struct RemoteModel {
	card: Card,
	remote: Remote,
	endpoint: Endpoint,
}

impl RemoteModel {
	/// The model of `remote`. Nothing is sent yet.
	///
	/// # Errors
	/// When the system's certificates cannot be read.
	pub fn new(remote: Remote) -> Result<Self, Error> {
		let endpoint = Endpoint::new(&remote)?;
		Ok(Self {
			card: Card {
				name: remote.name.clone(),
				context: remote.context,
				hash: None,
				engine: format!("remote {}", endpoint.shown()),
			},
			remote,
			endpoint,
		})
	}

	/// The way there.
	pub fn endpoint(&self) -> &Endpoint {
		&self.endpoint
	}

	/// What it is called there.
	pub fn asks(&self) -> &str {
		&self.remote.asks
	}

	async fn ask(&self, request: Request) -> Result<Events, Error> {
		if request.deterministic {
			return Err(Error::Request(format!(
				"{} runs elsewhere, and nobody can promise the same bytes; ask a local model",
				self.card.name
			)));
		}
		let tokens = request.sampling.max_tokens;
		if tokens > self.card.context {
			return Err(Error::TooLong {
				needed: u64::from(tokens),
				context: self.card.context,
			});
		}
		let stream = self.remote.stream;
		let body = ChatRequest::of(&request, &self.remote.asks, stream, self.remote.dialect);
		let body = body.map_err(|refusal| Error::Request(refusal.message))?;
		let body = serde_json::to_string(&body).map_err(|e| Error::Request(e.to_string()))?;
		let sent = self.endpoint.send(Method::POST, "/chat/completions", Some(body));
		let (response, deadline) = sent.await?;
		let wanted = if stream {
			"text/event-stream"
		} else {
			"application/json"
		};
		self.endpoint.expect(&response, wanted)?;
		let (tell, events) = mpsc::channel(AHEAD);
		let listening = Listening {
			endpoint: self.endpoint.clone(),
			assembler: Assembler::new(tokens, self.remote.price.clone()),
			tell,
			ready: Vec::new(),
		};
		tokio::spawn(listening.run(response.into_body(), stream, deadline));
		Ok(events)
	}
}

impl LanguageModel for RemoteModel {
	fn card(&self) -> &Card {
		&self.card
	}

	fn answer(&self, request: Request) -> BoxFuture<'_, Result<Events, Error>> {
		self.ask(request).boxed()
	}
}

/// Reads an answer for as long as somebody wants it.
struct Listening {
	endpoint: Endpoint,
	assembler: Assembler,
	tell: mpsc::Sender<Result<Event, Error>>,
	ready: Vec<Event>,
}

/// Nobody wants the answer any more.
struct Unwanted;

impl Listening {
	async fn run(mut self, mut body: Incoming, stream: bool, deadline: Instant) {
		let gone = self.tell.clone();
		let heard = tokio::select! {
			// Leaving drops the body, which ends the connection: the service sees that nobody listens.
			() = gone.closed() => return,
			heard = timeout_at(deadline, self.listen(&mut body, stream)) => heard,
		};
		let result = match heard {
			Ok(Ok(())) => Ok(()),
			Ok(Err(error)) => Err(self.named(error)),
			Err(_) => Err(self.endpoint.late()),
		};
		if let Err(error) = result {
			// Whoever does not want the answer does not want the error either.
			let _ = self.tell.send(Err(error)).await;
			return;
		}
		// Who asked has all of it. Read to its end, the connection serves the next question.
		let Self { endpoint, .. } = self;
		drop(gone);
		if stream {
			let _ = timeout(LINGER, endpoint.piece(&mut body)).await;
		}
	}

	async fn listen(&mut self, body: &mut Incoming, stream: bool) -> Result<(), Error> {
		if stream {
			return self.pieces(body).await;
		}
		let mut bytes = Vec::new();
		while let Some(piece) = self.endpoint.piece(body).await? {
			bounded(bytes.len().saturating_add(piece.len()))?;
			bytes.extend_from_slice(&piece);
		}
		let whole: Completion = serde_json::from_slice(&bytes)
			.map_err(|e| Error::Malformed(format!("it is no JSON of a completion: {e}")))?;
		let taken = self.assembler.take_whole(whole, &mut self.ready);
		// Whether anybody still listens makes no difference at the end.
		let _ = self.pass_on().await;
		taken
	}

	async fn pieces(&mut self, body: &mut Incoming) -> Result<(), Error> {
		let mut parser = Parser::new(LONGEST_EVENT);
		let mut read = 0usize;
		loop {
			let Some(piece) = self.endpoint.piece(body).await? else {
				return self.assembler.end();
			};
			read = read.saturating_add(piece.len());
			bounded(read)?;
			let (assembler, ready) = (&mut self.assembler, &mut self.ready);
			let fed = parser.feed(&piece, |data| assembler.take(data, ready));
			if self.pass_on().await.is_err() {
				return Ok(());
			}
			fed?;
			if self.assembler.is_done() {
				return Ok(());
			}
		}
	}

	async fn pass_on(&mut self) -> Result<(), Unwanted> {
		for event in self.ready.drain(..) {
			self.tell.send(Ok(event)).await.map_err(|_| Unwanted)?;
		}
		Ok(())
	}

	/// An error with the service's name, and its words made fit to be shown.
	fn named(&self, error: Error) -> Error {
		match error {
			Error::Malformed(reason) => self.endpoint.malformed(&reason),
			Error::Failed(reason) => Error::Failed(format!(
				"{}: {}",
				self.endpoint.shown(),
				self.endpoint.words(&reason)
			)),
			other => other,
		}
	}
}

fn bounded(bytes: usize) -> Result<(), Error> {
	match bytes > LONGEST_ANSWER {
		true => Err(Error::Malformed(format!(
			"it has more than {LONGEST_ANSWER} bytes"
		))),
		false => Ok(()),
	}
}

impl From<SseError> for Error {
	fn from(error: SseError) -> Self {
		Self::Malformed(error.to_string())
	}
}
