//! Forgetting for good.
//!
//! A commit takes the record away and puts a tombstone in its place: the hash of the file, its kind, its length, why and
//! when. Then the file is removed. A crash between the two is made up for when the memories are opened again, so that
//! what the log calls erased is. Of what was erased the log keeps what it always had: that there was a memory of this
//! kind at this time; never a word of it.

use super::audit::Search;
use super::names as n;
use super::record::{self, of_graph, say, Reader, Record};
use super::{graphs, sessions, unknown, Memory};
use crate::access::{Caller, Owner};
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use crate::store::state::State;
use crate::store::{Draft, Note};
use crate::vocabulary as v;
use oxrdf::{GraphName, Literal, NamedNode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Why something was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
	/// Somebody asked for it.
	Asked,
	/// Its time is over, by the retention of its kind.
	Expired,
	/// Its session is over.
	Ended,
	/// There was no room, and it was worth least.
	NoRoom,
	/// A file that no record names.
	Stray,
}

impl Why {
	/// In a word.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Asked => "asked",
			Self::Expired => "expired",
			Self::Ended => "ended",
			Self::NoRoom => "no-room",
			Self::Stray => "stray",
		}
	}
}

/// What is to be erased: everything that all of these fit.
#[derive(Clone, Debug, Default)]
pub struct Which {
	/// These; all, where none are named.
	pub hashes: Vec<Hash>,
	/// Of this kind.
	pub kind: Option<String>,
	/// Older than this, in milliseconds since 1970.
	pub before: Option<u64>,
	/// In this graph.
	pub graph: Option<String>,
	/// Only what is over: by its kind's retention, or with its session. Who keeps the store erases files that no record
	/// names along with it.
	pub expired: bool,
	/// With the sessions that they are in, over or not.
	pub ended: bool,
}

/// Something that was erased, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gone {
	/// The SHA-256 of its file, in hexadecimal.
	pub id: String,
	/// The graph that its record was in.
	pub graph: String,
	/// Of what kind it was; nothing of a file without a record.
	pub kind: Option<String>,
	/// Bytes of its file.
	pub bytes: u64,
	/// Why.
	pub because: Why,
	#[serde(skip)]
	hash: Hash,
}

/// What was erased.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Erasure {
	/// The version since which it is gone; nothing where nothing was there to erase, or it was only tried.
	pub version: Option<u64>,
	/// The hash of that version's commit, in hexadecimal.
	pub commit: Option<String>,
	/// What is gone, or would be.
	pub gone: Vec<Gone>,
	/// Sessions that are gone with it.
	pub sessions: Vec<String>,
	/// How many files were removed.
	pub files: usize,
	/// Files of the store that still hold its words, because they were written there by other ways: loaded as a
	/// document, or made a fact. Looked for where who keeps the store erases; others would learn what else is kept.
	pub still_in: Option<Vec<String>>,
}

/// What a write will erase.
#[derive(Default)]
struct Plan {
	records: Vec<(NamedNode, Record, Why)>,
	sessions: Vec<NamedNode>,
	strays: Vec<(Hash, Option<NamedNode>)>,
}

impl Memory<'_> {
	/// Erases memories that `caller` may write to, and whose words are in no file afterwards. With `dry` nothing is
	/// done, and what would be is returned. `now` is in milliseconds since 1970.
	///
	/// # Errors
	/// When one that is named is not there, or the disk refuses. Where the commit was made and a file could not be
	/// removed, the next [`Memory::open`] tries again.
	pub fn forget(
		&self,
		caller: &Caller,
		note: &Note,
		which: &Which,
		now: u64,
		dry: bool,
	) -> Result<Erasure> {
		if dry {
			let plan = self.plan(&self.store.head(), caller, which, now)?;
			let records = plan.records.iter();
			let mut gone: Vec<Gone> = records
				.map(|(graph, record, why)| Gone::of(graph, record, *why))
				.collect();
			gone.extend(
				plan.strays
					.iter()
					.map(|(hash, graph)| self.stray(hash, graph.as_ref())),
			);
			return Ok(Erasure {
				gone,
				sessions: plan.sessions.into_iter().map(NamedNode::into_string).collect(),
				..Erasure::default()
			});
		}
		let mut search = caller.keeper.then(Search::default);
		let (commit, (gone, sessions)) = self.store.write(caller, note, |draft| {
			let base = std::sync::Arc::clone(draft.base());
			let plan = self.plan(&base, caller, which, now)?;
			self.carry_out(draft, plan, now, search.as_mut())
		})?;
		let files = self.shred(&gone)?;
		Ok(Erasure {
			version: commit.as_ref().map(|commit| commit.number),
			commit: commit.map(|commit| hex::encode(commit.hash)),
			sessions,
			files,
			still_in: search.map(|search| search.run(self.store.folder())).transpose()?,
			gone,
		})
	}

	fn carry_out(
		&self,
		draft: &mut Draft,
		plan: Plan,
		now: u64,
		mut search: Option<&mut Search>,
	) -> Result<(Vec<Gone>, Vec<String>)> {
		let mut gone = Vec::new();
		for (graph, record, why) in &plan.records {
			if let Some(search) = search.as_mut() {
				// Spoiled words cannot be looked for, but are erased.
				if let Ok(Some((content, _))) = self.vault.get(&record.hash) {
					search.add(&content.text);
				}
			}
			gone.push(bury(draft, graph, record, *why, now)?);
		}
		for (hash, graph) in &plan.strays {
			let one = self.stray(hash, graph.as_ref());
			if let Some(graph) = graph {
				entomb(draft, graph, &one, now)?;
			}
			gone.push(one);
		}
		for session in &plan.sessions {
			let id = draft.graph(GraphName::from(session.clone()).as_ref())?;
			draft.drop_graph(id);
		}
		Ok((
			gone,
			plan.sessions.into_iter().map(NamedNode::into_string).collect(),
		))
	}

	fn plan(&self, state: &State, caller: &Caller, which: &Which, now: u64) -> Result<Plan> {
		let mut plan = Plan::default();
		for (id, graph) in graphs(state, |label| caller.writes(&label.owner)) {
			if which
				.graph
				.as_deref()
				.is_some_and(|wanted| wanted != graph.as_str())
			{
				continue;
			}
			let end = sessions::ends(state, id);
			let over = end.is_some_and(|end| end <= now || which.ended);
			for record in of_graph(state, id) {
				let why = match self.settings.end(&record.kind, record.at()) {
					_ if over => Why::Ended,
					Some(end) if end <= now => Why::Expired,
					_ => Why::Asked,
				};
				let fits = (which.hashes.is_empty() || which.hashes.contains(&record.hash))
					&& which.kind.as_ref().is_none_or(|kind| *kind == record.kind)
					&& which.before.is_none_or(|before| record.at() < before)
					&& (!which.expired || why != Why::Asked);
				if fits {
					let why = if which.expired || which.ended {
						why
					} else {
						Why::Asked
					};
					plan.records.push((graph.clone(), record, why));
				}
			}
			if over && (which.expired || which.ended) {
				plan.sessions.push(graph);
			}
		}
		let found = |hash: &Hash| plan.records.iter().any(|(_, record, _)| record.hash == *hash);
		if let Some(hash) = which.hashes.iter().find(|hash| !found(hash)) {
			return Err(unknown(hash));
		}
		if which.expired && caller.keeper {
			plan.strays = self.strays(state)?;
		}
		Ok(plan)
	}

	/// Files that no record names, with the graphs that they say they are of.
	pub(super) fn strays(&self, state: &State) -> Result<Vec<(Hash, Option<NamedNode>)>> {
		let mut known = BTreeSet::new();
		for (id, _) in graphs(state, |_| true) {
			known.extend(of_graph(state, id).into_iter().map(|record| record.hash));
		}
		let files = self.vault.list()?.0.into_iter();
		let strays = files.filter(|hash| !known.contains(hash));
		let of = |hash: &Hash| match self.vault.get(hash) {
			Ok(Some((content, _))) => NamedNode::new(content.graph).ok(),
			_ => None,
		};
		Ok(strays.map(|hash| (hash, of(&hash))).collect())
	}

	fn stray(&self, hash: &Hash, graph: Option<&NamedNode>) -> Gone {
		Gone {
			id: hex::encode(hash),
			graph: graph.map(|graph| graph.as_str().to_owned()).unwrap_or_default(),
			kind: None,
			bytes: self.vault.size(hash).unwrap_or(0),
			because: Why::Stray,
			hash: *hash,
		}
	}

	/// Removes the files of what is gone. Who wrote another's hash into a graph of its own removes nothing by it.
	pub(super) fn shred(&self, gone: &[Gone]) -> Result<usize> {
		let theirs = |one: &&Gone| match self.vault.get(&one.hash) {
			Ok(Some((content, _))) => content.graph == one.graph,
			Ok(None) => false,
			// Nobody reads what is spoiled any more.
			Err(_) => true,
		};
		let hashes: Vec<Hash> = gone.iter().filter(theirs).map(|one| one.hash).collect();
		self.vault.remove(&hashes)
	}

	/// Makes up for what a crash left undone.
	pub(super) fn finish(&self) -> Result<()> {
		if !self.vault.folder().exists() {
			return Ok(());
		}
		let keeper = Caller::keeper();
		let note = Note::new(&keeper, "")?;
		// Nothing is committed: the write keeps others from writing files meanwhile.
		self.store.write(&keeper, &note, |draft| {
			self.vault.tidy()?;
			let graves = graves(draft.base());
			let undead = |hash: &Hash| {
				let owners = graves.get(hash)?;
				let owner = match self.vault.get(hash) {
					Ok(Some((content, _))) => Owner::of(Some(&content.graph)),
					_ => return Some(*hash),
				};
				owners.contains(&owner).then_some(*hash)
			};
			let undead: Vec<Hash> = self.vault.list()?.0.iter().filter_map(undead).collect();
			self.vault.remove(&undead)
		})?;
		Ok(())
	}
}

/// The hashes of what was erased, with who erased it.
pub(super) fn graves(state: &State) -> BTreeMap<Hash, Vec<Owner>> {
	let mut all: BTreeMap<Hash, Vec<Owner>> = BTreeMap::new();
	for (id, name) in graphs(state, |_| true) {
		let Some(graph) = state.graphs.get(&id) else {
			continue;
		};
		let reader = Reader::new(state, &graph.index);
		for node in reader.of_class(n::ERASED) {
			if let Some(hash) = reader.iri(node).and_then(|iri| n::hash_in(&iri)) {
				all.entry(hash).or_default().push(Owner::of(Some(name.as_str())));
			}
		}
	}
	all
}

impl Gone {
	fn of(graph: &NamedNode, record: &Record, because: Why) -> Self {
		Self {
			id: hex::encode(record.hash),
			graph: graph.as_str().to_owned(),
			kind: Some(record.kind.clone()),
			bytes: record.bytes,
			because,
			hash: record.hash,
		}
	}
}

/// Takes a record away and puts a tombstone into the graph of its owner's.
pub(super) fn bury(
	draft: &mut Draft,
	graph: &NamedNode,
	record: &Record,
	why: Why,
	now: u64,
) -> Result<Gone> {
	let gone = Gone::of(graph, record, why);
	record::unsay_all(draft, graph, &n::node(&record.hash))?;
	entomb(draft, graph, &gone, now)?;
	Ok(gone)
}

fn entomb(draft: &mut Draft, graph: &NamedNode, gone: &Gone, now: u64) -> Result<()> {
	let owner = Owner::of(Some(graph.as_str()));
	if owner == Owner::Keeper {
		return Err(Error::Input(format!("{graph} is no graph of memories")));
	}
	let (grave, node) = (n::erased(&owner)?, n::node(&gone.hash));
	say(draft, &grave, &node, v::TYPE, n::ERASED.into_owned())?;
	say(draft, &grave, &node, n::AT, Literal::from(now))?;
	say(draft, &grave, &node, v::BYTES, Literal::from(gone.bytes))?;
	say(
		draft,
		&grave,
		&node,
		v::BECAUSE,
		Literal::from(gone.because.name()),
	)?;
	match &gone.kind {
		Some(kind) => say(draft, &grave, &node, n::KIND, Literal::from(kind.as_str())),
		None => Ok(()),
	}
}
