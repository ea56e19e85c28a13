//! A runtime with anchors, one currency, a few agents and proposals.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_anchors;
use crate::{BalanceOf, Config, Event};
use althing_primitives::{
	AgentDirectory, AgentId, Candidate, Capabilities, Department, Hash, ProposalId, Role,
};
use polkadot_sdk::{
	frame_support::{
		construct_runtime, derive_impl, parameter_types,
		traits::{ConstU32, ConstU64, Contains},
		weights::constants::RocksDbWeight,
	},
	frame_system, pallet_balances,
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchResult},
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
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
	type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
}

pub const FUNDS: u64 = 10_000;
pub const RETENTION: u64 = 20;
pub const MAX_LEAVES: u32 = 1_000;
/// Proposals below this number exist.
pub const PROPOSALS: ProposalId = 3;

parameter_types! {
	pub static Deposit: u64 = 100;
	/// How many agents there are: agent `n` signs with account `10 + n` and belongs to account `20`.
	pub static Registered: AgentId = 3;
}

pub const OWNER: u64 = 20;
pub const STRANGER: u64 = 30;

/// The agents of this runtime.
pub struct Directory;

impl AgentDirectory<u64, u64> for Directory {
	fn count(_: Department) -> u32 {
		u32::try_from(Registered::get()).unwrap()
	}

	fn nth(_: Department, index: u32) -> Option<Candidate<u64, u64>> {
		Self::get(u64::from(index))
	}

	fn get(id: AgentId) -> Option<Candidate<u64, u64>> {
		(id < Registered::get()).then_some(Candidate {
			id,
			account: 10 + id,
			owner: OWNER,
			department: Department::Engineering,
			role: Role::DataScout,
			capabilities: Capabilities::SERIES,
			bond: 1,
			alive: true,
		})
	}

	fn id_of(account: &u64) -> Option<AgentId> {
		account.checked_sub(10).filter(|id| *id < Registered::get())
	}

	fn unit() -> u64 {
		1
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(_: Department, _: u32) {}
}

/// The proposals of this runtime.
pub struct Proposals;

impl Contains<ProposalId> for Proposals {
	fn contains(id: &ProposalId) -> bool {
		*id < PROPOSALS
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Agents = Directory;
	type Proposals = Proposals;
	type Deposit = Deposit;
	type Retention = ConstU64<RETENTION>;
	type MaxLeaves = ConstU32<MAX_LEAVES>;
	type WeightInfo = ();
}

/// Submits a batch of four results of `agent` under `key`, as `who`.
pub fn submit(who: u64, agent: AgentId, key: Hash) -> DispatchResult {
	Anchors::submit(RuntimeOrigin::signed(who), [1; 32], 4, [2; 32], None, agent, key)
}

pub fn free(who: u64) -> BalanceOf<Test> {
	Balances::free_balance(who)
}

pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Anchors(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().rev().find_map(ours).unwrap()
}

/// Builds a chain at block 1 where all have funds, and checks it after the test.
#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let balances = [10, 11, 12, OWNER, STRANGER].map(|who| (who, FUNDS)).to_vec();
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		// What tests changed lives as long as their thread, which may run several.
		Deposit::set(100);
		Registered::set(3);
		let mut ext = TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`; then issuance must be what it was, and the state sound.
	pub fn run(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			assert_eq!(Balances::total_issuance(), issuance);
			Anchors::do_try_state().unwrap();
		});
	}
}
