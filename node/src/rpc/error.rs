//! What can go wrong with a question about the chain, and the numbers that say which.

use crate::service::{BlockNumber, Hash};
use althing_primitives::EntryId;
use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObject, ErrorObjectOwned};
use polkadot_sdk::*;
use sp_api::ApiError;

/// What can go wrong.
#[derive(Debug)]
pub enum Error {
	/// The node has no such block.
	UnknownBlock(Hash),
	/// The node has the block, but it is not final: it may never come true.
	NotFinal {
		/// The block that was asked about.
		at: Hash,
		/// The last final block.
		finalized: BlockNumber,
	},
	/// The node has the block but has dropped its state.
	StatePruned(Hash),
	/// The runtime of that block does not know the question.
	Unsupported(Hash),
	/// The runtime or the database failed.
	Failed(String),
	/// Nothing was published about it, or not on this chain.
	NotPublished(EntryId),
	/// Validators have not signed for the block yet.
	NotSigned {
		/// The block.
		block: BlockNumber,
	},
	/// The question itself is malformed.
	Malformed(String),
}

impl Error {
	/// The number that a program goes by. Those from 11000 on are this node's own.
	pub const fn code(&self) -> i32 {
		match self {
			Self::UnknownBlock(_) => 11_001,
			Self::NotFinal { .. } => 11_002,
			Self::StatePruned(_) => 11_003,
			Self::Unsupported(_) => 11_004,
			Self::Failed(_) => 11_005,
			Self::NotPublished(_) => 11_006,
			Self::NotSigned { .. } => 11_007,
			Self::Malformed(_) => INVALID_PARAMS_CODE,
		}
	}

	/// The error of a call into the runtime of block `at`, which the node is known to have.
	pub fn of_call(at: Hash, error: &ApiError) -> Self {
		match error {
			// The header was found before the call, so what is unknown can only be the state.
			ApiError::UnknownBlock(_) => Self::StatePruned(at),
			other => Self::Failed(other.to_string()),
		}
	}
}

impl std::fmt::Display for Error {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Self::UnknownBlock(at) => {
				write!(
					f,
					"this node has no block {at:?}; check the hash, or wait until the node is in sync"
				)
			}
			Self::NotFinal { at, finalized } => write!(
				f,
				"block {at:?} is not final; the last final block is number {finalized}; wait, or leave out \
				 the hash to ask about that one",
			),
			Self::StatePruned(at) => write!(
				f,
				"this node no longer keeps the state of block {at:?}; ask a node that runs with \
				 --state-pruning archive",
			),
			Self::Unsupported(at) => write!(f, "the runtime of block {at:?} cannot answer this"),
			Self::Failed(reason) => write!(f, "the node could not answer: {reason}"),
			Self::NotPublished(id) => write!(
				f,
				"nothing was published about {id:?}; if that just happened, wait until it is final; if it is old, ask a node \
				 that has executed the block itself",
			),
			Self::NotSigned { block } => write!(
				f,
				"validators have not signed for block {block} yet; they sign every few blocks, so ask again in some seconds",
			),
			Self::Malformed(reason) => f.write_str(reason),
		}
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		ErrorObject::owned(error.code(), error.to_string(), None::<()>)
	}
}
