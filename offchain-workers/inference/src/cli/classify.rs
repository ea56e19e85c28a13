//! Sorting texts into classes.

use super::{Say, Which};
use crate::error::{Error, Result};
use clap::Args;
use std::io::BufRead;

/// Texts at once.
const TOGETHER: usize = 64;

/// Sort texts into a model's classes.
#[derive(Debug, Args)]
pub struct Classify {
	#[command(flatten)]
	which: Which,
	/// The texts; without any, each line of standard input is one.
	#[arg(value_name = "TEXT")]
	texts: Vec<String>,
}

impl Classify {
	pub(super) fn run(self, json: bool, say: Say<'_>) -> Result<()> {
		let model = self.which.open()?;
		let runtime = tokio::runtime::Builder::new_current_thread()
			.build()
			.map_err(|error| Error::Internal(error.to_string()))?;
		let mut sort = |texts: &[String]| -> Result<()> {
			let sorted = runtime
				.block_on(model.classify(texts))
				.map_err(|error| Error::Input(error.to_string()))?;
			for (text, classes) in texts.iter().zip(sorted) {
				if json {
					let classes: Vec<_> = classes
						.iter()
						.map(
							|(label, probability)| serde_json::json!({"label": label, "probability": probability}),
						)
						.collect();
					// One line for each text: who pipes texts in gets them back as they come.
					say(&serde_json::json!({"text": text, "classes": classes}).to_string());
				} else {
					let each: Vec<String> = classes
						.iter()
						.map(|(label, p)| format!("{label} {p:.3}"))
						.collect();
					say(&each.join(", "));
				}
			}
			Ok(())
		};
		if !self.texts.is_empty() {
			return self.texts.chunks(TOGETHER).try_for_each(sort);
		}
		let mut lines = std::io::stdin().lock().lines();
		loop {
			let texts: Vec<String> = lines
				.by_ref()
				.take(TOGETHER)
				.collect::<std::io::Result<_>>()
				.map_err(|error| Error::Input(format!("standard input: {error}")))?;
			if texts.is_empty() {
				return Ok(());
			}
			sort(&texts)?;
		}
	}
}
