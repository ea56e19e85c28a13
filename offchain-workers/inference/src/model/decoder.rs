//! Whatever takes tokens through a model: the processor, or a card.

use super::{Cache, Model, Pass, Precision, Work};
use crate::error::Result;
use crate::pool::Pool;

/// A model that takes steps, with its cache.
pub trait Decoder: Send {
	/// Takes the works through all layers, writing their keys and values to the cache.
	///
	/// # Errors
	/// When a token does not exist, pages do not reach far enough, or what computes has failed.
	fn step(&mut self, works: &[Work]) -> Result<Pass>;

	/// Bytes of the weights in memory.
	fn weight_bytes(&self) -> usize;

	/// What its numbers depend on beside the model and the works, for receipts.
	fn kernel(&self) -> String;

	/// Where it runs, for people.
	fn device(&self) -> String;
}

/// A model on the processor.
pub struct Processor {
	model: Model,
	cache: Cache,
	precision: Precision,
	pool: Pool,
}

impl Processor {
	/// Takes a model, a cache of so many pages, and threads.
	///
	/// # Errors
	/// When the cache cannot be had.
	pub fn new(model: Model, precision: Precision, pages: usize, pool: Pool) -> Result<Self> {
		Ok(Self {
			cache: Cache::new(&model.shape, precision, pages)?,
			model,
			precision,
			pool,
		})
	}
}

impl Decoder for Processor {
	fn step(&mut self, works: &[Work]) -> Result<Pass> {
		self.model.forward(&mut self.pool, &mut self.cache, works)
	}

	fn weight_bytes(&self) -> usize {
		self.model.bytes()
	}

	/// The arithmetic is the same on every processor; a number stands for its order.
	fn kernel(&self) -> String {
		format!("cpu, order 1, {:?} cache", self.precision).to_lowercase()
	}

	fn device(&self) -> String {
		format!(
			"cpu, {}, {} threads",
			self.model.isa().name(),
			self.pool.threads()
		)
	}
}
