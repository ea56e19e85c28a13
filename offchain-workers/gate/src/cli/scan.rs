//! `althing gate scan`

use super::{read, say_json, Say};
use crate::classifier::{Classifier, THRESHOLD};
use crate::error::{Error, Result};
use crate::filter::{input, output, LONGEST};
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// `althing gate scan`
#[derive(Clone, Debug, Args)]
pub struct Scan {
	/// The text; `-` is standard input.
	#[arg(value_hint = ValueHint::FilePath)]
	pub file: PathBuf,
	/// Look at it as what a model wrote: secrets and links instead of injections.
	#[arg(long)]
	pub output: bool,
	/// Print the sanitised text, too.
	#[arg(long)]
	pub text: bool,
}

impl Scan {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let text = read(&self.file, LONGEST)?;
		let filtered = if self.output {
			output::filter(&text)?
		} else {
			input::filter(&text, Classifier::shipped())?
		};
		if json {
			say_json(say, &filtered)?;
		} else {
			for found in &filtered.found {
				let excerpt = found.excerpt.escape_debug();
				say(&format!("{} at byte {}: {excerpt}", found.what, found.at));
			}
			if let Some(score) = filtered.score {
				say(&format!(
					"score {score:.2} (from {THRESHOLD} on it looks like an injection)"
				));
			}
			if self.text {
				say(&filtered.text);
			}
		}
		let suspect = filtered.score.is_some_and(|score| score >= THRESHOLD);
		match filtered.found.len().saturating_add(usize::from(suspect)) {
			0 => Ok(()),
			some => Err(Error::Found(some)),
		}
	}
}
