//! What can go wrong between the relayer and an EVM chain.

use crate::contracts::Refusal;

/// What can go wrong between the relayer and an EVM chain.
#[derive(Debug, thiserror::Error)]
pub enum EvmError {
	/// Not an address of a node.
	#[error("{0:?} is no address of an EVM node. It looks like http://127.0.0.1:8545, or https://… for one behind TLS.")]
	BadUrl(String),
	/// The system has no root certificates.
	#[error("the system's certificates cannot be read ({0}); install the package ca-certificates")]
	NoCertificates(String),
	/// Nobody answers there.
	#[error("No EVM node answers at {url}: {reason}. Look whether it runs, or give another with --evm.")]
	Unreachable {
		/// Where, without what may be secret.
		url: String,
		/// What happened.
		reason: String,
	},
	/// No answer in time.
	#[error("The EVM node at {url} did not answer {method} in time. Look whether it is overloaded, or give another with --evm.")]
	Timeout {
		/// Where.
		url: String,
		/// Which question.
		method: &'static str,
	},
	/// An answer that is none.
	#[error("The EVM node's answer to {method} cannot be read: {reason}. Is it a node of an EVM chain?")]
	BadAnswer {
		/// Which question.
		method: &'static str,
		/// What is wrong.
		reason: String,
	},
	/// The node would not.
	#[error("The EVM node refused {method}: {message} (code {code}).")]
	Refused {
		/// Which question.
		method: &'static str,
		/// Its code.
		code: i64,
		/// Its words.
		message: String,
	},
	/// The contract would not.
	#[error("The contract refuses it: {0}.")]
	Reverted(Refusal),
	/// No key.
	#[error("This is no private key of an EVM account: it has 32 bytes in hex. It is not repeated here.")]
	BadKey,
	/// No phrase.
	#[error("This is no BIP-39 phrase from which an EVM account can be derived. It is not repeated here.")]
	BadPhrase,
	/// No fees as of EIP-1559.
	#[error("The EVM chain's blocks have no base fee: it does not know EIP-1559, without which nothing is sent here.")]
	NoBaseFee,
}

impl EvmError {
	/// Whether asking again later can help without anybody's doing.
	pub fn is_transient(&self) -> bool {
		matches!(
			self,
			Self::Unreachable { .. } | Self::Timeout { .. } | Self::BadAnswer { .. } | Self::Refused { .. }
		)
	}
}
