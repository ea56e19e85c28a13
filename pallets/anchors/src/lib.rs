//! # Anchors
//!
//! Keeps Merkle commitments to results that agents computed off chain, so that anybody can prove later
//! what an agent had said, and when.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for the configuration trait, dispatchables, storage items, events and errors.
//! The functions for readers are [`Pallet::anchor`], [`Pallet::anchors`], [`Pallet::anchor_by_key`] and
//! [`Pallet::includes`]; [`althing_merkle`] builds and checks the trees, on chain and off.
//!
//! ## Overview
//!
//! An agent, or its owner, submits the root of a tree over a **batch** of results, with how many there are,
//! the hash of their schema and, where one asked for them, the proposal. A **deposit** is held on who signed
//! for as long as the anchor stands; after [`Config::Retention`] blocks the depositor may remove it.
//!
//! Every submission has an **idempotency key** of the submitter's choice. Keys belong to agents: a second
//! batch under the same key of the same agent is refused, so that a worker which does not know whether its
//! submission arrived can simply send it again, and no agent can take a key of another.
//!
//! The **grade** says how the results were verified. It is [`althing_primitives::Grade::Signed`] for every
//! anchor: that an agent signed for the batch is what this chain checks. It is never taken from the
//! submitter.
//!
//! ### Example
//!
//! ```
//! use althing_merkle as merkle;
//!
//! let results = ["first", "second", "third"];
//! let root = merkle::root(&results);
//! let proof = merkle::prove(&results, 1).expect("there is a result 1");
//! assert!(merkle::verify(&root, 3, 1, b"second", &proof));
//! assert!(!merkle::verify(&root, 3, 1, b"another", &proof));
//! ```
//!
//! ## Low Level / Implementation Details
//!
//! Every call reads and writes a constant number of items. The chain never sees the results: that the root
//! is one of a tree with `count` leaves is the submitter's word, and a proof fails where it is not.
//! Removing an anchor frees its key.

#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::{Anchor, AnchorOf, BalanceOf};
pub use weights::WeightInfo;

use alloc::vec::Vec;
use althing_primitives::{AgentDirectory, AgentId, AnchorId, Grade, Hash, ProposalId};
use polkadot_sdk::{frame_support, frame_system, sp_runtime};

use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{fungible::MutateHold, tokens::Precision, Contains, Get},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Saturating, ArithmeticError};

/// The most anchors that one page holds.
pub const MAX_PAGE: u32 = 512;

/// Configuration, storage, calls, events and errors of the pallet.
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Mutate, MutateHold},
	};
	use frame_system::pallet_prelude::*;

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about anchors.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency that deposits are held in.
		type Currency: Mutate<Self::AccountId> + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// The registered agents.
		type Agents: AgentDirectory<Self::AccountId, BalanceOf<Self>>;

		/// Whether a proposal exists. Costs one read at most.
		type Proposals: Contains<ProposalId>;

		/// What is held for an anchor.
		#[pallet::constant]
		type Deposit: Get<BalanceOf<Self>>;

		/// For how many blocks an anchor stands at least.
		#[pallet::constant]
		type Retention: Get<BlockNumberFor<Self>>;

		/// The most results of one batch.
		#[pallet::constant]
		type MaxLeaves: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits for a depositor's anchors.
		AnchorDeposit,
	}

	/// The number of the next anchor.
	#[pallet::storage]
	pub type NextId<T: Config> = StorageValue<_, AnchorId, ValueQuery>;

	/// The anchors that stand.
	// Hasher: Twox safe since the numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Anchors<T: Config> = StorageMap<_, Twox64Concat, AnchorId, AnchorOf<T>>;

	/// The anchor that an agent submitted under an idempotency key.
	// Hashers: Twox safe for the agent, whose number was given out; Blake2 for the key, which it chose.
	#[pallet::storage]
	pub type ByKey<T: Config> = StorageDoubleMap<_, Twox64Concat, AgentId, Blake2_128Concat, Hash, AnchorId>;

	/// What happened to an anchor.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A batch of results was anchored.
		Anchored {
			/// The anchor.
			id: AnchorId,
			/// The agent whose results these are.
			agent: AgentId,
			/// The proposal that asked for them.
			proposal: Option<ProposalId>,
			/// Root of the tree over the results.
			root: Hash,
			/// The idempotency key.
			key: Hash,
		},
		/// An anchor was removed and its deposit released.
		Removed {
			/// The anchor.
			id: AnchorId,
			/// What was released.
			deposit: BalanceOf<T>,
		},
	}

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
		/// Only who paid the deposit may remove the anchor.
		NotDepositor,
		/// The anchor has to stand longer.
		TooSoon,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxLeaves::get() > 0, "a batch has at least one result");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Anchors a batch of `count` results of `agent` under `root` and holds the deposit on the signer.
		///
		/// Signed by the agent's account or its owner. `schema` is the BLAKE2b-256 of the description of a
		/// result, `key` the idempotency key.
		///
		/// Errors: `BadCount`, `UnknownAgent`, `NotAgent`, `Duplicate`, `UnknownProposal`, and those of the
		/// hold.
		#[pallet::call_index(0)]
		// The benchmark has no proposal to name, so the look-up is added here.
		#[pallet::weight(T::WeightInfo::submit()
			.saturating_add(T::DbWeight::get().reads(u64::from(proposal.is_some()))))]
		pub fn submit(
			origin: OriginFor<T>,
			root: Hash,
			#[pallet::compact] count: u32,
			schema: Hash,
			proposal: Option<ProposalId>,
			#[pallet::compact] agent: AgentId,
			key: Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let batch = Batch {
				root,
				count,
				schema,
				proposal,
				agent,
				key,
			};
			Self::do_submit(who, batch)
		}

		/// Removes an anchor that stood for the retention time, frees its key and releases its deposit.
		///
		/// Signed by who paid the deposit.
		///
		/// Errors: `UnknownAnchor`, `NotDepositor`, `TooSoon`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, #[pallet::compact] id: AnchorId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove(&who, id)
		}
	}
}

/// What is submitted.
struct Batch {
	root: Hash,
	count: u32,
	schema: Hash,
	proposal: Option<ProposalId>,
	agent: AgentId,
	key: Hash,
}

impl<T: Config> Pallet<T> {
	fn do_submit(who: T::AccountId, batch: Batch) -> DispatchResult {
		Self::ensure_can_submit(&who, &batch)?;
		let Batch {
			root,
			count,
			schema,
			proposal,
			agent,
			key,
		} = batch;
		let id = NextId::<T>::get();
		NextId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let deposit = T::Deposit::get();
		T::Currency::hold(&HoldReason::AnchorDeposit.into(), &who, deposit)?;
		let at = frame_system::Pallet::<T>::block_number();
		let grade = Grade::Signed;
		let anchor = Anchor {
			root,
			count,
			schema,
			proposal,
			agent,
			key,
			depositor: who,
			deposit,
			grade,
			at,
		};
		Anchors::<T>::insert(id, anchor);
		ByKey::<T>::insert(agent, key, id);
		Self::deposit_event(Event::Anchored {
			id,
			agent,
			proposal,
			root,
			key,
		});
		Ok(())
	}

	fn ensure_can_submit(who: &T::AccountId, batch: &Batch) -> Result<(), Error<T>> {
		ensure!(
			(1..=T::MaxLeaves::get()).contains(&batch.count),
			Error::<T>::BadCount
		);
		let agent = T::Agents::get(batch.agent).ok_or(Error::<T>::UnknownAgent)?;
		ensure!(agent.account == *who || agent.owner == *who, Error::<T>::NotAgent);
		ensure!(
			!ByKey::<T>::contains_key(batch.agent, batch.key),
			Error::<T>::Duplicate
		);
		ensure!(
			batch.proposal.is_none_or(|id| T::Proposals::contains(&id)),
			Error::<T>::UnknownProposal
		);
		Ok(())
	}

	fn do_remove(who: &T::AccountId, id: AnchorId) -> DispatchResult {
		let anchor = Anchors::<T>::get(id).ok_or(Error::<T>::UnknownAnchor)?;
		ensure!(anchor.depositor == *who, Error::<T>::NotDepositor);
		let age = frame_system::Pallet::<T>::block_number().saturating_sub(anchor.at);
		ensure!(age >= T::Retention::get(), Error::<T>::TooSoon);
		Anchors::<T>::remove(id);
		ByKey::<T>::remove(anchor.agent, anchor.key);
		let reason = HoldReason::AnchorDeposit.into();
		let deposit = T::Currency::release(&reason, who, anchor.deposit, Precision::Exact)?;
		Self::deposit_event(Event::Removed { id, deposit });
		Ok(())
	}

	/// The anchor with this number while it stands.
	pub fn anchor(id: AnchorId) -> Option<AnchorOf<T>> {
		Anchors::<T>::get(id)
	}

	/// The anchor that `agent` submitted under `key`, while it stands.
	pub fn anchor_by_key(agent: AgentId, key: Hash) -> Option<AnchorId> {
		ByKey::<T>::get(agent, key)
	}

	/// Up to `limit` anchors (never more than [`MAX_PAGE`]) in the order of their numbers, from `start` on.
	/// The next page starts one above the last number returned; an empty page is the end.
	pub fn anchors(start: AnchorId, limit: u32) -> Vec<(AnchorId, AnchorOf<T>)> {
		(start..NextId::<T>::get())
			.filter_map(|id| Anchors::<T>::get(id).map(|anchor| (id, anchor)))
			.take(usize::try_from(limit.min(MAX_PAGE)).unwrap_or_default())
			.collect()
	}

	/// Whether `leaf`, the bytes of a result, is number `index` of the results of anchor `id`. False for an
	/// anchor that does not stand.
	pub fn includes(id: AnchorId, index: u32, leaf: &[u8], proof: &[Hash]) -> bool {
		Anchors::<T>::get(id)
			.is_some_and(|anchor| althing_merkle::verify(&anchor.root, anchor.count, index, leaf, proof))
	}
}
