//! `althing know log`, `diff`, `rollback`, `verify`

use super::{say_json, Place, Say};
use crate::error::Result;
use crate::ingest::moment;
use crate::store::Note;
use clap::Args;
use indicatif::ProgressBar;
use oxrdf::Quad;
use serde_json::json;

/// `althing know log`
#[derive(Clone, Debug, Args)]
pub struct Log {
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
	/// How many of the latest commits to show.
	#[arg(long, default_value_t = 20)]
	pub last: usize,
}

impl Log {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let lines = self.place.open(false)?.history(&self.place.caller);
		let from = lines.len().saturating_sub(self.last);
		let lines = lines.get(from..).unwrap_or_default();
		if json {
			return say_json(say, &lines);
		}
		for line in lines.iter().rev() {
			let when = moment(line.time);
			let reason = line.reason.as_deref().unwrap_or("(reason withheld)");
			say(&format!(
				"{:>6}  {}  {}  +{} -{}  {}: {reason}",
				line.number,
				line.hash.get(..12).unwrap_or_default(),
				when.value(),
				line.added,
				line.removed,
				line.author
			));
		}
		Ok(())
	}
}

/// `althing know diff`
#[derive(Clone, Debug, Args)]
pub struct Diff {
	/// The earlier version; 0 is before the first.
	pub from: u64,
	/// The later version.
	pub to: u64,
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
}

impl Diff {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let found = self
			.place
			.open(false)?
			.difference(self.from, self.to, &self.place.caller)?;
		let texts = |quads: &[Quad]| quads.iter().map(Quad::to_string).collect::<Vec<_>>();
		if json {
			return say_json(
				say,
				&json!({ "added": texts(&found.added), "removed": texts(&found.removed) }),
			);
		}
		texts(&found.removed)
			.iter()
			.for_each(|quad| say(&format!("- {quad}")));
		texts(&found.added)
			.iter()
			.for_each(|quad| say(&format!("+ {quad}")));
		Ok(())
	}
}

/// `althing know rollback`
#[derive(Clone, Debug, Args)]
pub struct Rollback {
	/// The version to go back to.
	pub version: u64,
	/// Which store, and who goes back.
	#[command(flatten)]
	pub place: Place,
	/// Only this graph.
	#[arg(long, value_name = "IRI")]
	pub graph: Option<String>,
	/// Why, for the log.
	#[arg(long)]
	pub reason: String,
}

impl Rollback {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(false)?;
		let caller = &self.place.caller;
		let note = Note::new(
			caller,
			format!("back to version {}: {}", self.version, self.reason),
		)?;
		let commit = store.rollback(self.version, self.graph.as_deref(), caller, &note)?;
		if json {
			return say_json(say, &json!({ "commit": commit }));
		}
		say(&commit.map_or("nothing to change".into(), |commit| {
			format!(
				"version {}: {} triples came back, {} went",
				commit.number,
				commit.added(),
				commit.removed()
			)
		}));
		Ok(())
	}
}

/// `althing know verify`
#[derive(Clone, Debug, Args)]
pub struct Verify {
	/// Which store.
	#[command(flatten)]
	pub place: Place,
}

impl Verify {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(false)?;
		let bar = ProgressBar::new(0);
		let audit = store.verify(|done, all| {
			bar.set_length(all);
			bar.set_position(done);
		});
		bar.finish_and_clear();
		let audit = audit?;
		if json {
			return say_json(say, &audit);
		}
		say(&format!(
			"{} commits hold, {} triples, {} bytes; the newest is {}",
			audit.commits, audit.triples, audit.bytes, audit.head
		));
		Ok(())
	}
}
