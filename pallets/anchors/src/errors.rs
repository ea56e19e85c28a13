//! Why calls are refused.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// A batch has between one and `MaxLeaves` results.
		BadCount,
		/// No agent has this number.
		UnknownAgent,
		/// Only the agent's account and its owner submit for it.
		NotAgent,
		/// No proposal has this number.
		UnknownProposal,
		/// The agent has an anchor under this key already.
		Duplicate,
		/// No anchor has this number.
		UnknownAnchor,
		/// Only who paid the deposit may remove it.
		NotDepositor,
		/// It has to stand longer.
		TooSoon,
		/// No schema has this name.
		UnknownSchema,
		/// This schema is registered.
		SchemaKnown,
		/// Sets that share less than half of their members agree on nothing, and more than all cannot be shared.
		BadComparison,
		/// The schema does not say how executions are compared.
		NoComparison,
		/// Fewer executions than the least number, not more than half of those asked, or more than were asked.
		TooFewAgree,
		/// The executions' values differ by more than the schema allows, or are of another form.
		Disagree,
		/// One of the executions' agents is suspended, short of bond or leaving.
		NotActive,
		/// Two of the executions' agents have one owner.
		NotIndependent,
		/// A signature is not that of the agent's account, the key is weak, or of a type that agents do not sign with.
		BadSignature,
		/// Only the agent's owner says who it is.
		NotOwner,
		/// The address of all zeroes owns nothing.
		NoEvmOwner,
		/// The agent gave no answer to this proposal, or so long ago that its receipt is not kept.
		UnknownWork,
		/// Too many entries wait: try again in the next block.
		Busy,
	}
}
