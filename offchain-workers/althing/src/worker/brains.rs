//! How an agent comes to its answer: the case's evidence and the agent's role choose the brain.

use super::talk::Talker;
use crate::case::{Case, Document, Evidence, Form};
use althing_brains::{judge, Method, Series, Window};
use althing_cmp_rules::Answer;
use althing_content::{Address, Content};
use althing_core::{Judge, Judgement};
use althing_knowledge::judge::{self as reading, Library, Task};
use althing_primitives::Hash;
use polkadot_sdk::sp_arithmetic::Perbill;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};

/// How many cases' documents are kept read.
const SHELVES: usize = 4;
/// How long the documents of a case are looked for.
const PATIENCE: Duration = Duration::from_secs(60);

/// The documents of one case; whoever comes first reads them for all.
type Shelf = Arc<OnceCell<Arc<Library>>>;

/// The brains of a fleet.
pub(super) struct Brains {
	content: Option<Content>,
	talker: Option<Talker>,
	shelves: Mutex<VecDeque<(Vec<Hash>, Shelf)>>,
	/// One turn for each core.
	turns: Arc<Semaphore>,
}

impl Brains {
	/// Brains that get documents from `content`; without it they answer no case about documents. Some roles think with
	/// `talker`, if there is one.
	pub fn new(content: Option<Content>, talker: Option<Talker>) -> Arc<Self> {
		let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
		Arc::new(Self {
			content,
			talker,
			shelves: Mutex::default(),
			turns: Arc::new(Semaphore::new(cores)),
		})
	}

	/// What an agent says of a case. Where a language model has no answer, the agent answers as one without it does: a
	/// model that fails costs nobody a bond.
	///
	/// # Errors
	/// When no brain of this fleet can answer such a case; the text says why.
	pub async fn judge(&self, question: Judge) -> Result<Judgement, String> {
		let case = Case::from_body(&question.body).map_err(|e| e.to_string())?;
		let library = match case.evidence() {
			Evidence::Series { .. } => None,
			Evidence::Documents(documents) => Some(self.library(documents).await?),
		};
		let role = question.role.index();
		if let Some(talker) = self.talker.as_ref().filter(|talker| talker.speaks_for(role)) {
			match talker.judge(&question, &case, library.as_deref()).await {
				Ok(judgement) => return Ok(judgement),
				Err(reason) => tracing::warn!(agent = question.key.agent, %reason, "the model has no answer"),
			}
		}
		self.think(move || match (case.evidence(), library) {
			(Evidence::Series { series, window }, _) => by_detectors(&question, case.form(), series, *window),
			(Evidence::Documents(_), Some(library)) => by_reading(&case, &library, role),
			(Evidence::Documents(_), None) => Err("the documents are gone".into()),
		})
		.await
	}

	/// Thinks where that holds nobody up, in turn.
	async fn think<T: Send + 'static>(
		&self,
		thought: impl FnOnce() -> Result<T, String> + Send + 'static,
	) -> Result<T, String> {
		let _turn = self.turns.clone().acquire_owned().await;
		tokio::task::spawn_blocking(thought)
			.await
			.map_err(|crash| format!("the brain failed: {crash}"))?
	}

	async fn library(&self, documents: &[Document]) -> Result<Arc<Library>, String> {
		let content = self.content.as_ref().ok_or(
			"the case is about documents, and this fleet keeps none: run it with --content and --content-peer",
		)?;
		let shelf = self.shelf(documents.iter().map(|document| document.hash).collect());
		let read = shelf.get_or_try_init(|| async {
			let texts = tokio::time::timeout(PATIENCE, fetch(content, documents))
				.await
				.map_err(|_| format!("not all documents were found within {} s", PATIENCE.as_secs()))??;
			self.think(move || {
				let documents = texts
					.iter()
					.map(|(name, bytes)| reading::Document { name, bytes });
				Library::of(documents).map(Arc::new).map_err(|e| e.to_string())
			})
			.await
		});
		read.await.cloned()
	}

	/// The place of these documents; the oldest ones make room.
	fn shelf(&self, documents: Vec<Hash>) -> Shelf {
		let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some((_, shelf)) = shelves.iter().find(|(known, _)| *known == documents) {
			return shelf.clone();
		}
		let shelf = Shelf::default();
		shelves.push_back((documents, shelf.clone()));
		if shelves.len() > SHELVES {
			shelves.pop_front();
		}
		shelf
	}

	/// Whether reasons are published.
	pub fn publishes(&self) -> bool {
		self.content.is_some()
	}

	/// Publishes why agents answered as they did, for receipts. What cannot be kept is lost, as without a store.
	pub async fn publish(&self, rationales: Vec<String>) {
		let Some(content) = &self.content else {
			return;
		};
		for rationale in rationales {
			let kept = content.put(althing_content::Kind::Blake2b, rationale.into_bytes(), false);
			if let Err(error) = kept.await {
				tracing::warn!(%error, "a rationale cannot be published");
			}
		}
	}
}

async fn fetch(content: &Content, documents: &[Document]) -> Result<Vec<(String, Vec<u8>)>, String> {
	let mut texts = Vec::with_capacity(documents.len());
	for document in documents {
		let found = content.get(Address::blake2b(document.hash)).await;
		let bytes = found.map_err(|error| format!("{}: {error}", document.name))?;
		if bytes.len() as u64 != document.bytes {
			return Err(format!(
				"{} has {} bytes, and the case says {}",
				document.name,
				bytes.len(),
				document.bytes
			));
		}
		texts.push((document.name.clone(), bytes));
	}
	Ok(texts)
}

fn by_detectors(question: &Judge, form: &Form, series: &Series, window: Window) -> Result<Judgement, String> {
	if *form != Form::Binary {
		return Err(
			"about points over time, the brains of this fleet answer questions of yes or no only".into(),
		);
	}
	let method = Method::for_role(question.role.index());
	// Agents of one role differ in what chance they use, so that they are not one opinion many times.
	let mut brain = method.build(question.key.agent);
	let opinion = judge(&mut *brain, series, window);
	Ok(Judgement {
		answer: Answer::Binary(opinion.anomalous),
		confidence: Perbill::from_float(opinion.confidence),
		rationale: format!("{}: {}", method.name(), opinion.rationale),
	})
}

/// The task that a case about documents sets, if it is one that reading can do.
pub fn task(case: &Case) -> Result<Task, String> {
	match case.form() {
		Form::Binary => Ok(Task::Claim(case.text().to_owned())),
		Form::Choice(options) => Ok(Task::Question {
			question: case.text().to_owned(),
			options: options.clone(),
		}),
		Form::Scalar { .. } => {
			Err("from documents, the brains of this fleet answer claims and choices, no numbers".into())
		}
	}
}

/// The rationale is the evidence itself, whose hash the ballot then carries.
fn by_reading(case: &Case, library: &Library, role: u8) -> Result<Judgement, String> {
	let task = task(case)?;
	let verdict = library.judge(&task, reading::Method::for_role(role));
	let answer = match task {
		Task::Claim(_) => Answer::Binary(verdict.answer == 1),
		// Options are 16 at most, so the place of one fits; qed
		Task::Question { .. } => Answer::Choice(u8::try_from(verdict.answer).unwrap_or(u8::MAX)),
	};
	Ok(Judgement {
		answer,
		confidence: Perbill::from_float(verdict.confidence),
		rationale: verdict.evidence,
	})
}
