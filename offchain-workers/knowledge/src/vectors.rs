//! Vectors, and which of them are near a question.
//!
//! What is kept is always rebuildable: a vector follows from a passage's words and the embedder. [`Vectors`] holds
//! one shelf for each kind of label, so that a search among what a caller sees reads nothing of what is hidden:
//! hidden vectors change neither what is found nor how many, nor the way a search takes. One writer at a time follows
//! the store ([`Vectors::follow`]); readers share.

mod distance;
mod file;
mod flat;
mod graph;
mod kept;
mod shelf;

pub(crate) use distance::near;
pub use flat::Flat;
pub use graph::{Graph, Shape};
pub(crate) use kept::said;
pub use kept::Vectors;
pub use shelf::{Shelf, EXACT_BELOW};

use crate::error::Result;
use crate::store::dictionary::Id;

/// What is near a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
	/// Of what.
	pub key: Id,
	/// How near: more is nearer.
	pub score: f32,
}

/// How nearness is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
	/// The inner product, in which vectors of length 1 have the cosine of their angle.
	Product,
	/// The squared distance, negative.
	Distance,
}

/// Vectors by keys.
pub trait Index: Send + Sync {
	/// How many.
	fn len(&self) -> usize;

	/// Whether there are none.
	fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Puts a vector under a key, instead of the one that was there.
	///
	/// # Errors
	/// When it has another number of values or one that is no number.
	fn put(&mut self, key: Id, vector: &[f32]) -> Result<()>;

	/// Takes a key away, where it is there.
	///
	/// # Errors
	/// When the index refuses.
	fn remove(&mut self, key: Id) -> Result<()>;

	/// The nearest, at most `most`, nearest first; of equals the lower key. A graph may miss some.
	///
	/// # Errors
	/// When the vector has another number of values or one that is no number.
	fn search(&self, vector: &[f32], most: usize) -> Result<Vec<Near>>;
}

/// Sorts what was found and keeps the best.
fn best(mut found: Vec<Near>, most: usize) -> Vec<Near> {
	let order = |a: &Near, b: &Near| b.score.total_cmp(&a.score).then(a.key.cmp(&b.key));
	if found.len() > most {
		if most == 0 {
			return Vec::new();
		}
		found.select_nth_unstable_by(most.saturating_sub(1), order);
		found.truncate(most);
	}
	found.sort_unstable_by(order);
	found
}

fn check(vector: &[f32], dimensions: usize) -> Result<()> {
	use crate::error::Error;
	if vector.len() != dimensions {
		return Err(Error::Input(format!(
			"a vector has {} values; {dimensions} are wanted",
			vector.len()
		)));
	}
	if !vector.iter().all(|value| value.is_finite()) {
		return Err(Error::Input("a vector holds what is no number".into()));
	}
	Ok(())
}
