//! What can be wrong with a model.

use std::path::{Path, PathBuf};

/// Why there is no vector.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A file of a model directory cannot be read. A directory has `config.json`, `model.safetensors` and
	/// `tokenizer.json`.
	#[error("{}: {source}", path.display())]
	Read {
		/// Which file.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// A file is longer than any model of this class needs.
	#[error("{}: longer than {most} bytes", path.display())]
	TooLong {
		/// Which file.
		path: PathBuf,
		/// The most bytes.
		most: u64,
	},
	/// `config.json` says what is not offered, or nonsense.
	#[error("{}: {reason}", path.display())]
	Config {
		/// Which file.
		path: PathBuf,
		/// What is wrong.
		reason: String,
	},
	/// `model.safetensors` is not what `config.json` says.
	#[error("{}: {reason}", path.display())]
	Weights {
		/// Which file.
		path: PathBuf,
		/// What is wrong.
		reason: String,
	},
	/// `tokenizer.json` is none, or does not fit the model.
	#[error("{}: {reason}", path.display())]
	Tokenizer {
		/// Which file.
		path: PathBuf,
		/// What is wrong.
		reason: String,
	},
	/// The model cannot be computed.
	#[error("the embedding could not be computed: {0}")]
	Compute(String),
}

/// What most functions here give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<candle_core::Error> for Error {
	fn from(error: candle_core::Error) -> Self {
		// Its long form holds a backtrace.
		Self::Compute(error.to_string().lines().next().unwrap_or_default().to_owned())
	}
}

/// Reads a file that has `most` bytes at most.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>> {
	use std::io::Read;
	let failed = |source| Error::Read {
		path: path.to_owned(),
		source,
	};
	let file = std::fs::File::open(path).map_err(failed)?;
	let mut bytes = Vec::new();
	// One more than allowed: a device or a pipe has no length to ask for.
	let read = file
		.take(most.saturating_add(1))
		.read_to_end(&mut bytes)
		.map_err(failed)?;
	if read as u64 > most {
		return Err(Error::TooLong {
			path: path.to_owned(),
			most,
		});
	}
	Ok(bytes)
}
