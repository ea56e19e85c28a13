//! What can go wrong, in sentences that say where and what to do.

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
	/// Another process has the store open.
	#[error("the store {} is open in another process", .0.display())]
	Locked(PathBuf),
	/// What is on disk is not what was written.
	#[error("{}: damaged at byte {offset}: {reason}", path.display())]
	Damaged {
		/// Which file.
		path: PathBuf,
		/// Where.
		offset: u64,
		/// What does not fit.
		reason: String,
	},
	/// A document is not what its format asks for.
	#[error("line {line}, column {column}: {reason}")]
	Syntax {
		/// From 1.
		line: u64,
		/// From 1.
		column: u64,
		/// What is wrong.
		reason: String,
	},
	/// A document, a name or an option that is not taken.
	#[error("{0}")]
	Input(String),
	/// A query or an update that is not SPARQL, or asks for what is not offered.
	#[error("{0}")]
	Query(String),
	/// The caller may not do this. The same words whether a graph exists or not.
	#[error("{0}")]
	Forbidden(String),
	/// Which grants stand is not known.
	#[error("{0}")]
	Grants(String),
	/// No such commit.
	#[error("there is no version {0}; the newest is {1}")]
	NoVersion(u64, u64),
	/// A limit was reached.
	#[error("{0}")]
	Limit(Limit),
	/// The log or a snapshot does not hold.
	#[error("version {number} does not hold: {reason}")]
	Verification {
		/// Which commit.
		number: u64,
		/// What does not fit.
		reason: String,
	},
	/// A fault of ours.
	#[error("an internal fault: {0}")]
	Internal(String),
}

/// Which limit was reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
	/// Wall-clock time.
	#[error("the query took longer than {0} ms and was stopped")]
	Time(u64),
	/// Working memory.
	#[error("the query needed more than {0} MiB of working memory and was stopped")]
	Memory(usize),
	/// Rows or triples in a result.
	#[error("the result has more than {0} rows; ask for fewer with LIMIT")]
	Rows(usize),
	/// Bytes of a result.
	#[error("the result is longer than {0} bytes; ask for less with LIMIT")]
	ResultBytes(usize),
	/// Whoever asked has left.
	#[error("the query was cancelled")]
	Cancelled,
	/// Bytes of a query.
	#[error("the query is longer than {0} bytes")]
	QueryBytes(usize),
	/// Nesting of a query or a document.
	#[error("{0} is nested deeper than {1} levels")]
	Depth(&'static str, usize),
	/// Patterns or operators of a query.
	#[error("the query has more than {1} {0}; ask in several queries")]
	Operators(&'static str, usize),
	/// Bytes of one literal or IRI.
	#[error("line {line}: a term is longer than {most} bytes")]
	Term {
		/// Where, from 1; 0 where the format does not tell.
		line: u64,
		/// The most bytes of a term.
		most: usize,
	},
	/// Bytes of a document.
	#[error("the document is longer than {0} bytes")]
	Document(u64),
	/// Triples in one write.
	#[error("one write may change {0} triples at most")]
	Triples(usize),
	/// Triples of a graph that is shared.
	#[error("a graph that is shared may have {0} triples at most; share parts of it")]
	Shared(usize),
	/// Facts that rules may derive.
	#[error("the rules derive more than {0} facts")]
	Facts(usize),
}

impl Error {
	/// An error of a file.
	pub fn io(path: impl AsRef<Path>, source: io::Error) -> Self {
		Self::Io {
			path: path.as_ref().to_owned(),
			source,
		}
	}
}

impl From<Limit> for Error {
	fn from(limit: Limit) -> Self {
		Self::Limit(limit)
	}
}

/// What most functions here give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;
