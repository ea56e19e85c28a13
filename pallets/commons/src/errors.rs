//! Why calls are refused.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// No proposal that has not ended has this number.
		UnknownProposal,
		/// A proposal asks for something.
		NothingRequested,
		/// A stream takes between one and `MaxStreamBlocks` blocks.
		BadDuration,
		/// There are as many proposals as there may be.
		TooManyProposals,
		/// The account has stakes on as many proposals as it may have.
		TooManyStakes,
		/// A stake is `MinStake` at least.
		StakeTooLow,
		/// The account has not so much staked on this proposal.
		NoSuchStake,
		/// Only the proposer and governance may cancel a proposal.
		NotProposer,
		/// The proposal is disputed.
		IsDisputed,
		/// The proposal is not disputed.
		NotDisputed,
		/// The proposal's time is over.
		TimeOver,
		/// The proposal's time is not over.
		TooSoon,
		/// The request is too large a share of what there is.
		AsksTooMuch,
		/// The conviction is not enough yet.
		NotEnoughConviction,
		/// There are as many streams as there may be.
		TooManyStreams,
		/// No stream that has still something to pay has this number.
		UnknownStream,
		/// Nothing more of the stream is due yet.
		NothingDue,
	}
}
