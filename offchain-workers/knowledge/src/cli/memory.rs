//! `althing know remember`, `recall`, `learn`, `session`, `forget`

mod forget;
mod session;
mod time;

pub use forget::Forget;
pub use session::Session;

use super::{say_json, Place, Say};
use crate::access::{agent_name, Caller};
use crate::error::{Error, Result};
use crate::memory::names::{episodes, hash_of, session as session_graph};
use crate::memory::settings::LONGEST;
use crate::memory::working::{Bounds, Working};
use crate::memory::{Hit, Index, Memory, New, Outcome, Settings, Wanted};
use crate::store::{Note, Store};
use althing_embed::{Embedder, Hashing, Model};
use clap::{Args, ValueHint};
use oxrdf::NamedNode;
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// What makes vectors.
#[derive(Clone, Debug, Args)]
pub struct With {
	/// Embed with the model in this directory (config.json, model.safetensors, tokenizer.json; see
	/// scripts/fetch-embedder) instead of with hashed words.
	#[arg(long, env = "ALTHING_EMBEDDER", value_name = "DIR", value_hint = ValueHint::DirPath)]
	pub embedder: Option<PathBuf>,
}

impl With {
	fn open(&self) -> Result<Box<dyn Embedder>> {
		match &self.embedder {
			None => Ok(Box::new(Hashing::plain())),
			Some(folder) => {
				let model = Model::open(folder).map_err(|error| Error::Input(error.to_string()))?;
				Ok(Box::new(model))
			}
		}
	}
}

/// Opens the memories of a store.
fn open(store: &Store) -> Result<Memory<'_>> {
	Memory::open(store, Settings::of(store.folder())?)
}

/// The agent whose memory it is: the one that is named, or who asks.
fn agent(named: Option<&String>, caller: &Caller) -> Result<String> {
	match named.or(caller.agent.as_ref()) {
		Some(agent) => agent_name(agent),
		None => Err(Error::Input(
			"say whose memory it is: --as agent:NAME, or --agent NAME".into(),
		)),
	}
}

/// A text, or what is in the file that it names with @.
fn words(text: &str) -> Result<String> {
	let Some(path) = text.strip_prefix('@') else {
		return Ok(text.to_owned());
	};
	let mut words = String::new();
	let file = File::open(path).map_err(|e| Error::io(path, e))?;
	let read = file.take(LONGEST as u64 + 1).read_to_string(&mut words);
	read.map_err(|e| Error::io(path, e))?;
	if words.len() > LONGEST {
		return Err(Error::Input(format!(
			"{path}: a memory has {LONGEST} bytes at most"
		)));
	}
	Ok(words)
}

/// `althing know remember`
#[derive(Clone, Debug, Args)]
pub struct Remember {
	/// What was answered, or what is to be remembered; read from a file where it begins with @.
	#[arg(value_name = "TEXT|@FILE", required_unless_present = "settle")]
	pub text: Option<String>,
	/// Which store, and who remembers.
	#[command(flatten)]
	pub place: Place,
	/// What was asked.
	#[arg(long, default_value = "")]
	pub asked: String,
	/// Whose memory it is; otherwise of the agent who asks.
	#[arg(long)]
	pub agent: Option<String>,
	/// Of what kind it is: how long it is kept and whether facts are made of it follows from the kind (memory.json in the
	/// store's folder).
	#[arg(long, default_value = "episode")]
	pub kind: String,
	/// How important it is, from 0 to 1.
	#[arg(long, default_value_t = 0.5)]
	pub importance: f64,
	/// How the answer turned out: open, right or wrong.
	#[arg(long, default_value = "open")]
	pub outcome: Outcome,
	/// Say only how the answer of this memory turned out.
	#[arg(long, value_name = "ID", conflicts_with = "text")]
	pub settle: Option<String>,
	/// Why, for the log. No word of what is remembered belongs here: the log keeps it for good.
	#[arg(long, default_value = "remembered")]
	pub reason: String,
	/// What makes vectors.
	#[command(flatten)]
	pub with: With,
}

impl Remember {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let caller = &self.place.caller;
		let note = Note::new(caller, &self.reason)?;
		if let Some(id) = &self.settle {
			let store = self.place.open(false)?;
			open(&store)?.settle(caller, &note, &hash_of(id)?, self.outcome)?;
			if json {
				return say_json(say, &json!({ "id": id, "outcome": self.outcome }));
			}
			say(&format!("{id} was {}", self.outcome));
			return Ok(());
		}
		let agent = agent(self.agent.as_ref(), caller)?;
		let text = words(self.text.as_deref().unwrap_or_default())?;
		let new = New {
			kind: &self.kind,
			asked: &self.asked,
			text: &text,
			importance: self.importance,
			outcome: self.outcome,
		};
		let embedder = self.with.open()?;
		let store = self.place.open(true)?;
		let kept = open(&store)?.remember(caller, &note, &agent, &new, embedder.as_ref(), time::now())?;
		say_kept(json, say, &kept)
	}
}

fn say_kept(json: bool, say: Say<'_>, kept: &crate::memory::Kept) -> Result<()> {
	if json {
		return say_json(say, kept);
	}
	say(&format!(
		"{} ({} bytes, version {})",
		kept.id, kept.bytes, kept.version
	));
	for gone in &kept.evicted {
		say(&format!("erased for want of room: {}", gone.id));
	}
	Ok(())
}

/// `althing know recall`
#[derive(Clone, Debug, Args)]
pub struct Recall {
	/// What it has to do with, in words; everything, where nothing is said.
	#[arg(value_name = "WORDS|@FILE")]
	pub about: Option<String>,
	/// Which store, and who asks.
	#[command(flatten)]
	pub place: Place,
	/// Only of this agent.
	#[arg(long, conflicts_with = "session")]
	pub agent: Option<String>,
	/// Only in this session.
	#[arg(long, value_name = "NAME")]
	pub session: Option<String>,
	/// Whose the session is; otherwise the agent's or the department's who asks.
	#[arg(long, value_name = "OWNER", requires = "session", value_parser = session::owner)]
	pub of: Option<crate::access::Owner>,
	/// Only of this kind.
	#[arg(long)]
	pub kind: Option<String>,
	/// Not older: a date, a time (2026-03-01T12:00:00Z), or how long ago (3d, 2h, 15m).
	#[arg(long, value_name = "TIME")]
	pub since: Option<String>,
	/// Older: as with --since.
	#[arg(long, value_name = "TIME")]
	pub until: Option<String>,
	/// How many at most.
	#[arg(long, default_value_t = 5)]
	pub most: usize,
	/// Only as many as fit into so many bytes, names and words: those that are worth most per byte stay.
	#[arg(long, value_name = "BYTES")]
	pub fit: Option<usize>,
	/// Write down that they were used: what is used fades more slowly.
	#[arg(long)]
	pub r#use: bool,
	/// What makes vectors.
	#[command(flatten)]
	pub with: With,
}

impl Recall {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let caller = &self.place.caller;
		let now = time::now();
		let embedder = self.with.open()?;
		let store = self.place.open(false)?;
		let memory = open(&store)?;
		let wanted = self.wanted(now)?;
		let mut index = Index::new(caller, embedder.as_ref());
		let followed = index.follow(&memory, &wanted)?;
		let mut hits = index.search(&wanted, now)?;
		if let Some(bytes) = self.fit {
			hits = fitting(hits, bytes, now)?;
		}
		if self.r#use && !hits.is_empty() {
			let hashes = hits
				.iter()
				.map(|hit| hash_of(&hit.id))
				.collect::<Result<Vec<_>>>()?;
			memory.used(caller, &Note::new(caller, "used")?, &hashes, now)?;
		}
		if json {
			let without = followed.without;
			return say_json(
				say,
				&json!({ "hits": hits, "without_words": without, "embedder": embedder.name() }),
			);
		}
		if hits.is_empty() {
			say("nothing that you may see is remembered of this");
		}
		for hit in &hits {
			say_hit(say, hit);
		}
		if followed.without > 0 {
			say(&format!(
				"{} records have no words any more; `forget --check` says why",
				followed.without
			));
		}
		Ok(())
	}

	fn wanted(&self, now: u64) -> Result<Wanted> {
		let graph = match (&self.agent, &self.session) {
			(Some(agent), _) => Some(episodes(&agent_name(agent)?)),
			(None, Some(name)) => {
				let owner = session::whose(self.of.as_ref(), &self.place.caller)?;
				Some(session_graph(&owner, name)?)
			}
			(None, None) => None,
		};
		let at = |text: &Option<String>| text.as_deref().map(|text| time::at(text, now)).transpose();
		Ok(Wanted {
			about: self.about.as_deref().map(words).transpose()?,
			kind: self.kind.clone(),
			from: at(&self.since)?,
			until: at(&self.until)?,
			graph: graph.map(NamedNode::into_string),
			most: self.most,
		})
	}
}

/// Those that a working memory of so many bytes keeps, best first.
fn fitting(hits: Vec<Hit>, bytes: usize, now: u64) -> Result<Vec<Hit>> {
	let mut working = Working::new(Bounds {
		items: hits.len().max(1),
		bytes,
	});
	for hit in &hits {
		let text = format!("{}{}", hit.asked, hit.text);
		if hit.id.len().saturating_add(text.len()) <= bytes {
			working.hold_used(&hit.id, &text, hit.relevance, hit.uses.clone(), now)?;
		}
	}
	let kept: Vec<String> = working.items().map(|item| item.key.clone()).collect();
	Ok(hits.into_iter().filter(|hit| kept.contains(&hit.id)).collect())
}

fn say_hit(say: Say<'_>, hit: &Hit) {
	let when = crate::ingest::moment(hit.at);
	say(&format!(
		"{}  {}  {}, {} ({:.2}: relevance {:.2}, activation {:.2})",
		hit.id,
		when.value(),
		hit.kind,
		hit.outcome,
		hit.score,
		hit.relevance,
		hit.activation
	));
	if !hit.asked.is_empty() {
		say(&format!("   {}", hit.asked));
	}
	say(&format!("   {}", hit.text));
}

/// `althing know learn`
#[derive(Clone, Debug, Args)]
pub struct Learn {
	/// Which store, and who learns.
	#[command(flatten)]
	pub place: Place,
	/// Of whose episodes; otherwise of the agent's who asks.
	#[arg(long)]
	pub agent: Option<String>,
	/// The graph that facts are written into; otherwise one of the agent's own.
	#[arg(long, value_name = "IRI")]
	pub into: Option<String>,
	/// Why, for the log.
	#[arg(long, default_value = "made of episodes that repeat")]
	pub reason: String,
	/// What makes vectors.
	#[command(flatten)]
	pub with: With,
}

impl Learn {
	pub(super) fn run(&self, json: bool, say: Say<'_>) -> Result<()> {
		let caller = &self.place.caller;
		let agent = agent(self.agent.as_ref(), caller)?;
		let into = self.into.as_deref().map(NamedNode::new).transpose();
		let into = into.map_err(|error| Error::Input(format!("--into is no IRI: {error}")))?;
		let embedder = self.with.open()?;
		let store = self.place.open(false)?;
		let note = Note::new(caller, &self.reason)?;
		let learnt = open(&store)?.consolidate(
			caller,
			&note,
			&agent,
			into.as_ref(),
			embedder.as_ref(),
			time::now(),
		)?;
		if json {
			return say_json(say, &learnt);
		}
		let version = learnt
			.version
			.map_or("nothing changed".into(), |version| format!("version {version}"));
		say(&format!(
			"{} episodes: {} facts are new, {} stand, {} are doubted; {version}",
			learnt.episodes, learnt.new, learnt.standing, learnt.doubted
		));
		Ok(())
	}
}
