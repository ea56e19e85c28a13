//! `althing know ask`

use super::{say_json, Place, Say};
use crate::error::{Error, Result};
use crate::retrieve::{self, picture, Answer, Corpus, Kept};
use crate::store::state::State;
use crate::store::Store;
use crate::vectors::Vectors;
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
		let answer = match &self.embedder {
			None => ask.run(&state, caller)?,
			Some(folder) => self.with_model(folder, &ask, &store, &state)?,
		};
		if let Some(path) = &self.svg {
			std::fs::write(path, picture(&answer)).map_err(|e| Error::io(path, e))?;
		}
		if let Some(path) = &self.evidence {
			let text = retrieve::evidence::canonical(&answer.evidence);
			std::fs::write(path, text).map_err(|e| Error::io(path, e))?;
		}
		if json {
			return say_json(say, &answer);
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
			"\nrationale {} · {} quads of evidence · version {} · {}",
			answer.rationale,
			answer.evidence.len(),
			answer.version,
			answer.embedder
		));
		Ok(())
	}

	/// Asks with a model. The vectors that are kept are those of the newest version; of an older one, passages that
	/// are gone since have none.
	fn with_model(&self, folder: &Path, ask: &retrieve::Ask, store: &Store, state: &State) -> Result<Answer> {
		let embedder = Model::open(folder).map_err(|error| Error::Input(error.to_string()))?;
		let caller = &self.place.caller;
		let vectors = vectors(store, &embedder)?;
		let (passages, related) = Corpus::gather(state, caller);
		let kept = Kept {
			vectors: &vectors,
			caller,
			embedder: &embedder,
		};
		ask.run_on(&Corpus::new(passages, &related), &kept, state, caller)
	}
}

/// The vectors of the newest version, from the store's folder as far as they are there.
fn vectors(store: &Store, embedder: &Model) -> Result<Vectors> {
	let path = store.folder().join("vectors");
	// One question is answered sooner than a graph is made.
	let mut vectors = Vectors::new(embedder).exact();
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
