//! What can go wrong before anything is judged, in sentences that say where and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A file cannot be read or written.
	#[error("{}: {source}", path.display())]
	Io {
		/// Which file.
		path: PathBuf,
		/// Why.
		source: io::Error,
	},
	/// A mandate that cannot be taken: nothing is judged by half a mandate.
	#[error("the mandate cannot be used: {0}")]
	Mandate(String),
	/// A transcript, a call or an option that is not taken.
	#[error("{0}")]
	Input(String),
	/// A model's weights that are not what `train` writes.
	#[error("the classifier's weights cannot be used: {0}; make them again with the example `train`")]
	Weights(String),
	/// Calls were judged, and not all may go ahead.
	#[error("{denied} of {all} calls denied, {asked} to be confirmed by a person")]
	Denied {
		/// Judged.
		all: usize,
		/// Denied.
		denied: usize,
		/// To be confirmed.
		asked: usize,
	},
	/// A text was scanned, and something was found in it.
	#[error("{0} findings")]
	Found(usize),
}

/// What is returned when something may go wrong.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
	pub(crate) fn io(path: &Path, source: io::Error) -> Self {
		Self::Io {
			path: path.to_owned(),
			source,
		}
	}
}
