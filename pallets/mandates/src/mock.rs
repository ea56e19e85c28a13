//! A runtime with departments' accounts and one currency, and agents that exist only in a table.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_mandates;
use crate::*;
use althing_primitives::{AgentDirectory, AgentId, Candidate, Capabilities, Department, Role, Standing};
use polkadot_sdk::{
	frame_support::{
		assert_ok, construct_runtime, derive_impl,
		dispatch::DispatchResultWithPostInfo,
		ord_parameter_types, parameter_types,
		traits::{AsEnsureOriginWithArg, ConstU32, ConstU64, EnsureOriginWithArg},
		weights::constants::RocksDbWeight,
		PalletId,
	},
	frame_system::{self, EnsureRoot, EnsureSignedBy},
	pallet_balances,
	sp_io::TestExternalities,
	sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage},
};
use std::{cell::RefCell, collections::BTreeMap};

pub type Balance = u64;
type Block = frame_system::mocking::MockBlock<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Mandates: pallet_mandates,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU64<1>;
}

/// What each department has.
pub const FUNDS: Balance = 1_000_000;
/// The unit of the role matrix: an execution agent may pay 25 of it at once and 250 in a period.
pub const UNIT: Balance = 10;
/// What a department may spend alone in a period, and without a referendum.
pub const ALONE: Balance = 2_000;
pub const CEILING: Balance = 10_000;
pub const PERIOD: u64 = 100;
pub const LIFETIME: u64 = 250;

parameter_types! {
	pub const Account: PalletId = PalletId(*b"al/mandt");
	pub const LegalPanel: AccountId32 = AccountId32::new([202; 32]);
}

ord_parameter_types! {
	pub const Revoker: AccountId32 = AccountId32::new([201; 32]);
}

/// The panel that hears the legal department, and no other.
pub struct Panel;

impl EnsureOriginWithArg<RuntimeOrigin, Department> for Panel {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, department: &Department) -> Result<(), RuntimeOrigin> {
		let signer = frame_system::ensure_signed(origin.clone());
		if *department == Department::Legal && signer.is_ok_and(|who| who == LegalPanel::get()) {
			Ok(())
		} else {
			Err(origin)
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &Department) -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::signed(LegalPanel::get()))
	}
}

/// Tells transfers and remarks apart. A transfer of 666 is said to take less than it does.
pub struct Told;

impl Classify<RuntimeCall, AccountId32, Balance> for Told {
	fn deed(call: &RuntimeCall) -> Option<DeedOf<Test>> {
		match call {
			RuntimeCall::System(frame_system::Call::remark_with_event { .. }) => Some(Deed {
				power: Power::Publish,
				amount: 0,
				to: None,
			}),
			RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value }) => Some(Deed {
				power: Power::Pay,
				amount: if *value == 666 { 1 } else { *value },
				to: Some(dest.clone()),
			}),
			_ => None,
		}
	}
}

impl Config for Test {
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type Agents = Table;
	type Classify = Told;
	type PalletId = Account;
	type GovernOrigin = AsEnsureOriginWithArg<EnsureRoot<AccountId32>>;
	type RevokeOrigin = AsEnsureOriginWithArg<EnsureSignedBy<Revoker, AccountId32>>;
	type PanelOrigin = Panel;
	type ReferendumOrigin = EnsureRoot<AccountId32>;
	type Period = ConstU64<PERIOD>;
	type PendingLifetime = ConstU64<LIFETIME>;
	type MaxPending = ConstU32<3>;
	type MaxAppointed = ConstU32<3>;
	type WeightInfo = ();
}

/// An agent in the table, and whether it is active.
type Entry = (Candidate<AccountId32, Balance>, bool);

thread_local! {
	static AGENTS: RefCell<BTreeMap<AgentId, Entry>> = const { RefCell::new(BTreeMap::new()) };
}

/// The agents.
pub struct Table;

impl Table {
	/// Registers an agent.
	pub fn add(department: Department, role: Role) -> AgentId {
		AGENTS.with_borrow_mut(|agents| {
			let id = agents.len() as AgentId;
			let candidate = Candidate {
				id,
				account: account_of(id),
				owner: AccountId32::new([100; 32]),
				department,
				role,
				capabilities: Capabilities::SERIES,
				bond: 1,
				alive: true,
			};
			agents.insert(id, (candidate, true));
			id
		})
	}

	/// Suspends an agent, or reinstates it.
	pub fn set_active(id: AgentId, active: bool) {
		AGENTS.with_borrow_mut(|agents| agents.get_mut(&id).unwrap().1 = active);
	}

	/// Has the owner change an agent's role.
	pub fn set_role(id: AgentId, role: Role) {
		AGENTS.with_borrow_mut(|agents| agents.get_mut(&id).unwrap().0.role = role);
	}
}

impl AgentDirectory<AccountId32, Balance> for Table {
	fn count(department: Department) -> u32 {
		AGENTS.with_borrow(|agents| {
			agents
				.values()
				.filter(|(a, active)| *active && a.department == department)
				.count() as u32
		})
	}

	fn nth(department: Department, index: u32) -> Option<Candidate<AccountId32, Balance>> {
		AGENTS.with_borrow(|agents| {
			agents
				.values()
				.filter(|(a, active)| *active && a.department == department)
				.nth(index as usize)
				.map(|(a, _)| a.clone())
		})
	}

	fn get(id: AgentId) -> Option<Candidate<AccountId32, Balance>> {
		AGENTS.with_borrow(|agents| agents.get(&id).map(|(a, _)| a.clone()))
	}

	fn id_of(account: &AccountId32) -> Option<AgentId> {
		AGENTS.with_borrow(|agents| {
			agents
				.values()
				.find(|(a, _)| a.account == *account)
				.map(|(a, _)| a.id)
		})
	}

	fn unit() -> Balance {
		1
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(department: Department, count: u32) {
		for _ in Self::count(department)..count {
			Self::add(department, Role::DataScout);
		}
	}
}

impl Standing for Table {
	fn is_active(id: AgentId) -> bool {
		AGENTS.with_borrow(|agents| agents.get(&id).is_some_and(|(_, active)| *active))
	}
}

/// The account of agent `id`.
pub fn account_of(id: AgentId) -> AccountId32 {
	AccountId32::new([id as u8 + 1; 32])
}

pub fn signed(by: AccountId32) -> RuntimeOrigin {
	RuntimeOrigin::signed(by)
}

/// Somebody who is paid.
pub fn payee() -> AccountId32 {
	AccountId32::new([99; 32])
}

/// Whose word approves acts of the legal department.
pub fn panel() -> RuntimeOrigin {
	signed(LegalPanel::get())
}

pub fn revoker() -> RuntimeOrigin {
	signed(Revoker::get())
}

/// Registers and appoints an agent of the legal department.
pub fn appoint(role: Role) -> AgentId {
	let id = Table::add(Department::Legal, role);
	assert_ok!(Mandates::appoint(RuntimeOrigin::root(), id));
	id
}

pub fn pay(amount: Balance) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: payee(),
		value: amount,
	})
}

pub fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark_with_event {
		remark: b"a report".to_vec(),
	})
}

pub fn act(agent: AgentId, call: RuntimeCall) -> DispatchResultWithPostInfo {
	Mandates::act(signed(account_of(agent)), Department::Legal, Box::new(call))
}

/// An agent asks for `call`, which has to wait; returns the pending act.
pub fn wait(agent: AgentId, call: RuntimeCall) -> ActId {
	assert_ok!(act(agent, call));
	let act = NextAct::<Test>::get() - 1;
	assert_eq!(Mandates::pending(act).unwrap().agent, agent);
	act
}

pub fn execute(origin: RuntimeOrigin, act: ActId, call: RuntimeCall) -> DispatchResultWithPostInfo {
	Mandates::execute(origin, act, Box::new(call))
}

/// What is left of the legal department's funds.
pub fn left() -> Balance {
	Balances::free_balance(Mandates::account_of(Department::Legal))
}

pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Mandates(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().rev().find_map(ours).unwrap()
}

/// Builds a chain at block 1 with the role matrix and budgets of the legal and sales departments, and checks
/// it after the test.
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let balances = Department::ALL.map(|d| (Mandates::account_of(d), FUNDS)).to_vec();
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_mandates::GenesisConfig::<Test> {
			unit: UNIT,
			budgets: vec![
				(Department::Legal, ALONE, CEILING),
				(Department::Sales, ALONE, CEILING),
			],
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		// What tests changed lives as long as their thread, which may run several.
		AGENTS.with_borrow_mut(BTreeMap::clear);
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
			Mandates::do_try_state().unwrap();
		});
	}
}
