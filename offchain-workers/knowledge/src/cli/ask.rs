//! `althing know ask`

use super::{say_json, Place, Say};
use crate::error::{Error, Result};
use crate::retrieve::{self, picture};
use crate::store::state::State;
use clap::{Args, ValueHint};
use std::path::PathBuf;
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
		let answer = ask.run(&state, caller);
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
}
