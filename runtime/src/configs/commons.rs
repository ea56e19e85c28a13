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
use pallet_commons::Terms;
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

/// The terms as governance has set them; conviction grows at this chain's pace.
pub struct GovernedTerms;

impl Get<Terms> for GovernedTerms {
	fn get() -> Terms {
		Terms {
			half_life: pace::at(governed::HalfLife::get(), pallet_origins::Pace::<Runtime>::get()),
			beta: governed::Beta::get(),
			rho: governed::Rho::get(),
			floor: governed::Floor::get(),
		}
	}
}

impl pallet_commons::Config for Runtime {
	type Currency = Balances;
	type Departments = Mandates;
	type Deposit = CommonsDeposit;
	type DisputeDeposit = DisputeDeposit;
	type DisputePeriod = DisputePeriod;
	type Elsewhere = Referendary;
	type Lifetime = Lifetime;
	type MaxProposals = ConstU32<64>;
	type MaxStakes = ConstU32<16>;
	type MaxStreamBlocks = MaxStreamBlocks;
	type MaxStreams = ConstU32<256>;
	type MinStake = MinStake;
	type PalletId = CommonsPalletId;
	type ResolveOrigin = EitherOf<EnsureRoot<AccountId>, PanelOfLawAndMoney>;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Terms = GovernedTerms;
	type Votes = Cvt;
	type WeightInfo = crate::weights::pallet_commons::WeightInfo<Runtime>;
}
