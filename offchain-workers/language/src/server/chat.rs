//! `/v1/chat/completions`

use super::respond::{json, now, Refused, Reply};
use super::routes::no_model;
use super::App;
use crate::gather::{gather, most_bytes};
use crate::model::{Ending, Error, Event, Events};
use crate::wire::chat::ChatRequest;
use crate::wire::reply::{
	reason_name, write_logprobs, CallPart, Choice, Chunk, Completion, Delta, Extra, Failure, FunctionPart,
	Said, Step,
};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{HeaderValue, CACHE_CONTROL, CONTENT_TYPE};
use hyper::{Response, StatusCode};
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{timeout_at, Instant};

/// A place among the answers that are given at a time.
pub(super) fn slot(app: &App) -> Result<OwnedSemaphorePermit, Refused> {
	Arc::clone(&app.slots).try_acquire_owned().map_err(|_| {
		Refused::new(
			StatusCode::TOO_MANY_REQUESTS,
			"rate_limit_exceeded",
			"as many answers as are allowed at a time are being given; try again in a second",
		)
	})
}

pub(super) async fn answer(app: &Arc<App>, asked: ChatRequest) -> Result<Reply, Refused> {
	let model = app
		.models
		.chat
		.get(&asked.model)
		.cloned()
		.ok_or_else(|| no_model(&asked.model))?;
	let is_stream = asked.stream.unwrap_or(false);
	let tells_usage = asked.stream_options.is_some_and(|options| options.include_usage);
	let name = asked.model.clone();
	let request = asked.into_request(app.settings.tokens)?;
	let most = most_bytes(request.sampling.max_tokens);
	let has_logprobs = request.sampling.logprobs.is_some();
	let mut course = Course {
		_slot: slot(app)?,
		app: Arc::clone(app),
		begun: Instant::now(),
		ended: false,
	};
	let deadline = course.begun + app.settings.answer;
	let events = course.by(deadline, model.answer(request)).await?;
	let head = Head {
		id: id(),
		created: now(),
		model: name,
	};
	if !is_stream {
		let answer = course.by(deadline, gather(events, most)).await?;
		course.end(&answer.ending);
		return Ok(json(StatusCode::OK, &head.whole(answer, has_logprobs)));
	}
	let pieces = Pieces {
		events,
		head,
		course,
		deadline,
		has_logprobs,
		tells_usage,
		calls: 0,
		state: State::Opening,
	};
	pieces.begin().await
}

fn late() -> Error {
	Error::Failed("the answer took too long".into())
}

fn id() -> String {
	let mut bytes = [0u8; 12];
	// Without randomness the name is not unique, which harms nobody.
	let _ = getrandom::fill(&mut bytes);
	format!("chatcmpl-{}", hex::encode(bytes))
}

/// An answer's course: counted when it ends, and when nobody waits for its end.
struct Course {
	app: Arc<App>,
	begun: Instant,
	ended: bool,
	_slot: OwnedSemaphorePermit,
}

impl Course {
	/// What `work` gives, unless it fails or takes until after `deadline`: then the course is over, and nobody has left.
	async fn by<T>(
		&mut self,
		deadline: Instant,
		work: impl Future<Output = Result<T, Error>>,
	) -> Result<T, Error> {
		let worked = timeout_at(deadline, work).await.unwrap_or_else(|_| Err(late()));
		self.ended |= worked.is_err();
		worked
	}

	fn end(&mut self, ending: &Ending) {
		self.ended = true;
		self.app.metrics.tokens(&ending.usage);
		self.app.metrics.whole.add(self.begun.elapsed());
	}
}

impl Drop for Course {
	fn drop(&mut self) {
		if !self.ended {
			self.app.metrics.cancelled();
		}
	}
}

/// What stands in every piece of an answer.
struct Head {
	id: String,
	created: u64,
	model: String,
}

impl Head {
	fn whole(self, answer: crate::gather::Answer, has_logprobs: bool) -> Completion {
		let calls: Vec<_> = answer.calls.into_iter().map(Into::into).collect();
		let says_nothing = answer.text.is_empty() && !calls.is_empty();
		Completion {
			id: self.id,
			object: "chat.completion".into(),
			created: self.created,
			model: self.model,
			choices: vec![Choice {
				index: 0,
				message: Said {
					role: "assistant".into(),
					content: (!says_nothing).then_some(answer.text),
					refusal: None,
					tool_calls: (!calls.is_empty()).then_some(calls),
				},
				logprobs: has_logprobs.then(|| write_logprobs(&answer.tokens)),
				finish_reason: Some(reason_name(answer.ending.reason).into()),
			}],
			usage: Some(answer.ending.usage.into()),
			althing: extra(&answer.ending),
		}
	}

	fn chunk(&self, choices: Vec<Step>) -> Chunk {
		Chunk {
			id: self.id.clone(),
			object: "chat.completion.chunk".into(),
			created: self.created,
			model: self.model.clone(),
			choices,
			..Chunk::default()
		}
	}
}

fn extra(ending: &Ending) -> Option<Extra> {
	let extra = Extra {
		cost: ending.cost,
		recipe: ending.recipe.clone(),
	};
	(extra != Extra::default()).then_some(extra)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
	Opening,
	Speaking,
	Ended,
}

/// An answer that is sent piece by piece. Dropping it ends the work.
struct Pieces {
	events: Events,
	head: Head,
	course: Course,
	deadline: Instant,
	has_logprobs: bool,
	tells_usage: bool,
	calls: u32,
	state: State,
}

impl Pieces {
	/// Waits for the first event: what fails before it still has a status of its own.
	async fn begin(mut self) -> Result<Reply, Refused> {
		let first = self.next().await;
		self.course.app.metrics.first.add(self.course.begun.elapsed());
		let first = first?;
		let text = self.written(first);
		let rest = futures::stream::unfold((Some(text), self), |(ready, mut pieces)| async move {
			let text = match ready {
				Some(text) => text,
				None => pieces.more().await?,
			};
			let frame = Ok::<_, Infallible>(Frame::data(Bytes::from(text)));
			Some((frame, (None, pieces)))
		});
		let mut response = Response::new(StreamBody::new(rest).boxed_unsync());
		let headers = response.headers_mut();
		headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
		headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
		Ok(response)
	}

	async fn next(&mut self) -> Result<Event, Error> {
		let events = &mut self.events;
		let receiving = async {
			let broken = || Err(Error::Failed("the answer broke off".into()));
			events.recv().await.unwrap_or_else(broken)
		};
		self.course.by(self.deadline, receiving).await
	}

	/// The next piece's text; none after the last.
	async fn more(&mut self) -> Option<String> {
		if self.state == State::Ended {
			return None;
		}
		Some(match self.next().await {
			Ok(event) => self.written(event),
			Err(error) => {
				self.state = State::Ended;
				// Without [DONE], so that nobody takes it for the end.
				data(&Failure {
					error: Refused::from(error).problem,
				})
			}
		})
	}

	fn written(&mut self, event: Event) -> String {
		let mut out = String::new();
		if self.state == State::Opening {
			self.state = State::Speaking;
			let delta = Delta {
				role: Some("assistant".into()),
				content: Some(String::new()),
				..Delta::default()
			};
			out.push_str(&self.step(delta, None, None));
		}
		match event {
			Event::Text { text, tokens } => {
				let delta = Delta {
					content: Some(text),
					..Delta::default()
				};
				let logprobs = self.has_logprobs.then(|| write_logprobs(&tokens));
				out.push_str(&self.step(delta, logprobs, None));
			}
			Event::ToolCall(call) => out.push_str(&self.call(call)),
			Event::Done(ending) => out.push_str(&self.end(&ending)),
		}
		out
	}

	fn step(
		&self,
		delta: Delta,
		logprobs: Option<crate::wire::reply::Logprobs>,
		finish_reason: Option<String>,
	) -> String {
		data(&self.head.chunk(vec![Step {
			index: 0,
			delta,
			logprobs,
			finish_reason,
		}]))
	}

	fn call(&mut self, call: crate::model::ToolCall) -> String {
		let part = CallPart {
			index: self.calls,
			id: Some(call.id),
			kind: Some("function".into()),
			function: FunctionPart {
				name: Some(call.name),
				arguments: Some(call.arguments),
			},
		};
		self.calls = self.calls.saturating_add(1);
		let delta = Delta {
			tool_calls: Some(vec![part]),
			..Delta::default()
		};
		self.step(delta, None, None)
	}

	fn end(&mut self, ending: &Ending) -> String {
		self.state = State::Ended;
		self.course.end(ending);
		let mut last = self.head.chunk(vec![Step {
			finish_reason: Some(reason_name(ending.reason).into()),
			..Step::default()
		}]);
		last.althing = extra(ending);
		let mut out = data(&last);
		if self.tells_usage {
			let mut usage = self.head.chunk(Vec::new());
			usage.usage = Some(ending.usage.into());
			out.push_str(&data(&usage));
		}
		out.push_str("data: [DONE]\n\n");
		out
	}
}

/// An event of the stream.
fn data(value: &impl serde::Serialize) -> String {
	// What is written here has no maps with keys other than texts, so that it can be written; qed.
	let text = serde_json::to_string(value).unwrap_or_default();
	format!("data: {text}\n\n")
}
