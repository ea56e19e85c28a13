//! A runtime with proposals, balances, preimages and a scheduler. What it lacks is in [`stand_ins`]; how tests
//! put questions and have panels answer them, in [`play`].

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod play;
mod stand_ins;

pub use althing_cmp_rules::{Outcome, Seat};
pub use play::*;
pub use stand_ins::*;

use crate as pallet_cmp;
use crate::*;
use althing_primitives::Department;
use polkadot_sdk::{
	frame_support::{
		construct_runtime, derive_impl, parameter_types,
		traits::{AsEnsureOriginWithArg, ConstU32, ConstU64, EqualPrivilegeOnly},
		weights::constants::RocksDbWeight,
	},
	frame_system::EnsureRoot,
	pallet_balances, pallet_preimage, pallet_scheduler,
	sp_io::TestExternalities,
	sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage},
};

pub type Balance = u64;
type Block = frame_system::mocking::MockBlockU32<Test>;

construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Preimage: pallet_preimage,
		Cmp: pallet_cmp,
		Scheduler: pallet_scheduler,
	}
);

pub const DEPOSIT: Balance = 100;
pub const FUNDS: Balance = 100_000;
pub const RETENTION: u32 = 20;
pub const PACE: Timing = Timing {
	draw_delay: 3,
	seal_period: 5,
	reveal_period: 4,
	panel_size: 12,
};
/// Block in which the panel of a proposal opened in block 1 is drawn.
pub const DRAWN: u32 = 1 + PACE.draw_delay;

parameter_types! {
	pub static Rules: Constants = Constants::default();
	pub static Schedule: Timing = PACE;
	pub static Service: Weight = Weight::from_parts(500_000_000_000, u64::MAX);
	/// Whether block authors give an output.
	pub static Outputs: bool = true;
	/// Whether people can be asked.
	pub static Listening: bool = true;
	/// What the pot adds to a prize.
	pub static Prize: Balance = 0;
	pub Pot: AccountId32 = AccountId32::new([77; 32]);
	pub const Slash: Perbill = Perbill::from_percent(1);
	pub MaxWeight: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
}

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
	type ExistentialDeposit = ConstU64<10>;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_preimage::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId32>;
	type Consideration = ();
}

impl pallet_scheduler::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaxWeight;
	type ScheduleOrigin = EnsureRoot<AccountId32>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<4>;
	type WeightInfo = ();
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl Config for Test {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Agents = Table;
	type Randomness = Authors;
	type Constants = Rules;
	type Schedule = Schedule;
	type Preimages = Preimage;
	type Scheduler = Scheduler;
	// Also what a panel approves may cancel: tests see the origin at work by it.
	type OnEscalated = Holders;
	type Outcomes = Told;
	type CancelOrigin = frame_support::traits::EitherOf<EnsureRoot<AccountId32>, CancelApproved>;
	type SettleOrigin =
		AsEnsureOriginWithArg<frame_support::traits::EitherOf<EnsureRoot<AccountId32>, SettleApproved>>;
	type PunishOrigin = EnsureRoot<AccountId32>;
	type Prize = Prize;
	type Pot = Pot;
	type MaxActive = ConstU32<4>;
	type MaxBody = ConstU32<1_024>;
	type Deposit = ConstU64<DEPOSIT>;
	type MissedRevealSlash = Slash;
	type ReceiptRetention = ConstU32<RETENTION>;
	type ServiceWeight = Service;
	type WeightInfo = ();
}

/// Lets approved proposals that named the legal department cancel others.
pub struct CancelApproved;

impl EnsureOrigin<RuntimeOrigin> for CancelApproved {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		let (_, departments) = EnsureApproved::try_origin(origin.clone())?;
		departments
			.contains(Department::Legal)
			.then_some(())
			.ok_or(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Lets whatever a panel has approved tell the truth of others.
pub struct SettleApproved;

impl EnsureOrigin<RuntimeOrigin> for SettleApproved {
	type Success = ();

	fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
		EnsureApproved::try_origin(origin).map(drop)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::root())
	}
}

/// Builds a chain at block 1 with funded persons 1 to 3 and one agent for each owner and department,
/// and checks it after the test.
pub struct ExtBuilder {
	per_department: u32,
	owners: u8,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			per_department: 3,
			owners: 8,
		}
	}
}

impl ExtBuilder {
	/// Agents of each department.
	pub fn agents(mut self, per_department: u32) -> Self {
		self.per_department = per_department;
		self
	}

	/// Owners among whom the agents are dealt out.
	pub fn owners(mut self, owners: u8) -> Self {
		self.owners = owners;
		self
	}

	pub fn build(self) -> TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.unwrap();
		let balances = (1..=3).map(|number| (person(number), FUNDS)).collect();
		pallet_balances::GenesisConfig::<Test> {
			balances,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = TestExternalities::new(storage);
		Table::clear();
		ext.execute_with(|| {
			System::set_block_number(1);
			for number in 0..self.per_department * 8 {
				let owner = 100 + (number % u32::from(self.owners)) as u8;
				// Neighbours of one owner sit in different departments.
				let department = Department::ALL[(number / self.per_department) as usize];
				Table::add(number, owner, department, UNIT);
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
			Cmp::do_try_state().unwrap();
		});
	}
}

/// A chain for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_ext() -> TestExternalities {
	ExtBuilder::default().agents(0).build()
}
