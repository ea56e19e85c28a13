//! # Commons
//!
//! Continuous funding from a pool: who holds CVT stakes it on proposals, conviction grows with time, and what
//! has enough of it is paid.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for the configuration trait, dispatchables, storage items, events and errors.
//! Readers use [`Pallet::proposal`], [`Pallet::proposals`], [`Pallet::progress`], [`Pallet::stakes`],
//! [`Pallet::stream`], [`Pallet::due`], [`Pallet::available`]. Other pallets free a voter's stakes by
//! [`Unlock`](althing_primitives::Unlock).
//!
//! ## Overview
//!
//! A **proposal** asks for VWT: at once from the pool, at once from a department's account, or as a
//! **stream** from the pool. Its **conviction** follows its stake with a half-life: the formulas and their
//! exactness are in `althing-commons-math`. Anybody executes it once its conviction has reached what the
//! trigger asks for. It can be cancelled by its proposer, disputed by anybody for a deposit, and expires.
//!
//! | from \ by | `execute` | `cancel` | `dispute` | `resolve` | `expire` |
//! |---|---|---|---|---|---|
//! | open | ends, paid | ends | disputed | error | ends, when expired |
//! | disputed | error | only by governance | error | ends if upheld, else open | error |
//! | disputed, lapsed | as open | as open | as open | error | as open |
//!
//! Who is wrong pays: the deposit of a proposal that governance rules against, and that of a dispute that was
//! rejected or that nobody ruled on, go to the pool. The time under dispute is added to the proposal's life.
//!
//! ## Low Level / Implementation Details
//!
//! ### Stakes are frozen, not held
//!
//! CVT staked here is frozen on its owner: it cannot be spent or sold, and still votes in referenda, whose
//! locks overlap with the freeze. Within this pallet a token counts once: the freeze is the sum of the
//! account's stakes. A token's conviction over all proposals never adds up to more than the token, however it
//! is moved about, and a stake of a moment counts next to nothing.
//!
//! ### Cost
//!
//! Every call reads and writes a constant number of items, or one per stake of its caller, of which there are
//! at most [`Config::MaxStakes`]. Conviction is counted when something touches the proposal. A proposal that
//! ends does not touch its stakers: they take their stakes back by [`pallet::Pallet::withdraw`].
//!
//! ### Changes of the terms
//!
//! What governance sets counts from the last count of a proposal on, which may lie some blocks back.
//!
//! ### The pool
//!
//! A plain account, [`Pallet::pool`], that anybody may pay into; it must have the existential deposit from
//! genesis on. What streams have still to pay is held on it and does not count as its funds.

#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod disputes;
mod errors;
mod events;
#[cfg(test)]
mod mock;
mod paying;
mod proposals;
mod reads;
mod stakes;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use reads::MAX_PAGE;
pub use types::*;
pub use weights::WeightInfo;

use polkadot_sdk::{
	frame_support::{self, pallet_macros::import_section},
	frame_system, sp_runtime,
};

/// Configuration, storage, calls, events and errors of the pallet.
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use althing_primitives::{CommonsId, Departmental, Hash, Unlock};
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, Mutate, MutateFreeze, MutateHold},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::{traits::Zero, Perbill};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about the commons.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency that is paid out and that deposits are held in.
		type Currency: Mutate<Self::AccountId> + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The currency that is staked.
		type Votes: Inspect<Self::AccountId> + MutateFreeze<Self::AccountId, Id = Self::RuntimeFreezeReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// The runtime's reasons for freezes.
		type RuntimeFreezeReason: From<FreezeReason>;

		/// What the pool's account is derived from.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// The accounts of departments.
		type Departments: Departmental<Self::AccountId>;

		/// Blocks in which conviction goes half the way to its stake. This number and the next three are governance's
		/// to set; they are used within hard bounds, see [`Terms::clamped`], and each is read only where it is needed.
		type HalfLife: Get<u32>;
		/// β: the share of the pool that no single request may reach.
		type Beta: Get<Perbill>;
		/// ρ: the weight of the supply.
		type Rho: Get<Perbill>;
		/// The least share of the issuance that S is taken to be.
		type Floor: Get<Perbill>;

		/// Who rules on disputes, cancels proposals and stops streams.
		type ResolveOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Where else a voter may have something locked.
		type Elsewhere: Unlock<Self::AccountId>;

		/// What is held of a proposer.
		#[pallet::constant]
		type Deposit: Get<BalanceOf<Self>>;

		/// What is held of who disputes a proposal.
		#[pallet::constant]
		type DisputeDeposit: Get<BalanceOf<Self>>;

		/// The least that an account can have staked on a proposal. Not zero.
		#[pallet::constant]
		type MinStake: Get<VotesOf<Self>>;

		/// The most stakes of an account.
		#[pallet::constant]
		type MaxStakes: Get<u32>;

		/// The most proposals at a time.
		#[pallet::constant]
		type MaxProposals: Get<u32>;

		/// The most streams at a time.
		#[pallet::constant]
		type MaxStreams: Get<u32>;

		/// The most blocks that a stream may take.
		#[pallet::constant]
		type MaxStreamBlocks: Get<BlockNumberFor<Self>>;

		/// Blocks in which a proposal has to pass.
		#[pallet::constant]
		type Lifetime: Get<BlockNumberFor<Self>>;

		/// Blocks in which governance has to rule on a dispute.
		#[pallet::constant]
		type DisputePeriod: Get<BlockNumberFor<Self>>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds VWT.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits for a proposer's proposals.
		ProposalDeposit,
		/// The deposits for somebody's disputes.
		DisputeDeposit,
		/// What the pool owes to streams.
		Stream,
	}

	/// Why this pallet freezes CVT.
	#[pallet::composite_enum]
	pub enum FreezeReason {
		/// It is staked on proposals.
		Stake,
	}

	/// The number of the next proposal.
	#[pallet::storage]
	pub type NextId<T: Config> = StorageValue<_, CommonsId, ValueQuery>;

	/// The proposals that have not ended.
	// Hasher: Twox safe since the numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Proposals<T: Config> = StorageMap<_, Twox64Concat, CommonsId, ProposalOf<T>>;

	/// How many proposals have not ended.
	#[pallet::storage]
	pub type ProposalCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// What each account has staked; also on proposals that have ended, until it is withdrawn.
	// Hasher: Blake2 since anybody can try keys until the position in the trie suits them.
	#[pallet::storage]
	pub type Stakes<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<Stake<VotesOf<T>>, T::MaxStakes>,
		ValueQuery,
	>;

	/// What is staked on all proposals that have not ended.
	#[pallet::storage]
	pub type TotalStaked<T: Config> = StorageValue<_, VotesOf<T>, ValueQuery>;

	/// The streams that have still something to pay.
	// Hasher: Twox safe since the numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Streams<T: Config> = StorageMap<_, Twox64Concat, CommonsId, StreamOf<T>>;

	/// How many streams there are.
	#[pallet::storage]
	pub type StreamCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				!T::MinStake::get().is_zero(),
				"a stake of nothing would take a place"
			);
			assert!(!T::Lifetime::get().is_zero(), "a proposal needs time to pass");
			assert!(
				!T::DisputePeriod::get().is_zero(),
				"governance needs time to rule"
			);
			assert!(T::MaxStakes::get() > 0, "some stake must be possible");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Submits a proposal to pay `amount` of VWT to `beneficiary`, and holds the deposit on the signer.
		///
		/// `evidence` is the BLAKE2b-256 of the description.
		///
		/// Errors: `NothingRequested`, `BadDuration`, `TooManyProposals`, and those of the hold.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::submit())]
		pub fn submit(
			origin: OriginFor<T>,
			#[pallet::compact] amount: BalanceOf<T>,
			beneficiary: T::AccountId,
			payout: Payout<BlockNumberFor<T>>,
			evidence: Hash,
		) -> DispatchResult {
			let proposer = ensure_signed(origin)?;
			Self::do_submit(
				proposer,
				Request {
					amount,
					beneficiary,
					payout,
					evidence,
				},
			)
		}

		/// Stakes `amount` more of the signer's CVT on a proposal and freezes it.
		///
		/// Errors: `UnknownProposal`, `TimeOver`, `StakeTooLow`, `TooManyStakes`, and those of the freeze.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::stake())]
		pub fn stake(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: CommonsId,
			#[pallet::compact] amount: VotesOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_stake(&who, proposal, amount)
		}

		/// Takes `amount` of the signer's CVT off a proposal, ended or not, and thaws it. What is left is
		/// either nothing or a stake.
		///
		/// Errors: `NoSuchStake`, `StakeTooLow`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::unstake())]
		pub fn unstake(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: CommonsId,
			#[pallet::compact] amount: VotesOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unstake(&who, proposal, amount)
		}

		/// Takes back all of the signer's stakes on proposals that have ended.
		///
		/// Never fails.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw(T::MaxStakes::get()))]
		pub fn withdraw(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let stakes = Self::do_withdraw(&who)?;
			Ok(Some(T::WeightInfo::withdraw(stakes)).into())
		}

		/// Takes back all of the signer's stakes, and votes and delegations elsewhere, and frees all that can
		/// be freed now.
		///
		/// Never fails.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::unlock(T::MaxStakes::get()).saturating_add(T::Elsewhere::dearest()))]
		pub fn unlock(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let stakes = Self::do_unlock(&who)?;
			let elsewhere = T::Elsewhere::unlock(&who);
			Ok(Some(T::WeightInfo::unlock(stakes).saturating_add(elsewhere)).into())
		}

		/// Ends a proposal and gives back its deposit.
		///
		/// Signed by the proposer, while it is not disputed; or by [`Config::ResolveOrigin`], at any time.
		///
		/// Errors: `UnknownProposal`, `NotProposer`, `IsDisputed`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, #[pallet::compact] proposal: CommonsId) -> DispatchResult {
			match T::ResolveOrigin::try_origin(origin) {
				Ok(_) => Self::do_cancel(proposal),
				Err(origin) => Self::do_cancel_own(&ensure_signed(origin)?, proposal),
			}
		}

		/// Disputes a proposal: it cannot pass until governance has ruled, or not ruled in time. Holds a
		/// deposit on the signer, which is lost unless governance rules against the proposal. `reason` is the
		/// BLAKE2b-256 of the reasons.
		///
		/// Errors: `UnknownProposal`, `TimeOver`, `IsDisputed`, and those of the hold.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::dispute())]
		pub fn dispute(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: CommonsId,
			reason: Hash,
		) -> DispatchResult {
			let by = ensure_signed(origin)?;
			Self::do_dispute(by, proposal, reason)
		}

		/// Rules on a dispute: `upheld` ends the proposal, otherwise it is open again. Whoever was wrong
		/// loses the deposit to the pool.
		///
		/// Only for [`Config::ResolveOrigin`].
		///
		/// Errors: `UnknownProposal`, `NotDisputed`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::resolve())]
		pub fn resolve(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: CommonsId,
			upheld: bool,
		) -> DispatchResult {
			T::ResolveOrigin::ensure_origin(origin)?;
			Self::do_resolve(proposal, upheld)
		}

		/// Pays for a proposal whose conviction is enough, or starts its stream, and ends it.
		///
		/// Signed by anybody.
		///
		/// Errors: `UnknownProposal`, `IsDisputed`, `TimeOver`, `AsksTooMuch`, `NotEnoughConviction`,
		/// `TooManyStreams`, and those of the payment.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::execute())]
		pub fn execute(origin: OriginFor<T>, #[pallet::compact] proposal: CommonsId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_execute(proposal)
		}

		/// Ends a proposal whose time is over and gives back its deposit.
		///
		/// Signed by anybody.
		///
		/// Errors: `UnknownProposal`, `IsDisputed`, `TooSoon`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::expire())]
		pub fn expire(origin: OriginFor<T>, #[pallet::compact] proposal: CommonsId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(proposal)
		}

		/// Pays what is due of a stream to its beneficiary.
		///
		/// Signed by anybody.
		///
		/// Errors: `UnknownStream`, `NothingDue`, and those of the payment.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>, #[pallet::compact] stream: CommonsId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(stream)
		}

		/// Pays what is due of a stream, ends it and gives the rest back to the pool.
		///
		/// Only for [`Config::ResolveOrigin`].
		///
		/// Errors: `UnknownStream`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::stop())]
		pub fn stop(origin: OriginFor<T>, #[pallet::compact] stream: CommonsId) -> DispatchResult {
			T::ResolveOrigin::ensure_origin(origin)?;
			Self::do_stop(stream)
		}
	}
}
