//! What `althing know share`, `unshare` and `inbox` do on this machine. The first two have their names in the binary,
//! which has the chain told as well.

use super::{open, say_json, Place, Say};
use crate::access::{Caller, Party};
use crate::error::{Error, Result};
use crate::share::redact::Count;
use crate::share::rules::{self, Rules};
use crate::share::{self, Report, Request};
use clap::{Args, ValueHint};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A graph that is to be shared.
#[derive(Clone, Debug, Args)]
pub struct Share {
	/// The graph's name.
	#[arg(value_name = "IRI")]
	pub graph: String,
	/// Who is let see a copy of it: a department, or agent:ID.
	#[arg(long, alias = "to", value_name = "PARTY")]
	pub with: Party,
	/// What of each predicate goes into the copy (see docs/knowledge.md). Without rules everything does, of a graph
	/// that is restricted or public.
	#[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
	pub rules: Option<PathBuf>,
	/// Why, for the log.
	#[arg(long, default_value = "shared by hand")]
	pub reason: String,
	/// The store's folder.
	#[arg(long, env = "ALTHING_KNOWLEDGE", value_name = "DIR", default_value = "knowledge", value_hint = ValueHint::DirPath)]
	pub store: PathBuf,
}

impl Share {
	/// Makes the copy for `caller`, or only tries what it would hold, and says it.
	///
	/// # Errors
	/// As [`share::share`], and when the rules cannot be read.
	pub fn run(&self, caller: &Caller, tried: bool, json: bool, say: Say<'_>) -> Result<Report> {
		let request = Request {
			graph: self.graph.clone(),
			receiver: self.with.clone(),
			rules: self
				.rules
				.as_deref()
				.map_or_else(|| Ok(Rules::whole()), read_rules)?,
			reason: self.reason.clone(),
		};
		let store = open(&self.store, false)?;
		let report = match tried {
			true => share::preview(&store, caller, &request)?,
			false => share::share(&store, caller, &request)?,
		};
		if json {
			say_json(say, &report)?;
		} else {
			show(say, &report, tried);
		}
		Ok(report)
	}
}

fn read_rules(path: &Path) -> Result<Rules> {
	let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
	let mut text = String::new();
	let most = (rules::LONGEST as u64).saturating_add(1);
	let read = file.take(most).read_to_string(&mut text);
	read.map_err(|e| Error::io(path, e))?;
	Rules::parse(&text).map_err(|error| super::in_file(path, error))
}

fn show(say: Say<'_>, report: &Report, tried: bool) {
	for (predicate, count) in &report.predicates {
		say(&format!(
			"{:>9} stay {:>9} go  {:<12} {predicate}{}",
			count.stays(),
			count.goes(),
			count.rule,
			why(count)
		));
	}
	let done = match (tried, report.commit) {
		(true, _) => "nothing was written".to_owned(),
		(false, Some(version)) => format!("version {version}"),
		(false, None) => "the copy was there already".to_owned(),
	};
	say(&format!(
		"<{}> of {} for {}: {} triples, from version {}; {done}",
		report.copy, report.from, report.to, report.triples, report.version
	));
}

/// What is more to say than that triples stay or go by their rule.
fn why(count: &Count) -> String {
	let parts = [
		(count.changed, "changed"),
		(count.unfit, "not of the kind that the rule is for"),
		(count.orphaned, "with no way to them"),
		(count.naming, "naming what goes"),
	];
	let said: Vec<String> = parts
		.iter()
		.filter(|(number, _)| *number > 0)
		.map(|(number, what)| format!("{number} {what}"))
		.collect();
	match said.is_empty() {
		true => String::new(),
		false => format!(" ({})", said.join(", ")),
	}
}

/// Takes the copies of the graph with this BLAKE2b-256 of its name away that were made for `receiver`, and says it.
///
/// # Errors
/// As [`share::withdraw`].
pub fn unshare(
	store: &Path,
	caller: &Caller,
	graph: &[u8; 32],
	receiver: &Party,
	json: bool,
	say: Say<'_>,
) -> Result<()> {
	let commit = share::withdraw(&open(store, false)?, caller, graph, receiver)?;
	if json {
		return say_json(say, &serde_json::json!({ "commit": commit }));
	}
	say(&commit.map_or("there is no copy".into(), |commit| {
		format!("version {}: {} triples went", commit.number, commit.removed())
	}));
	Ok(())
}

/// `althing know inbox`
#[derive(Clone, Debug, Args)]
pub struct Inbox {
	/// Which store, who asks, and by which --grants.
	#[command(flatten)]
	pub place: Place,
}

impl Inbox {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let Some(grants) = &self.place.standing else {
			return Err(Error::Input(
				"say who knows the grants: --grants FILE, or --grants ws://127.0.0.1:9944".into(),
			));
		};
		let standing = grants.standing()?;
		let store = self.place.open(false)?;
		let notices = share::inbox::inbox(&store.head(), &self.place.caller, &standing);
		if json {
			let shown = serde_json::json!({ "block": standing.block, "shared": notices });
			return say_json(say, &shown);
		}
		for notice in &notices {
			let triples = notice
				.triples
				.map_or("not in this store".into(), |triples| format!("{triples} triples"));
			say(&format!(
				"{:>6}  {} from {} to {} until block {}  <{}>  {triples}",
				notice.grant,
				if notice.acknowledged { "   " } else { "new" },
				notice.from,
				notice.to,
				notice.expires,
				notice.graph
			));
		}
		say(&format!("{} shared", notices.len()));
		Ok(())
	}
}
