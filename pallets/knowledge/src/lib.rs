#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod errors;
mod events;
mod granting;
#[cfg(test)]
mod mock;
mod publishing;
mod reads;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

use althing_primitives::{AgentDirectory, AgentId, Department, Departmental, Hash, Standing};
use polkadot_sdk::{
	frame_support::{self, pallet_macros::import_section},
	frame_system,
};

/// Configuration, storage, calls, events and errors of the pallet.
// A call's arguments are what a wallet shows.
#[allow(clippy::too_many_arguments)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Mutate, MutateHold},
			EnsureOriginWithArg,
		},
	};
	use frame_system::pallet_prelude::*;

	/// The layout of what is kept.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about knowledge.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The currency that deposits are held in.
		type Currency: Mutate<Self::AccountId> + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// The registered agents, and whether they are active.
		type Agents: AgentDirectory<Self::AccountId, BalanceOf<Self>> + Standing;

		/// The accounts that departments grant and pay from.
		type Departments: Departmental<Self::AccountId>;

		/// Who speaks for a department beside its account: a panel that heard it.
		type DepartmentOrigin: EnsureOriginWithArg<Self::RuntimeOrigin, Department>;

		/// What is held for a grant and for a store, whatever its size.
		#[pallet::constant]
		type DepositBase: Get<BalanceOf<Self>>;

		/// What is held for each byte of it.
		#[pallet::constant]
		type DepositPerByte: Get<BalanceOf<Self>>;

		/// The most bytes of a store's name.
		#[pallet::constant]
		type MaxName: Get<u32>;

		/// How many roots of a store are kept. Not zero.
		#[pallet::constant]
		type MaxRoots: Get<u32>;

		/// The most grants of one grantor that are kept. Not zero.
		#[pallet::constant]
		type MaxGrants: Get<u32>;

		/// The most blocks that a grant lasts. Not zero.
		#[pallet::constant]
		type MaxLifetime: Get<BlockNumberFor<Self>>;

		/// For how many blocks a store is known at least after its last root.
		#[pallet::constant]
		type Retention: Get<BlockNumberFor<Self>>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	// What a wallet has to know before it signs.
	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// What is held for a store.
		#[pallet::constant_name(StoreDeposit)]
		fn for_a_store() -> BalanceOf<T> {
			Self::store_deposit()
		}

		/// What is held for a grant.
		#[pallet::constant_name(GrantDeposit)]
		fn for_a_grant() -> BalanceOf<T> {
			Self::grant_deposit()
		}
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits for the stores that a depositor began.
		StoreDeposit,
		/// The deposits for a depositor's grants.
		GrantDeposit,
	}

	/// The stores that departments have, with their latest roots.
	// Hashers: Twox safe for the eight departments; Blake2 for the name, which is chosen.
	#[pallet::storage]
	pub type Stores<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Department, Blake2_128Concat, NameOf<T>, StoreOf<T>>;

	/// The number of the next grant.
	#[pallet::storage]
	pub type NextGrant<T: Config> = StorageValue<_, GrantId, ValueQuery>;

	/// The grants that are kept, those that are over among them until they are cleared.
	// Hasher: Twox safe since the numbers are given out one by one, not chosen.
	#[pallet::storage]
	pub type Grants<T: Config> = StorageMap<_, Twox64Concat, GrantId, GrantOf<T>>;

	/// The grant of a graph that a grantee has.
	// Hashers: Blake2 for the graph's hash, which is chosen; Twox safe for the grantee, whose number was given out.
	#[pallet::storage]
	pub type ByGraph<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, (Party, Hash), Twox64Concat, Party, GrantId>;

	/// What the grants of a graph have in common.
	// Hasher: Blake2 for the graph's hash, which is chosen.
	#[pallet::storage]
	pub type Graphs<T: Config> = StorageMap<_, Blake2_128Concat, (Party, Hash), Shared>;

	/// How many grants of a grantor are kept; nothing where there are none.
	// Hasher: Twox safe since departments and the numbers of agents are not chosen.
	#[pallet::storage]
	pub type Given<T: Config> = StorageMap<_, Twox64Concat, Party, u32, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxName::get() > 0, "a store has a name");
			assert!(T::MaxRoots::get() > 0, "the last root tells forks");
			assert!(T::MaxGrants::get() > 0, "nothing could be granted");
			assert!(!T::MaxLifetime::get().is_zero(), "a grant would be over at once");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Publishes the root of a version of a store of the agent's department. The first one holds a deposit on the
		/// signer.
		///
		/// Signed by the agent's account or its owner. `previous` is the root published before, zero for the first. What
		/// was published already, and is among the latest, is taken again and changes nothing. The roots of a store come
		/// from agents of one owner.
		///
		/// Errors: `BadName`, `BadRoot`, `UnknownAgent`, `NotAgent`, `NotActive`, `NotKeeper`, `NotNewer`, `Forked`, and
		/// those of the hold.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::publish_first().max(T::WeightInfo::publish_next()))]
		pub fn publish_root(
			origin: OriginFor<T>,
			#[pallet::compact] agent: AgentId,
			store: NameOf<T>,
			#[pallet::compact] version: u64,
			root: Hash,
			previous: Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let publication = Publication {
				agent,
				store,
				version,
				root,
				previous,
			};
			Self::do_publish_root(who, publication)
		}

		/// Forgets a store and releases its deposit.
		///
		/// Signed by who paid the deposit once the last root stood for the retention time; or by a panel that heard the
		/// department, at any time.
		///
		/// Errors: `UnknownStore`, `NotDepositor`, `TooSoon`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove_store())]
		pub fn remove_store(
			origin: OriginFor<T>,
			department: Department,
			store: NameOf<T>,
		) -> DispatchResult {
			Self::do_remove_store(origin, department, store)
		}

		/// Lets `grantee` see a graph of `grantor` before block `expires`, as it stands or as the rules of `redaction`
		/// make it, and holds the deposit.
		///
		/// Signed by the account of the grantor or of the grantor's owner; for a department by its account, which an agent
		/// reaches through its mandate, or by a panel that heard it. `graph` is the BLAKE2b-256 of the graph's name. All
		/// grants of a graph say the same of how closely it is kept.
		///
		/// Errors: `UnknownAgent`, `NotGrantor`, `NotActive`, `OwnGraph`, `NotPersonal`, `NeedsRedaction`, `BadExpiry`,
		/// `UnknownGrantee`, `AlreadyGranted`, `OtherLevel`, `TooManyGrants`, and those of the hold.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::grant())]
		pub fn grant(
			origin: OriginFor<T>,
			grantor: Party,
			grantee: Party,
			graph: Hash,
			level: Level,
			redaction: Hash,
			expires: BlockNumberFor<T>,
		) -> DispatchResult {
			let offer = Offer {
				grantor,
				grantee,
				graph,
				level,
				redaction,
				expires,
			};
			Self::do_grant(origin, offer)
		}

		/// Takes a grant back and releases its deposit.
		///
		/// Signed as the grant was. An agent that is suspended, or its owner, may still revoke.
		///
		/// Errors: `UnknownGrant`, `UnknownAgent`, `NotGrantor`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::revoke())]
		pub fn revoke(origin: OriginFor<T>, #[pallet::compact] id: GrantId) -> DispatchResult {
			Self::do_revoke(origin, id)
		}

		/// Clears a grant that has expired, or of which a party is no longer registered, and releases its deposit to who
		/// paid it.
		///
		/// Signed by anybody.
		///
		/// Errors: `UnknownGrant`, `NotOver`.
		#[pallet::call_index(4)]
		// The benchmark's grant has expired, so the look-ups of its parties are added here.
		#[pallet::weight(T::WeightInfo::clear().saturating_add(T::DbWeight::get().reads(2)))]
		pub fn clear(origin: OriginFor<T>, #[pallet::compact] id: GrantId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_clear(id)
		}

		/// Says that the grantee knows of a grant, and of what it may do with the copy.
		///
		/// Signed by the grantee's account or its owner; for a department by its account or that of an active agent of it.
		///
		/// Errors: `UnknownGrant`, `Over`, `NotGrantee`, `AlreadyAcknowledged`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::acknowledge())]
		pub fn acknowledge(origin: OriginFor<T>, #[pallet::compact] id: GrantId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_acknowledge(who, id)
		}
	}
}
