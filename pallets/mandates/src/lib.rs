//! # Mandates
//!
//! What agents may do for their departments alone, and what waits for a panel or a referendum.
//!
//! ## Pallet API
//!
//! See the [`pallet`] module for the configuration trait, dispatchables, storage items, events and errors.
//! Readers use [`Pallet::account_of`], [`Pallet::mandate`], [`Pallet::budget`], [`Pallet::appointment`],
//! [`Pallet::record`], [`Pallet::pending`], [`Pallet::spent`], [`Pallet::spent_by_role`], [`Pallet::needs`].
//! Other pallets learn the departments' accounts through [`Departmental`](althing_primitives::Departmental).
//!
//! ## Overview
//!
//! Each department has an **account** that nobody has a key to, and a **budget** per period. Each role in it
//! has a **mandate**: kinds of calls, amounts per act and per period, payees. An agent that was **appointed**
//! makes the department's account do something by [`pallet::Pallet::act`]:
//!
//! | the call | needs |
//! |---|---|
//! | is within the mandate of the role and the department's budget | nobody else: done at once |
//! | is above that, within the department's ceiling for the period | a panel that heard the department |
//! | is above the ceiling, or of a kind that is not told apart | a referendum |
//!
//! What needs somebody's word becomes a **pending act**: it keeps the hash of the call, and whoever has the
//! word makes the call by [`pallet::Pallet::execute`].
//!
//! ### What stops an agent
//!
//! It acts only while it is active in the registry, while its appointment stands, while it has the department
//! and role that it was appointed in, and while that role has a mandate. All of it is checked when it acts
//! and again when a pending act is executed. So a suspension stops it at once, and [`pallet::Pallet::revoke`]
//! ends in one call what it may do and what it has pending, for good: a new appointment has a new number.
//!
//! ## Low Level / Implementation Details
//!
//! ### Why appointments
//!
//! Anybody may register agents of any department and role, and change their roles. A mandate alone would hand
//! a department's budget to whoever pays a bond, and as many times as they pay one. Hence appointments; and
//! the limits of a mandate hold for all agents of a role together.
//!
//! ### Amounts
//!
//! [`Config::Classify`] says the most that a call takes. After the call the department's free balance is
//! looked at: if more is gone, all is undone. What is booked is what was said.
//!
//! ### Cost
//!
//! A constant number of reads and writes beside those of the call. Pending acts and appointments have a
//! limited number of places per department.

#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

extern crate alloc;

mod acting;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod errors;
mod events;
mod governing;
mod matrix;
#[cfg(test)]
mod mock;
mod reads;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use matrix::default_mandate;
pub use pallet::*;
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
	use alloc::{boxed::Box, vec::Vec};
	use althing_primitives::{AgentDirectory, AgentId, Department, Hash, Role, Standing};
	use frame_support::{
		dispatch::{GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{fungible::Inspect, EnsureOriginWithArg},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{Dispatchable, Zero};

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about mandates.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The calls of the runtime.
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ From<frame_system::Call<Self>>
			+ IsType<<Self as frame_system::Config>::RuntimeCall>;

		/// The currency of the departments' accounts.
		type Currency: Inspect<Self::AccountId>;

		/// The registered agents, and whether they are active.
		type Agents: AgentDirectory<Self::AccountId, BalanceOf<Self>> + Standing;

		/// What a call does.
		type Classify: Classify<<Self as Config>::RuntimeCall, Self::AccountId, BalanceOf<Self>>;

		/// What the departments' accounts are derived from.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Who appoints agents of a department and sets its budget and mandates.
		type GovernOrigin: EnsureOriginWithArg<Self::RuntimeOrigin, Department>;

		/// Who revokes appointments in a department and drops its pending acts.
		type RevokeOrigin: EnsureOriginWithArg<Self::RuntimeOrigin, Department>;

		/// A panel that heard the department and approved.
		type PanelOrigin: EnsureOriginWithArg<Self::RuntimeOrigin, Department>;

		/// A referendum.
		type ReferendumOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Blocks of a period. Not zero.
		#[pallet::constant]
		type Period: Get<BlockNumberFor<Self>>;

		/// Blocks in which a pending act can be done. Not zero.
		#[pallet::constant]
		type PendingLifetime: Get<BlockNumberFor<Self>>;

		/// The most pending acts of a department.
		#[pallet::constant]
		type MaxPending: Get<u32>;

		/// The most agents that act for a department.
		#[pallet::constant]
		type MaxAppointed: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The number of the next appointment.
	#[pallet::storage]
	pub type NextAppointment<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// The agents that act for their departments.
	// Hasher: Twox safe since agents' numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Appointments<T: Config> = StorageMap<_, Twox64Concat, AgentId, Appointment>;

	/// What agents did, until their registration ends.
	// Hasher: as above.
	#[pallet::storage]
	pub type Records<T: Config> = StorageMap<_, Twox64Concat, AgentId, Record<BalanceOf<T>>, ValueQuery>;

	/// The mandates of the roles in each department; at most 64.
	// Hasher: Twox safe since departments and roles are eight each.
	#[pallet::storage]
	pub type Mandates<T: Config> = StorageMap<_, Twox64Concat, (Department, Role), MandateOf<T>>;

	/// The departments' budgets.
	// Hasher: Twox safe since departments are eight.
	#[pallet::storage]
	pub type Budgets<T: Config> = StorageMap<_, Twox64Concat, Department, Budget<BalanceOf<T>>, ValueQuery>;

	/// What each department has spent in its latest period.
	// Hasher: as above.
	#[pallet::storage]
	pub type Spent<T: Config> = StorageMap<_, Twox64Concat, Department, Spending<BalanceOf<T>>, ValueQuery>;

	/// What the agents of each role have spent in its latest period.
	// Hasher: Twox safe since departments and roles are eight each.
	#[pallet::storage]
	pub type SpentByRole<T: Config> =
		StorageMap<_, Twox64Concat, (Department, Role), Spending<BalanceOf<T>>, ValueQuery>;

	/// How many places of each department are taken.
	// Hasher: Twox safe since departments are eight.
	#[pallet::storage]
	pub type Taken<T: Config> = StorageMap<_, Twox64Concat, Department, Counts, ValueQuery>;

	/// The number of the next pending act.
	#[pallet::storage]
	pub type NextAct<T: Config> = StorageValue<_, ActId, ValueQuery>;

	/// The acts that wait.
	// Hasher: Twox safe since the numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Pending<T: Config> = StorageMap<_, Twox64Concat, ActId, PendingActOf<T>>;

	/// The mandates that a chain begins with: the role matrix in every department.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// What a small act costs; the matrix is in multiples of it.
		pub unit: BalanceOf<T>,
		/// What departments may spend alone in a period, and their ceilings. Those not named have neither.
		pub budgets: Vec<(Department, BalanceOf<T>, BalanceOf<T>)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for department in Department::ALL {
				for role in Role::ALL {
					Mandates::<T>::insert((department, role), default_mandate::<T>(role, self.unit));
				}
			}
			for (department, per_period, ceiling) in &self.budgets {
				let budget = Budget {
					per_period: *per_period,
					ceiling: *ceiling,
				};
				Budgets::<T>::insert(department, budget);
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::Period::get().is_zero(), "a period has blocks");
			assert!(
				!T::PendingLifetime::get().is_zero(),
				"an act needs time to be approved"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes the account of `department` make `call`, or has it wait for who must approve it.
		///
		/// Signed by the account of an agent that acts for the department.
		///
		/// Errors: `UnknownAgent`, `NotActive`, `NotAppointed`, `OtherDepartment`, `RoleChanged`,
		/// `NoMandate`, `TooManyPending`, `TookMore`, and those of the call, which then has not been made.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::act().saturating_add(call.get_dispatch_info().call_weight))]
		pub fn act(
			origin: OriginFor<T>,
			department: Department,
			call: Box<<T as Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let weight = Self::do_act(&who, department, *call)?;
			Ok(Some(T::WeightInfo::act().saturating_add(weight)).into())
		}

		/// Makes the call of a pending act, which has to be `call`.
		///
		/// Only for [`Config::PanelOrigin`] of the act's department, or [`Config::ReferendumOrigin`].
		///
		/// Errors: `UnknownAct`, `TimeOver`, `OtherCall`, `NotActive`, `NotAppointed`, `RoleChanged`,
		/// `NoMandate`, `NeedsReferendum`, `TookMore`, and those of the call. The act stays pending after any
		/// of them.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::execute().saturating_add(call.get_dispatch_info().call_weight))]
		pub fn execute(
			origin: OriginFor<T>,
			#[pallet::compact] act: ActId,
			call: Box<<T as Config>::RuntimeCall>,
		) -> DispatchResultWithPostInfo {
			let pending = Self::known(act)?;
			let word = Self::word_of(origin, pending.appointment.department)?;
			let weight = Self::do_execute(act, pending, word, *call)?;
			Ok(Some(T::WeightInfo::execute().saturating_add(weight)).into())
		}

		/// Drops a pending act.
		///
		/// Signed by the account of its agent; by [`Config::RevokeOrigin`] of its department; or signed by
		/// anybody once its time is over or the appointment that it was asked for under has ended.
		///
		/// Errors: `UnknownAct`, `TooSoon`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::discard())]
		pub fn discard(origin: OriginFor<T>, #[pallet::compact] act: ActId) -> DispatchResult {
			let pending = Self::known(act)?;
			match T::RevokeOrigin::try_origin(origin, &pending.appointment.department) {
				Ok(_) => Self::do_discard(act, &pending),
				Err(origin) => Self::do_discard_signed(&ensure_signed(origin)?, act, &pending),
			}
		}

		/// Appoints an agent to act for the department that it is registered in, in the role that it has now.
		/// A new appointment ends the one before.
		///
		/// Only for [`Config::GovernOrigin`] of that department.
		///
		/// Errors: `UnknownAgent`, `NotActive`, `TooManyAppointed`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::appoint())]
		pub fn appoint(origin: OriginFor<T>, #[pallet::compact] agent: AgentId) -> DispatchResult {
			let candidate = T::Agents::get(agent).ok_or(Error::<T>::UnknownAgent)?;
			T::GovernOrigin::ensure_origin(origin, &candidate.department)?;
			Self::do_appoint(agent, candidate.department, candidate.role)
		}

		/// Ends an agent's appointment. What is pending under it can never be made, and anybody may discard it.
		///
		/// Only for [`Config::RevokeOrigin`] of its department.
		///
		/// Errors: `NotAppointed`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(origin: OriginFor<T>, #[pallet::compact] agent: AgentId) -> DispatchResult {
			let appointment = Appointments::<T>::get(agent).ok_or(Error::<T>::NotAppointed)?;
			T::RevokeOrigin::ensure_origin(origin, &appointment.department)?;
			Self::do_revoke(agent, &appointment);
			Ok(())
		}

		/// Sets what the agents of a role may do alone; `None` stops all of them.
		///
		/// Only for [`Config::GovernOrigin`] of the department.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_mandate())]
		pub fn set_mandate(
			origin: OriginFor<T>,
			department: Department,
			role: Role,
			mandate: Option<MandateOf<T>>,
		) -> DispatchResult {
			T::GovernOrigin::ensure_origin(origin, &department)?;
			Self::do_set_mandate(department, role, mandate);
			Ok(())
		}

		/// Sets what a department may spend in a period alone, and without a referendum.
		///
		/// Only for [`Config::ReferendumOrigin`]: whom it binds must not widen it.
		///
		/// Errors: `CeilingTooLow`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_budget())]
		pub fn set_budget(
			origin: OriginFor<T>,
			department: Department,
			budget: Budget<BalanceOf<T>>,
		) -> DispatchResult {
			T::ReferendumOrigin::ensure_origin(origin)?;
			Self::do_set_budget(department, budget)
		}
	}
}
