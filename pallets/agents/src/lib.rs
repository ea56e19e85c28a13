//! # Agents
//!
//! Registers the agents that may be asked to decide: who they are, what is at stake for them, whether
//! they are alive.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for the configuration trait, dispatchables, storage items, events and errors.
//! Other pallets see agents through [`althing_primitives::AgentDirectory`] and reach their bonds through
//! [`althing_primitives::Bonds`], both implemented by [`Pallet`]. The functions for readers are
//! [`Pallet::agents`], [`Pallet::agent`], [`Pallet::agent_of`], [`Pallet::counts`], [`Pallet::bonded`].
//!
//! ## Overview
//!
//! An **owner** registers an agent: an **account** that signs for it, a department, a role, capabilities,
//! the key that signs its results off chain, and a **bond** held on the owner. The account has to consent by
//! a signature (see [`Pallet::registration_message`]), so that nobody's account is taken by another. Its
//! registration number is never given out again.
//!
//! An agent is in one of four states ([`Status`]):
//!
//! | from \ by | slash below `MinBond` | `add_bond` up to `MinBond` | `suspend` | `reinstate` | `retire` |
//! |---|---|---|---|---|---|
//! | `Active` | `Underbonded` | `Active` | `Suspended` | error | `Retiring` |
//! | `Underbonded` | `Underbonded` | `Active` | `Suspended` | error | `Retiring` |
//! | `Suspended` | `Suspended` | `Suspended` | error | `Active`, or `Underbonded` while bond lacks | `Retiring` |
//! | `Retiring` | `Retiring` | error | error | error | error |
//!
//! Only active agents can be drawn. An owner who bonds exactly the least amount loses the agent's place with
//! the first slash, however small; to bond more leaves room for it. Retiring never ends but in withdrawal:
//! a suspension could only shorten the time in which the agent answers for its past, so there is none, and
//! the bond can be slashed until it is withdrawn.
//!
//! A **heartbeat** costs nothing, at most once per [`Config::HeartbeatPeriod`]. An agent whose last one is
//! older than [`Config::LivenessWindow`] stays in the index and is reported as not alive.
//!
//! ## Low Level / Implementation Details
//!
//! Every call reads and writes a constant number of items whatever the number of agents. The active agents
//! of a department occupy the places `0..count` of [`pallet::Members`] without gaps; who leaves is replaced
//! by the last. One hold covers all agents of an owner; each agent's share of it is in its
//! [`AgentInfo::bond`], and the sum is checked by `try_state`.
//!
//! A registered account has a provider reference of this pallet, so that it can send its feeless duties with
//! no balance. When the reference is given back and it was the last, the system forgets the account with its
//! nonce, so whoever signs for an agent should sign mortal transactions. The reference stays with an account
//! that something else still depends on: a withdrawal is never held up by what the account did elsewhere.
//!
//! The consent of an account binds it to one owner, one attestation key and one chain, and has no expiry: an
//! owner may use it again after a withdrawal.

#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]
// The macro repeats the signature of every call, and a registration says eight things.
#![allow(clippy::too_many_arguments)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod directory;
mod errors;
mod events;
mod index;
#[cfg(test)]
mod mock;
mod reads;
mod registry;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use reads::MAX_PAGE;
pub use types::{
	AgentInfo, AgentInfoOf, AgentView, AgentViewOf, BalanceOf, CreditOf, Status, REGISTRATION_CONTEXT,
};
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
	use crate::types::{Changes, Profile};
	use althing_primitives::{AgentId, Capabilities, Department, Hash, OnRetired, Reputation, Role};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{BalancedHold, MutateHold},
			OnUnbalanced,
		},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{IdentifyAccount, Verify, Zero};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about agents.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency that bonds are held in.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ BalancedHold<Self::AccountId>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// The signature by which an account consents to be registered.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + Parameter;

		/// The least bond of an agent, and the unit of stake.
		#[pallet::constant]
		type MinBond: Get<BalanceOf<Self>>;

		/// How many blocks lie between the retirement of an agent and the withdrawal of its bond.
		#[pallet::constant]
		type UnbondingPeriod: Get<BlockNumberFor<Self>>;

		/// The least number of blocks between two heartbeats of an agent. At least 1.
		#[pallet::constant]
		type HeartbeatPeriod: Get<BlockNumberFor<Self>>;

		/// For how many blocks a heartbeat shows that an agent is alive. At least the period.
		#[pallet::constant]
		type LivenessWindow: Get<BlockNumberFor<Self>>;

		/// The most agents that a department can have active.
		#[pallet::constant]
		type MaxAgentsPerDepartment: Get<u32>;

		/// Who may suspend and reinstate agents.
		type SuspendOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Where slashed bonds go.
		type OnSlashed: OnUnbalanced<CreditOf<Self>>;

		/// How far an agent can be relied on, for readers.
		type Reputation: Reputation;

		/// Told when a registration has ended.
		type OnRetired: OnRetired;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bonds of an owner's agents.
		Bond,
	}

	/// The number of the next registration.
	#[pallet::storage]
	pub type NextId<T: Config> = StorageValue<_, AgentId, ValueQuery>;

	/// The registered agents.
	// Hasher: Twox safe since the numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Agents<T: Config> = StorageMap<_, Twox64Concat, AgentId, AgentInfoOf<T>>;

	/// The registration number of the agent that signs with an account.
	// Hasher: Blake2 since an owner can try keys until the position in the trie suits it.
	#[pallet::storage]
	pub type IdByAccount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, AgentId>;

	/// The active agents of each department, without gaps.
	// Hasher: Twox safe since departments are eight and places are given out one by one.
	#[pallet::storage]
	pub type Members<T: Config> = StorageMap<_, Twox64Concat, (Department, u32), AgentId>;

	/// How many active agents each department has, in the order of [`Department::ALL`].
	#[pallet::storage]
	pub type Counts<T: Config> = StorageValue<_, [u32; 8], ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				!T::MinBond::get().is_zero(),
				"stake is counted in units of `MinBond`, which is 0"
			);
			assert!(
				!T::HeartbeatPeriod::get().is_zero(),
				"heartbeats are free, so they need a period"
			);
			assert!(
				T::LivenessWindow::get() >= T::HeartbeatPeriod::get(),
				"an agent that sends every heartbeat it may would not be alive"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers an agent and holds its bond on the owner.
		///
		/// Signed by the owner. `proof` is the signature of `account` over
		/// [`Pallet::registration_message`]; owner and account may be the same.
		///
		/// Errors: `AccountTaken`, `BondTooLow`, `BadProof`, `DepartmentFull`, and those of the hold.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			account: T::AccountId,
			department: Department,
			role: Role,
			capabilities: Capabilities,
			attestation: [u8; 32],
			metadata: Hash,
			#[pallet::compact] bond: BalanceOf<T>,
			proof: T::Signature,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let profile = Profile {
				account,
				department,
				role,
				capabilities,
				attestation,
				metadata,
			};
			Self::ensure_consent(&owner, &profile, &proof)?;
			Self::do_register(owner, profile, bond).map(|_| ())
		}

		/// Changes an agent's role, capabilities, attestation key or metadata; `None` leaves it as it is.
		///
		/// Signed by the owner. The department stays: another one takes another registration.
		///
		/// Errors: `UnknownAgent`, `NotOwner`, `Retiring`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update())]
		pub fn update(
			origin: OriginFor<T>,
			#[pallet::compact] id: AgentId,
			role: Option<Role>,
			capabilities: Option<Capabilities>,
			attestation: Option<[u8; 32]>,
			metadata: Option<Hash>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_update(
				&owner,
				id,
				Changes {
					role,
					capabilities,
					attestation,
					metadata,
				},
			)
		}

		/// Adds to an agent's bond. An agent whose bond lacked returns to the index once it suffices.
		///
		/// Signed by the owner. An `amount` of zero brings back an agent for which the least bond was lowered.
		///
		/// Errors: `UnknownAgent`, `NotOwner`, `Retiring`, `DepartmentFull`, and those of the hold.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::add_bond())]
		pub fn add_bond(
			origin: OriginFor<T>,
			#[pallet::compact] id: AgentId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_add_bond(&owner, id, amount)
		}

		/// Shows that the agent is alive. Free exactly when it succeeds.
		///
		/// Signed by the agent's account.
		///
		/// Errors: `UnknownAgent`, `Retiring`, `TooSoon`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::heartbeat())]
		#[pallet::feeless_if(|origin: &OriginFor<T>| -> bool {
			ensure_signed(origin.clone()).is_ok_and(|account| Pallet::<T>::beating_agent(&account).is_ok())
		})]
		pub fn heartbeat(origin: OriginFor<T>) -> DispatchResult {
			let account = ensure_signed(origin)?;
			Self::do_heartbeat(&account)
		}

		/// Begins an agent's leaving: it can no longer be drawn, and its bond can be withdrawn after the
		/// unbonding time. Cannot be undone.
		///
		/// Signed by the owner.
		///
		/// Errors: `UnknownAgent`, `NotOwner`, `Retiring`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, #[pallet::compact] id: AgentId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_retire(&owner, id)
		}

		/// Ends a registration after the unbonding time and releases what is left of the bond.
		///
		/// Signed by the owner.
		///
		/// Errors: `UnknownAgent`, `NotOwner`, `NotRetiring`, `StillBonded`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>, #[pallet::compact] id: AgentId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw(&owner, id)
		}

		/// Takes an agent out of the index until it is reinstated. `reason` is the BLAKE2b-256 of the
		/// reasons.
		///
		/// Only for [`Config::SuspendOrigin`].
		///
		/// Errors: `UnknownAgent`, `AlreadySuspended`, `Retiring`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::suspend())]
		pub fn suspend(origin: OriginFor<T>, #[pallet::compact] id: AgentId, reason: Hash) -> DispatchResult {
			T::SuspendOrigin::ensure_origin(origin)?;
			Self::do_suspend(id, reason)
		}

		/// Lifts a suspension. An agent whose bond lacks by then waits for its owner to add to it.
		///
		/// Only for [`Config::SuspendOrigin`].
		///
		/// Errors: `UnknownAgent`, `NotSuspended`, `DepartmentFull`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::reinstate())]
		pub fn reinstate(origin: OriginFor<T>, #[pallet::compact] id: AgentId) -> DispatchResult {
			T::SuspendOrigin::ensure_origin(origin)?;
			Self::do_reinstate(id)
		}
	}
}
