//! Vectors in a graph of near ones (HNSW, Malkov and Yashunin 2016), by usearch.
//!
//! The library is C++ and trusts the files that it reads, so it is never given one: a graph is made of vectors that
//! were read and checked by us.

use super::{best, check, Index, Measure, Near};
use crate::error::{Error, Result};
use crate::store::dictionary::Id;
use usearch::{IndexOptions, MetricKind, ScalarKind};

/// How a graph is made and searched.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
	/// Neighbours that each vector keeps.
	pub connectivity: usize,
	/// Candidates when a vector is put in.
	pub expansion_add: usize,
	/// Candidates in a search.
	pub expansion_search: usize,
}

impl Default for Shape {
	fn default() -> Self {
		Self {
			connectivity: 16,
			expansion_add: 128,
			expansion_search: 96,
		}
	}
}

/// Searches at the same time.
const THREADS: usize = 32;

/// Vectors in a graph.
pub struct Graph {
	index: usearch::Index,
	dimensions: usize,
	measure: Measure,
}

fn failed(error: impl std::fmt::Display) -> Error {
	Error::Internal(format!("the graph of vectors: {error}"))
}

impl Graph {
	/// None yet; room for `expected` to begin with.
	///
	/// # Errors
	/// When there is no memory.
	pub fn new(dimensions: usize, measure: Measure, shape: Shape, expected: usize) -> Result<Self> {
		let options = IndexOptions {
			dimensions,
			metric: match measure {
				Measure::Product => MetricKind::IP,
				Measure::Distance => MetricKind::L2sq,
			},
			quantization: ScalarKind::F32,
			connectivity: shape.connectivity,
			expansion_add: shape.expansion_add,
			expansion_search: shape.expansion_search,
			multi: false,
		};
		let index = usearch::Index::new(&options).map_err(failed)?;
		index
			.reserve_capacity_and_threads(expected.max(1_024), THREADS)
			.map_err(failed)?;
		Ok(Self {
			index,
			dimensions,
			measure,
		})
	}

	/// Looks at more or fewer candidates in a search.
	pub fn set_expansion(&mut self, expansion: usize) {
		self.index.change_expansion_search(expansion);
	}

	/// Bytes of memory.
	pub fn bytes(&self) -> usize {
		self.index.memory_usage()
	}
}

impl Index for Graph {
	fn len(&self) -> usize {
		self.index.size()
	}

	fn put(&mut self, key: Id, vector: &[f32]) -> Result<()> {
		check(vector, self.dimensions)?;
		self.remove(key)?;
		let capacity = self.index.capacity();
		if self.index.size() >= capacity {
			self.index
				.reserve_capacity_and_threads(capacity.saturating_mul(2), THREADS)
				.map_err(failed)?;
		}
		self.index.add(u64::from(key), vector).map_err(failed)
	}

	fn remove(&mut self, key: Id) -> Result<()> {
		if self.index.contains(u64::from(key)) {
			self.index.remove(u64::from(key)).map_err(failed)?;
		}
		Ok(())
	}

	fn search(&self, vector: &[f32], most: usize) -> Result<Vec<Near>> {
		check(vector, self.dimensions)?;
		if most == 0 || self.is_empty() {
			return Ok(Vec::new());
		}
		let found = self.index.search(vector, most.min(self.len())).map_err(failed)?;
		let near = found
			.keys
			.iter()
			.zip(&found.distances)
			.filter_map(|(key, distance)| {
				Some(Near {
					key: Id::try_from(*key).ok()?,
					score: match self.measure {
						Measure::Product => 1.0 - distance,
						Measure::Distance => -distance,
					},
				})
			});
		Ok(best(near.collect(), most))
	}
}
