//! Why a node's pool does not take a transaction.

use polkadot_sdk::sp_runtime::transaction_validity::InvalidTransaction;

/// Why a node's pool does not take a transaction. The codes are those of `sc-rpc-api`'s author module, the
/// words those of `sp_runtime`'s `InvalidTransaction`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
	/// The nonce was used already.
	#[error("The transaction's nonce was used already by another transaction of the same account.")]
	Stale,
	/// The nonce is ahead of the account's.
	#[error("The transaction's nonce is ahead of the account's: one before it is missing.")]
	Future,
	/// Nobody pays the fee.
	#[error(
		"The account cannot pay the fee, and the call is not a duty that is free at this moment. Fund the account, \
		 or wait until the duty is due."
	)]
	Payment,
	/// The block it was bound to is too old.
	#[error(
		"The transaction was signed too long ago, or the node's pool is behind its chain. Look whether the node still \
		 syncs, and sign again."
	)]
	Expired,
	/// It does not fit into a block now.
	#[error("The transaction does not fit into a block now. Try again later, or make it smaller.")]
	Exhausted,
	/// The signature or what it covers is wrong.
	#[error(
		"The transaction's signature is not valid on this chain: its genesis or runtime version differs."
	)]
	BadSignature,
	/// The call may not be made so.
	#[error("The chain does not accept this call from this account.")]
	NotAllowed,
	/// It lies in the pool already.
	#[error("The transaction lies in the pool already.")]
	AlreadyKnown,
	/// It was in the pool a moment ago and was removed as invalid.
	#[error("The node does not take this transaction again so soon.")]
	Banned,
	/// Another one with the same nonce lies in the pool.
	#[error("Another transaction of this account with the same nonce lies in the pool.")]
	SameNonce,
	/// The pool is full.
	#[error("The node's transaction pool is full. Try again later.")]
	PoolFull,
	/// A code of the runtime.
	#[error("The runtime does not accept the transaction: code {0}.")]
	Custom(u8),
	/// Anything else.
	#[error("The node does not accept the transaction: {0}.")]
	Other(String),
}

impl Rejection {
	/// The rejection that a JSON-RPC error stands for, if it is one of the pool's.
	pub(crate) fn from_pool(code: i32, message: &str, data: &str) -> Option<Self> {
		Some(match code {
			1010 => Self::from_validity(data),
			1012 => Self::Banned,
			1013 => Self::AlreadyKnown,
			1014 => Self::SameNonce,
			1016 => Self::PoolFull,
			1021 => Self::Future,
			1001 | 1002 | 1011 | 1015 | 1017..=1020 if data.is_empty() => Self::Other(message.into()),
			1001 | 1002 | 1011 | 1015 | 1017..=1020 => Self::Other(format!("{message}: {data}")),
			_ => return None,
		})
	}

	fn from_validity(words: &str) -> Self {
		match words {
			"Transaction is outdated" => Self::Stale,
			"Transaction will be valid in the future" => Self::Future,
			"Inability to pay some fees (e.g. account balance too low)" => Self::Payment,
			"Transaction has an ancient birth block" => Self::Expired,
			"Transaction would exhaust the block limits" => Self::Exhausted,
			"Transaction has a bad signature" => Self::BadSignature,
			"Transaction call is not expected" => Self::NotAllowed,
			words => words
				.strip_prefix("Custom error: ")
				.and_then(|code| code.parse().ok())
				.map_or_else(|| Self::Other(words.into()), Self::Custom),
		}
	}

	/// Whether the same call, signed anew, can be taken later without anybody's doing.
	pub fn is_transient(&self) -> bool {
		matches!(
			self,
			Self::Stale
				| Self::Future
				| Self::Expired
				| Self::Exhausted
				| Self::Banned
				| Self::SameNonce
				| Self::PoolFull
		)
	}

	/// Whether the nonce is what is wrong.
	pub(crate) fn is_nonce(&self) -> bool {
		matches!(self, Self::Stale | Self::Future | Self::SameNonce)
	}
}

impl From<InvalidTransaction> for Rejection {
	fn from(invalid: InvalidTransaction) -> Self {
		match invalid {
			InvalidTransaction::Custom(code) => Self::Custom(code),
			invalid => Self::from_validity(invalid.into()),
		}
	}
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used)]
	use super::*;

	fn of(invalid: InvalidTransaction) -> Rejection {
		let words: &str = invalid.into();
		Rejection::from_pool(1010, "Invalid Transaction", words).unwrap()
	}

	#[test]
	fn the_runtimes_words_are_understood() {
		assert_eq!(of(InvalidTransaction::Stale), Rejection::Stale);
		assert_eq!(of(InvalidTransaction::Future), Rejection::Future);
		assert_eq!(of(InvalidTransaction::Payment), Rejection::Payment);
		assert_eq!(of(InvalidTransaction::AncientBirthBlock), Rejection::Expired);
		assert_eq!(of(InvalidTransaction::ExhaustsResources), Rejection::Exhausted);
		assert_eq!(of(InvalidTransaction::BadProof), Rejection::BadSignature);
		assert_eq!(of(InvalidTransaction::Call), Rejection::NotAllowed);
		assert_eq!(
			Rejection::from_pool(1010, "", "Custom error: 7"),
			Some(Rejection::Custom(7))
		);
	}

	#[test]
	fn other_errors_are_none_of_the_pools() {
		assert_eq!(Rejection::from_pool(-32601, "Method not found", ""), None);
	}

	#[test]
	fn every_word_of_the_pool_is_a_rejection() {
		for code in [1001, 1002].into_iter().chain(1010..=1021) {
			assert!(Rejection::from_pool(code, "no", "").is_some(), "{code}");
		}
	}
}
