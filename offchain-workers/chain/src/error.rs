//! What can go wrong between a worker and the chain, said so that the reader knows what to do next.

use crate::{BlockId, Rejection};
use std::time::Duration;

/// Shorthand for this crate's results.
pub type Result<T> = core::result::Result<T, Error>;

/// What can go wrong between a worker and the chain.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The address is not one that a node can have.
	#[error(
		"{0:?} is no address of a node. It looks like ws://127.0.0.1:9944, or wss://… for a node behind TLS."
	)]
	BadUrl(String),
	/// Nobody answers there.
	#[error("No node answers at {url}: {reason}. Start one there, or give the address of one that runs.")]
	Unreachable {
		/// Where it was looked for.
		url: String,
		/// What the attempt came back with.
		reason: String,
	},
	/// A call did not come back in time. The connection is re-established in the background.
	#[error(
		"The node at {url} did not answer {method} within {} s. Look whether it runs and is not \
		 overloaded; the connection is re-established as soon as it answers.", .after.as_secs()
	)]
	Timeout {
		/// Where.
		url: String,
		/// The JSON-RPC method.
		method: &'static str,
		/// How long it was waited for.
		after: Duration,
	},
	/// The chain has too few final blocks to try something on, and got no more in time.
	#[error(
		"The chain at {url} has too few final blocks to try something on. Look whether its validators run and \
		 see each other: `althing status` names those that are missing."
	)]
	TooYoung {
		/// Where.
		url: String,
	},
	/// The node answered with an error of its own.
	#[error("The node refused {method}: {message} (code {code}).")]
	Refused {
		/// The JSON-RPC method.
		method: &'static str,
		/// JSON-RPC error code.
		code: i32,
		/// The node's words.
		message: String,
	},
	/// The node's answer is not what the method is defined to return.
	#[error(
		"The node's answer to {method} cannot be read: {reason}. Is it an Althing node of this version?"
	)]
	BadAnswer {
		/// The JSON-RPC method.
		method: &'static str,
		/// What is wrong with it.
		reason: String,
	},
	/// The node serves another chain than the one that is pinned.
	#[error(
		"The node at {url} serves another chain: its genesis is {found}, and {wanted} was asked for. Give the \
		 address of a node of the right chain, or pin the genesis of this one."
	)]
	WrongChain {
		/// Which node.
		url: String,
		/// The pinned genesis hash.
		wanted: String,
		/// The node's genesis hash.
		found: String,
	},
	/// The chain's runtime is not shaped as this program knows it.
	#[error(
		"The chain runs version {live} of its runtime, in which {what} differs from the version {shipped} that \
		 this program was built for. Install the release of this program that belongs to the chain's runtime."
	)]
	OtherRuntime {
		/// The chain's spec version.
		live: u32,
		/// The spec version of the metadata that this program ships.
		shipped: u32,
		/// The pallet or item that differs.
		what: String,
	},
	/// Metadata cannot be read.
	#[error("The runtime's metadata cannot be read: {0}.")]
	BadMetadata(String),
	/// Something this program needs is not in the runtime.
	#[error("The chain's runtime has no {0}. Install the release of this program that belongs to the chain's runtime.")]
	Missing(String),
	/// Bytes from the chain are not what the metadata says.
	#[error("{what} cannot be decoded: {reason}.")]
	Undecodable {
		/// What the bytes are.
		what: String,
		/// Why they are not.
		reason: String,
	},
	/// The node has thrown that block's state away.
	#[error(
		"The node no longer keeps the state of block {0}. Ask a node that runs with --state-pruning archive, or \
		 start later."
	)]
	Pruned(String),
	/// The node does not know that block.
	#[error(
		"The node at {url} does not know block {block}. It may be behind: wait until it has synchronised."
	)]
	UnknownBlock {
		/// Which node.
		url: String,
		/// Number or hash.
		block: String,
	},
	/// A finalized block is not a child of the finalized block before it.
	#[error(
		"Block {number} that the node calls finalized does not follow {} that was finalized before. The node was \
		 reset or serves another chain: nothing is done until it is known which of the two is right.", .last
	)]
	Contradiction {
		/// The block that does not fit.
		number: u32,
		/// The last one that was handled.
		last: BlockId,
	},
	/// The pool did not take a transaction.
	#[error("{0}")]
	Rejected(#[from] Rejection),
	/// A transaction cannot be put together.
	#[error("The transaction cannot be put together: {0}.")]
	Unsignable(String),
	/// A secret cannot be read. It is not repeated here.
	#[error(
		"This is no secret: neither a seed of 32 bytes in hex, nor a phrase of words, nor a derivation such as //Alice."
	)]
	BadSecret,
	/// An address cannot be read.
	#[error("{0:?} is no account: it is written as an SS58 address or as 32 bytes in hex.")]
	BadAccount(String),
	/// What was followed has ended because the client is gone.
	#[error("The connection to the chain was given up before the answer came.")]
	Closed,
}

impl Error {
	/// Whether asking the same thing again later can help without anybody's doing.
	pub fn is_transient(&self) -> bool {
		match self {
			Self::Unreachable { .. }
			| Self::Timeout { .. }
			| Self::UnknownBlock { .. }
			| Self::TooYoung { .. } => true,
			Self::Rejected(rejection) => rejection.is_transient(),
			_ => false,
		}
	}

	/// Bytes that are not what they should be.
	pub(crate) fn undecodable(what: impl Into<String>, reason: impl ToString) -> Self {
		Self::Undecodable {
			what: what.into(),
			reason: reason.to_string(),
		}
	}
}
