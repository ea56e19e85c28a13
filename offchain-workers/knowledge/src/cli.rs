//! `althing know`: what the command line says, and what it does.
//!
//! The binary only hands over: arguments and behaviour are here, where they are tested. What is printed goes to a
//! [`Say`], progress to standard error.

mod ask;
mod load;
pub mod memory;
pub mod outcomes;
mod past;
mod query;
mod serve;
mod sharing;

pub use sharing::{unshare, Share};

use crate::access::{agent_name, Caller};
use crate::error::{Error, Result};
use crate::outcomes::Decision;
use crate::share::grants::{with_grants, Chain, Followed, FromFile, Grants};
use crate::store::Store;
use clap::{Args, Subcommand, ValueHint};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Takes a line of output.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// Keep and ask what the fleet knows.
#[derive(Debug, Subcommand)]
pub enum Know {
	/// Take documents in: RDF as it is; text, Markdown, HTML and tables as passages, names and facts.
	Load(load::Load),
	/// Ask in words: passages over several hops, with the evidence and its hash.
	Ask(ask::Ask),
	/// Ask or change by SPARQL 1.1.
	Sparql(query::Sparql),
	/// Apply rules, and prove what follows.
	Infer(query::Infer),
	/// List the commits.
	Log(past::Log),
	/// Show what differs between two versions.
	Diff(past::Diff),
	/// Make graphs what they were, by a new commit.
	Rollback(past::Rollback),
	/// Read everything from disk again and check every hash.
	Verify(past::Verify),
	/// Remember what an agent was asked and answered.
	Remember(memory::Remember),
	/// Recall what is remembered, by words, kind and time.
	Recall(memory::Recall),
	/// Make facts of an agent's episodes that repeat.
	Learn(memory::Learn),
	/// Share with others for a while.
	Session(memory::Session),
	/// Erase memories for good, and check that what was erased is gone.
	Forget(memory::Forget),
	/// Record what came of decisions, or show how far agents and sources are believed.
	Outcomes(outcomes::Outcomes),
	/// List what was shared with who asks, as the chain or a file says.
	Inbox(sharing::Inbox),
	/// Serve SPARQL over HTTP.
	Serve(serve::Serve),
}

/// Which store, and who asks.
#[derive(Clone, Debug, Args)]
pub struct Place {
	/// The store's folder.
	#[arg(long, env = "ALTHING_KNOWLEDGE", value_name = "DIR", default_value = "knowledge", value_hint = ValueHint::DirPath)]
	pub store: PathBuf,
	/// Who asks: a department, agent:NAME, agent:NAME@DEPARTMENT, anybody, or who keeps the store.
	#[arg(long = "as", value_name = "CALLER", default_value = "keeper", value_parser = caller)]
	pub caller: Caller,
	/// Who knows which grants stand: a node of the chain (ws://127.0.0.1:9944), or a file as `althing know grants
	/// --json` prints it. Otherwise no grant opens anything.
	#[arg(long, env = "ALTHING_GRANTS", value_name = "URL|FILE")]
	pub grants: Option<String>,
	/// What they know, once they were asked.
	#[arg(skip)]
	pub(crate) standing: Option<Arc<dyn Grants>>,
}

/// For so long a block counts that was read for one command, or that a server keeps.
const BLOCK_COUNTS: Duration = Duration::from_secs(60);

/// Whether a source of grants is a node rather than a file.
fn is_node(source: &str) -> bool {
	source.starts_with("ws://") || source.starts_with("wss://")
}

impl Place {
	/// Asks which grants stand, and lets who asks see what they open.
	async fn ask_grants(&mut self, chain: &dyn Chain) -> Result<()> {
		let Some(source) = &self.grants else {
			return Ok(());
		};
		let standing: Arc<dyn Grants> = if is_node(source) {
			let followed = Followed::new(BLOCK_COUNTS);
			followed.take(chain.read(source).await?);
			Arc::new(followed)
		} else {
			Arc::new(FromFile::open(Path::new(source))?)
		};
		self.caller = with_grants(self.caller.clone(), Some(&*standing));
		self.standing = Some(standing);
		Ok(())
	}

	/// Opens the store, which must be there unless it may be `new`.
	fn open(&self, new: bool) -> Result<Store> {
		open(&self.store, new)
	}
}

/// Opens the store in `folder`, which must be there unless it may be `new`.
fn open(folder: &Path, new: bool) -> Result<Store> {
	if !new && !folder.join("log").exists() {
		return Err(Error::Input(format!(
			"{} is no knowledge store; `load` begins one",
			folder.display()
		)));
	}
	Store::open(folder)
}

/// Reads who asks.
///
/// # Errors
/// When it is nobody.
pub fn caller(text: &str) -> Result<Caller> {
	match text {
		"keeper" => Ok(Caller::keeper()),
		"anybody" => Ok(Caller::anybody()),
		other => match other.strip_prefix("agent:") {
			None => Ok(Caller::member(other.parse()?)),
			Some(agent) => match agent.split_once('@') {
				None => Ok(Caller::agent(&agent_name(agent)?, None)),
				Some((agent, department)) => {
					Ok(Caller::agent(&agent_name(agent)?, Some(department.parse()?)))
				}
			},
		},
	}
}

impl Know {
	/// Which store, and who asks. A server is told who asks by each request.
	fn place(&mut self) -> Option<&mut Place> {
		Some(match self {
			Self::Load(load) => &mut load.place,
			Self::Ask(ask) => &mut ask.place,
			Self::Sparql(sparql) => &mut sparql.place,
			Self::Infer(infer) => &mut infer.place,
			Self::Log(log) => &mut log.place,
			Self::Diff(diff) => &mut diff.place,
			Self::Rollback(rollback) => &mut rollback.place,
			Self::Verify(verify) => &mut verify.place,
			Self::Remember(remember) => &mut remember.place,
			Self::Recall(recall) => &mut recall.place,
			Self::Learn(learn) => &mut learn.place,
			Self::Session(session) => session.place(),
			Self::Forget(forget) => &mut forget.place,
			Self::Outcomes(outcomes) => &mut outcomes.place,
			Self::Inbox(inbox) => &mut inbox.place,
			Self::Serve(_) => return None,
		})
	}
}

/// Carries a command out. `serve` ends when `end` does. `chain` is asked for grants, where a node is named.
///
/// # Errors
/// What went wrong.
pub async fn run(
	mut command: Know,
	json: bool,
	say: Say<'_>,
	chain: &dyn Chain,
	end: impl std::future::Future<Output = ()>,
) -> Result<()> {
	if let Some(place) = command.place() {
		place.ask_grants(chain).await?;
	}
	match command {
		Know::Load(load) => load.run(json, say),
		Know::Ask(ask) => ask.run(json, say),
		Know::Sparql(sparql) => sparql.run(json, say),
		Know::Infer(infer) => infer.run(json, say),
		Know::Log(log) => log.run(json, say),
		Know::Diff(diff) => diff.run(json, say),
		Know::Rollback(rollback) => rollback.run(json, say),
		Know::Verify(verify) => verify.run(json, say),
		Know::Remember(remember) => remember.run(json, say),
		Know::Recall(recall) => recall.run(json, say),
		Know::Learn(learn) => learn.run(json, say),
		Know::Session(session) => session.run(json, say),
		Know::Forget(forget) => forget.run(json, say),
		// Receipts are read by who knows the chain's types.
		Know::Outcomes(outcomes) => outcomes.run(json, say, &Decision::parse),
		Know::Inbox(inbox) => inbox.run(json, say),
		Know::Serve(serve) => serve.run(json, say, chain, end).await,
	}
}

fn say_json(say: Say<'_>, value: &impl serde::Serialize) -> Result<()> {
	let text = serde_json::to_string_pretty(value).map_err(|error| Error::Internal(error.to_string()))?;
	say(&text);
	Ok(())
}

/// Says which file a place is in.
fn in_file(path: &Path, error: Error) -> Error {
	match error {
		Error::Syntax { line, column, reason } => Error::Syntax {
			line,
			column,
			reason: format!("{reason} ({})", path.display()),
		},
		other => other,
	}
}

/// The exit code of a failure, as the rest of `althing` counts them.
pub fn exit_code(error: &Error) -> u8 {
	match error {
		Error::Input(_) | Error::Syntax { .. } | Error::Query(_) | Error::NoVersion(..) => 2,
		Error::Grants(_) => 3,
		Error::Damaged { .. } | Error::Verification { .. } => 6,
		Error::Limit(crate::error::Limit::Time(_)) => 7,
		Error::Forbidden(_) => 8,
		_ => 1,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::access::Department;

	#[test]
	fn callers_are_read() {
		assert_eq!(caller("legal").unwrap(), Caller::member(Department::Legal));
		assert_eq!(
			caller("agent:a-1@sales").unwrap(),
			Caller::agent("a-1", Some(Department::Sales))
		);
		assert_eq!(caller("anybody").unwrap(), Caller::anybody());
		for wrong in ["", "kitchen", "agent:", "agent:a b", "agent:a@kitchen"] {
			assert!(caller(wrong).is_err(), "{wrong}");
		}
	}
}
