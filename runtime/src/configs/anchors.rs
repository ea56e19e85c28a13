//! Anchors of results computed off chain.

use crate::{
	constants::{currency::deposit, time::DAYS},
	Agents, Balance, Balances, BlockNumber, Cmp, Runtime, RuntimeHoldReason,
};
use frame_support::{parameter_types, traits::ConstU32};
use polkadot_sdk::*;

parameter_types! {
	pub const AnchorDeposit: Balance = deposit(2, 256);
	pub const Retention: BlockNumber = 30 * DAYS;
}

impl pallet_anchors::Config for Runtime {
	type Agents = Agents;
	type Currency = Balances;
	type Deposit = AnchorDeposit;
	type MaxLeaves = ConstU32<65_536>;
	type Proposals = Cmp;
	type Retention = Retention;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = crate::weights::pallet_anchors::WeightInfo<Runtime>;
}
