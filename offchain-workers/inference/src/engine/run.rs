//! The engine's thread: takes requests in, goes step by step, hands out what comes.

use super::job::{Ask, Then};
use super::metrics::Metrics;
use super::schedule::{Id, Refusal, Schedule, Slice};
use crate::error::Error;
use crate::kernel::PAGE;
use crate::model::{Decoder, Work};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A request.
pub struct Request {
	pub tokens: Vec<u32>,
	/// Tokens of prompt and answer at most.
	pub most: usize,
	pub priority: u8,
	pub ask: Ask,
}

struct Running {
	ask: Ask,
	asked: Instant,
	first: bool,
	/// For vectors: the sum so far, and of how many.
	sum: (Vec<f32>, usize),
}

/// All that the thread owns.
pub struct Runner {
	pub decoder: Box<dyn Decoder>,
	pub schedule: Schedule,
	pub metrics: Metrics,
	running: HashMap<Id, Running>,
	next: Id,
}

impl Runner {
	pub fn new(decoder: Box<dyn Decoder>, schedule: Schedule, metrics: Metrics) -> Self {
		Self {
			decoder,
			schedule,
			metrics,
			running: HashMap::new(),
			next: 0,
		}
	}

	/// Works until nobody can ask any more, and all who asked have their answers.
	pub fn run(mut self, requests: &Receiver<Request>) {
		loop {
			if self.schedule.is_empty() {
				match requests.recv() {
					Ok(request) => self.take(request),
					Err(_) => return,
				}
			}
			while let Ok(request) = requests.try_recv() {
				self.take(request);
			}
			self.drop_the_gone();
			let planned = self.schedule.plan();
			if planned.is_empty() {
				// Nothing can go on and somebody waits: that would be a fault of the schedule. It must not spin.
				match requests.recv_timeout(Duration::from_millis(50)) {
					Ok(request) => self.take(request),
					Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
				}
				continue;
			}
			let begun = Instant::now();
			match self.forward(&planned) {
				Ok(results) => self.hand_out(&planned, results),
				Err(error) => self.fail(&planned, &error),
			}
			self.count(&planned, begun);
		}
	}

	fn take(&mut self, request: Request) {
		self.next += 1;
		let id = self.next;
		// Who wants the vector of every token must read every token.
		let sharing = !matches!(request.ask, Ask::Place(_));
		let running = Running {
			ask: request.ask,
			asked: Instant::now(),
			first: true,
			sum: (Vec::new(), 0),
		};
		let most = request.most;
		match self
			.schedule
			.submit(id, request.tokens, most, request.priority, sharing)
		{
			Ok(()) => {
				self.running.insert(id, running);
			}
			Err(Refusal::Full) => running.refuse(&Error::Memory("too many requests wait".into())),
			Err(Refusal::TooLong) => {
				running.refuse(&Error::Memory(format!(
					"{most} tokens are more than the cache has; enlarge it"
				)));
			}
		}
	}

	fn drop_the_gone(&mut self) {
		let gone: Vec<Id> = self
			.running
			.iter()
			.filter(|(_, running)| running.gone())
			.map(|(id, _)| *id)
			.collect();
		for id in gone {
			self.leave(id);
			self.metrics.change(|m| m.cancelled += 1);
		}
	}

	fn leave(&mut self, id: Id) {
		self.schedule.remove(id);
		self.running.remove(&id);
	}

	/// For each slice what it wanted: logits of its last token, or vectors of all.
	fn forward(&mut self, planned: &[Slice]) -> Result<Vec<Vec<Vec<f32>>>, Error> {
		let mut works = Vec::with_capacity(planned.len());
		for slice in planned {
			let (tokens, pages) = self
				.schedule
				.work(slice)
				.ok_or_else(|| Error::Internal("a planned sequence is gone".into()))?;
			let ask = self.running.get(&slice.id).map(|running| &running.ask);
			let words = matches!(ask, Some(Ask::Speak(_)));
			let wanted = match ask {
				Some(Ask::Place(_)) => tokens.len(),
				_ => usize::from(slice.last),
			};
			works.push(Work {
				tokens,
				start: slice.start,
				pages,
				wanted,
				words,
			});
		}
		let pass = self.decoder.step(&works)?;
		let (mut logits, mut hidden) = (pass.logits.into_iter(), pass.hidden.into_iter());
		Ok(works
			.iter()
			.map(|work| {
				if work.words {
					logits.by_ref().take(work.wanted).collect()
				} else {
					hidden.by_ref().take(work.wanted).collect()
				}
			})
			.collect())
	}

	fn hand_out(&mut self, planned: &[Slice], results: Vec<Vec<Vec<f32>>>) {
		for (slice, rows) in planned.iter().zip(results) {
			let cached = u32::try_from(self.schedule.cached(slice.id)).unwrap_or(u32::MAX);
			let Some(running) = self.running.get_mut(&slice.id) else {
				continue;
			};
			let first = running.first && slice.last;
			if first {
				running.first = false;
				let waited = running.asked.elapsed();
				self.metrics.change(|m| {
					m.first(waited);
					m.cached_tokens += u64::from(cached);
				});
			}
			let then = match &mut running.ask {
				Ask::Speak(speak) => rows.first().map(|logits| speak.hear(logits, cached)),
				Ask::Place(_) | Ask::Last(_) => {
					running.add(&rows);
					slice.last.then_some(Then::Over)
				}
			};
			match then {
				None => self.schedule.advance(slice, None),
				Some(Then::More(token)) => {
					self.schedule.advance(slice, Some(token));
					self.metrics.change(|m| m.said_tokens += 1);
				}
				Some(Then::Over) => {
					self.schedule.advance(slice, None);
					self.schedule.remove(slice.id);
					if let Some(running) = self.running.remove(&slice.id) {
						running.place();
					}
					self.metrics.change(|m| m.ended += 1);
				}
				Some(Then::Gone) => {
					self.leave(slice.id);
					self.metrics.change(|m| m.cancelled += 1);
				}
			}
		}
	}

	fn fail(&mut self, planned: &[Slice], error: &Error) {
		for slice in planned {
			self.schedule.remove(slice.id);
			if let Some(running) = self.running.remove(&slice.id) {
				running.refuse(error);
			}
		}
	}

	fn count(&self, planned: &[Slice], begun: Instant) {
		let tokens: usize = planned
			.iter()
			.filter(|slice| slice.count > 1)
			.map(|slice| slice.count)
			.sum();
		let [running, waiting, available, pages] = self.schedule.load();
		self.metrics.change(|m| {
			m.prompt_tokens += tokens as u64;
			m.steps += 1;
			m.occupancy += planned.len() as u64;
			m.busy_seconds += begun.elapsed().as_secs_f64();
			(m.running, m.waiting, m.pages_available, m.pages) = (running, waiting, available, pages);
			m.preemptions = self.schedule.preemptions;
		});
	}
}

impl Running {
	fn gone(&self) -> bool {
		match &self.ask {
			Ask::Speak(speak) => speak.out.is_closed(),
			Ask::Place(out) | Ask::Last(out) => out.is_closed(),
		}
	}

	fn refuse(self, error: &Error) {
		match self.ask {
			Ask::Speak(mut speak) => speak.fail(match error {
				Error::Memory(what) => althing_language::model::Error::Busy(what.clone()),
				other => althing_language::model::Error::Failed(other.to_string()),
			}),
			Ask::Place(out) | Ask::Last(out) => {
				let _ = out.send(Err(Error::Internal(error.to_string())));
			}
		}
	}

	fn add(&mut self, rows: &[Vec<f32>]) {
		let (sum, count) = &mut self.sum;
		for row in rows {
			sum.resize(row.len(), 0.0);
			sum.iter_mut().zip(row).for_each(|(s, x)| *s += x);
			*count += 1;
		}
	}

	/// Hands a vector out, if that was asked.
	fn place(self) {
		let (mut sum, _) = self.sum;
		match self.ask {
			Ask::Speak(_) => {}
			Ask::Last(out) => _ = out.send(Ok(sum)),
			Ask::Place(out) => {
				// The direction of the sum is that of the mean.
				let length = sum.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt() as f32;
				if length > 0.0 {
					sum.iter_mut().for_each(|x| *x /= length);
				}
				let _ = out.send(Ok(sum));
			}
		}
	}
}

/// Pages that so many tokens need.
pub fn pages(tokens: usize) -> usize {
	tokens.div_ceil(PAGE)
}
