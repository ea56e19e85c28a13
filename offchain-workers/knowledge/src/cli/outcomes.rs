//! `althing know outcomes`

use super::{say_json, Place, Say};
use crate::access::Access;
use crate::error::{Error, Result};
use crate::outcomes::decision::LONGEST_FILE;
use crate::outcomes::{Decision, Posterior, Recorded, Reliability};
use crate::store::Note;
use clap::{Args, ValueHint};
use oxrdf::{GraphName, NamedNode};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The graph of outcomes, where no other is named: of who keeps the store.
pub const GRAPH: &str = "urn:althing:outcomes";

/// Reads a decision from the bytes of a file; the truth that was told beside it, where it was.
pub type Decode<'a> = &'a dyn Fn(&[u8], Option<&str>) -> Result<Decision>;

/// `althing know outcomes`
#[derive(Clone, Debug, Args)]
pub struct Outcomes {
	/// What is to be recorded: receipts (`althing receipt`), or decisions in JSON. Without any, what is known of agents
	/// and sources is shown.
	#[arg(value_hint = ValueHint::FilePath)]
	pub files: Vec<PathBuf>,
	/// Which store, and who records.
	#[command(flatten)]
	pub place: Place,
	/// What turned out to be true, as the case calls it (yes, no, an option, a number). Without it the panel's decision
	/// counts, as far as the panel was surer than a coin.
	#[arg(long, requires = "files")]
	pub truth: Option<String>,
	/// The graph. Retrieval goes by the outcomes of who keeps the store, and by those of the department and the agent who
	/// ask.
	#[arg(long, value_name = "IRI", default_value = GRAPH)]
	pub graph: String,
	/// Who sees a graph that is new; its owner alone otherwise.
	#[arg(long)]
	pub access: Option<Access>,
	/// Say what would be recorded, and record nothing.
	#[arg(long, requires = "files")]
	pub dry_run: bool,
	/// Why, for the log.
	#[arg(long, default_value = "outcomes of decisions")]
	pub reason: String,
}

impl Outcomes {
	/// Carries it out. `read` reads files; without receipts it is [`Decision::parse`].
	///
	/// # Errors
	/// When a file is none that is read, or the caller may not write. What was recorded before stays.
	pub fn run(&self, json: bool, say: Say<'_>, read: Decode<'_>) -> Result<()> {
		if self.files.is_empty() {
			return self.show(json, say);
		}
		if self.truth.is_some() && self.files.len() > 1 {
			return Err(Error::Input("--truth is of one decision: name one file".into()));
		}
		// All are read before any is recorded.
		let decisions = self.files.iter().map(|path| self.decision(path, read));
		let decisions = decisions.collect::<Result<Vec<Decision>>>()?;
		let recorded = if self.dry_run {
			decisions.iter().map(Decision::summary).collect()
		} else {
			self.record(&decisions)?
		};
		if json {
			return say_json(say, &recorded);
		}
		for one in &recorded {
			say_recorded(say, one, self.dry_run);
		}
		Ok(())
	}

	fn decision(&self, path: &Path, read: Decode<'_>) -> Result<Decision> {
		let mut bytes = Vec::new();
		let file = File::open(path).map_err(|e| Error::io(path, e))?;
		let length = file.take(LONGEST_FILE as u64 + 1).read_to_end(&mut bytes);
		length.map_err(|e| Error::io(path, e))?;
		read(&bytes, self.truth.as_deref()).map_err(|error| match error {
			Error::Syntax { line, column, reason } => Error::Syntax {
				line,
				column,
				reason: format!("{reason} ({})", path.display()),
			},
			Error::Input(reason) => Error::Input(format!("{}: {reason}", path.display())),
			other => other,
		})
	}

	fn record(&self, decisions: &[Decision]) -> Result<Vec<Recorded>> {
		let caller = &self.place.caller;
		let graph = NamedNode::new(&self.graph)
			.map_err(|error| Error::Input(format!("{} is no IRI: {error}", self.graph)))?;
		let store = self.place.open(true)?;
		let note = Note::new(caller, &self.reason)?;
		if let Some(access) = &self.access {
			let new = store.head().graph_id(Some(graph.as_str())).is_none();
			if new {
				store.write(caller, &note, |draft| {
					draft.label(GraphName::from(graph.clone()).as_ref(), access.clone())
				})?;
			}
		}
		let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
		let now = u64::try_from(since.as_millis()).unwrap_or(0);
		let recorded = decisions.iter();
		recorded
			.map(|decision| decision.record(&store, caller, &note, &graph, now))
			.collect()
	}

	fn show(&self, json: bool, say: Say<'_>) -> Result<()> {
		let store = self.place.open(false)?;
		let known = Reliability::of(&store.head(), &self.place.caller);
		if json {
			let sources = rows(&known.sources, |name, row| {
				row["name"] = json!(known.labels.get(name));
			});
			return say_json(
				say,
				&json!({ "sources": sources, "agents": rows(&known.agents, |_, _| ()) }),
			);
		}
		if known.agents.is_empty() {
			say("no outcomes are known that you go by");
		}
		for (what, all) in [("source", &known.sources), ("agent", &known.agents)] {
			for (name, posterior) in all {
				let label = known.labels.get(name).map(String::as_str).unwrap_or_default();
				say(&format!(
					"{what}  right {:.2}  ({} decisions, Beta({:.2}, {:.2}))  {name} {label}",
					posterior.mean(),
					posterior.decisions,
					posterior.alpha,
					posterior.beta
				));
			}
		}
		Ok(())
	}
}

fn rows(all: &BTreeMap<String, Posterior>, mut add: impl FnMut(&str, &mut Value)) -> Vec<Value> {
	let rows = all.iter().map(|(name, posterior)| {
		let mut row = json!({
			"id": name, "mean": posterior.mean(), "alpha": posterior.alpha, "beta": posterior.beta,
			"decisions": posterior.decisions, "factor": posterior.factor(),
		});
		add(name, &mut row);
		row
	});
	rows.collect()
}

fn say_recorded(say: Say<'_>, one: &Recorded, dry: bool) {
	let version = match (dry, one.version) {
		(true, _) => "nothing was recorded".to_owned(),
		(false, None) => "known already".to_owned(),
		(false, Some(version)) => format!("version {version}"),
	};
	say(&format!(
		"proposal {}: {} ballots right, {} wrong, {} sources, counts {:.2}; {version}",
		one.proposal, one.right, one.wrong, one.sources, one.weight
	));
}
