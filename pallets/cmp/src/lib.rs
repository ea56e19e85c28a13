#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(rustdoc::broken_intra_doc_links)]
// The pallet macro writes such paths, and gives them the spans of its attributes here.
#![allow(unused_qualifications)]

extern crate alloc;

mod appraising;
mod benchmarking;
mod close;
mod draw;
mod duties;
mod entropy;
mod errors;
mod escalation;
mod events;
mod kept;
mod learning;
#[cfg(test)]
mod mock;
mod open;
mod origin;
mod paying;
mod phases;
mod queue;
mod reads;
mod records;
mod seats;
mod shown;
#[cfg(test)]
mod tests;
// Natively too: tests over a whole runtime check the same.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;
mod working;

use althing_cmp_rules::{
	Answer, Appraisal, Claim, Class, Constants, Heard, Kind, Past, Question, Receipt, Reveal, Round, Topic,
	Track, Verdict, MAX_PANEL,
};
use althing_primitives::{AgentDirectory, AgentId, Bonds, Departments, Hash, Outcomes, ProposalId};
use polkadot_sdk::{
	frame_support::{
		self,
		pallet_macros::import_section,
		pallet_prelude::*,
		traits::{
			fungible, schedule::v3::Anon, EnsureOriginWithArg, QueryPreimage, Randomness, StorePreimage,
		},
	},
	frame_system::{self, pallet_prelude::*},
	sp_runtime::{
		traits::{Dispatchable, SaturatedConversion, Zero},
		Perbill,
	},
};

pub use escalation::{Escalation, OnEscalated};
pub use kept::*;
pub use origin::{EnsureApproved, Origin, PalletsOriginOf};
pub use pallet::*;
pub use seats::*;
pub use types::*;
pub use weights::WeightInfo;

// A call's arguments are what a wallet shows; a struct around them would hide what `open` puts.
#[allow(clippy::too_many_arguments)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs.
	#[pallet::config]
	pub trait Config:
		polkadot_sdk::frame_system::Config<
		RuntimeEvent: From<Event<Self>>,
		RuntimeOrigin: From<Origin>,
		AccountId: Into<[u8; 32]> + From<[u8; 32]>,
	>
	{
		/// The call type that approved proposals make.
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin>
			+ From<Call<Self>>
			+ From<frame_system::Call<Self>>
			+ IsType<<Self as frame_system::Config>::RuntimeCall>;

		/// The reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// What deposits, prizes and bonds are in.
		type Currency: fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		/// The agents and their bonds.
		type Agents: AgentDirectory<Self::AccountId, BalanceOf<Self>> + Bonds<BalanceOf<Self>>;

		/// The parent block's author's VRF output, when it gave one.
		type Randomness: Randomness<Option<Self::Hash>, BlockNumberFor<Self>>;

		/// The constants of the rules. Frozen at the opening.
		type Constants: Get<Constants>;

		/// The size and the pace of panels. Frozen at the opening.
		type Schedule: Get<Timing>;

		/// Stores the calls.
		type Preimages: QueryPreimage<H = Self::Hashing> + StorePreimage;

		/// Makes the calls.
		type Scheduler: Anon<
			BlockNumberFor<Self>,
			<Self as Config>::RuntimeCall,
			PalletsOriginOf<Self>,
			Hasher = Self::Hashing,
		>;

		/// Asks people about what panels could not decide.
		type OnEscalated: OnEscalated<BoundedCallOf<Self>>;

		/// Takes how proposals end, to be proven elsewhere.
		type Outcomes: Outcomes;

		/// Who may cancel a proposal.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may tell what turned out to be true of a proposal, given the departments that it named.
		type SettleOrigin: EnsureOriginWithArg<Self::RuntimeOrigin, Departments>;

		/// Who may take bonds of agents that speak with one voice.
		type PunishOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What the pot adds to the prize of each proposal whose truth is told, as far as it has it. Must be less than
		/// opening and settling costs: else somebody whose agents sit on every panel would earn by asking.
		type Prize: Get<BalanceOf<Self>>;

		/// The account that prizes are paid from. Anybody may fill it.
		type Pot: Get<Self::AccountId>;

		/// The most proposals at a time.
		#[pallet::constant]
		type MaxActive: Get<u32>;

		/// The most bytes of a case's body.
		#[pallet::constant]
		type MaxBody: Get<u32>;

		/// What is held of the proposer until the proposal ends, while few proposals are active; see
		/// [`Pallet::next_deposit`].
		#[pallet::constant]
		type Deposit: Get<BalanceOf<Self>>;

		/// The share of the bond that a ballot sealed and never opened costs.
		#[pallet::constant]
		type MissedRevealSlash: Get<Perbill>;

		/// Blocks for which a receipt stays in state. Receipts leave in the order in which they came, so
		/// that a shorter retention waits for those before it.
		#[pallet::constant]
		type ReceiptRetention: Get<BlockNumberFor<Self>>;

		/// The most weight that a block may spend on transitions; one that is due needs as much as
		/// [`Pallet::dearest_step`].
		#[pallet::constant]
		type ServiceWeight: Get<Weight>;

		/// Weights.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds balance.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A proposal is active.
		#[codec(index = 0)]
		ProposalDeposit,
	}

	/// What an approved proposal's call is made with.
	#[pallet::origin]
	pub type Origin = crate::origin::Origin;

	/// The number of the next proposal.
	#[pallet::storage]
	pub type NextProposal<T> = StorageValue<_, ProposalId, ValueQuery>;

	/// The active proposals by when something is due, the earliest first.
	#[pallet::storage]
	pub type Active<T: Config> = StorageValue<_, BoundedVec<(u32, ProposalId), T::MaxActive>, ValueQuery>;

	/// The active proposals.
	// Twox: the chain assigns the numbers, nobody can choose them.
	#[pallet::storage]
	pub type Proposals<T: Config> = StorageMap<_, Twox64Concat, ProposalId, ProposalInfoOf<T>>;

	/// The panels of active proposals.
	// Twox: as above.
	#[pallet::storage]
	pub type Panels<T> = StorageMap<_, Twox64Concat, ProposalId, Panel>;

	/// What each seat of an active proposal has done; one entry per seat.
	// Twox: the chain assigns both numbers.
	#[pallet::storage]
	pub type Ballots<T> = StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, AgentId, SeatBallot>;

	/// The rounds of active proposals that are over.
	// Twox: the chain assigns both numbers.
	#[pallet::storage]
	pub type Rounds<T> = StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, u8, Round>;

	/// How proposals ended. Kept for good: bounded per proposal, which paid for it.
	// Twox: the chain assigns the numbers.
	#[pallet::storage]
	pub type Decisions<T> = StorageMap<_, Twox64Concat, ProposalId, Decision>;

	/// How many proposals ended in each way, since genesis.
	#[pallet::storage]
	pub type Ended<T> = StorageValue<_, Endings, ValueQuery>;

	/// The receipts of the latest decisions.
	// Twox: as above.
	#[pallet::storage]
	pub type Receipts<T> = StorageMap<_, Twox64Concat, ProposalId, Receipt>;

	/// The referenda that escalated proposals were put to, while their receipts stay.
	// Twox: as above.
	#[pallet::storage]
	pub type Referred<T> = StorageMap<_, Twox64Concat, ProposalId, u32>;

	/// The calls that those referenda are about; the pallet requests their preimages meanwhile.
	// Twox: as above.
	#[pallet::storage]
	pub type ReferredCalls<T> = StorageMap<_, Twox64Concat, ProposalId, BoundedCallOf<T>>;

	/// When receipts leave, by their place in the queue.
	// Twox: consecutive numbers.
	#[pallet::storage]
	pub type Expiring<T> = StorageMap<_, Twox64Concat, u64, (u32, ProposalId)>;

	/// The queue's first place and the one after its last.
	#[pallet::storage]
	pub type ExpiringRange<T> = StorageValue<_, (u64, u64), ValueQuery>;

	/// The past of registered agents.
	// Twox: the chain assigns the numbers.
	#[pallet::storage]
	pub type Records<T> = StorageMap<_, Twox64Concat, AgentId, Record, ValueQuery>;

	/// What registered agents have shown.
	// Twox: as above.
	#[pallet::storage]
	pub type Tracks<T> = StorageMap<_, Twox64Concat, AgentId, Track, ValueQuery>;

	/// How the decisions of each class turned out.
	// Twox: four keys, none of which anybody can choose.
	#[pallet::storage]
	pub type Pasts<T> = StorageMap<_, Twox64Concat, Class, Past, ValueQuery>;

	/// What turned out to be true of proposals. Kept for good: one for each decision at most.
	// Twox: the chain assigns the numbers.
	#[pallet::storage]
	pub type Settlements<T> = StorageMap<_, Twox64Concat, ProposalId, Settlement>;

	/// What was endowed on proposals whose truth was not told yet, while they are active or their receipts stay.
	// Twox: as above.
	#[pallet::storage]
	pub type Prizes<T: Config> = StorageMap<_, Twox64Concat, ProposalId, BalanceOf<T>>;

	/// The sum of [`Prizes`]: what the pot holds for proposals.
	#[pallet::storage]
	pub type Promised<T: Config> = StorageValue<_, BalanceOf<T>, ValueQuery>;

	/// What was paid for a truth that was told, while the receipt stays.
	// Twox: as above.
	#[pallet::storage]
	pub type Rewards<T: Config> = StorageMap<_, Twox64Concat, ProposalId, Reward<BalanceOf<T>>>;

	/// Which panels of each topic are kept.
	// Twox: five keys, none of which anybody can choose.
	#[pallet::storage]
	pub type HeardRanges<T> = StorageMap<_, Twox64Concat, Topic, HeardRange, ValueQuery>;

	/// What the latest panels of each topic answered, by consecutive numbers.
	// Twox: as above.
	#[pallet::storage]
	pub type HeardPanels<T> = StorageDoubleMap<_, Twox64Concat, Topic, Twox64Concat, u32, Heard>;

	/// Under which number a proposal's panel was heard, while its receipt stays.
	// Twox: the chain assigns the numbers.
	#[pallet::storage]
	pub type HeardAt<T> = StorageMap<_, Twox64Concat, ProposalId, u32>;

	/// What is believed of the agents of each topic.
	// Twox: five keys, none of which anybody can choose.
	#[pallet::storage]
	pub type Appraisals<T> = StorageMap<_, Twox64Concat, Topic, Appraisal>;

	/// The topics of which a truth was told since the last appraisal.
	// Twox: as above.
	#[pallet::storage]
	pub type Stale<T> = StorageMap<_, Twox64Concat, Topic, ()>;

	/// The randomness gathered while proposals were active.
	#[pallet::storage]
	pub type Entropy<T> = StorageValue<_, Pool, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			let left = frame_system::Pallet::<T>::remaining_block_weight();
			let mut meter = left.limit_to(T::ServiceWeight::get());
			Self::service(&mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			assert!(T::MaxActive::get() > 0, "some proposal must be possible");
			assert!(
				T::ServiceWeight::get().all_gte(Self::dearest_step()),
				"ServiceWeight must be enough for the dearest transition, else it is never made",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), polkadot_sdk::sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Puts a question to a panel.
		///
		/// `kind`, `departments`, `risk`, `impact` and `urgency` are the question's; its evidence is the
		/// BLAKE2b-256 of `body`, which stays in the block and not in state. `call` is made with
		/// [`Origin::Approved`] if the answer is yes. Holds [`Pallet::next_deposit`] until the end.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open(body.len() as u32))]
		pub fn open(
			origin: OriginFor<T>,
			kind: Kind,
			departments: Departments,
			risk: Perbill,
			impact: Perbill,
			urgency: Perbill,
			body: BoundedVec<u8, T::MaxBody>,
			call: Option<BoundedCallOf<T>>,
		) -> DispatchResult {
			let proposer = ensure_signed(origin)?;
			let evidence = althing_primitives::blake2(&body);
			Self::do_open(
				proposer,
				Question {
					kind,
					departments,
					risk,
					impact,
					urgency,
					evidence,
				},
				call,
			)
		}

		/// Seals a ballot, by the account of an agent that has a seat.
		///
		/// `commitment` is `althing_cmp_rules::commitment` of the ballot. Free when it succeeds.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::seal())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, proposal: &ProposalId, _: &Hash| -> bool {
			Pallet::<T>::could_seal(origin, *proposal)
		})]
		pub fn seal(origin: OriginFor<T>, proposal: ProposalId, commitment: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_seal(who, proposal, commitment)
		}

		/// Opens a sealed ballot. Free when it succeeds.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::reveal())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, proposal: &ProposalId, reveal: &Reveal| -> bool {
			Pallet::<T>::could_reveal(origin, *proposal, reveal)
		})]
		pub fn reveal(origin: OriginFor<T>, proposal: ProposalId, reveal: Reveal) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reveal(who, proposal, reveal)
		}

		/// Ends a proposal without a decision, by [`Config::CancelOrigin`]. The deposit goes back, nobody
		/// is slashed.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::cancel())]
		pub fn cancel(origin: OriginFor<T>, proposal: ProposalId) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel(proposal)
		}

		/// Tells what turned out to be true of an ended proposal, by [`Config::SettleOrigin`], once and while
		/// its receipt stays. Everybody who sat on the panel is judged by it.
		#[pallet::call_index(4)]
		// Half of the benchmark's panel is right and its owners are paid; all of one may be.
		#[pallet::weight(T::WeightInfo::settle(2 * MAX_PANEL))]
		pub fn settle(origin: OriginFor<T>, proposal: ProposalId, truth: Answer) -> DispatchResult {
			T::SettleOrigin::ensure_origin(origin, &Self::concerned(proposal)?)?;
			Self::do_settle(proposal, truth)
		}

		/// Has everybody who answered a topic's panels before `upto` appraised by `claim`, by anybody: whenever enough was
		/// answered since the last appraisal, and for the same panels when the claim is better. Free when it is taken.
		///
		/// What agents' words are worth follows from the claim and from what the panels said; see
		/// [`Pallet::topic`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::appraise(appraising::most_panels(*topic, claim)))]
		pub fn appraise(
			origin: OriginFor<T>,
			topic: Topic,
			upto: u32,
			claim: Claim,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let (weight, pays) = Self::do_appraise(topic, upto, &claim)?;
			Ok((Some(weight), pays).into())
		}

		/// Adds `amount` to the prize of an active proposal, by anybody, for good: what is not paid stays in the pot.
		///
		/// When its truth is told, a part of the prize goes in equal shares to the owners of the agents whose first
		/// ballot was right: the greater, the less that truth was expected (`althing_cmp_rules::surprise`).
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::endow())]
		pub fn endow(
			origin: OriginFor<T>,
			proposal: ProposalId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_endow(&who, proposal, amount)
		}

		/// Takes `share` of the bonds of agents that belong to a cabal by what is believed of `topic`, by
		/// [`Config::PunishOrigin`]. One that belongs to none saves all.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::punish(agents.len() as u32))]
		pub fn punish(
			origin: OriginFor<T>,
			topic: Topic,
			agents: BoundedVec<AgentId, ConstU32<MAX_PANEL>>,
			share: Perbill,
		) -> DispatchResult {
			T::PunishOrigin::ensure_origin(origin)?;
			Self::do_punish(topic, &agents, share)
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The current block.
	pub(crate) fn now() -> u32 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// The hash of the chain's first block, which seals are bound to. It is never pruned.
	pub fn genesis() -> Hash {
		let first = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let mut genesis = Hash::default();
		for (to, from) in genesis.iter_mut().zip(first.as_ref()) {
			*to = *from;
		}
		genesis
	}
}
