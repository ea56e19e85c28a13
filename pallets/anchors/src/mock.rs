//! A runtime with anchors, one currency, a few agents with real keys, proposals and work.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_anchors;
use crate::*;
use althing_primitives::{
	AgentDirectory, Candidate, Capabilities, Department, Role, Standing, WorkEntry, WorkVerdict, Works,
};
use polkadot_sdk::{
	frame_support::{
		construct_runtime, derive_impl, parameter_types,
		traits::{ConstU32, ConstU64, Contains},
		weights::constants::RocksDbWeight,
	},
	frame_system, pallet_balances,
	sp_core::{ed25519, offchain::testing::TestOffchainExt, sr25519, Pair},
	sp_io::TestExternalities,
	sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, DispatchResult, MultiSignature},
};

type Block = frame_system::mocking::MockBlock<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Anchors: pallet_anchors,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
	type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = u64;
	type RuntimeHoldReason = RuntimeHoldReason;
}

pub const FUNDS: u64 = 10_000;
pub const RETENTION: u64 = 20;
pub const MAX_LEAVES: u32 = 1_000;
pub const MAX_OUTCOMES: u32 = 4;
pub const MAX_WAITING: u32 = 12;
pub const SCHEMA_DEPOSIT: u64 = 50;
/// Proposals below this number exist, and all agents answered them.
pub const PROPOSALS: ProposalId = 3;

parameter_types! {
	pub static Deposit: u64 = 100;
	/// How many agents there are: agent `n` signs with the account `agent(n)` and belongs to person `20 + n / 3`.
	pub static Registered: AgentId = 60;
	/// Agents from this number on are suspended.
	pub static Suspended: AgentId = AgentId::MAX;
}

/// Who owns the first three agents.
pub const OWNER: u8 = 20;
/// Who owns none.
pub const STRANGER: u8 = 200;

/// An account that is nobody's key.
pub fn person(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

/// The key of an agent with an even number.
pub fn sr_key(id: AgentId) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[id as u8 + 1; 32])
}

/// The key of an agent with an odd number.
pub fn ed_key(id: AgentId) -> ed25519::Pair {
	ed25519::Pair::from_seed(&[id as u8 + 1; 32])
}

/// The account of an agent, which is its key.
pub fn agent(id: AgentId) -> AccountId32 {
	match id % 2 {
		0 => sr_key(id).public().into(),
		_ => ed_key(id).public().into(),
	}
}

/// The signature of an agent's account.
pub fn sign(id: AgentId, message: &[u8]) -> MultiSignature {
	match id % 2 {
		0 => sr_key(id).sign(message).into(),
		_ => ed_key(id).sign(message).into(),
	}
}

pub fn by(who: AccountId32) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The agents of this runtime.
pub struct Directory;

impl AgentDirectory<AccountId32, u64> for Directory {
	fn count(_: Department) -> u32 {
		u32::try_from(Registered::get() / 3).unwrap()
	}

	fn nth(_: Department, index: u32) -> Option<Candidate<AccountId32, u64>> {
		// Each of another owner.
		Self::get(u64::from(index) * 3)
	}

	fn get(id: AgentId) -> Option<Candidate<AccountId32, u64>> {
		(id < Registered::get()).then(|| Candidate {
			id,
			account: agent(id),
			owner: person(OWNER + (id / 3) as u8),
			department: Department::ALL[id as usize % 8],
			role: Role::DataScout,
			capabilities: Capabilities::SERIES,
			bond: 1,
			alive: true,
		})
	}

	fn id_of(account: &AccountId32) -> Option<AgentId> {
		(0..Registered::get()).find(|id| agent(*id) == *account)
	}

	fn unit() -> u64 {
		1
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(_: Department, _: u32) {}
}

impl Standing for Directory {
	fn is_active(id: AgentId) -> bool {
		id < Registered::get().min(Suspended::get())
	}
}

/// The proposals of this runtime, and who worked on them.
pub struct Proposals;

impl Contains<ProposalId> for Proposals {
	fn contains(id: &ProposalId) -> bool {
		*id < PROPOSALS
	}
}

/// What agent 4 did on proposal 2.
pub fn work() -> WorkEntry {
	WorkEntry {
		agent: 4,
		proposal: 2,
		department: Department::ALL[4],
		owner: [21; 32],
		payer: [STRANGER; 32],
		paid: 7,
		verdict: WorkVerdict::Right,
	}
}

impl Works for Proposals {
	fn work(agent: AgentId, proposal: ProposalId) -> Option<WorkEntry> {
		Some(work()).filter(|work| (work.agent, work.proposal) == (agent, proposal))
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn prepare() -> (AgentId, ProposalId) {
		(4, 2)
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Agents = Directory;
	type Proposals = Proposals;
	type Works = Proposals;
	type Deposit = Deposit;
	type SchemaDeposit = ConstU64<SCHEMA_DEPOSIT>;
	type Retention = ConstU64<RETENTION>;
	type MaxLeaves = ConstU32<MAX_LEAVES>;
	type MaxUri = ConstU32<64>;
	type MinAgreeing = ConstU32<3>;
	type MaxOutcomes = ConstU32<MAX_OUTCOMES>;
	type MaxWaiting = ConstU32<MAX_WAITING>;
	type WeightInfo = ();
}

/// The results of agent `agent` under `key`, without a schema.
pub fn batch(agent: AgentId, key: Hash) -> Batch {
	Batch {
		root: [1; 32],
		count: 4,
		schema: [0; 32],
		proposal: None,
		agent,
		key,
	}
}

/// Submits a batch as `who`.
pub fn submit_batch(who: AccountId32, batch: Batch) -> DispatchResult {
	let Batch {
		root,
		count,
		schema,
		proposal,
		agent,
		key,
	} = batch;
	Anchors::submit(by(who), root, count, schema, proposal, agent, key)
}

/// Submits a batch of four results of agent `id` under `key`, as `who`.
pub fn submit(who: AccountId32, id: AgentId, key: Hash) -> DispatchResult {
	submit_batch(who, batch(id, key))
}

pub fn free(who: AccountId32) -> BalanceOf<Test> {
	Balances::free_balance(who)
}

/// Ends this block and those between, and begins the one so many later.
pub fn advance(blocks: u64) {
	System::run_to_block::<AllPalletsWithSystem>(System::block_number() + blocks);
}

/// This pallet's events so far.
pub fn events() -> Vec<Event<Test>> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Anchors(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().filter_map(ours).collect()
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	events().pop().unwrap()
}

/// Builds a chain at block 1 where all have funds, and checks it after the test.
#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let people = [OWNER, OWNER + 1, STRANGER].map(person);
		let balances = people
			.into_iter()
			.chain((0..4).map(agent))
			.map(|who| (who, FUNDS));
		pallet_balances::GenesisConfig::<Test> {
			balances: balances.collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_anchors::GenesisConfig::<Test>::default()
			.assimilate_storage(&mut storage)
			.unwrap();
		// What tests changed lives as long as their thread, which may run several.
		Deposit::set(100);
		Registered::set(60);
		Suspended::set(AgentId::MAX);
		let mut ext = TestExternalities::new(storage);
		#[cfg(feature = "runtime-benchmarks")]
		ext.register_extension(polkadot_sdk::sp_keystore::KeystoreExt::new(
			polkadot_sdk::sp_keystore::testing::MemoryKeystore::new(),
		));
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`; then issuance must be what it was, and the state sound.
	pub fn run(self, test: impl FnOnce()) {
		let mut ext = self.build();
		ext.execute_with(|| checked(test));
	}

	/// Runs `test`, then `reading` with the database that a node with offchain indexing has by then.
	pub fn run_indexed(self, test: impl FnOnce(), reading: impl FnOnce()) {
		let mut ext = self.build();
		ext.execute_with(|| checked(test));
		ext.persist_offchain_overlay();
		let database = TestOffchainExt::with_offchain_db(ext.offchain_db());
		let (offchain, _) = database;
		ext.register_extension(polkadot_sdk::sp_core::offchain::OffchainDbExt::new(offchain));
		ext.execute_with(reading);
	}
}

fn checked(test: impl FnOnce()) {
	let issuance = Balances::total_issuance();
	test();
	assert_eq!(Balances::total_issuance(), issuance);
	Anchors::do_try_state().unwrap();
}
