//! What agents remember, and what they share for a while.
//!
//! | module | holds |
//! |---|---|
//! | [`activation`] | how well something is remembered, and how that fades |
//! | [`working`] | what one task has before it, bounded |
//! | [`settings`] | bounds, retention by kind |
//! | [`record`] | what the graph says of a memory |
//! | [`content`], [`vault`] | a memory's words, as a file beside the log |
//! | [`index`] | memories by what they say, kind and time |
//! | [`sessions`] | what is shared for a while |
//! | [`consolidate`] | facts made of episodes that repeat |
//! | [`erase`], [`audit`] | forgetting for good, and whether it was done |
//!
//! That something is remembered, of which kind and since when, is RDF in a graph of its owner, and every change of it a
//! commit. Its words are not in the log, from which nothing can be taken back, but in a file that the record names by
//! hash ([`vault`]). So what is erased is gone, and the log still proves that it was there and who erased it.

pub mod activation;
pub mod audit;
pub mod consolidate;
pub mod content;
pub mod erase;
pub mod index;
pub mod names;
pub mod record;
pub mod sessions;
pub mod settings;
pub mod vault;
pub mod working;

pub use audit::Audit;
pub use consolidate::Learnt;
pub use erase::{Erasure, Gone, Which, Why};
pub use index::{Hit, Index, Wanted};
pub use record::{Outcome, Record};
pub use sessions::Session;
pub use settings::Settings;

use crate::access::{agent_name, Caller};
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use crate::store::state::State;
use crate::store::{Draft, Note, Store};
use activation::Uses;
use althing_embed::Embedder;
use content::{encode, Content, Embedded, KEPT_VALUES};
use names as n;
use oxrdf::{Literal, NamedNode};
use vault::Vault;

/// What is to be remembered.
#[derive(Clone, Copy, Debug, Default)]
pub struct New<'a> {
	/// Of what kind it is (see [`Settings`]).
	pub kind: &'a str,
	/// What was asked; empty where nothing was.
	pub asked: &'a str,
	/// What was answered, or what is to be remembered.
	pub text: &'a str,
	/// How important it is, from 0 to 1.
	pub importance: f64,
	/// How the answer turned out.
	pub outcome: Outcome,
}

/// What was remembered.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Kept {
	/// Its name: the SHA-256 of its file, in hexadecimal.
	pub id: String,
	/// The version since which it is there.
	pub version: u64,
	/// Bytes of its file.
	pub bytes: u64,
	/// What had to go, for there is no room for more.
	pub evicted: Vec<Gone>,
}

/// How much a graph holds.
#[derive(Clone, Copy, Debug)]
struct Room {
	items: usize,
	bytes: u64,
}

/// The memories in a store. What is written goes through the store's log; several of these over one store are fine.
pub struct Memory<'a> {
	store: &'a Store,
	vault: Vault,
	settings: Settings,
}

impl<'a> Memory<'a> {
	/// The folder of the words, in the store's folder.
	pub const FOLDER: &'static str = "memory";

	/// The memories of `store`. What a crash left half erased is erased, what it left half written goes.
	///
	/// # Errors
	/// When the settings cannot be kept to, or the disk refuses.
	pub fn open(store: &'a Store, settings: Settings) -> Result<Self> {
		settings.check()?;
		let memory = Self {
			store,
			vault: Vault::new(store.folder().join(Self::FOLDER)),
			settings,
		};
		memory.finish()?;
		Ok(memory)
	}

	/// The store.
	pub fn store(&self) -> &'a Store {
		self.store
	}

	/// The bounds.
	pub fn settings(&self) -> &Settings {
		&self.settings
	}

	/// The files.
	pub fn vault(&self) -> &Vault {
		&self.vault
	}

	/// Remembers an episode of `agent`. Where there are as many as there may be, the one that is worth least
	/// ([`Record::value`]) is erased by the same commit. `now` is in milliseconds since 1970.
	///
	/// # Errors
	/// When the caller may not write to the agent's graphs, something is too long or of no kind, or the disk refuses.
	pub fn remember(
		&self,
		caller: &Caller,
		note: &Note,
		agent: &str,
		new: &New<'_>,
		embedder: &dyn Embedder,
		now: u64,
	) -> Result<Kept> {
		let graph = n::episodes(&agent_name(agent)?);
		let room = Room {
			items: self.settings.episodes,
			bytes: u64::MAX,
		};
		self.keep(caller, note, &graph, room, new, embedder, now, |_| Ok(()))
	}

	/// Writes the file, then the record; both or, on an error, neither.
	#[allow(clippy::too_many_arguments)] // each is another one's word: who, why, where, how much, what, how found, when
	fn keep(
		&self,
		caller: &Caller,
		note: &Note,
		graph: &NamedNode,
		room: Room,
		new: &New<'_>,
		embedder: &dyn Embedder,
		now: u64,
		may: impl FnOnce(&State) -> Result<()>,
	) -> Result<Kept> {
		caller.ensure_writes(Some(graph.as_str()))?;
		self.check(new)?;
		let content = Content {
			graph: graph.as_str().to_owned(),
			asked: new.asked.to_owned(),
			text: new.text.to_owned(),
		};
		let bytes = encode(&content, embedded(&content, embedder)?.as_ref())?;
		if bytes.len() as u64 > room.bytes {
			return Err(Error::Input(format!(
				"this takes {} bytes, and all together may take {}: shorten it, or raise session_bytes in {}",
				bytes.len(),
				room.bytes,
				settings::FILE
			)));
		}
		let mut written = None;
		let done = self.store.write(caller, note, |draft| {
			may(draft.base())?;
			// Within the write: a sweep that looks for files without records waits for it.
			let hash = self.vault.put(&bytes)?;
			written = Some(hash);
			let record = record_of(hash, new, bytes.len() as u64, now);
			record.write(draft, graph)?;
			make_room(draft, graph, room, record, now)
		});
		let (commit, evicted) = match done {
			Ok(done) => done,
			Err(error) => {
				// What is left of it when this fails too is found by the next sweep.
				let _ = self.vault.remove(written.as_slice());
				return Err(error);
			}
		};
		self.shred(&evicted)?;
		Ok(Kept {
			id: written.map(hex::encode).unwrap_or_default(),
			version: commit.map_or(0, |commit| commit.number),
			bytes: bytes.len() as u64,
			evicted,
		})
	}

	fn check(&self, new: &New<'_>) -> Result<()> {
		settings::check_kind(new.kind)?;
		if !(0.0..=1.0).contains(&new.importance) {
			return Err(Error::Input(format!(
				"{} is no importance: it is from 0 to 1",
				new.importance
			)));
		}
		let length = new.asked.len().saturating_add(new.text.len());
		if length > self.settings.longest {
			return Err(Error::Input(format!(
				"a memory has {} bytes at most, and this has {length}: shorten it, or raise longest in {}",
				self.settings.longest,
				settings::FILE
			)));
		}
		if new.text.trim().is_empty() {
			return Err(Error::Input(
				"there is nothing to remember: the text is empty".into(),
			));
		}
		Ok(())
	}

	/// Says that memories were used, which keeps them from fading. Returns how many there were; those that `caller` may
	/// not write are left alone.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn used(&self, caller: &Caller, note: &Note, hashes: &[Hash], now: u64) -> Result<usize> {
		let (_, count) = self.store.write(caller, note, |draft| {
			let found = find(draft.base(), caller, hashes);
			for (graph, record) in &found {
				let node = n::node(&record.hash);
				let mut uses = record.uses.clone();
				let (at, gone) = uses.again(now);
				record::say(draft, graph, &node, n::USED, Literal::from(at))?;
				if let Some(gone) = gone {
					record::unsay(draft, graph, &node, n::USED, Literal::from(gone))?;
				}
				record::unsay(draft, graph, &node, n::USES, Literal::from(record.uses.count()))?;
				record::say(draft, graph, &node, n::USES, Literal::from(uses.count()))?;
			}
			Ok(found.len())
		})?;
		Ok(count)
	}

	/// Says how what was answered turned out.
	///
	/// # Errors
	/// When there is no such memory that `caller` may write to.
	pub fn settle(&self, caller: &Caller, note: &Note, hash: &Hash, outcome: Outcome) -> Result<()> {
		self.store.write(caller, note, |draft| {
			let found = find(draft.base(), caller, &[*hash]);
			let (graph, record) = found.first().ok_or_else(|| unknown(hash))?;
			let node = n::node(hash);
			record::unsay(
				draft,
				graph,
				&node,
				n::OUTCOME,
				Literal::from(record.outcome.name()),
			)?;
			record::say(draft, graph, &node, n::OUTCOME, Literal::from(outcome.name()))
		})?;
		Ok(())
	}
}

fn unknown(hash: &Hash) -> Error {
	Error::Input(format!(
		"there is no memory {} that you may write to; `recall` lists them",
		hex::encode(hash)
	))
}

fn record_of(hash: Hash, new: &New<'_>, bytes: u64, now: u64) -> Record {
	#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // from 0 to 1,000, which was checked
	let importance = (new.importance * 1_000.0).round() as u16;
	Record {
		hash,
		graph: 0,
		kind: new.kind.to_owned(),
		importance,
		outcome: new.outcome,
		bytes,
		uses: Uses::begun(now),
	}
}

/// The vector of a memory, where it is one that is kept.
fn embedded(content: &Content, embedder: &dyn Embedder) -> Result<Option<Embedded>> {
	if embedder.dimensions() > KEPT_VALUES {
		return Ok(None);
	}
	let values = embedder.embed(&content.searched());
	Ok(Some(Embedded {
		by: embedder.name(),
		values: values.map_err(|error| Error::Internal(error.to_string()))?,
	}))
}

/// Erases what is worth least until what is new has room. What is new stays.
fn make_room(draft: &mut Draft, graph: &NamedNode, room: Room, new: Record, now: u64) -> Result<Vec<Gone>> {
	let base = std::sync::Arc::clone(draft.base());
	let there = base.graph_id(Some(graph.as_str()));
	let mut there = there.map(|id| record::of_graph(&base, id)).unwrap_or_default();
	let mut items = there.len().saturating_add(1);
	let mut bytes = there
		.iter()
		.fold(new.bytes, |sum, record| sum.saturating_add(record.bytes));
	let mut gone = Vec::new();
	if items <= room.items && bytes <= room.bytes {
		return Ok(gone);
	}
	// The least worth last; of equals the older, then the one with the lower hash.
	let order = |a: &Record, b: &Record| {
		let worth = b.value(now).total_cmp(&a.value(now));
		worth.then(b.at().cmp(&a.at())).then(b.hash.cmp(&a.hash))
	};
	there.sort_by(order);
	while items > room.items || bytes > room.bytes {
		let Some(record) = there.pop() else { break };
		items = items.saturating_sub(1);
		bytes = bytes.saturating_sub(record.bytes);
		gone.push(erase::bury(draft, graph, &record, Why::NoRoom, now)?);
	}
	Ok(gone)
}

/// The records with these names in graphs that `caller` may write to, and the graphs.
fn find(state: &State, caller: &Caller, hashes: &[Hash]) -> Vec<(NamedNode, Record)> {
	let mut found = Vec::new();
	for (id, name) in graphs(state, |label| caller.writes(&label.owner)) {
		let records = record::of_graph(state, id).into_iter();
		let wanted = records.filter(|record| hashes.contains(&record.hash));
		found.extend(wanted.map(|record| (name.clone(), record)));
	}
	found
}

/// Graphs with names that are there, as far as their labels are `wanted`.
fn graphs(state: &State, wanted: impl Fn(&crate::access::Label) -> bool) -> Vec<(u32, NamedNode)> {
	let there = state.graphs.iter();
	let there = there.filter(|(_, graph)| graph.shape.alive && wanted(&graph.shape.label));
	there
		.filter_map(|(id, _)| match state.terms.term(*id)? {
			oxrdf::Term::NamedNode(node) => Some((*id, node)),
			_ => None,
		})
		.collect()
}
