//! What can go wrong, and what to do about it.

use std::path::PathBuf;

/// What comes back, or why not.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something did not work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A file could not be read or written.
	#[error("{}: {source}", path.display())]
	File {
		/// Which.
		path: PathBuf,
		/// Why.
		source: std::io::Error,
	},
	/// A file's bytes are not what its format asks for.
	#[error(
		"the file is damaged or not what it says it is: {0}; fetch it again, or check it with `models check`"
	)]
	Damaged(String),
	/// A file is well-formed and beyond what this engine does.
	#[error("this engine does not run the model: {0}")]
	Unsupported(String),
	/// A model's words cannot be read.
	#[error("the tokenizer cannot be used: {0}")]
	Tokenizer(String),
	/// A chat template cannot be used.
	#[error("the chat template cannot be used: {0}")]
	Template(String),
	/// A grammar or schema cannot be used.
	#[error("the schema cannot be used: {0}")]
	Schema(String),
	/// There is not enough memory for what was asked.
	#[error("not enough memory: {0}")]
	Memory(String),
	/// What was asked makes no sense.
	#[error("{0}")]
	Input(String),
	/// A model's files are not those of the manifest.
	#[error("{name} is not what was added: {what}; fetch the model again and `models add` it")]
	Changed {
		/// The model.
		name: String,
		/// What differs.
		what: String,
	},
	/// The engine has a fault, or its thread has ended.
	#[error("the engine failed: {0}")]
	Internal(String),
}

impl Error {
	/// A failure at a file.
	pub fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
		let path = path.into();
		move |source| Self::File { path, source }
	}
}
