//! Whether what is remembered is there, and what was erased is gone.

use super::erase::graves;
use super::names as n;
use super::record::{of_graph, Record};
use super::{graphs, Memory};
use crate::access::{Caller, Owner};
use crate::error::{Error, Result};
use crate::store::commit::Hash;
use crate::store::Store;
use crate::vocabulary as v;
use oxrdf::{NamedOrBlankNode, Term};
use regex::bytes::RegexBuilder;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// What an audit found. Hashes are in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
	/// Memories whose words are there and are what their names say.
	pub whole: usize,
	/// Bytes of their files.
	pub bytes: u64,
	/// Memories that were erased and of which no file is there.
	pub erased: usize,
	/// Memories that are recorded, whose words were erased before: a rollback brought their records back, and nothing
	/// brings back the words.
	pub returned: Vec<String>,
	/// Files that no record names: of writes that a crash cut off, or that a rollback took back. The next sweep of who
	/// keeps the store erases them.
	pub strays: Vec<String>,
	/// Memories whose words are not there, and were never erased.
	pub lost: Vec<String>,
	/// Memories whose words are not what was written.
	pub spoiled: Vec<String>,
	/// Files of memories that were erased.
	pub undead: Vec<String>,
}

impl Audit {
	/// Whether all that is recorded is there and all that was erased is gone.
	pub fn holds(&self) -> bool {
		self.lost.is_empty() && self.spoiled.is_empty() && self.undead.is_empty()
	}
}

impl Memory<'_> {
	/// Compares the log's records and tombstones with the files: every file is read and hashed again.
	///
	/// # Errors
	/// When `caller` does not keep the store, or the disk refuses.
	pub fn audit(&self, caller: &Caller) -> Result<Audit> {
		if !caller.keeper {
			return Err(Error::Forbidden(
				"an audit of all memories is for who keeps the store".into(),
			));
		}
		let state = self.store.head();
		let graves = graves(&state);
		let files: BTreeSet<Hash> = self.vault.list()?.0.into_iter().collect();
		let mut audit = Audit::default();
		let (mut known, mut missing) = (BTreeSet::new(), Vec::new());
		for (id, graph) in graphs(&state, |_| true) {
			for record in of_graph(&state, id) {
				known.insert(record.hash);
				self.look(&record, graph.as_str(), &mut audit, &mut missing)?;
			}
		}
		// A tombstone counts where it is of the same owner: anybody can write one into a graph of its own.
		let buried =
			|hash: &Hash, owner: &Owner| graves.get(hash).is_some_and(|owners| owners.contains(owner));
		for hash in &files {
			let buried = self.owner(hash).is_some_and(|owner| buried(hash, &owner));
			if buried {
				audit.undead.push(hex::encode(hash));
			} else if !known.contains(hash) {
				audit.strays.push(hex::encode(hash));
			}
		}
		audit.erased = graves.keys().filter(|hash| !files.contains(*hash)).count();
		// Reading the whole past is only for those that need it.
		let ever = match missing.iter().any(|(hash, owner)| !buried(hash, owner)) {
			true => ever_erased(self.store)?,
			false => BTreeSet::new(),
		};
		for (hash, owner) in &missing {
			let erased = buried(hash, owner) || ever.contains(hash);
			let list = if erased {
				&mut audit.returned
			} else {
				&mut audit.lost
			};
			list.push(hex::encode(hash));
		}
		Ok(audit)
	}

	/// Whose a file is, by what it says.
	fn owner(&self, hash: &Hash) -> Option<Owner> {
		let (content, _) = self.vault.get(hash).ok()??;
		Some(Owner::of(Some(&content.graph)))
	}

	fn look(
		&self,
		record: &Record,
		graph: &str,
		audit: &mut Audit,
		missing: &mut Vec<(Hash, Owner)>,
	) -> Result<()> {
		match self.vault.get(&record.hash) {
			// Somebody wrote another's hash into a graph of its own: that is no memory of it.
			Ok(Some((content, _))) if content.graph != graph => (),
			Ok(Some(_)) => {
				audit.whole = audit.whole.saturating_add(1);
				audit.bytes = audit.bytes.saturating_add(record.bytes);
			}
			Ok(None) => missing.push((record.hash, Owner::of(Some(graph)))),
			Err(Error::Damaged { .. }) => audit.spoiled.push(hex::encode(record.hash)),
			Err(error) => return Err(error),
		}
		Ok(())
	}
}

/// Every hash that was ever under a tombstone, also under one that a rollback took away.
fn ever_erased(store: &Store) -> Result<BTreeSet<Hash>> {
	let keeper = Caller::keeper();
	let mut all = BTreeSet::new();
	for line in store.history(&keeper) {
		let graves = |graph: &Option<String>| {
			graph
				.as_ref()
				.is_some_and(|graph| graph.ends_with(":memory:erased"))
		};
		if line.added == 0 || !line.graphs.iter().any(graves) {
			continue;
		}
		let added = store
			.difference(line.number.saturating_sub(1), line.number, &keeper)?
			.added;
		for quad in added {
			let erased = quad.predicate == v::TYPE && quad.object == Term::from(n::ERASED.into_owned());
			if let (true, NamedOrBlankNode::NamedNode(node)) = (erased, &quad.subject) {
				all.extend(n::hash_in(node.as_str()));
			}
		}
	}
	Ok(all)
}

/// Looks for words in all files of a folder.
#[derive(Default)]
pub(super) struct Search {
	needles: BTreeSet<Vec<u8>>,
}

/// Fewer bytes are found anywhere.
const SHORTEST: usize = 16;

/// So much of a text is looked for, in bytes.
const NEEDLE: usize = 96;

/// So much of a file is looked at at once.
const CHUNK: usize = 1 << 20;

impl Search {
	/// Looks for the beginning of a text too.
	pub fn add(&mut self, text: &str) {
		let bytes = text.trim().as_bytes();
		let needle = bytes.get(..NEEDLE).unwrap_or(bytes);
		if needle.len() >= SHORTEST {
			self.needles.insert(needle.to_vec());
		}
	}

	/// The files of a folder and the folders in it that hold any of the texts.
	pub fn run(&self, folder: &Path) -> Result<Vec<String>> {
		let mut found = Vec::new();
		if self.needles.is_empty() {
			return Ok(found);
		}
		// One expression for all of them: they are looked for together, however many they are.
		let escaped = self.needles.iter().map(|needle| {
			let bytes = needle.iter().map(|byte| format!("\\x{byte:02x}"));
			bytes.collect::<String>()
		});
		let pattern = escaped.collect::<Vec<_>>().join("|");
		let expression = RegexBuilder::new(&pattern)
			.unicode(false)
			.size_limit(256 << 20)
			.build();
		let expression = expression.map_err(|error| Error::Internal(error.to_string()))?;
		let mut folders = vec![folder.to_owned()];
		while let Some(folder) = folders.pop() {
			for entry in std::fs::read_dir(&folder).map_err(|e| Error::io(&folder, e))? {
				let entry = entry.map_err(|e| Error::io(&folder, e))?;
				let kind = entry.file_type().map_err(|e| Error::io(entry.path(), e))?;
				if kind.is_dir() {
					folders.push(entry.path());
				} else if kind.is_file() && holds(&entry.path(), |bytes| expression.is_match(bytes))? {
					found.push(entry.path().display().to_string());
				}
			}
		}
		found.sort();
		Ok(found)
	}
}

/// Whether any part of a file fits; parts overlap by the longest needle.
fn holds(path: &Path, fits: impl Fn(&[u8]) -> bool) -> Result<bool> {
	let mut file = match File::open(path) {
		Ok(file) => file,
		Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
		Err(error) => return Err(Error::io(path, error)),
	};
	let mut bytes = Vec::with_capacity(CHUNK + NEEDLE);
	loop {
		let keep = bytes.len().saturating_sub(NEEDLE);
		bytes.drain(..keep);
		let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut bytes);
		if read.map_err(|e| Error::io(path, e))? == 0 {
			return Ok(false);
		}
		if fits(&bytes) {
			return Ok(true);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn words_are_found_wherever_they_stand() {
		let folder = tempfile::tempdir().unwrap();
		let mut search = Search::default();
		search.add("a text that shall be found (with [brackets] and a \\ in it)");
		search.add("short");
		let text = "a text that shall be found (with [brackets] and a \\ in it)";
		for (name, before) in [("begin", 0), ("seam", CHUNK - 20), ("end", 3 * CHUNK)] {
			std::fs::write(folder.path().join(name), format!("{}{text}", "x".repeat(before))).unwrap();
		}
		std::fs::create_dir(folder.path().join("inner")).unwrap();
		std::fs::write(
			folder.path().join("inner/none"),
			"short, and a text that shall not be found",
		)
		.unwrap();
		let found = search.run(folder.path()).unwrap();
		assert_eq!(found.len(), 3, "{found:?}");
		assert!(Search::default().run(folder.path()).unwrap().is_empty());
	}
}
