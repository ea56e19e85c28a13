//! What can go wrong, in sentences that say where and what to do.

use crate::address::Address;
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
	#[error("the store {} is open in another process; stop it, or use another --store", .0.display())]
	Locked(PathBuf),
	/// An option or a file that is not taken.
	#[error("{0}")]
	Input(String),
	/// A payload is longer than what is taken.
	#[error(
		"the payload has {length} bytes or more, and {limit} is the most that is taken; --payload raises it"
	)]
	TooLarge {
		/// In bytes.
		length: u64,
		/// In bytes.
		limit: u64,
	},
	/// The store has no room for it, whatever it forgets.
	#[error(
		"the store is full: {needed} bytes more are needed, {total} are allowed in all, and {held} are pinned or in \
		use; unpin or remove something, or raise --quota"
	)]
	Full {
		/// In bytes.
		needed: u64,
		/// In bytes.
		total: u64,
		/// In bytes.
		held: u64,
	},
	/// The store has no room for another payload, however short.
	#[error("the store keeps {0} payloads, all pinned, which is the most; unpin or remove some")]
	TooMany(usize),
	/// The store does not have it.
	#[error("{0} is not in the store; `althing fetch {0}` looks for it")]
	Missing(Address),
	/// What is on disk is not what was stored.
	#[error("{0} is damaged on disk and is not given out; fetch it again, or remove it")]
	Damaged(Address),
	/// It is being fetched already.
	#[error("{0} is being fetched already")]
	InFlight(Address),
	/// No peer is known.
	#[error("no peer can be reached; name one that runs with --peer /ip4/ADDRESS/tcp/PORT")]
	Alone,
	/// No peer has it.
	#[error("nobody has {address}: {asked} peers were asked, {liars} of them lied and are banned; ask again later")]
	Nobody {
		/// What was looked for.
		address: Address,
		/// How many said that they had it.
		asked: usize,
		/// How many of these lied.
		liars: usize,
	},
	/// Whoever had it left, or lied, before it was whole. What there is of it is kept.
	#[error(
		"{address} is not whole: {have} of {length} bytes are here and checked, and nobody is left who has the rest \
		({liars} lied and are banned); fetch it again to go on from there"
	)]
	Interrupted {
		/// What was fetched.
		address: Address,
		/// In bytes.
		have: u64,
		/// In bytes.
		length: u64,
		/// How many lied.
		liars: usize,
	},
	/// It was fetched until somebody stopped it.
	#[error("stopped; what there is of {0} is kept, and `althing fetch {0}` goes on from there")]
	Cut(Address),
	/// The network cannot be used.
	#[error("{0}")]
	Network(String),
	/// The network was stopped.
	#[error("the content network was stopped")]
	Stopped,
	/// A fault of ours.
	#[error("an internal fault: {0}")]
	Internal(String),
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

/// What most functions here give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;
