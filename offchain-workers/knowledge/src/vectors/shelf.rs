//! Vectors that are compared one by one while they are few, and through a graph when they are many.

use super::{Flat, Graph, Index, Measure, Near, Shape};
use crate::error::Result;
use crate::store::dictionary::Id;

/// From so many vectors on there is a graph: below, comparing all takes 3 ms at most, and a graph pays after thousands of
/// questions only (docs/bench/knowledge.md, `--example vectors -- DIR threshold`).
pub const EXACT_BELOW: usize = 20_000;

/// Vectors, and a graph where it is worth it.
pub struct Shelf {
	/// All of them: what is kept on disk and what a graph is made of.
	flat: Flat,
	graph: Option<Graph>,
	measure: Measure,
}

impl Shelf {
	/// None yet.
	pub fn new(dimensions: usize, measure: Measure) -> Self {
		Self {
			flat: Flat::new(dimensions, measure),
			graph: None,
			measure,
		}
	}

	/// The vectors.
	pub fn flat(&self) -> &Flat {
		&self.flat
	}

	/// Whether a search goes through a graph.
	pub fn is_graph(&self) -> bool {
		self.graph.is_some()
	}

	/// Makes the graph where there are `from` vectors, drops it where there are fewer than half as many.
	///
	/// # Errors
	/// When there is no memory.
	pub fn settle(&mut self, from: usize) -> Result<()> {
		if self.graph.is_some() && self.flat.len() < from / 2 {
			self.graph = None;
		}
		if self.graph.is_some() || self.flat.len() < from {
			return Ok(());
		}
		let mut graph = Graph::new(
			self.flat.dimensions(),
			self.measure,
			Shape::default(),
			self.flat.len(),
		)?;
		for (key, vector) in self.flat.iter() {
			graph.put(key, vector)?;
		}
		self.graph = Some(graph);
		Ok(())
	}
}

impl Index for Shelf {
	fn len(&self) -> usize {
		self.flat.len()
	}

	fn put(&mut self, key: Id, vector: &[f32]) -> Result<()> {
		self.flat.put(key, vector)?;
		self.graph.as_mut().map_or(Ok(()), |graph| graph.put(key, vector))
	}

	fn remove(&mut self, key: Id) -> Result<()> {
		self.flat.remove(key)?;
		self.graph.as_mut().map_or(Ok(()), |graph| graph.remove(key))
	}

	fn search(&self, vector: &[f32], most: usize) -> Result<Vec<Near>> {
		match &self.graph {
			Some(graph) => graph.search(vector, most),
			None => self.flat.search(vector, most),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn vectors(count: u32) -> Vec<(Id, Vec<f32>)> {
		let mut state = 3_u64;
		let mut value = || {
			state = state
				.wrapping_mul(6_364_136_223_846_793_005)
				.wrapping_add(1_442_695_040_888_963_407);
			(state >> 40) as f32 / (1 << 23) as f32 - 1.0
		};
		(0..count)
			.map(|key| (key, (0..16).map(|_| value()).collect()))
			.collect()
	}

	#[test]
	fn a_graph_finds_nearly_all_that_is_near_and_nothing_that_was_taken_away() {
		let all = vectors(1_000);
		let mut shelf = Shelf::new(16, Measure::Distance);
		for (key, vector) in &all {
			shelf.put(*key, vector).unwrap();
		}
		shelf.settle(500).unwrap();
		assert!(shelf.is_graph());
		for key in 0..300 {
			shelf.remove(key).unwrap();
		}
		let (mut found, mut wanted) = (0, 0);
		for (_, vector) in &all[..100] {
			let exact = shelf.flat().search(vector, 10).unwrap();
			let near = shelf.search(vector, 10).unwrap();
			assert_eq!(near.len(), 10);
			assert!(near.iter().all(|near| near.key >= 300));
			wanted += exact.len();
			found += exact
				.iter()
				.filter(|one| near.iter().any(|near| near.key == one.key))
				.count();
		}
		assert!(found * 100 >= wanted * 95, "{found} of {wanted}");
	}

	#[test]
	fn a_shelf_that_became_small_is_exact_again() {
		let mut shelf = Shelf::new(16, Measure::Product);
		for (key, vector) in vectors(100) {
			shelf.put(key, &vector).unwrap();
		}
		shelf.settle(50).unwrap();
		for key in 0..90 {
			shelf.remove(key).unwrap();
		}
		shelf.settle(50).unwrap();
		assert!(!shelf.is_graph());
		assert_eq!(shelf.len(), 10);
	}
}
