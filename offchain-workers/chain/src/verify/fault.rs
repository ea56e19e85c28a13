//! Why something is not proved.

use crate::BlockId;

/// Why something is not proved.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
	/// The node could not be asked.
	#[error(transparent)]
	Node(#[from] crate::Error),
	/// The chain begins otherwise than is believed.
	#[error("the genesis hash is {found}, and {wanted} was expected")]
	Genesis {
		/// The hash that is believed.
		wanted: String,
		/// The hash of the header at hand.
		found: String,
	},
	/// Bytes that cannot be read.
	#[error("{0} cannot be read")]
	Unreadable(&'static str),
	/// The trie nodes do not lead from the state root to the keys.
	#[error("the node's proof of its state does not fit the header's state root: {0}")]
	StateProof(String),
	/// Nothing stands where something has to.
	#[error("there is no {0} in the proved state")]
	Absent(String),
	/// A set of authorities that cannot decide anything.
	#[error("the set of authorities is not valid: {0}")]
	Authorities(&'static str),
	/// Too few authorities signed.
	#[error("authorities with a weight of {weight} signed for block {block}, and {threshold} is needed (set {set_id})")]
	TooFewSignatures {
		/// The block.
		block: BlockId,
		/// What signed.
		weight: u64,
		/// What is needed.
		threshold: u64,
		/// Which authorities.
		set_id: u64,
	},
	/// One of the signatures is wrong, or made by no authority or for another set or round.
	#[error("a signature is not one of authority set {set_id} in round {round}")]
	Signature {
		/// Which authorities.
		set_id: u64,
		/// The round that was claimed.
		round: u64,
	},
	/// Somebody signed for a block that does not descend from the one that is to be proved.
	#[error("an authority signed for a block that does not descend from {0}")]
	Unrelated(BlockId),
	/// The proof is for another block than it says.
	#[error("the proof of finality is for another block than it says")]
	OtherTarget,
	/// The node has no proof that is good for the authorities known.
	#[error("the node gives no proof of finality by authority set {set_id} after block {after}: {reason}")]
	NoProof {
		/// Which authorities.
		set_id: u64,
		/// The block from which on they decide.
		after: u32,
		/// What came back.
		reason: String,
	},
	/// Authorities were changed in a way that no signature covers.
	#[error("block {0} changes the authorities by force or with delay; pin a checkpoint after it")]
	UnprovableChange(u32),
	/// More sets than anybody wants to check.
	#[error("the authorities changed more than {0} times; pin a checkpoint that is nearer")]
	TooManySets(u32),
	/// The chain specification is not usable.
	#[error("the chain specification cannot be used: {0}")]
	Spec(&'static str),
	/// Two things that must agree do not.
	#[error("{0}")]
	Differs(String),
}
