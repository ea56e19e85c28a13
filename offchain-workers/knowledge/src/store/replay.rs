//! Builds the newest version from the log.

use super::commit::Commit;
use super::dictionary::{Draft, Terms};
use super::frame;
use super::log::Content;
use super::state::{apply, Changes, Graphs, State};
use crate::error::{Error, Result};

/// So many triples are gathered before they are sorted in.
const BATCH: usize = 1 << 17;

/// What was read so far.
pub struct Replay {
	terms: Draft,
	graphs: Graphs,
	changes: Changes,
	number: u64,
	hash: [u8; 32],
}

impl Replay {
	/// Before the first commit.
	pub fn new() -> Self {
		Self {
			terms: Draft::new(&Terms::default()),
			graphs: Graphs::new(),
			changes: Changes::default(),
			number: 0,
			hash: [0; 32],
		}
	}

	/// Takes the next commit.
	///
	/// # Errors
	/// When it does not fit what was before.
	pub fn take(&mut self, commit: &Commit, content: Content) -> Result<()> {
		let wrong = |reason: &str| Error::Verification {
			number: commit.number,
			reason: reason.to_owned(),
		};
		let mut new = 0_u64;
		for payload in content.terms {
			frame::each_term(&payload, |term| {
				new = new.saturating_add(1);
				self.terms.intern_bytes(term).ok().map(|_| ())
			})
			.ok_or_else(|| wrong("its terms cannot be read"))?;
		}
		if new != commit.terms {
			return Err(wrong("it has another number of terms than it says"));
		}
		for change in content.shapes {
			self.changes.shape(change.graph, change.after);
		}
		let size: usize = content.graphs.iter().map(|graph| graph.added.len()).sum();
		if size >= BATCH {
			self.changes.settle(&mut self.graphs);
			apply(&mut self.graphs, &[], content.graphs);
		} else {
			for graph in content.graphs {
				for triple in graph.removed {
					self.changes.set(graph.graph, triple, false);
				}
				for triple in graph.added {
					self.changes.set(graph.graph, triple, true);
				}
			}
		}
		if self.changes.len() >= BATCH {
			self.changes.settle(&mut self.graphs);
		}
		(self.number, self.hash) = (commit.number, commit.hash);
		Ok(())
	}

	/// The newest version.
	pub fn finish(mut self) -> State {
		self.changes.settle(&mut self.graphs);
		State {
			number: self.number,
			hash: self.hash,
			terms: self.terms.publish(),
			graphs: self.graphs,
		}
	}
}
