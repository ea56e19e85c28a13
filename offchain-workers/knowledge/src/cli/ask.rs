//! `althing know ask`

use super::{say_json, Place, Say};
use crate::error::{Error, Result};
use crate::retrieve::{self, picture, Answer, Corpus, Kept};
use crate::store::state::State;
use crate::store::Store;
use crate::vectors::{Vectors, EXACT_BELOW};
use althing_embed::Model;
use clap::{Args, ValueHint};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `althing know ask`
#[derive(Clone, Debug, Args)]
pub struct Ask {
	/// The question, in words.
	pub question: String,
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
	/// How many passages.
	#[arg(long, default_value_t = 5)]
	pub passages: usize,
	/// Ask an older version.
	#[arg(long, value_name = "N")]
	pub version: Option<u64>,
	/// Embed with the model in this directory (config.json, model.safetensors, tokenizer.json; see
	/// scripts/fetch-embedder) instead of with hashed words. Vectors are kept in the store's folder.
	#[arg(long, env = "ALTHING_EMBEDDER", value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub embedder: Option<PathBuf>,
	/// Compare the question with every vector: nothing is missed. This is what is done unless said otherwise.
	#[arg(long, conflicts_with = "approximate")]
	pub exact: bool,
	/// Go through a graph of near vectors where there are enough of one kind of label. The graph is made anew for each
	/// question, which takes longer than it saves: this is for trying what a long-lived process finds.
	#[arg(long)]
	pub approximate: bool,
	/// From how many vectors of one kind of label on there is a graph.
	#[arg(long, value_name = "N", default_value_t = EXACT_BELOW, requires = "approximate")]
	pub graph_from: usize,
	/// Draw the answer's subgraph into this file, as SVG.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub svg: Option<PathBuf>,
	/// Write the evidence into this file, as canonical N-Quads: its SHA-256 is the rationale hash.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub evidence: Option<PathBuf>,
}

impl Ask {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(false)?;
		let caller = &self.place.caller;
		let state: Arc<State> = match self.version {
			None => store.head(),
			Some(version) => store.as_of_for(version, caller)?,
		};
		let ask = retrieve::Ask {
			passages: self.passages,
			..retrieve::Ask::new(&self.question)
		};
		let (answer, by_graph) = match &self.embedder {
			None if self.approximate => {
				return Err(Error::Input(
					"vectors of hashed words are made for one question and all compared: --approximate needs --embedder"
						.into(),
				));
			}
			None => (ask.run(&state, caller)?, false),
			Some(folder) => self.with_model(folder, &ask, &store, &state)?,
		};
		let compared = if by_graph { "approximate" } else { "exact" };
		if let Some(path) = &self.svg {
			std::fs::write(path, picture(&answer)).map_err(|e| Error::io(path, e))?;
		}
		if let Some(path) = &self.evidence {
			let text = retrieve::evidence::canonical(&answer.evidence);
			std::fs::write(path, text).map_err(|e| Error::io(path, e))?;
		}
		if json {
			return say_json(say, &Compared { answer, compared });
		}
		if answer.hits.is_empty() {
			say("nothing that you may see says anything of this");
			return Ok(());
		}
		for (place, hit) in answer.hits.iter().enumerate() {
			say(&format!(
				"{}. {} ({:.2})",
				place.saturating_add(1),
				hit.title,
				hit.score.total
			));
			say(&format!("   {}", hit.sentence));
		}
		say(&format!(
			"\nrationale {} · {} quads of evidence · version {} · {}, {compared}",
			answer.rationale,
			answer.evidence.len(),
			answer.version,
			answer.embedder
		));
		Ok(())
	}

	/// Asks with a model. The vectors that are kept are those of the newest version; of an older one, passages that
	/// are gone since have none.
	/// Says as well whether it went through a graph.
	fn with_model(
		&self,
		folder: &Path,
		ask: &retrieve::Ask,
		store: &Store,
		state: &State,
	) -> Result<(Answer, bool)> {
		let embedder = Model::open(folder).map_err(|error| Error::Input(error.to_string()))?;
		let caller = &self.place.caller;
		let vectors = self.vectors(store, &embedder)?;
		let (passages, related) = Corpus::gather(state, caller);
		let kept = Kept {
			vectors: &vectors,
			caller,
			embedder: &embedder,
		};
		let answer = ask.run_on(&Corpus::new(passages, &related), &kept, state, caller)?;
		Ok((answer, vectors.has_graph(caller)))
	}

	/// The vectors of the newest version, from the store's folder as far as they are there.
	fn vectors(&self, store: &Store, embedder: &Model) -> Result<Vectors> {
		// One question is answered sooner than a graph is made.
		let vectors = match self.approximate {
			true => Vectors::new(embedder).graph_from(self.graph_from),
			false => Vectors::new(embedder).exact(),
		};
		follow(vectors, store, embedder)
	}
}

/// An answer, and how vectors were compared for it.
#[derive(serde::Serialize)]
struct Compared {
	#[serde(flatten)]
	answer: Answer,
	compared: &'static str,
}

/// Makes vectors those of the newest version, from the store's folder as far as they are there.
fn follow(mut vectors: Vectors, store: &Store, embedder: &Model) -> Result<Vectors> {
	let path = store.folder().join("vectors");
	if let Some(reason) = vectors.load(&path)? {
		eprintln!("{}: {reason}; the vectors are made anew", path.display());
	}
	let bar = ProgressBar::no_length().with_message("passages embedded");
	if let Ok(style) = ProgressStyle::with_template("{pos} {msg} {per_sec}") {
		bar.set_style(style);
	}
	let before = vectors.len();
	let made = vectors.follow(&store.head(), embedder, |made| bar.set_position(made as u64))?;
	bar.finish_and_clear();
	if made > 0 || vectors.len() != before {
		vectors.save(&path)?;
	}
	Ok(vectors)
}
