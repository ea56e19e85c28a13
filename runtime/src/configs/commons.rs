//! The commons: funding by conviction.

use super::parameters::dynamic_params::commons as governed;
use crate::{
	constants::{currency::UNIT, time::DAYS},
	governance::{origins::PanelOfLawAndMoney, pace, pallet_origins, Referendary},
	AccountId, Balance, Balances, BlockNumber, Cvt, Mandates, Runtime, RuntimeFreezeReason,
	RuntimeHoldReason,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EitherOf, Get},
	PalletId,
};
use frame_system::EnsureRoot;
use polkadot_sdk::*;

parameter_types! {
	pub const CommonsPalletId: PalletId = PalletId(*b"al/commn");
	pub const CommonsDeposit: Balance = 100 * UNIT;
	pub const DisputeDeposit: Balance = 500 * UNIT;
	pub const MinStake: Balance = UNIT;
	pub const MaxStreamBlocks: BlockNumber = 730 * DAYS;
	pub const Lifetime: BlockNumber = 60 * DAYS;
	/// Longer than a panel and, where it finds no consensus, the referendum after it take.
	pub const DisputePeriod: BlockNumber = 7 * DAYS;
}

/// The half-life as governance has set it, at this chain's pace.
pub struct HalfLife;

impl Get<u32> for HalfLife {
	fn get() -> u32 {
		pace::at(governed::HalfLife::get(), pallet_origins::Pace::<Runtime>::get())
	}
}

impl pallet_commons::Config for Runtime {
	type Beta = governed::Beta;
	type Currency = Balances;
	type Departments = Mandates;
	type Deposit = CommonsDeposit;
	type DisputeDeposit = DisputeDeposit;
	type DisputePeriod = DisputePeriod;
	type Elsewhere = Referendary;
	type Floor = governed::Floor;
	type HalfLife = HalfLife;
	type Lifetime = Lifetime;
	type MaxProposals = ConstU32<64>;
	type MaxStakes = ConstU32<16>;
	type MaxStreamBlocks = MaxStreamBlocks;
	type MaxStreams = ConstU32<256>;
	type MinStake = MinStake;
	type PalletId = CommonsPalletId;
	type ResolveOrigin = EitherOf<EnsureRoot<AccountId>, PanelOfLawAndMoney>;
	type Rho = governed::Rho;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Votes = Cvt;
	type WeightInfo = crate::weights::pallet_commons::WeightInfo<Runtime>;
}
