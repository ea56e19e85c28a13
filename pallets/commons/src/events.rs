//! What is told of the commons.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened in the commons.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A proposal was submitted.
		Submitted {
			/// The proposal.
			proposal: CommonsId,
			/// Who submitted it.
			proposer: T::AccountId,
			/// What is asked for.
			amount: BalanceOf<T>,
		},
		/// CVT was staked.
		Staked {
			/// The proposal.
			proposal: CommonsId,
			/// Whose it is.
			who: T::AccountId,
			/// How much was added.
			amount: VotesOf<T>,
		},
		/// CVT was taken off a proposal.
		Unstaked {
			/// The proposal.
			proposal: CommonsId,
			/// Whose it is.
			who: T::AccountId,
			/// How much was taken off.
			amount: VotesOf<T>,
		},
		/// Stakes on proposals that had ended were taken back.
		Withdrawn {
			/// Whose they are.
			who: T::AccountId,
			/// How much.
			amount: VotesOf<T>,
		},
		/// A proposal was cancelled.
		Cancelled {
			/// The proposal.
			proposal: CommonsId,
		},
		/// A proposal was disputed.
		Disputed {
			/// The proposal.
			proposal: CommonsId,
			/// By whom.
			by: T::AccountId,
			/// BLAKE2b-256 of the reasons.
			reason: Hash,
			/// The block in which the dispute lapses.
			until: BlockNumberFor<T>,
		},
		/// Governance has ruled against a proposal, which has ended.
		DisputeUpheld {
			/// The proposal.
			proposal: CommonsId,
		},
		/// A dispute was rejected, or nobody ruled on it in time.
		DisputeRejected {
			/// The proposal.
			proposal: CommonsId,
		},
		/// A proposal did not pass in time.
		Expired {
			/// The proposal.
			proposal: CommonsId,
		},
		/// A proposal has passed.
		Passed {
			/// The proposal.
			proposal: CommonsId,
			/// Who is paid.
			beneficiary: T::AccountId,
			/// What they are paid.
			amount: BalanceOf<T>,
			/// Whether at once or as a stream, and from where.
			payout: Payout<BlockNumberFor<T>>,
			/// The conviction that it passed with, in CVT.
			conviction: u128,
		},
		/// A part of a stream was paid.
		Claimed {
			/// The stream.
			stream: CommonsId,
			/// Who was paid.
			beneficiary: T::AccountId,
			/// What was paid.
			amount: BalanceOf<T>,
		},
		/// A stream was stopped by governance.
		StreamStopped {
			/// The stream.
			stream: CommonsId,
			/// What went back to the pool.
			returned: BalanceOf<T>,
		},
	}
}
