//! The treasury: what it spends, and bounties.

use crate::{
	constants::{
		currency::{deposit, UNIT},
		time::DAYS,
	},
	governance::{origins::Spender, Paced},
	AccountId, Balance, Balances, Bounties, ChildBounties, Runtime, RuntimeEvent, System, Treasury,
};
use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		ConstU32, EitherOf,
	},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use polkadot_sdk::*;
use sp_runtime::{traits::IdentityLookup, Permill};

parameter_types! {
	pub const TreasuryPalletId: PalletId = PalletId(*b"alth/try");
	/// The account that holds what the treasury has.
	pub TreasuryAccount: AccountId = Treasury::account_id();
	/// What is not spent stays.
	pub const Burn: Permill = Permill::zero();
	pub const AnyAmount: Balance = Balance::MAX;
	pub const BountyDepositBase: Balance = deposit(1, 128);
	pub const DataDepositPerByte: Balance = deposit(0, 1);
	pub const CuratorDepositMultiplier: Permill = Permill::from_percent(50);
	pub const CuratorDepositMin: Option<Balance> = Some(10 * UNIT);
	pub const CuratorDepositMax: Option<Balance> = Some(1_000 * UNIT);
	pub const BountyValueMinimum: Balance = 10 * UNIT;
	pub const ChildBountyValueMinimum: Balance = UNIT;
}

/// Who may spend, and how much at a time.
pub type SpendOrigin = EitherOf<EnsureRootWithSuccess<AccountId, AnyAmount>, Spender>;

impl pallet_treasury::Config for Runtime {
	type AssetKind = ();
	type BalanceConverter = UnityAssetBalanceConversion;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = BenchmarkHelper;
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type BlockNumberProvider = System;
	type Burn = Burn;
	type BurnDestination = ();
	type Currency = Balances;
	type MaxApprovals = ConstU32<100>;
	type PalletId = TreasuryPalletId;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type PayoutPeriod = Paced<{ 30 * DAYS }>;
	type RejectOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SpendFunds = Bounties;
	type SpendOrigin = SpendOrigin;
	// When approved bounties are funded; spends are paid when they are claimed.
	type SpendPeriod = Paced<DAYS>;
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
}

impl pallet_bounties::Config for Runtime {
	type BountyDepositBase = BountyDepositBase;
	type BountyDepositPayoutDelay = Paced<{ 4 * DAYS }>;
	type BountyUpdatePeriod = Paced<{ 90 * DAYS }>;
	type BountyValueMinimum = BountyValueMinimum;
	type ChildBountyManager = ChildBounties;
	type CuratorDepositMax = CuratorDepositMax;
	type CuratorDepositMin = CuratorDepositMin;
	type CuratorDepositMultiplier = CuratorDepositMultiplier;
	type DataDepositPerByte = DataDepositPerByte;
	type MaximumReasonLength = ConstU32<1_024>;
	type OnSlash = Treasury;
	type RuntimeEvent = RuntimeEvent;
	type TransferAllAssets = pallet_bounties::TransferFungible<AccountId, Balances>;
	type WeightInfo = pallet_bounties::weights::SubstrateWeight<Runtime>;
}

impl pallet_child_bounties::Config for Runtime {
	type ChildBountyValueMinimum = ChildBountyValueMinimum;
	type MaxActiveChildBountyCount = ConstU32<16>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_child_bounties::weights::SubstrateWeight<Runtime>;
}

/// What the treasury's own benchmarks pay, and to whom.
#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkHelper;

#[cfg(feature = "runtime-benchmarks")]
impl pallet_treasury::ArgumentsFactory<(), AccountId> for BenchmarkHelper {
	fn create_asset_kind(_: u32) {}

	fn create_beneficiary(seed: [u8; 32]) -> AccountId {
		AccountId::new(seed)
	}
}
