//! Text to vectors.
//!
//! | module | holds |
//! |---|---|
//! | [`hashing`] | an embedder that needs nothing: words hashed into a vector |
//! | [`model`] | encoders of the BERT class (MiniLM and its like) from a directory |
//! | [`words`] | the words of a text |
//!
//! Vectors of different embedders have nothing to do with each other: whoever keeps vectors keeps the embedder's
//! [`name`](Embedder::name) with them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic))]

mod bert;
mod config;
mod error;
pub mod hashing;
pub mod model;
mod weights;
pub mod words;

pub use error::{Error, Result};
pub use hashing::Hashing;
pub use model::Model;
pub use words::tokens;

/// Makes vectors of texts.
pub trait Embedder: Send + Sync {
	/// Its name, with all that makes its vectors comparable only among themselves.
	fn name(&self) -> String;

	/// Values in each vector.
	fn dimensions(&self) -> usize;

	/// A vector of length 1, or of zeros where the text says nothing.
	///
	/// # Errors
	/// When the model cannot be computed with this text.
	fn embed(&self, text: &str) -> Result<Vec<f32>>;
}

/// Makes a vector's length 1, unless it is 0.
pub(crate) fn normalize(vector: &mut [f32]) {
	let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
	if length > 0.0 {
		vector.iter_mut().for_each(|value| *value /= length);
	}
}
