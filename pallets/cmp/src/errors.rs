//! Why calls are refused.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	#[cfg_attr(test, derive(PartialEq))]
	pub enum Error<T> {
		/// A question of this kind cannot be put: a choice has 2 to 16 options, a range is not empty.
		BadKind,
		/// There are as many active proposals as there may be.
		Busy,
		/// There is no active agent.
		NoAgents,
		/// Only a question of yes or no can carry a call.
		CallNeedsBinary,
		/// The call's preimage is not stored, or has another length.
		NoPreimage,
		/// All proposal numbers are used up.
		NoNumberLeft,
		/// There is no active proposal with this number.
		UnknownProposal,
		/// The account signs for no agent.
		NotAnAgent,
		/// The agent has no seat on this panel, or not under this registration.
		NoSeat,
		/// Ballots cannot be sealed in this phase.
		NotSealing,
		/// Ballots cannot be opened in this phase.
		NotRevealing,
		/// The phase's time is over.
		TooLate,
		/// The seat has sealed a ballot in this round.
		AlreadySealed,
		/// The seat has sealed no ballot in this round.
		NothingSealed,
		/// The seat has opened its ballot in this round.
		AlreadyRevealed,
		/// This is not what was sealed, or does not answer the question.
		DoesNotOpen,
		/// The proposal has not ended, or so long ago that its receipt is not kept.
		NoReceipt,
		/// What turned out to be true of this proposal was told before.
		AlreadySettled,
		/// This does not answer the question.
		DoesNotAnswer,
		/// There is no such topic: yes or no, little or much at risk; or a choice of 2 to 4 options.
		NoSuchTopic,
		/// The claim is about panels that are not kept, came too long ago or before those appraised last.
		WrongWindow,
		/// Too little was answered since the last appraisal.
		NotDue,
		/// The claim does not fit the window, names more cabals than there can be or labels the wrong way round, or its
		/// cabals leave nobody who knows anything.
		BadClaim,
		/// What is believed of these panels is as good or better.
		NotBetter,
		/// One of the agents belongs to no cabal, by what is believed of the topic.
		NotColluding,
	}
}
