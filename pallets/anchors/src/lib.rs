#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

extern crate alloc;

mod agreeing;
mod agreement;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod errors;
mod events;
mod keys;
#[cfg(test)]
mod mock;
mod outcomes;
mod publishing;
mod reads;
mod schemas;
mod submitting;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

pub use agreeing::AGREEMENT_CONTEXT;
pub use agreement::{Comparison, Value, MAX_EXECUTIONS, MAX_SET};
pub use keys::is_weak;
pub use pallet::*;
pub use reads::MAX_PAGE;
pub use schemas::schema_id;
pub use types::*;
pub use weights::WeightInfo;

use althing_primitives::{
	AgentDirectory, AgentId, AnchorId, Department, Entry, EntryId, Hash, ProposalId, Standing, Works,
};
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
	use alloc::{string::String, vec, vec::Vec};
	use althing_primitives::DECISION_SCHEMA;
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Mutate, MutateHold},
			Contains,
		},
	};
	use frame_system::pallet_prelude::*;

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// What a runtime has to say about anchors.
	#[pallet::config]
	pub trait Config:
		polkadot_sdk::frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId: Into<[u8; 32]>>
	{
		/// The currency that deposits are held in.
		type Currency: Mutate<Self::AccountId> + MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// The registered agents.
		type Agents: AgentDirectory<Self::AccountId, BalanceOf<Self>> + Standing;

		/// Whether a proposal exists. Costs one read at most.
		type Proposals: Contains<ProposalId>;

		/// What agents did on panels.
		type Works: Works;

		/// What is held for an anchor.
		#[pallet::constant]
		type Deposit: Get<BalanceOf<Self>>;

		/// What is held for a schema.
		#[pallet::constant]
		type SchemaDeposit: Get<BalanceOf<Self>>;

		/// For how many blocks an anchor and a schema stand at least.
		#[pallet::constant]
		type Retention: Get<BlockNumberFor<Self>>;

		/// The most results of one batch.
		#[pallet::constant]
		type MaxLeaves: Get<u32>;

		/// The most bytes of a schema's address.
		#[pallet::constant]
		type MaxUri: Get<u32>;

		/// The fewest executions that can agree.
		#[pallet::constant]
		type MinAgreeing: Get<u32>;

		/// The most entries that one block commits to. At least as many as hooks can publish in a block.
		#[pallet::constant]
		type MaxOutcomes: Get<u32>;

		/// The most entries that wait for a block. At least twice [`Config::MaxOutcomes`]: calls leave the room of one
		/// block for what hooks publish.
		#[pallet::constant]
		type MaxWaiting: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits for a depositor's anchors.
		AnchorDeposit,
		/// The deposits for a depositor's schemas.
		SchemaDeposit,
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

	/// What results can look like.
	// Hasher: Blake2 since anybody can try descriptions.
	#[pallet::storage]
	pub type Schemas<T: Config> = StorageMap<_, Blake2_128Concat, Hash, SchemaOf<T>>;

	/// The entries that the end of this block commits to, the earliest first, and those that wait for a later one.
	// Read at the end of each block.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Waiting<T: Config> = StorageValue<_, BoundedVec<Entry, T::MaxWaiting>, ValueQuery>;

	/// The last block that had outcomes, with the root over them.
	#[pallet::storage]
	pub type Latest<T: Config> = StorageValue<_, Closed<BlockNumberFor<T>>>;

	/// Schemas that stand from the beginning, for good and without a deposit.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// What they are in words; their BLAKE2b-256 is what submissions name.
		pub schemas: Vec<String>,
		/// The runtime.
		#[serde(skip)]
		pub marker: core::marker::PhantomData<T>,
	}

	/// What workers anchor of decisions.
	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self {
				schemas: vec![DECISION_SCHEMA.into()],
				marker: Default::default(),
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for words in &self.schemas {
				Pallet::<T>::put_given_schema(words.as_bytes());
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Only says what the end of the block may take.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::close(T::MaxOutcomes::get())
		}

		/// Commits to the block's outcomes, before the next block makes the leaf of the mountain range that has their root.
		fn on_finalize(now: BlockNumberFor<T>) {
			Self::close(now);
		}

		fn integrity_test() {
			assert!(T::MaxLeaves::get() > 0, "a batch has at least one result");
			assert!(T::MaxOutcomes::get() > 0, "outcomes would wait for good");
			assert!(
				T::MaxWaiting::get() >= T::MaxOutcomes::get().saturating_mul(2),
				"there is no room for what hooks publish"
			);
			assert!(
				(2..=MAX_EXECUTIONS).contains(&T::MinAgreeing::get()),
				"one execution agrees with itself, and there are {MAX_EXECUTIONS} at most"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Anchors a batch of `count` results of `agent` under `root` and holds the deposit on the signer.
		///
		/// Signed by the agent's account or its owner. `schema` is registered, or zero for none; `key` is the idempotency
		/// key. The grade is [`Grade::Signed`](althing_primitives::Grade::Signed).
		///
		/// Errors: `BadCount`, `UnknownAgent`, `NotAgent`, `Duplicate`, `UnknownProposal`, `UnknownSchema`, `Busy`, and
		/// those of the hold.
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
		/// Signed by who paid the deposit. What was proven of it stays proven.
		///
		/// Errors: `UnknownAnchor`, `NotDepositor`, `TooSoon`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, #[pallet::compact] id: AnchorId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove(&who, id)
		}

		/// Registers what results look like, and how several executions of the same task are compared if they are; holds the
		/// deposit on the signer.
		///
		/// `context` is the BLAKE2b-256 of a JSON-LD context or another description, `uri` where it may be found. What
		/// submissions name is [`schema_id`] of the context and the comparison: nobody can register another comparison
		/// under the same name.
		///
		/// Errors: `BadComparison`, `SchemaKnown`, and those of the hold.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register_schema())]
		pub fn register_schema(
			origin: OriginFor<T>,
			context: Hash,
			comparison: Option<Comparison>,
			uri: BoundedVec<u8, T::MaxUri>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_schema(who, context, comparison, uri)
		}

		/// Removes a schema that stood for the retention time, and releases its deposit. Anchors that name it stay.
		///
		/// Signed by who paid the deposit.
		///
		/// Errors: `UnknownSchema`, `NotDepositor`, `TooSoon`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::remove_schema())]
		pub fn remove_schema(origin: OriginFor<T>, id: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_schema(&who, id)
		}

		/// Anchors a batch that several independent executions agree upon by the comparison of its schema, of `asked` that
		/// were asked. The grade is [`Grade::Agreed`](althing_primitives::Grade::Agreed).
		///
		/// Signed by the account of the batch's agent or its owner. Each execution is signed by its agent's account key,
		/// over [`Pallet::agreement_message`]. They are independent when no two agents have one owner; at least
		/// [`Config::MinAgreeing`] of them, and more than half of `asked`.
		///
		/// Errors: those of `submit`, and `NoComparison`, `TooFewAgree`, `Disagree`, `NotActive`, `NotIndependent`,
		/// `BadSignature`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::submit_agreed(executions.len() as u32)
			.saturating_add(T::DbWeight::get().reads(u64::from(batch.proposal.is_some()))))]
		pub fn submit_agreed(
			origin: OriginFor<T>,
			batch: Batch,
			asked: u8,
			executions: BoundedVec<Execution, ConstU32<MAX_EXECUTIONS>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_submit_agreed(who, batch, asked, &executions)
		}

		/// Publishes who owns an agent, here and on an EVM chain, so that it can be proven there. The fee is all it costs.
		///
		/// Signed by the agent's owner. `card` is the Keccak-256 of the registration file, zero if there is none. What is
		/// said last counts.
		///
		/// Errors: `UnknownAgent`, `NotOwner`, `NoEvmOwner`, `Busy`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::publish_registration())]
		pub fn publish_registration(
			origin: OriginFor<T>,
			#[pallet::compact] agent: AgentId,
			evm_owner: [u8; 20],
			card: Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish_registration(&who, agent, evm_owner, card)
		}

		/// Publishes an agent's work on a proposal as far as it is known now, so that it can be proven elsewhere. The fee is
		/// all it costs.
		///
		/// Signed by anybody, while the chain keeps the proposal's receipt. What is said last counts.
		///
		/// Errors: `UnknownWork`, `Busy`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::publish_work())]
		pub fn publish_work(
			origin: OriginFor<T>,
			#[pallet::compact] agent: AgentId,
			#[pallet::compact] proposal: ProposalId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_publish_work(agent, proposal)
		}
	}
}
