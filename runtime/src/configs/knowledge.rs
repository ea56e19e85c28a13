//! Roots of what stores hold, and who was let see what.

use crate::{
	constants::{currency::deposit, time::DAYS},
	governance::origins::PanelOfDepartment,
	Agents, Balance, Balances, BlockNumber, Mandates, Runtime, RuntimeHoldReason,
};
use frame_support::{parameter_types, traits::ConstU32};
use polkadot_sdk::*;

parameter_types! {
	// Four entries, with what their keys have beside what is counted byte by byte.
	pub const DepositBase: Balance = deposit(4, 384);
	pub const DepositPerByte: Balance = deposit(0, 1);
	pub const MaxLifetime: BlockNumber = 365 * DAYS;
	pub const Retention: BlockNumber = 30 * DAYS;
}

impl pallet_knowledge::Config for Runtime {
	type Agents = Agents;
	type Currency = Balances;
	type DepartmentOrigin = PanelOfDepartment;
	type Departments = Mandates;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type MaxGrants = ConstU32<1_024>;
	type MaxLifetime = MaxLifetime;
	type MaxName = ConstU32<64>;
	type MaxRoots = ConstU32<64>;
	type Retention = Retention;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = crate::weights::pallet_knowledge::WeightInfo<Runtime>;
}
