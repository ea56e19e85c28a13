//! What can go wrong while relaying, said so that the reader knows what to do next.

use crate::{
	commitment::CommitmentError, contracts::Refusal, evm::EvmError, fees::gwei, keyset::KeysetError,
	leaf::LeafError, submission::SubmissionError,
};
use alloy_primitives::{Address, B256};

/// What can go wrong while relaying.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The chain that is relayed from.
	#[error(transparent)]
	Chain(#[from] althing_chain::Error),
	/// The EVM chain.
	#[error(transparent)]
	Evm(#[from] EvmError),
	/// What the chain sent as signatures.
	#[error(transparent)]
	Commitment(#[from] CommitmentError),
	/// What the chain sent as keys.
	#[error(transparent)]
	Keyset(#[from] KeysetError),
	/// What the chain sent as a leaf.
	#[error(transparent)]
	Leaf(#[from] LeafError),
	/// Signatures that are not enough.
	#[error(transparent)]
	Submission(#[from] SubmissionError),
	/// Another EVM chain.
	#[error("the EVM node at {url} serves chain {found}, and {wanted} was asked for. Give the address of a node of that chain with --evm.")]
	WrongEvmChain {
		/// Which node.
		url: String,
		/// What was asked for.
		wanted: u64,
		/// What it is.
		found: u64,
	},
	/// No contract, or another one.
	#[error("there is no light client at {address} on this EVM chain. Check --client and --evm, or deploy one with `althing relay deploy`.")]
	NoClient {
		/// Where it was looked for.
		address: Address,
	},
	/// No contract, or another one.
	#[error("there is no verifier with a light client at {address} on this EVM chain. Check --verifier and --evm.")]
	NoVerifier {
		/// Where it was looked for.
		address: Address,
	},
	/// A client of another chain.
	#[error("the light client at {address} follows the chain with genesis {known}, and the node's is {genesis}. Give a node of that chain, or the client of this one.")]
	WrongGenesis {
		/// The client.
		address: Address,
		/// What it follows.
		known: B256,
		/// The node's.
		genesis: B256,
	},
	/// The client knows other keys for the same set.
	#[error("the light client has {known} for authority set {set}, and the node {found}: one of them is of another chain, or the node lies. Ask another node; if it says the same, the client was deployed with wrong keys and is of no use.")]
	OtherKeys {
		/// The set.
		set: u64,
		/// The client's root.
		known: B256,
		/// The node's root.
		found: B256,
	},
	/// The client has missed a session.
	#[error("the node keeps no signatures for block {block}, with which authority set {set} took over. Ask a node that was running then; if none has them, a new light client has to be deployed.")]
	NotKept {
		/// The first block of the session.
		block: u32,
		/// Its set.
		set: u64,
	},
	/// No commitment leads on from what the client knows.
	#[error("the light client knows authority sets {current} and {next}, and block {block} is signed by set {found}, which none of them leads to. Is the client of this chain?")]
	NoWay {
		/// Who signs now for the client.
		current: u64,
		/// Who is next for it.
		next: u64,
		/// The block.
		block: u32,
		/// Who signed it.
		found: u64,
	},
	/// The contract would refuse what was made.
	#[error("the light client refuses the commitment for block {block}: {refusal}. Nothing was sent.")]
	Refused {
		/// Its block.
		block: u32,
		/// Why.
		refusal: Refusal,
	},
	/// Too expensive.
	#[error("a unit of gas costs {} gwei now, and {} were allowed. Wait, or allow more with --max-fee.", shown(.wanted), shown(.cap))]
	TooExpensive {
		/// What it takes, in wei.
		wanted: u128,
		/// What was allowed, in wei.
		cap: u128,
	},
	/// The account cannot pay.
	#[error("the account {account} has {} gwei, and the transaction may cost {}. Send it some, or take another with --keystore.", shown(.balance), shown(.needed))]
	Funds {
		/// Who pays.
		account: Address,
		/// What it has, in wei.
		balance: u128,
		/// What it takes, in wei.
		needed: u128,
	},
	/// A deployment that failed.
	#[error("the transaction {transaction} that deploys {what} was not carried out. Try it with --dry-run, and look at it in an explorer.")]
	NotDeployed {
		/// The contract.
		what: &'static str,
		/// The transaction.
		transaction: B256,
	},
	/// Nothing to deploy from.
	#[error("the node has seen no signatures of validators yet. Wait until it has: with BEEFY that takes a few blocks.")]
	NothingSigned,
	/// No inclusion.
	#[error("no block has the transaction {transaction} after {seconds} s. It may come yet: look at it in an explorer before you try again.")]
	NotIncluded {
		/// The transaction.
		transaction: B256,
		/// How long was waited.
		seconds: u64,
	},
	/// Files of the contracts.
	#[error("the contract {what} that this program was built with cannot be read: {reason}")]
	Artifact {
		/// Which.
		what: &'static str,
		/// Why.
		reason: String,
	},
}

impl Error {
	/// Whether asking again later can help without anybody's doing.
	pub fn is_transient(&self) -> bool {
		match self {
			Self::Chain(error) => {
				error.is_transient() || matches!(error, althing_chain::Error::Refused { .. })
			}
			Self::Evm(error) => error.is_transient(),
			Self::TooExpensive { .. }
			| Self::Funds { .. }
			| Self::NothingSigned
			| Self::NotIncluded { .. } => true,
			_ => false,
		}
	}
}

/// Wei as gwei.
fn shown(wei: &u128) -> String {
	gwei(*wei)
}
