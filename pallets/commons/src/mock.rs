//! A runtime with both currencies and a pool, where departments have accounts 1000 to 1007.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_commons;
use crate::*;
use althing_primitives::{CommonsId, Department, Departmental, Unlock};
use polkadot_sdk::{
	frame_support::{
		assert_ok, construct_runtime, derive_impl, parameter_types,
		traits::{ConstU32, ConstU64, StorageMapShim, VariantCountOf},
		weights::{constants::RocksDbWeight, Weight},
		PalletId,
	},
	frame_system::{self, EnsureRoot},
	pallet_balances::{self, Instance2},
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchResult, Perbill},
};
use std::cell::RefCell;

pub type Balance = u64;
type Block = frame_system::mocking::MockBlock<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Cvt: pallet_balances::<Instance2>,
		Commons: pallet_commons,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU64<EXISTENTIAL>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

impl pallet_balances::Config<Instance2> for Test {
	type AccountStore =
		StorageMapShim<pallet_balances::Account<Test, Instance2>, u64, pallet_balances::AccountData<Balance>>;
	type Balance = Balance;
	type DoneSlashHandler = ();
	type DustRemoval = ();
	type ExistentialDeposit = ConstU64<1>;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type MaxLocks = ConstU32<10>;
	type MaxReserves = ConstU32<10>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = ();
}

pub const EXISTENTIAL: Balance = 10;
/// What each of the accounts 1 to 4 has in VWT.
pub const FUNDS: Balance = 100_000;
/// And in CVT.
pub const VOTES: Balance = 1_000_000;
/// What the pool can pay, and each department.
pub const POOL: Balance = 1_000_000;
pub const DEPOSIT: Balance = 100;
pub const DISPUTE: Balance = 500;
pub const LEAST: Balance = 10;
pub const LIFETIME: u64 = 1_000;
pub const RULING: u64 = 50;
/// Somebody who has nothing.
pub const BENEFICIARY: u64 = 99;

/// Half of a stake counts after a hundred blocks; a vanishing request needs a fortieth of S.
pub const USUAL: Terms = Terms {
	half_life: 100,
	beta: Perbill::from_percent(20),
	rho: Perbill::from_parts(1_000_000),
	floor: Perbill::from_percent(10),
};

parameter_types! {
	pub static Governed: Terms = USUAL;
	pub HalfLife: u32 = Governed::get().half_life;
	pub Beta: Perbill = Governed::get().beta;
	pub Rho: Perbill = Governed::get().rho;
	pub Floor: Perbill = Governed::get().floor;
	pub const Account: PalletId = PalletId(*b"al/commn");
}

thread_local! {
	static UNLOCKED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Remembers who was unlocked elsewhere.
pub struct Referenda;

impl Referenda {
	pub fn unlocked() -> Vec<u64> {
		UNLOCKED.with_borrow(Clone::clone)
	}
}

impl Unlock<u64> for Referenda {
	fn unlock(who: &u64) -> Weight {
		UNLOCKED.with_borrow_mut(|unlocked| unlocked.push(*who));
		Weight::from_parts(7, 0)
	}

	fn dearest() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// The departments' accounts.
pub struct Accounts;

impl Departmental<u64> for Accounts {
	fn account(department: Department) -> u64 {
		1_000 + u64::from(department.index())
	}
}

impl Config for Test {
	type Currency = Balances;
	type Votes = Cvt;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type PalletId = Account;
	type Departments = Accounts;
	type HalfLife = HalfLife;
	type Beta = Beta;
	type Rho = Rho;
	type Floor = Floor;
	type ResolveOrigin = EnsureRoot<u64>;
	type Elsewhere = Referenda;
	type Deposit = ConstU64<DEPOSIT>;
	type DisputeDeposit = ConstU64<DISPUTE>;
	type MinStake = ConstU64<LEAST>;
	type MaxStakes = ConstU32<3>;
	type MaxProposals = ConstU32<4>;
	type MaxStreams = ConstU32<2>;
	type MaxStreamBlocks = ConstU64<10_000>;
	type Lifetime = ConstU64<LIFETIME>;
	type DisputePeriod = ConstU64<RULING>;
	type WeightInfo = ();
}

pub fn by(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn try_submit(who: u64, amount: Balance, payout: Payout<u64>) -> DispatchResult {
	Commons::submit(by(who), amount, BENEFICIARY, payout, [1; 32])
}

/// Account 1 asks for `amount` from the pool.
pub fn submit(amount: Balance) -> CommonsId {
	submit_for(amount, Payout::Pool)
}

pub fn submit_for(amount: Balance, payout: Payout<u64>) -> CommonsId {
	assert_ok!(try_submit(1, amount, payout));
	NextId::<Test>::get() - 1
}

/// A request that has passed, with nothing staked on it any more.
pub fn passed(amount: Balance, payout: Payout<u64>) -> CommonsId {
	let id = submit_for(amount, payout);
	assert_ok!(Commons::stake(by(4), id, VOTES));
	advance(LIFETIME - 1);
	assert_ok!(Commons::execute(by(2), id));
	assert_ok!(Commons::withdraw(by(4)));
	id
}

pub fn info(id: CommonsId) -> ProposalOf<Test> {
	Commons::proposal(id).unwrap()
}

/// A proposal's conviction now, in CVT.
pub fn conviction(id: CommonsId) -> u128 {
	Commons::progress(id).unwrap().conviction
}

pub fn free(who: u64) -> Balance {
	Balances::free_balance(who)
}

pub fn frozen(who: u64) -> Balance {
	Commons::frozen(&who)
}

pub fn held(reason: HoldReason, who: u64) -> Balance {
	use polkadot_sdk::frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&reason.into(), &who)
}

pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Commons(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().rev().find_map(ours).unwrap()
}

/// Builds a chain at block 1 where accounts 1 to 4, the pool and the departments have funds, and checks it
/// after the test.
pub struct ExtBuilder;

impl ExtBuilder {
	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let mut balances: Vec<_> = (1..=4).map(|who| (who, FUNDS)).collect();
		balances.push((Commons::pool(), POOL + EXISTENTIAL));
		balances.extend(Department::ALL.map(|d| (Accounts::account(d), POOL + EXISTENTIAL)));
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_balances::GenesisConfig::<Test, Instance2> {
			balances: (1..=4).map(|who| (who, VOTES)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		// What tests changed lives as long as their thread, which may run several.
		Governed::set(USUAL);
		UNLOCKED.with_borrow_mut(Vec::clear);
		let mut ext = TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`; then issuance must be what it was, and the state sound.
	pub fn run(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = (Balances::total_issuance(), Cvt::total_issuance());
			test();
			assert_eq!((Balances::total_issuance(), Cvt::total_issuance()), issuance);
			Commons::do_try_state().unwrap();
		});
	}
}
