//! A runtime with knowledge, one currency, departments' accounts and a few agents.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_knowledge;
use crate::*;
use althing_primitives::{AgentDirectory, Candidate, Capabilities, Department, Departmental, Role, Standing};
use polkadot_sdk::{
	frame_support::{
		construct_runtime, derive_impl, parameter_types,
		traits::{fungible::InspectHold, ConstU32, ConstU64, EnsureOriginWithArg},
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
		Knowledge: pallet_knowledge,
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
	type Balance = u64;
	type RuntimeHoldReason = RuntimeHoldReason;
}

/// What everybody has.
pub const FUNDS: u64 = 1_000_000;
pub const BASE: u64 = 100;
pub const MAX_ROOTS: u32 = 3;
pub const MAX_GRANTS: u32 = 4;
pub const LIFETIME: u64 = 50;
pub const RETENTION: u64 = 20;
/// Who owns no agent.
pub const STRANGER: u64 = 7;

parameter_types! {
	pub static PerByte: u64 = 1;
	/// How many agents there are. Agent `n` is of department `n % 8`, and of owner `500 + n / 16`.
	pub static Registered: AgentId = 64;
	/// Agents from this number on are suspended.
	pub static Suspended: AgentId = AgentId::MAX;
}

/// The account of an agent.
pub fn agent(id: AgentId) -> u64 {
	100 + id
}

/// The owner of an agent.
pub fn owner(id: AgentId) -> u64 {
	500 + id / 16
}

/// Who speaks as the panel that heard a department.
pub fn panel(department: Department) -> u64 {
	900 + u64::from(department.index())
}

pub fn by(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The agents of this runtime.
pub struct Directory;

impl AgentDirectory<u64, u64> for Directory {
	fn count(_: Department) -> u32 {
		u32::try_from(Registered::get() / 8).unwrap()
	}

	fn nth(department: Department, index: u32) -> Option<Candidate<u64, u64>> {
		Self::get(u64::from(index) * 8 + u64::from(department.index()))
	}

	fn get(id: AgentId) -> Option<Candidate<u64, u64>> {
		(id < Registered::get()).then(|| Candidate {
			id,
			account: agent(id),
			owner: owner(id),
			department: Department::ALL[id as usize % 8],
			role: Role::Synthesizer,
			capabilities: Capabilities::CLAIM,
			bond: 1,
			alive: true,
		})
	}

	fn id_of(account: &u64) -> Option<AgentId> {
		account.checked_sub(100).filter(|id| *id < Registered::get())
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

/// The departments' accounts.
pub struct Accounts;

impl Departmental<u64> for Accounts {
	fn account(department: Department) -> u64 {
		1_000 + u64::from(department.index())
	}
}

/// The account of a department.
pub fn account(department: Department) -> u64 {
	Accounts::account(department)
}

/// A panel for each department.
pub struct Panels;

impl EnsureOriginWithArg<RuntimeOrigin, Department> for Panels {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin, department: &Department) -> Result<(), RuntimeOrigin> {
		let signer = frame_system::ensure_signed(origin.clone());
		signer
			.is_ok_and(|who| who == panel(*department))
			.then_some(())
			.ok_or(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(department: &Department) -> Result<RuntimeOrigin, ()> {
		Ok(by(panel(*department)))
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Agents = Directory;
	type Departments = Accounts;
	type DepartmentOrigin = Panels;
	type DepositBase = ConstU64<BASE>;
	type DepositPerByte = PerByte;
	type MaxName = ConstU32<16>;
	type MaxRoots = ConstU32<MAX_ROOTS>;
	type MaxGrants = ConstU32<MAX_GRANTS>;
	type MaxLifetime = ConstU64<LIFETIME>;
	type Retention = ConstU64<RETENTION>;
	type WeightInfo = ();
}

/// A store's name.
pub fn name(text: &str) -> NameOf<Test> {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// The root of a version, as tests number them; that of version 0 stands for none.
pub fn root(version: u64) -> Hash {
	[version as u8; 32]
}

/// Publishes version `version` of the store `crm` after `previous`, as `who`, for agent `id`.
pub fn publish(who: u64, id: AgentId, version: u64, previous: u64) -> DispatchResult {
	Knowledge::publish_root(by(who), id, name("crm"), version, root(version), root(previous))
}

/// An offer to see graph 9, restricted and whole, for ten blocks.
pub fn offer(grantor: Party, grantee: Party) -> OfferOf<Test> {
	Offer {
		grantor,
		grantee,
		graph: [9; 32],
		level: Level::Restricted,
		redaction: [0; 32],
		expires: System::block_number() + 10,
	}
}

/// Grants as `who`.
pub fn grant_as(who: u64, offer: OfferOf<Test>) -> DispatchResult {
	let Offer {
		grantor,
		grantee,
		graph,
		level,
		redaction,
		expires,
	} = offer;
	Knowledge::grant(by(who), grantor, grantee, graph, level, redaction, expires)
}

pub fn free(who: u64) -> u64 {
	Balances::free_balance(who)
}

pub fn held(reason: HoldReason, who: u64) -> u64 {
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// This pallet's events so far.
pub fn events() -> Vec<Event<Test>> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Knowledge(event) => Some(event),
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
		let people = (0..64).map(agent).chain(500..504);
		let balances = people
			.chain(Department::ALL.map(account))
			.chain([STRANGER])
			.map(|who| (who, FUNDS));
		pallet_balances::GenesisConfig::<Test> {
			balances: balances.collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		// What tests changed lives as long as their thread, which may run several.
		PerByte::set(1);
		Registered::set(64);
		Suspended::set(AgentId::MAX);
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
			Knowledge::do_try_state().unwrap();
		});
	}
}
