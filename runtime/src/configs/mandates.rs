//! What agents may do for their departments.

use crate::{
	constants::time::DAYS,
	governance::origins::{AgentSuspension, DepartmentBudget, PanelOfDepartment},
	AccountId, Agents, Balance, Balances, Cmp, Knowledge, Runtime, RuntimeCall,
};
use frame_support::{
	parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU32, EitherOf},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_knowledge::Level;
use pallet_mandates::{Classify, Deed, Power};
use polkadot_sdk::*;
use sp_runtime::MultiAddress;

parameter_types! {
	pub const DepartmentsPalletId: PalletId = PalletId(*b"al/deprt");
}

/// A referendum on budgets.
type Budgeting = EitherOf<EnsureRoot<AccountId>, DepartmentBudget>;
/// A referendum on who of the agents works, or a panel that heard the department.
type Revoking =
	EitherOf<AsEnsureOriginWithArg<EitherOf<EnsureRoot<AccountId>, AgentSuspension>>, PanelOfDepartment>;

/// What calls do, for mandates. Budgets are in VWT: who pays in CVT, batches, proxies or does anything that
/// is not listed needs a referendum.
pub struct Deeds;

impl Classify<RuntimeCall, AccountId, Balance> for Deeds {
	fn deed(call: &RuntimeCall) -> Option<Deed<AccountId, Balance>> {
		let (power, amount, to) = match call {
			RuntimeCall::System(frame_system::Call::remark_with_event { .. }) => (Power::Publish, 0, None),
			// Of agents that the department owns.
			RuntimeCall::Anchors(pallet_anchors::Call::submit { .. }) => {
				(Power::Publish, super::anchors::AnchorDeposit::get(), None)
			}
			// What is confidential is for a panel that heard the department.
			RuntimeCall::Knowledge(pallet_knowledge::Call::grant {
				level: Level::Restricted,
				..
			}) => (Power::Publish, Knowledge::grant_deposit(), None),
			// Taking back never takes long.
			RuntimeCall::Knowledge(pallet_knowledge::Call::revoke { .. }) => (Power::Publish, 0, None),
			RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
				dest: MultiAddress::Id(to),
				value,
			}) => (Power::Pay, *value, Some(to.clone())),
			RuntimeCall::Cmp(pallet_cmp::Call::open { .. }) => (Power::Ask, Cmp::next_deposit(), None),
			RuntimeCall::Commons(pallet_commons::Call::submit { .. }) => {
				(Power::Fund, super::commons::CommonsDeposit::get(), None)
			}
			_ => return None,
		};
		Some(Deed { power, amount, to })
	}
}

impl pallet_mandates::Config for Runtime {
	type Agents = Agents;
	type Classify = Deeds;
	type Currency = Balances;
	type GovernOrigin = AsEnsureOriginWithArg<Budgeting>;
	type MaxAppointed = ConstU32<64>;
	type MaxPending = ConstU32<32>;
	type PalletId = DepartmentsPalletId;
	type PanelOrigin = PanelOfDepartment;
	type PendingLifetime = ConstU32<{ 14 * DAYS }>;
	type Period = ConstU32<{ 7 * DAYS }>;
	type ReferendumOrigin = Budgeting;
	type RevokeOrigin = Revoking;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = crate::weights::pallet_mandates::WeightInfo<Runtime>;
}
