//! What was, what changed, and back again.
//!
//! A caller sees of an older version what it was allowed to see then and is allowed to see now: neither does a
//! graph that was closed open for who looks back, nor does one that was opened give away what it held before. Of copies
//! that grants open only the newest is ever seen by who received them.

use super::commit::Commit;
use super::dictionary::Id;
use super::log::Content;
use super::state::{Changes, Shape, State};
use super::{frame, replay::Replay, Note, Store};
use crate::access::Caller;
use crate::error::{Error, Result};
use oxrdf::Quad;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A commit as a caller may see it.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
	/// From 1.
	pub number: u64,
	/// Its hash, in hexadecimal.
	pub hash: String,
	/// Milliseconds since 1970.
	pub time: u64,
	/// Who wrote.
	pub author: String,
	/// Why; withheld where the commit touched graphs that the caller does not see.
	pub reason: Option<String>,
	/// Triples that came, in graphs that the caller sees.
	pub added: u64,
	/// Triples that went, in graphs that the caller sees.
	pub removed: u64,
	/// Names of the graphs that the caller sees; the default graph has none.
	pub graphs: Vec<Option<String>>,
}

/// What differs between two versions.
#[derive(Clone, Debug, Default)]
pub struct Difference {
	/// In the later and not in the earlier.
	pub added: Vec<Quad>,
	/// In the earlier and not in the later.
	pub removed: Vec<Quad>,
}

/// What a verification found, where all holds.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
	/// How many commits.
	pub commits: u64,
	/// The hash of the newest, in hexadecimal.
	pub head: String,
	/// Triples in the newest version.
	pub triples: u64,
	/// Bytes of the log.
	pub bytes: u64,
}

impl Store {
	/// The commits of which `caller` sees anything, oldest first.
	pub fn history(&self, caller: &Caller) -> Vec<Line> {
		let head = self.head();
		let log = self.log();
		log.entries()
			.iter()
			.filter_map(|entry| line(&head, caller, &entry.commit))
			.collect()
	}

	/// The version `number`.
	///
	/// # Errors
	/// When there is none, or the log cannot be read.
	pub fn as_of(&self, number: u64) -> Result<Arc<State>> {
		let log = self.log();
		let head = self.head();
		if number == head.number {
			return Ok(head);
		}
		let hash = hash_at(&log, number, head.number)?;
		let mut changes = Changes::default();
		for later in (number.saturating_add(1)..=head.number).rev() {
			undo(&mut changes, log.content(later)?);
		}
		drop(log);
		let mut state = (*head).clone();
		changes.settle(&mut state.graphs);
		(state.number, state.hash) = (number, hash);
		Ok(Arc::new(state))
	}

	/// A version as `caller` may see it.
	///
	/// # Errors
	/// When there is none, or the log cannot be read.
	pub fn as_of_for(&self, number: u64, caller: &Caller) -> Result<Arc<State>> {
		let head = self.head();
		let mut state = (*self.as_of(number)?).clone();
		if !caller.keeper && number != head.number {
			state.graphs.retain(|id, _| {
				head.graphs
					.get(id)
					.is_some_and(|graph| caller.sees_past(&graph.shape.label))
			});
		}
		Ok(Arc::new(state))
	}

	/// The last commit up to version `until` that touched a graph: its number and its hash.
	pub fn last_change(&self, graph: Id, until: u64) -> Option<(u64, super::commit::Hash)> {
		let log = self.log();
		let mut commits = log.entries().iter().rev().map(|entry| &entry.commit);
		let last = commits.find(|commit| {
			commit.number <= until && commit.touched.iter().any(|touched| touched.graph == graph)
		});
		last.map(|commit| (commit.number, commit.hash))
	}

	/// What differs between two versions, in the graphs that `caller` sees in both and now.
	///
	/// # Errors
	/// When there is no such version, or the log cannot be read.
	pub fn difference(&self, from: u64, to: u64, caller: &Caller) -> Result<Difference> {
		if from > to {
			let turned = self.difference(to, from, caller)?;
			return Ok(Difference {
				added: turned.removed,
				removed: turned.added,
			});
		}
		let earlier = self.as_of_for(from, caller)?;
		let later = self.as_of_for(to, caller)?;
		let mut out = Difference::default();
		for (graph, triple, present) in self.net(from, to)? {
			let seen = |state: &State| {
				state
					.graphs
					.get(&graph)
					.is_none_or(|graph| caller.sees_past(&graph.shape.label))
			};
			let known = later.graphs.contains_key(&graph) || earlier.graphs.contains_key(&graph);
			if !known || !seen(&earlier) || !seen(&later) {
				continue;
			}
			if let Some(quad) = later.quad(graph, triple) {
				if present {
					out.added.push(quad);
				} else {
					out.removed.push(quad);
				}
			}
		}
		Ok(out)
	}

	/// The triples that are there at `to` and were not at `from`, or the other way round.
	fn net(&self, from: u64, to: u64) -> Result<Vec<(Id, super::index::Triple, bool)>> {
		let log = self.log();
		hash_at(&log, to, log.entries().len() as u64)?;
		let mut net: BTreeMap<_, (bool, bool)> = BTreeMap::new();
		for number in from.saturating_add(1)..=to {
			for graph in log.content(number)?.graphs {
				let gone = graph.removed.iter().map(|triple| (*triple, false));
				for (triple, present) in graph.added.iter().map(|triple| (*triple, true)).chain(gone) {
					let known = net.entry((graph.graph, triple)).or_insert((!present, present));
					known.1 = present;
				}
			}
		}
		let changed = net.into_iter().filter(|(_, (before, after))| before != after);
		Ok(changed
			.map(|((graph, triple), (_, after))| (graph, triple, after))
			.collect())
	}

	/// Makes the graphs that `caller` may write what they were at `number`, by a new commit; only `graph`, where it
	/// is named. Labels stay as they are now.
	///
	/// # Errors
	/// When there is no such version, or the caller may not write to `graph`.
	pub fn rollback(
		&self,
		number: u64,
		graph: Option<&str>,
		caller: &Caller,
		note: &Note,
	) -> Result<Option<Commit>> {
		if let Some(graph) = graph {
			caller.ensure_writes(Some(graph))?;
		}
		let then = self.as_of(number)?;
		let (commit, ()) = self.write(caller, note, |draft| {
			let now = Arc::clone(draft.base());
			let only = graph.map(|graph| now.graph_id(Some(graph)));
			let mut ids: Vec<Id> = now.graphs.keys().chain(then.graphs.keys()).copied().collect();
			ids.sort_unstable();
			ids.dedup();
			for id in ids {
				let owner = now
					.graphs
					.get(&id)
					.or_else(|| then.graphs.get(&id))
					.map(|g| &g.shape.label.owner);
				let wanted = only.is_none_or(|only| only == Some(id));
				if wanted && owner.is_some_and(|owner| caller.writes(owner)) {
					restore(draft, id, &now, &then);
				}
			}
			Ok(())
		})?;
		Ok(commit)
	}

	/// Reads the whole log from disk again: checksums, hashes, the chain, and whether it makes what is in memory.
	///
	/// # Errors
	/// What does not hold.
	pub fn verify(&self, mut progress: impl FnMut(u64, u64)) -> Result<Audit> {
		let log = self.log();
		let head = self.head();
		let (mut replay, mut parent) = (Replay::new(), [0; 32]);
		for entry in log.entries() {
			let commit = &entry.commit;
			let content = log.content(commit.number)?;
			check(commit, &content, parent)?;
			parent = commit.hash;
			replay.take(commit, content)?;
			progress(commit.number, head.number);
		}
		let bytes = log.bytes();
		drop(log);
		same(&replay.finish(), &head)?;
		Ok(Audit {
			commits: head.number,
			head: hex::encode(head.hash),
			triples: head.len() as u64,
			bytes,
		})
	}
}

fn line(head: &State, caller: &Caller, commit: &Commit) -> Option<Line> {
	let sees = |id: Id| {
		head.graphs
			.get(&id)
			.is_some_and(|graph| caller.sees_past(&graph.shape.label))
	};
	let (seen, hidden): (Vec<_>, Vec<_>) = commit
		.touched
		.iter()
		.partition(|t| caller.keeper || sees(t.graph));
	if seen.is_empty() && !caller.keeper {
		return None;
	}
	Some(Line {
		number: commit.number,
		hash: hex::encode(commit.hash),
		time: commit.time,
		author: commit.author.clone(),
		reason: hidden.is_empty().then(|| commit.reason.clone()),
		added: seen.iter().map(|touched| touched.added).sum(),
		removed: seen.iter().map(|touched| touched.removed).sum(),
		graphs: seen
			.iter()
			.map(|touched| head.graph_name(touched.graph))
			.collect(),
	})
}

fn hash_at(log: &super::log::Log, number: u64, newest: u64) -> Result<[u8; 32]> {
	let Some(place) = number.checked_sub(1) else {
		return Ok([0; 32]);
	};
	let entry = usize::try_from(place)
		.ok()
		.and_then(|place| log.entries().get(place));
	entry
		.map(|entry| entry.commit.hash)
		.ok_or(Error::NoVersion(number, newest))
}

/// Going backwards, what an older commit says comes later and counts.
fn undo(changes: &mut Changes, content: Content) {
	for graph in content.graphs {
		for triple in graph.added {
			changes.set(graph.graph, triple, false);
		}
		for triple in graph.removed {
			changes.set(graph.graph, triple, true);
		}
	}
	for shape in content.shapes {
		changes.shape(shape.graph, shape.before);
	}
}

fn restore(draft: &mut super::Draft, id: Id, now: &State, then: &State) {
	let index = |state: &State| {
		state
			.graphs
			.get(&id)
			.map(|graph| graph.index.clone())
			.unwrap_or_default()
	};
	let (is, was) = (index(now), index(then));
	for triple in is.iter().filter(|triple| !was.contains(triple)) {
		draft.set(id, triple, false);
	}
	for triple in was.iter().filter(|triple| !is.contains(triple)) {
		draft.set(id, triple, true);
	}
	let alive = then.graphs.get(&id).is_some_and(|graph| graph.shape.alive);
	let label = now
		.graphs
		.get(&id)
		.or_else(|| then.graphs.get(&id))
		.map(|graph| graph.shape.label.clone());
	draft.set_shape(id, label.map(|label| Shape { label, alive }));
}

/// Checks a commit against what it holds.
fn check(commit: &Commit, content: &Content, parent: [u8; 32]) -> Result<()> {
	let wrong = |reason: &str| Error::Verification {
		number: commit.number,
		reason: reason.to_owned(),
	};
	if commit.parent != parent || commit.hash != commit.computed_hash() {
		return Err(wrong("the chain of hashes is broken"));
	}
	let mut held: HashMap<Id, (u64, u64)> = HashMap::new();
	for graph in &content.graphs {
		let sums = held.entry(graph.graph).or_default();
		sums.0 = sums.0.saturating_add(graph.added.len() as u64);
		sums.1 = sums.1.saturating_add(graph.removed.len() as u64);
	}
	for touched in &commit.touched {
		let sums = held.remove(&touched.graph).unwrap_or_default();
		if sums != (touched.added, touched.removed) {
			return Err(wrong("it holds other triples than it says"));
		}
	}
	let mut terms = 0_u64;
	for payload in &content.terms {
		let counted = frame::each_term(payload, |_| {
			terms = terms.saturating_add(1);
			Some(())
		});
		counted.ok_or_else(|| wrong("its terms cannot be read"))?;
	}
	if !held.is_empty() || terms != commit.terms {
		return Err(wrong("it holds more than it says"));
	}
	Ok(())
}

fn same(read: &State, held: &State) -> Result<()> {
	let wrong = |reason: &str| Error::Verification {
		number: held.number,
		reason: reason.to_owned(),
	};
	if read.hash != held.hash || read.graphs.len() != held.graphs.len() {
		return Err(wrong("the log makes another version than the one in memory"));
	}
	for ((id, one), (other_id, other)) in read.graphs.iter().zip(&held.graphs) {
		let equal = id == other_id
			&& one.shape == other.shape
			&& one.index.len() == other.index.len()
			&& one.index.iter().all(|triple| other.index.contains(&triple));
		if !equal {
			return Err(wrong("a graph in memory is not what the log makes"));
		}
	}
	Ok(())
}
