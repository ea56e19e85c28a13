//! `althing gate judge`

use super::{read, say_json, Say};
use crate::audit::Chain;
use crate::call::Call;
use crate::context::{Context, Transcript};
use crate::error::{Error, Result};
use crate::judge::judge;
use crate::ledger::Ledger;
use crate::mandate::{Mandate, LONGEST};
use crate::verdict::Verdict;
use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Bytes of transcripts and of calls at most.
const MOST: usize = 16 * 1024 * 1024;

/// `althing gate judge`
#[derive(Clone, Debug, Args)]
pub struct Judge {
	/// The mandate, TOML or JSON.
	#[arg(value_hint = ValueHint::FilePath)]
	pub mandate: PathBuf,
	/// The task so far: JSON with `user`, `system`, `results` and `now`.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub context: PathBuf,
	/// The calls, one JSON object a line (`id`, `name`, `arguments`); `-` is standard input.
	#[arg(value_hint = ValueHint::FilePath)]
	pub calls: PathBuf,
}

impl Judge {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let mandate = Mandate::read(&read(&self.mandate, LONGEST)?)?;
		let place = self.context.display();
		let transcript: Transcript = serde_json::from_str(&read(&self.context, MOST)?)
			.map_err(|e| Error::Input(format!("{place}: {e}")))?;
		let context = Context::of(&mandate, &transcript);
		let (mut ledger, mut chain) = (Ledger::default(), Chain::default());
		for result in &transcript.results {
			ledger.record(&result.call, transcript.now);
		}
		let (mut all, mut denied, mut asked) = (0usize, 0usize, 0usize);
		for (number, line) in read(&self.calls, MOST)?.lines().enumerate() {
			if line.trim().is_empty() {
				continue;
			}
			let call: Call = serde_json::from_str(line).map_err(|e| {
				Error::Input(format!(
					"{}: line {}: {e}",
					self.calls.display(),
					number.saturating_add(1)
				))
			})?;
			let verdict = judge(&mandate, &ledger, &call, &context);
			all = all.saturating_add(1);
			match &verdict {
				Verdict::Allow => {
					ledger.record(&call, context.now());
				}
				Verdict::Ask { .. } => asked = asked.saturating_add(1),
				Verdict::Deny { .. } => denied = denied.saturating_add(1),
			}
			let entry = chain.append(&mandate, &call, context.now(), verdict);
			if json {
				say_json(say, &entry)?;
			} else {
				tell(say, &call, &entry.decision);
			}
		}
		if denied == 0 && asked == 0 {
			return Ok(());
		}
		Err(Error::Denied { all, denied, asked })
	}
}

fn tell(say: Say<'_>, call: &Call, verdict: &Verdict) {
	let word = match verdict {
		Verdict::Allow => "allow",
		Verdict::Ask { .. } => "ask",
		Verdict::Deny { .. } => "deny",
	};
	let name: String = call
		.name
		.chars()
		.filter(|c| !c.is_control())
		.take(crate::call::LONGEST_NAME)
		.collect();
	say(&format!("{word} {name}"));
	for finding in verdict.findings() {
		say(&format!(
			"  {}: {}; {}",
			finding.rule, finding.reason, finding.next
		));
	}
}
