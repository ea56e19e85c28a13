//! A runtime with a curve and two currencies.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate as pallet_curve;
use crate::{Balance, Config, CurveState, Event, TermsOf, UNIT};
use polkadot_sdk::{
	frame_support::{
		construct_runtime, derive_impl, parameter_types,
		traits::{ConstU128, ConstU32, ConstU64, StorageMapShim},
		weights::constants::RocksDbWeight,
		PalletId,
	},
	frame_system::{self, EnsureRoot},
	pallet_balances,
	sp_io::TestExternalities,
	sp_runtime::{BuildStorage, DispatchResult, Permill},
};

type Block = frame_system::mocking::MockBlock<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Vwt: pallet_balances,
		Cvt: pallet_balances::<Instance2>,
		Curve: pallet_curve,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = RocksDbWeight;
}

pub const ED: Balance = UNIT / 1_000;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_balances::Config<pallet_balances::Instance2> for Test {
	type AccountStore = StorageMapShim<
		pallet_balances::Account<Test, pallet_balances::Instance2>,
		u64,
		pallet_balances::AccountData<Balance>,
	>;
	type Balance = Balance;
	type DoneSlashHandler = ();
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<ED>;
	type FreezeIdentifier = ();
	type MaxFreezes = ConstU32<0>;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = ();
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = ();
}

pub const FUNDS: Balance = 100_000 * UNIT;
pub const COMMONS: u64 = 50;
pub const ALICE: u64 = 1;
pub const BOB: u64 = 2;
pub const CAROL: u64 = 3;
/// Has VWT and no CVT.
pub const DAVE: u64 = 4;
/// A deadline that no test reaches.
pub const LATE: u64 = 1_000_000;

parameter_types! {
	pub const Id: PalletId = PalletId(*b"althcurv");
	pub const Commons: u64 = COMMONS;
	pub const MaxTribute: Permill = Permill::from_percent(20);
}

impl Config for Test {
	type Reserve = Vwt;
	type Token = Cvt;
	type RuntimeHoldReason = RuntimeHoldReason;
	type PalletId = Id;
	type Commons = Commons;
	type AdminOrigin = EnsureRoot<u64>;
	type PauseOrigin = EnsureRoot<u64>;
	type MaxTribute = MaxTribute;
	type MaxKappaStep = ConstU32<500_000>;
	type KappaInterval = ConstU64<10>;
	type MinContribution = ConstU128<UNIT>;
	type MaxPeriod = ConstU64<10_000>;
	type WeightInfo = ();
}

pub fn buy(who: u64, reserve_in: Balance) -> DispatchResult {
	Curve::buy(RuntimeOrigin::signed(who), reserve_in, 0, LATE)
}

pub fn sell(who: u64, tokens_in: Balance) -> DispatchResult {
	Curve::sell(RuntimeOrigin::signed(who), tokens_in, 0, LATE)
}

pub fn contribute(who: u64, amount: Balance) -> DispatchResult {
	Curve::contribute(RuntimeOrigin::signed(who), amount)
}

/// A hatch of 100 blocks at half a VWT for a CVT, whose tokens vest from block 50 to block 150 after it.
pub fn terms() -> TermsOf<Test> {
	TermsOf::<Test> {
		price: UNIT / 2,
		goal: 1_000 * UNIT,
		cap: 5_000 * UNIT,
		period: 100,
		tribute: Permill::from_percent(10),
		kappa: 2_000_000,
		cliff: 50,
		vesting: 150,
	}
}

pub fn state() -> CurveState {
	crate::State::<Test>::get().unwrap()
}

pub fn vwt(who: u64) -> Balance {
	Vwt::free_balance(who)
}

pub fn cvt(who: u64) -> Balance {
	Cvt::free_balance(who)
}

/// VWT in the reserve's account.
pub fn held() -> Balance {
	Vwt::free_balance(Curve::account_id())
}

pub fn advance(blocks: u64) {
	System::set_block_number(System::block_number() + blocks);
}

/// The last event of this pallet.
pub fn last_event() -> Event<Test> {
	let ours = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Curve(event) => Some(event),
		_ => None,
	};
	System::events().into_iter().rev().find_map(ours).unwrap()
}

/// Builds a chain at block 1 where Alice, Bob and Carol have both currencies, and checks it after the test.
pub struct ExtBuilder {
	opening: Option<(u32, Balance, Balance)>,
}

impl Default for ExtBuilder {
	/// A curve with a reserve ratio of a half that backs all CVT: 300,000 of them by 60,000 VWT, so that a
	/// CVT costs 2 · 60,000 / 300,000 = 0.4 VWT.
	fn default() -> Self {
		Self {
			opening: Some((2_000_000, 60_000 * UNIT, 3 * FUNDS)),
		}
	}
}

impl ExtBuilder {
	/// Without an open curve.
	pub fn closed() -> Self {
		Self { opening: None }
	}

	/// With this curve: κ, reserve and supply.
	pub fn opening(kappa: u32, reserve: Balance, supply: Balance) -> Self {
		Self {
			opening: Some((kappa, reserve, supply)),
		}
	}

	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let mut balances = [ALICE, BOB, CAROL].map(|who| (who, FUNDS)).to_vec();
		pallet_balances::GenesisConfig::<Test, pallet_balances::Instance2> {
			balances: balances.clone(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		balances.extend([(DAVE, FUNDS), (COMMONS, ED)]);
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_curve::GenesisConfig::<Test> {
			opening: self.opening,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Runs `test`; then the issuance of VWT must be what it was, and the state sound.
	pub fn run(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Vwt::total_issuance();
			test();
			assert_eq!(Vwt::total_issuance(), issuance);
			Curve::do_try_state().unwrap();
		});
	}
}
