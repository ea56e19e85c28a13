//! `althing know forget`

use super::{open, time};
use crate::access::agent_name;
use crate::cli::{say_json, Place, Say};
use crate::error::{Error, Result};
use crate::memory::names::{episodes, hash_of};
use crate::memory::{Audit, Erasure, Which};
use crate::store::Note;
use clap::Args;
use oxrdf::NamedNode;

/// `althing know forget`
#[derive(Clone, Debug, Args)]
pub struct Forget {
	/// These memories, as `recall` names them.
	#[arg(value_name = "ID")]
	pub ids: Vec<String>,
	/// Which store, and who forgets.
	#[command(flatten)]
	pub place: Place,
	/// Only of this agent.
	#[arg(long)]
	pub agent: Option<String>,
	/// All of this kind.
	#[arg(long)]
	pub kind: Option<String>,
	/// All that are older: a date, a time (2026-03-01T12:00:00Z), or how long ago (30d).
	#[arg(long, value_name = "TIME")]
	pub before: Option<String>,
	/// What is over, by the retention of its kind (memory.json in the store's folder) or with its session.
	#[arg(long)]
	pub expired: bool,
	/// Everything that you may write to, as far as the other options fit.
	#[arg(long)]
	pub all: bool,
	/// Say what would be erased, and erase nothing.
	#[arg(long)]
	pub dry_run: bool,
	/// Erase nothing; read all files again and say whether what was erased is gone and the rest is there.
	#[arg(long, conflicts_with_all = ["ids", "agent", "kind", "before", "expired", "all", "dry_run"])]
	pub check: bool,
	/// Why, for the log. No word of what is forgotten belongs here: the log keeps it for good.
	#[arg(long, default_value = "forgotten")]
	pub reason: String,
}

impl Forget {
	pub(in crate::cli) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let caller = &self.place.caller;
		let store = self.place.open(false)?;
		let memory = open(&store)?;
		if self.check {
			return checked(json, say, store.head().number, &memory.audit(caller)?);
		}
		let now = time::now();
		let which = self.which(now)?;
		let note = Note::new(caller, &self.reason)?;
		let erasure = memory.forget(caller, &note, &which, now, self.dry_run)?;
		report(json, say, &erasure, self.dry_run)
	}

	fn which(&self, now: u64) -> Result<Which> {
		let said =
			!self.ids.is_empty() || self.kind.is_some() || self.before.is_some() || self.expired || self.all;
		if !said {
			return Err(Error::Input(
				"say what is to be forgotten: IDs, --kind, --before, --expired or --all; --dry-run shows what that is".into(),
			));
		}
		let agent = self.agent.as_deref().map(agent_name).transpose()?;
		Ok(Which {
			hashes: self.ids.iter().map(|id| hash_of(id)).collect::<Result<_>>()?,
			kind: self.kind.clone(),
			before: self
				.before
				.as_deref()
				.map(|text| time::at(text, now))
				.transpose()?,
			graph: agent.map(|agent| NamedNode::into_string(episodes(&agent))),
			expired: self.expired,
			ended: false,
		})
	}
}

/// Says what was erased, or would be.
pub(super) fn report(json: bool, say: Say<'_>, erasure: &Erasure, dry: bool) -> Result<()> {
	if json {
		return say_json(say, erasure);
	}
	for gone in &erasure.gone {
		say(&format!(
			"{}  {} bytes, {}, {}",
			gone.id,
			gone.bytes,
			gone.graph,
			gone.because.name()
		));
	}
	let what = format!(
		"{} memories, {} sessions",
		erasure.gone.len(),
		erasure.sessions.len()
	);
	if dry {
		say(&format!("{what} would be erased"));
		return Ok(());
	}
	let version = erasure
		.version
		.map_or("nothing to commit".into(), |version| format!("version {version}"));
	say(&format!(
		"{what} erased, {} files removed; {version}",
		erasure.files
	));
	for file in erasure.still_in.iter().flatten() {
		say(&format!(
			"words of it still stand in {file}: they were written there by another way"
		));
	}
	Ok(())
}

fn checked(json: bool, say: Say<'_>, version: u64, audit: &Audit) -> Result<()> {
	if json {
		say_json(say, audit)?;
	} else {
		say(&format!(
			"{} memories are whole ({} bytes), {} erased are gone, {} came back without words by a rollback, {} files are \
			 of no memory",
			audit.whole,
			audit.bytes,
			audit.erased,
			audit.returned.len(),
			audit.strays.len()
		));
	}
	if audit.holds() {
		return Ok(());
	}
	let list = |what: &str, hashes: &[String]| match hashes {
		[] => String::new(),
		some => format!("{what}: {}; ", some.join(", ")),
	};
	let wrong = [
		list("lost", &audit.lost),
		list("spoiled", &audit.spoiled),
		list("erased and still there", &audit.undead),
	];
	Err(Error::Verification {
		number: version,
		reason: format!("memories are {}", wrong.concat().trim_end_matches("; ")),
	})
}
