//! The agent registry.

use crate::{
	constants::{
		currency::UNIT,
		time::{DAYS, MINUTES},
	},
	governance::origins::AgentSuspension,
	AccountId, Balance, Balances, BlockNumber, Cmp, Mandates, Runtime, RuntimeHoldReason, Signature,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, EitherOf, EitherOfDiverse},
};
use frame_system::EnsureRoot;
use polkadot_sdk::*;

parameter_types! {
	pub const MinBond: Balance = 100 * UNIT;
	pub const UnbondingPeriod: BlockNumber = 7 * DAYS;
	pub const HeartbeatPeriod: BlockNumber = 5 * MINUTES;
	pub const LivenessWindow: BlockNumber = 15 * MINUTES;
}

impl pallet_agents::Config for Runtime {
	type Currency = Balances;
	type HeartbeatPeriod = HeartbeatPeriod;
	type LivenessWindow = LivenessWindow;
	type MaxAgentsPerDepartment = ConstU32<1_000_000>;
	type MinBond = MinBond;
	type OnRetired = (Cmp, Mandates);
	// Slashed bonds are burnt: nobody gains from making an agent fail.
	type OnSlashed = ();
	type Reputation = Cmp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	// A panel that approved it, or a referendum.
	type SuspendOrigin =
		EitherOfDiverse<EitherOf<EnsureRoot<AccountId>, AgentSuspension>, pallet_cmp::EnsureApproved>;
	type UnbondingPeriod = UnbondingPeriod;
	type WeightInfo = crate::weights::pallet_agents::WeightInfo<Runtime>;
}
