//! A model that runs here.

use super::job::{Ask, Speak};
use super::metrics::Metrics;
use super::run::{pages, Request as Order, Runner};
use super::schedule::{Limits, Schedule};
use crate::device::Wish;
use crate::error::{Error, Result};
use crate::grammar::Grammars;
use crate::kernel::PAGE;
use crate::model::{Cache, Classes, Files, Shape as Sizes};
use crate::sample::{self, Sampler};
use crate::speech::Speech;
use crate::template::Template;
use crate::words::Words;
use althing_language::model::{
	Card, EmbeddingModel, Embeddings, Error as Refusal, Events, LanguageModel, Request, Shape,
};
use futures::future::BoxFuture;
use std::path::Path;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Name and version of this engine.
pub const ENGINE: &str = concat!("althing-inference ", env!("CARGO_PKG_VERSION"));

/// Tokens of a context at most where nobody says how many.
pub const CONTEXT: usize = 32768;

/// How a model is run.
#[derive(Clone, Debug)]
pub struct Options {
	/// The name to ask for.
	pub name: String,
	/// Where it runs, and how.
	pub wish: Wish,
	/// Tokens of a context; if none is said, as many as the model has and the cache holds, at most [`CONTEXT`].
	pub context: Option<usize>,
	/// Bytes of the cache at most.
	pub cache: usize,
	/// Who shares a step.
	pub limits: Limits,
}

impl Default for Options {
	fn default() -> Self {
		Self {
			name: "local".into(),
			wish: Wish::default(),
			context: None,
			cache: 1 << 30,
			limits: Limits {
				batch: 256,
				running: 16,
				queue: 256,
			},
		}
	}
}

/// A model that runs here. Cloning it is asking the same engine; the engine ends with its last clone.
#[derive(Clone)]
pub struct Local {
	pub(super) card: Card,
	words: Arc<Words>,
	pub(super) grammars: Arc<Grammars>,
	pub(super) template: Arc<Option<Template>>,
	shape: Arc<Sizes>,
	classes: Arc<Option<Classes>>,
	device: String,
	instead: Option<String>,
	metrics: Metrics,
	/// All that bytes depend on beside model and prompt.
	pub(super) kernel: String,
	orders: SyncSender<Order>,
}

impl Local {
	/// Loads a model, GGUF file or folder, and starts its engine. `progress` is told what was done, of all.
	///
	/// # Errors
	/// When files are damaged or of a kind that is not run, or memory is short.
	pub fn open(path: &Path, options: Options, progress: &mut dyn FnMut(usize, usize)) -> Result<Self> {
		let files = Files::open(path)?;
		let words = Arc::new(Words::read(&files)?);
		let template = match words.template() {
			(Some(source), begin, end) => Some(Template::new(source, begin, end)?),
			(None, ..) => None,
		};
		let page = Cache::page_bytes(&files.shape, options.wish.precision);
		let held = options.cache / page.max(1);
		let wished = options
			.context
			.unwrap_or_else(|| CONTEXT.min(held.saturating_mul(PAGE)));
		let context = wished.min(files.shape.context).max(1);
		// More than all who may run at once could fill serves nobody.
		let most = pages(context).saturating_mul(options.limits.running.max(1));
		let count = held.min(most);
		if count < pages(context) {
			return Err(Error::Memory(format!(
				"a context of {context} tokens takes {} bytes of cache, {} are allowed; lower the one or raise the other",
				page.saturating_mul(pages(context)),
				options.cache
			)));
		}
		let classes = Classes::of(&files)?;
		let opened = options.wish.open(&files, count, progress)?;
		let (kernel, device) = (opened.decoder.kernel(), opened.decoder.device());
		let metrics = Metrics::default();
		metrics.change(|m| {
			(m.weight_bytes, m.cache_bytes) = (opened.decoder.weight_bytes(), count * page);
			(m.pages, m.pages_available) = (count, count);
		});
		let card = Card {
			name: options.name,
			context: u32::try_from(context).unwrap_or(u32::MAX),
			hash: Some(files.hash()?),
			engine: ENGINE.into(),
		};
		let (orders, inbox) = std::sync::mpsc::sync_channel(options.limits.queue.max(1));
		let schedule = Schedule::new(options.limits, count);
		let runner = Runner::new(opened.decoder, schedule, metrics.clone());
		std::thread::Builder::new()
			.name("model-0".into())
			.spawn(move || runner.run(&inbox))
			.map_err(|error| Error::Internal(error.to_string()))?;
		Ok(Self {
			card,
			grammars: Arc::new(Grammars::new(&words)?),
			words,
			template: Arc::new(template),
			kernel,
			device,
			instead: opened.instead,
			shape: Arc::new(files.shape.clone()),
			classes: Arc::new(classes),
			metrics,
			orders,
		})
	}

	/// What the engine counts.
	pub fn metrics(&self) -> &Metrics {
		&self.metrics
	}

	/// The model's shape.
	pub fn shape(&self) -> &Sizes {
		&self.shape
	}

	/// Where it runs, for people.
	pub fn device(&self) -> &str {
		&self.device
	}

	/// Why it runs on the processor, if something else was wished for.
	pub fn instead(&self) -> Option<&str> {
		self.instead.as_deref()
	}

	/// The vocabulary.
	pub fn words(&self) -> &Words {
		&self.words
	}

	fn send(&self, order: Order) -> std::result::Result<(), Refusal> {
		self.orders.try_send(order).map_err(|error| match error {
			TrySendError::Full(_) => Refusal::Busy("too many requests wait".into()),
			TrySendError::Disconnected(_) => Refusal::Failed("the engine's thread has ended".into()),
		})
	}

	fn prompt(&self, request: &Request) -> std::result::Result<Vec<u32>, Refusal> {
		let Some(template) = self.template.as_ref() else {
			return Err(Refusal::Request(
				"the model has no chat template, so it cannot hold a conversation".into(),
			));
		};
		let text = template
			.render(request, |said| self.words.protect(said))
			.map_err(|error| Refusal::Request(error.to_string()))?;
		self.words
			.encode(&text, true)
			.map_err(|error| Refusal::Request(error.to_string()))
	}

	/// Begins an answer to a prompt of tokens.
	///
	/// # Errors
	/// As [`LanguageModel::answer`].
	pub fn complete(&self, tokens: Vec<u32>, request: &Request) -> std::result::Result<Events, Refusal> {
		let sampling = &request.sampling;
		sample::check(sampling).map_err(Refusal::Request)?;
		let needed = tokens.len() as u64 + u64::from(sampling.max_tokens);
		if needed > u64::from(self.card.context) {
			return Err(Refusal::TooLong {
				needed,
				context: self.card.context,
			});
		}
		let schema = |error: Error| Refusal::Request(error.to_string());
		let grammar = match &request.shape {
			Shape::Text => None,
			Shape::Json => Some(self.grammars.object().map_err(schema)?),
			Shape::Schema(value) => Some(self.grammars.schema(value.clone()).map_err(schema)?),
		};
		let tools = self.tools(request)?;
		let seed = sampling.seed.unwrap_or_else(rand_seed);
		let recipe = request.deterministic.then(|| self.recipe(&tokens, request, seed));
		let call = tools.as_ref().map(|_| self.call().0);
		// Every token is one event at most, and some more at the end: the engine never waits for who listens.
		let (out, events) = mpsc::channel(sampling.max_tokens as usize + 8);
		let speak = Speak {
			out,
			sampler: Sampler::new(sampling.clone(), seed),
			grammar,
			speech: Speech::new(sampling.stop.clone(), call),
			tools,
			call: None,
			recipe,
			prompt: tokens.len() as u32,
			most: sampling.max_tokens,
			logprobs: sampling.logprobs.is_some(),
			said: 0,
			words: Arc::clone(&self.words),
			grammars: Arc::clone(&self.grammars),
		};
		self.send(Order {
			most: tokens.len() + sampling.max_tokens as usize,
			tokens,
			priority: request.priority,
			ask: Ask::Speak(Box::new(speak)),
		})?;
		Ok(events)
	}

	/// A vector of a text, and of how many tokens it is.
	async fn vector(
		&self,
		text: &str,
		ask: fn(oneshot::Sender<Result<Vec<f32>>>) -> Ask,
	) -> std::result::Result<(Vec<f32>, usize), Refusal> {
		let failed = |error: Error| Refusal::Failed(error.to_string());
		let tokens = self
			.words
			.encode(&self.words.protect(text), true)
			.map_err(failed)?;
		let count = tokens.len();
		if count > self.card.context as usize {
			return Err(Refusal::TooLong {
				needed: count as u64,
				context: self.card.context,
			});
		}
		if count == 0 {
			return Err(Refusal::Request("an empty text has no vector".into()));
		}
		let (out, vector) = oneshot::channel();
		self.send(Order {
			tokens,
			most: count,
			priority: 0,
			ask: ask(out),
		})?;
		let vector = vector
			.await
			.map_err(|_| Refusal::Failed("the engine's thread has ended".into()))?;
		Ok((vector.map_err(failed)?, count))
	}

	/// How probable each of the model's classes is for each text, likeliest first.
	///
	/// # Errors
	/// When the model has no classes, or as [`EmbeddingModel::embed`].
	pub async fn classify(&self, texts: &[String]) -> std::result::Result<Vec<Vec<(String, f64)>>, Refusal> {
		let classes = self.classes.as_ref().as_ref().ok_or_else(|| {
			Refusal::Request(
				"the model has no classes: it lacks a head (score.weight, cls.output.weight)".into(),
			)
		})?;
		let vectors =
			futures::future::try_join_all(texts.iter().map(|text| self.vector(text, Ask::Last))).await?;
		Ok(vectors
			.iter()
			.map(|(vector, _)| classes.probabilities(vector))
			.collect())
	}
}

/// A seed that nobody chose.
fn rand_seed() -> u64 {
	use std::hash::{BuildHasher, Hasher};
	std::collections::hash_map::RandomState::new()
		.build_hasher()
		.finish()
}

impl LanguageModel for Local {
	fn card(&self) -> &Card {
		&self.card
	}

	fn answer(&self, request: Request) -> BoxFuture<'_, std::result::Result<Events, Refusal>> {
		Box::pin(async move {
			let tokens = self.prompt(&request)?;
			self.complete(tokens, &request)
		})
	}
}

impl EmbeddingModel for Local {
	fn card(&self) -> &Card {
		&self.card
	}

	fn embed(&self, texts: Vec<String>) -> BoxFuture<'_, std::result::Result<Embeddings, Refusal>> {
		Box::pin(async move {
			// Together, so that they share steps; each in its place.
			let places =
				futures::future::try_join_all(texts.iter().map(|text| self.vector(text, Ask::Place))).await?;
			let tokens = places.iter().map(|(_, count)| *count).sum::<usize>();
			Ok(Embeddings {
				vectors: places.into_iter().map(|(vector, _)| vector).collect(),
				tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
			})
		})
	}
}
