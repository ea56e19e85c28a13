//! The bonding curve: CVT against a reserve of VWT.

use crate::{
	constants::{currency::UNIT, time::DAYS},
	governance::origins::{EmergencyStop, ParameterChange},
	AccountId, Balances, BlockNumber, Commons, Cvt, Runtime, RuntimeHoldReason,
};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, EitherOf},
	PalletId,
};
use frame_system::EnsureRoot;
use polkadot_sdk::*;
use sp_runtime::Permill;

parameter_types! {
	pub const CurvePalletId: PalletId = PalletId(*b"al/curve");
	/// Tributes go to the pool of the commons, which is there from genesis on.
	pub CommonsPool: AccountId = Commons::pool();
	pub const MaxTribute: Permill = Permill::from_percent(20);
	pub const KappaInterval: BlockNumber = 7 * DAYS;
	pub const MaxPeriod: BlockNumber = 4 * 365 * DAYS;
}

impl pallet_curve::Config for Runtime {
	type AdminOrigin = EitherOf<EnsureRoot<AccountId>, ParameterChange>;
	type Commons = CommonsPool;
	type KappaInterval = KappaInterval;
	type MaxKappaStep = ConstU32<500_000>;
	type MaxPeriod = MaxPeriod;
	type MaxTribute = MaxTribute;
	type MinContribution = ConstU128<UNIT>;
	type PalletId = CurvePalletId;
	type PauseOrigin = EitherOf<EnsureRoot<AccountId>, EmergencyStop>;
	type Reserve = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Token = Cvt;
	type WeightInfo = crate::weights::pallet_curve::WeightInfo<Runtime>;
}
