//! The vectors of all passages of a store, apart by who may see them.

use super::file::{self, Head, Row};
use super::shelf::EXACT_BELOW;
use super::{best, Index, Measure, Near, Shelf};
use crate::access::{Caller, Label};
use crate::error::{Error, Result};
use crate::retrieve::corpus::{passages_of, Passage};
use crate::store::dictionary::Id;
use crate::store::State;
use althing_embed::Embedder;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Passages under one label.
struct Class {
	label: Label,
	shelf: Shelf,
	/// Of what each vector was made.
	marks: FxHashMap<Id, u64>,
}

/// Vectors of passages.
pub struct Vectors {
	embedder: String,
	dimensions: usize,
	classes: Vec<Class>,
	/// From so many vectors of one class on there is a graph.
	graph_from: usize,
}

impl Vectors {
	/// None yet. What is searched goes through graphs once it is worth it.
	pub fn new(embedder: &dyn Embedder) -> Self {
		Self {
			embedder: embedder.name(),
			dimensions: embedder.dimensions(),
			classes: Vec::new(),
			graph_from: EXACT_BELOW,
		}
	}

	/// Never makes graphs: for who asks once and leaves.
	#[must_use]
	pub fn exact(mut self) -> Self {
		self.graph_from = usize::MAX;
		self
	}

	/// Makes graphs from so many vectors on.
	#[must_use]
	pub fn graph_from(mut self, count: usize) -> Self {
		self.graph_from = count;
		self
	}

	/// What made them.
	pub fn embedder(&self) -> &str {
		&self.embedder
	}

	/// How many.
	pub fn len(&self) -> usize {
		self.classes.iter().map(|class| class.shelf.len()).sum()
	}

	/// Whether there are none.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	fn class(&mut self, label: &Label) -> usize {
		if let Some(place) = self.classes.iter().position(|class| class.label == *label) {
			return place;
		}
		self.classes.push(Class {
			label: label.clone(),
			shelf: Shelf::new(self.dimensions, Measure::Product),
			marks: FxHashMap::default(),
		});
		self.classes.len().saturating_sub(1)
	}

	fn put(&mut self, class: usize, key: Id, mark: u64, vector: &[f32]) -> Result<()> {
		let Some(class) = self.classes.get_mut(class) else {
			return Ok(());
		};
		class.shelf.put(key, vector)?;
		class.marks.insert(key, mark);
		Ok(())
	}

	/// Takes from a file what it has, where it was made by the same embedder. What is wrong with a file is returned
	/// and nothing is taken: [`Vectors::follow`] makes it anew.
	///
	/// # Errors
	/// When there is no memory.
	pub fn load(&mut self, path: &Path) -> Result<Option<String>> {
		if !path.exists() {
			return Ok(None);
		}
		let content = match file::read(path) {
			Ok(content) => content,
			Err(reason) => return Ok(Some(reason)),
		};
		if content.head.embedder != self.embedder || content.head.dimensions != self.dimensions {
			return Ok(Some(format!("made by {}", content.head.embedder)));
		}
		let places: Vec<usize> = content
			.head
			.classes
			.iter()
			.map(|(label, _)| self.class(label))
			.collect();
		let taken = content.each(|class, key, mark, values| {
			let class = places.get(class).copied().unwrap_or(usize::MAX);
			self.put(class, key, mark, values)
		});
		if let Err(error) = taken {
			self.classes.clear();
			return Ok(Some(error.to_string()));
		}
		Ok(None)
	}

	/// Writes all into a file, in one step.
	///
	/// # Errors
	/// When the disk refuses.
	pub fn save(&self, path: &Path) -> Result<()> {
		let classes = self
			.classes
			.iter()
			.map(|class| (class.label.clone(), class.shelf.len()));
		let head = Head {
			embedder: self.embedder.clone(),
			dimensions: self.dimensions,
			classes: classes.collect(),
		};
		let rows = self.classes.iter().flat_map(|class| {
			class.shelf.flat().iter().map(move |(key, values)| Row {
				key,
				mark: class.marks.get(&key).copied().unwrap_or(0),
				values,
			})
		});
		file::write(path, &head, rows)
	}

	/// Makes them those of the passages of `state`: what is new is embedded, what went or is labelled anew goes.
	/// `each` hears how many are made. Returns how many were.
	///
	/// # Errors
	/// When the embedder fails, or is another than these vectors are of.
	pub fn follow(
		&mut self,
		state: &State,
		embedder: &dyn Embedder,
		mut each: impl FnMut(usize),
	) -> Result<usize> {
		if embedder.name() != self.embedder {
			return Err(Error::Internal(format!(
				"vectors of {} cannot follow with {}",
				self.embedder,
				embedder.name()
			)));
		}
		let mut there: Vec<FxHashSet<Id>> = Vec::new();
		let mut made = 0_usize;
		for graph in state.graphs.values().filter(|graph| graph.shape.alive) {
			let place = self.class(&graph.shape.label);
			there.resize_with(self.classes.len(), FxHashSet::default);
			for passage in passages_of(state, &graph.index).into_values() {
				let first = there.get_mut(place).is_some_and(|there| there.insert(passage.id));
				let text = said(&passage);
				let mark = mark(&text);
				let known = self
					.classes
					.get(place)
					.and_then(|class| class.marks.get(&passage.id));
				if !first || known == Some(&mark) {
					continue;
				}
				let vector = embedder
					.embed(&text)
					.map_err(|e| Error::Internal(e.to_string()))?;
				self.put(place, passage.id, mark, &vector)?;
				made = made.saturating_add(1);
				each(made);
			}
		}
		there.resize_with(self.classes.len(), FxHashSet::default);
		for (class, there) in self.classes.iter_mut().zip(&there) {
			let gone: Vec<Id> = class
				.marks
				.keys()
				.copied()
				.filter(|key| !there.contains(key))
				.collect();
			for key in gone {
				class.marks.remove(&key);
				class.shelf.remove(key)?;
			}
			class.shelf.settle(self.graph_from)?;
		}
		self.classes.retain(|class| !class.marks.is_empty());
		Ok(made)
	}

	fn seen<'a>(&'a self, caller: &'a Caller) -> impl Iterator<Item = &'a Class> {
		self.classes.iter().filter(|class| caller.sees(&class.label))
	}

	/// Whether a search among what `caller` sees goes through a graph anywhere.
	pub fn has_graph(&self, caller: &Caller) -> bool {
		self.seen(caller).any(|class| class.shelf.is_graph())
	}

	/// The vector of a passage, where `caller` sees it.
	pub fn get(&self, caller: &Caller, key: Id) -> Option<&[f32]> {
		self.classes
			.iter()
			.filter(|class| caller.sees(&class.label))
			.find_map(|class| class.shelf.flat().get(key))
	}

	/// The nearest of what `caller` sees, at most `most`, nearest first.
	///
	/// # Errors
	/// When the vector has another number of values.
	pub fn search(&self, caller: &Caller, vector: &[f32], most: usize) -> Result<Vec<Near>> {
		let mut found = Vec::new();
		for class in self.seen(caller) {
			// All of them where that is exact anyway: then every passage has a score.
			if class.shelf.is_graph() {
				found.extend(class.shelf.search(vector, most)?);
			} else {
				found.extend(class.shelf.flat().all(vector)?);
			}
		}
		let mut found = best(found, usize::MAX);
		let mut seen = FxHashSet::default();
		found.retain(|near| seen.insert(near.key));
		found.truncate(most);
		Ok(found)
	}
}

/// What of a passage is embedded.
pub(crate) fn said(passage: &Passage) -> String {
	format!("{}\n{}", passage.title, passage.text)
}

fn mark(text: &str) -> u64 {
	let hash: [u8; 32] = Sha256::digest(text).into();
	hash.first_chunk::<8>()
		.map_or(0, |first| u64::from_le_bytes(*first))
}
