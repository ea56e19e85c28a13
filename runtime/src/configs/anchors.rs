//! Anchors of results computed off chain.

use crate::{
	constants::{currency::deposit, time::DAYS},
	Agents, Balance, Balances, BlockNumber, Cmp, Runtime, RuntimeHoldReason,
};
use frame_support::{parameter_types, traits::ConstU32};
use polkadot_sdk::*;

parameter_types! {
	pub const AnchorDeposit: Balance = deposit(2, 256);
	pub const SchemaDeposit: Balance = deposit(1, 384);
	pub const Retention: BlockNumber = 30 * DAYS;
}

impl pallet_anchors::Config for Runtime {
	type Agents = Agents;
	type Currency = Balances;
	type Deposit = AnchorDeposit;
	type MaxLeaves = ConstU32<65_536>;
	// Twice as many as there can be active proposals, which may all end in one block.
	type MaxOutcomes = ConstU32<128>;
	type MaxUri = ConstU32<128>;
	type MaxWaiting = ConstU32<512>;
	type MinAgreeing = ConstU32<3>;
	type Proposals = Cmp;
	type Retention = Retention;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SchemaDeposit = SchemaDeposit;
	type WeightInfo = crate::weights::pallet_anchors::WeightInfo<Runtime>;
	type Works = Cmp;
}
