//! Panels of agents.

use super::{parameters::dynamic_params::cmp as governed, system::RuntimeBlockWeights};
use crate::{
	constants::{currency::UNIT, time::DAYS},
	governance::origins::{AgentSuspension, EmergencyStop, PanelOfDepartments},
	AccountId, Agents, Anchors, Balance, Balances, BlockNumber, Preimage, Runtime, RuntimeCall,
	RuntimeHoldReason, Scheduler,
};
use althing_cmp_rules::Constants;
use frame_support::{
	parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU32, EitherOf, Get},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_cmp::Timing;
use polkadot_sdk::*;
use sp_runtime::{traits::AccountIdConversion, Perbill};

parameter_types! {
	pub const Deposit: Balance = UNIT;
	pub const PrizePalletId: PalletId = PalletId(*b"alth/pot");
	/// The account that prizes are paid from.
	pub PrizePot: AccountId = PrizePalletId::get().into_account_truncating();
	pub const MissedRevealSlash: Perbill = Perbill::from_percent(1);
	pub const ReceiptRetention: BlockNumber = 7 * DAYS;
	/// Transitions come before transactions: a fifth of a block is theirs at most.
	pub ServiceWeight: Weight = Perbill::from_percent(20) * RuntimeBlockWeights::get().max_block;
}

/// The rules' constants as governance has set them.
pub struct GovernedConstants;

impl Get<Constants> for GovernedConstants {
	fn get() -> Constants {
		Constants {
			base: governed::Base::get(),
			risk: governed::Risk::get(),
			impact: governed::Impact::get(),
			urgency: governed::Urgency::get(),
			floor: governed::Floor::get(),
			ceiling: governed::Ceiling::get(),
			quorum: governed::Quorum::get(),
			owner_cap: governed::OwnerCap::get(),
			stakeholder: governed::Stakeholder::get(),
			z_milli: governed::ZMilli::get(),
			tolerance: governed::Tolerance::get(),
			rounds: governed::Rounds::get(),
			department_cap: governed::DepartmentCap::get(),
			herding: governed::Herding::get(),
			context: governed::Context::get(),
			soft: governed::Soft::get(),
		}
	}
}

/// Size and pace of panels as governance has set them.
pub struct GovernedTiming;

impl Get<Timing> for GovernedTiming {
	fn get() -> Timing {
		Timing {
			draw_delay: governed::DrawDelay::get(),
			seal_period: governed::SealPeriod::get(),
			reveal_period: governed::RevealPeriod::get(),
			panel_size: governed::PanelSize::get(),
		}
	}
}

impl pallet_cmp::Config for Runtime {
	type Agents = Agents;
	type CancelOrigin = EitherOf<EnsureRoot<AccountId>, EmergencyStop>;
	type Constants = GovernedConstants;
	type Currency = Balances;
	type Deposit = Deposit;
	type MaxActive = ConstU32<64>;
	type MaxBody = ConstU32<{ 128 * 1024 }>;
	type MissedRevealSlash = MissedRevealSlash;
	type OnEscalated = crate::governance::AskHolders;
	type Outcomes = Anchors;
	type Pot = PrizePot;
	type Preimages = Preimage;
	type Prize = governed::Prize;
	// People, and not panels: whoever colludes may sit on one.
	type PunishOrigin = EitherOf<EnsureRoot<AccountId>, AgentSuspension>;
	type Randomness = pallet_babe::ParentBlockRandomness<Runtime>;
	type ReceiptRetention = ReceiptRetention;
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Schedule = GovernedTiming;
	type Scheduler = Scheduler;
	type ServiceWeight = ServiceWeight;
	type SettleOrigin = EitherOf<AsEnsureOriginWithArg<EnsureRoot<AccountId>>, PanelOfDepartments>;
	type WeightInfo = crate::weights::pallet_cmp::WeightInfo<Runtime>;
}
