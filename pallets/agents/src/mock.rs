//! A runtime with agents and one currency, with real keys and signatures.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_agents;
use crate::*;
use althing_primitives::{AgentId, Capabilities, Department, OnRetired, Reputation, Role};
use polkadot_sdk::{
	frame_support::{
		assert_ok, construct_runtime, derive_impl, parameter_types,
		traits::{tokens::imbalance::ResolveTo, ConstU32, ConstU64},
	},
	frame_system::{self, EnsureRoot},
	pallet_balances,
	sp_core::{sr25519, Pair},
	sp_io::TestExternalities,
	sp_runtime::{
		traits::IdentityLookup, AccountId32, BuildStorage, DispatchResult, MultiSignature, Perbill,
	},
};
use std::cell::RefCell;

pub type Balance = u64;
type Block = frame_system::mocking::MockBlock<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Agents: pallet_agents,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU64<10>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

pub const LEAST: Balance = 1_000;
pub const UNBONDING: u64 = 50;
pub const PERIOD: u64 = 10;
pub const WINDOW: u64 = 25;
pub const PLACES: u32 = 3;

parameter_types! {
	pub static MinBond: Balance = LEAST;
	pub Treasury: AccountId32 = AccountId32::new([200; 32]);
}

thread_local! {
	static RETIRED: RefCell<Vec<AgentId>> = const { RefCell::new(Vec::new()) };
}

/// Remembers the registrations that ended.
pub struct Ended;

impl Ended {
	pub fn all() -> Vec<AgentId> {
		RETIRED.with_borrow(Clone::clone)
	}
}

impl OnRetired for Ended {
	fn on_retired(id: AgentId) {
		RETIRED.with_borrow_mut(|ended| ended.push(id));
	}
}

/// Every agent is as good as its number in percent.
pub struct ByNumber;

impl Reputation for ByNumber {
	fn of(id: AgentId) -> Perbill {
		Perbill::from_percent(u32::try_from(id).unwrap())
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = MultiSignature;
	type MinBond = MinBond;
	type UnbondingPeriod = ConstU64<UNBONDING>;
	type HeartbeatPeriod = ConstU64<PERIOD>;
	type LivenessWindow = ConstU64<WINDOW>;
	type MaxAgentsPerDepartment = ConstU32<PLACES>;
	type SuspendOrigin = EnsureRoot<AccountId32>;
	type OnSlashed = ResolveTo<Treasury, Balances>;
	type Reputation = ByNumber;
	type OnRetired = Ended;
	type WeightInfo = ();
}

/// The account that starts with funds under this number: an owner, by convention.
pub fn account(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

/// The key of the agent with this number.
pub fn key(number: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[number; 32])
}

/// The account of the agent with this number. Has no funds.
pub fn agent(number: u8) -> AccountId32 {
	key(number).public().into()
}

/// The consent of agent `number` to be registered by `owner`, with its attestation key.
pub fn consent(owner: &AccountId32, number: u8) -> MultiSignature {
	key(number)
		.sign(&Agents::registration_message(
			owner,
			&agent(number),
			&[number; 32],
		))
		.into()
}

/// Registers agent `number` in `department` for the owner of that number.
pub fn try_register(owner: u8, number: u8, department: Department, bond: Balance) -> DispatchResult {
	let owner = account(owner);
	let proof = consent(&owner, number);
	Agents::register(
		RuntimeOrigin::signed(owner),
		agent(number),
		department,
		Role::DataScout,
		Capabilities::SERIES,
		[number; 32],
		[0; 32],
		bond,
		proof,
	)
}

/// As [`try_register`], and returns the registration number.
pub fn register(owner: u8, number: u8, department: Department, bond: Balance) -> AgentId {
	assert_ok!(try_register(owner, number, department, bond));
	IdByAccount::<Test>::get(agent(number)).unwrap()
}

/// The signed origin of the owner with this number.
pub fn by(owner: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(owner))
}

pub fn status(id: AgentId) -> Status<u64> {
	Agents::agent(id).unwrap().info.status
}

pub fn bond(id: AgentId) -> Balance {
	Agents::agent(id).unwrap().info.bond
}

pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Agents(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().rev().find_map(ours).unwrap()
}

/// Builds a chain at block 1 whose owners 100 to 103 have funds, and checks it after the test.
pub struct ExtBuilder {
	funds: Balance,
	agents: Vec<(u8, u8, Department, Balance)>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			funds: 1_000_000,
			agents: Vec::new(),
		}
	}
}

impl ExtBuilder {
	/// What every owner starts with.
	pub fn funds(mut self, funds: Balance) -> Self {
		self.funds = funds;
		self
	}

	/// An agent that is registered from the start; the first gets the number 0.
	pub fn agent(mut self, owner: u8, number: u8, department: Department, bond: Balance) -> Self {
		self.agents.push((owner, number, department, bond));
		self
	}

	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let mut balances: Vec<_> = (100..=103).map(|owner| (account(owner), self.funds)).collect();
		balances.push((Treasury::get(), 10));
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = TestExternalities::new(storage);
		// What tests changed lives as long as their thread, which may run several.
		RETIRED.with_borrow_mut(Vec::clear);
		MinBond::set(LEAST);
		#[cfg(feature = "runtime-benchmarks")]
		ext.register_extension(polkadot_sdk::sp_keystore::KeystoreExt::new(
			polkadot_sdk::sp_keystore::testing::MemoryKeystore::new(),
		));
		ext.execute_with(|| {
			System::set_block_number(1);
			for (owner, number, department, bond) in self.agents {
				register(owner, number, department, bond);
			}
		});
		ext
	}

	/// Runs `test`; then issuance must be what it was, and the state sound.
	pub fn run(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			assert_eq!(Balances::total_issuance(), issuance);
			Agents::do_try_state().unwrap();
		});
	}
}
