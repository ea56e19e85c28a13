//! What stops when something is wrong, what goes on all the same, and what no call gets past.
//!
//! `pallet-tx-pause` stops single calls, `pallet-safe-mode` all but a few. Neither may stop what leads out
//! again (referenda, votes, the pauses themselves), blocks and evidence, or the duties of agents: a panel's
//! clock goes on, and who cannot open a sealed ballot loses bond. Nor does safe mode stop what only holders
//! can order: what they have decided is made once, and would be lost.

use crate::{
	constants::time::DAYS,
	governance::{origins::EmergencyStop, StakeCap},
	AccountId, Balances, BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, SafeMode,
	TxPause,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Contains, EitherOf, InsideBoth},
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureWithSuccess};
use polkadot_sdk::*;

parameter_types! {
	/// How long one decision stops the chain: a day, within which the next can be taken.
	pub const StopDuration: BlockNumber = DAYS;
	pub const NoDeposit: Option<crate::Balance> = None;
	pub const NoDelay: Option<BlockNumber> = None;
}

/// Who may stop things.
type Stops = EitherOf<EnsureRoot<AccountId>, EmergencyStop>;
/// The same, with for how long.
type StopsFor = EitherOf<
	EnsureRootWithSuccess<AccountId, StopDuration>,
	EnsureWithSuccess<EmergencyStop, AccountId, StopDuration>,
>;

/// What every call must pass.
pub type CallFilter = InsideBoth<InsideBoth<SafeMode, TxPause>, StakeCap>;

/// The calls that go on in safe mode.
pub struct GoesOn;

impl Contains<RuntimeCall> for GoesOn {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			// Blocks, evidence, validators.
			RuntimeCall::System(_)
			| RuntimeCall::Timestamp(_)
			| RuntimeCall::Babe(_)
			| RuntimeCall::Grandpa(_)
			| RuntimeCall::Beefy(_)
			| RuntimeCall::Session(_)
			// The way out.
			| RuntimeCall::Origins(_)
			| RuntimeCall::Referenda(_)
			| RuntimeCall::ConvictionVoting(_)
			| RuntimeCall::Preimage(_)
			| RuntimeCall::TxPause(_)
			| RuntimeCall::SafeMode(_) => true,
			// Duties. What a batch holds is filtered one by one.
			RuntimeCall::Cmp(pallet_cmp::Call::seal { .. } | pallet_cmp::Call::reveal { .. }) => true,
			RuntimeCall::Agents(pallet_agents::Call::heartbeat { .. }) => true,
			// Who sees what it should not is stopped at any time.
			RuntimeCall::Knowledge(pallet_knowledge::Call::revoke { .. }) => true,
			// Voters behind these are voters too; what is inside is filtered by itself.
			RuntimeCall::Utility(_) | RuntimeCall::Proxy(_) | RuntimeCall::Multisig(_) => true,
			other => is_an_order(other),
		}
	}
}

/// Whether no account can make a call that does something, but only governance.
fn is_an_order(call: &RuntimeCall) -> bool {
	match call {
		RuntimeCall::Agents(call) => {
			matches!(
				call,
				pallet_agents::Call::suspend { .. } | pallet_agents::Call::reinstate { .. }
			)
		}
		RuntimeCall::Cmp(call) => {
			matches!(
				call,
				pallet_cmp::Call::cancel { .. }
					| pallet_cmp::Call::settle { .. }
					| pallet_cmp::Call::punish { .. }
			)
		}
		RuntimeCall::Curve(call) => matches!(
			call,
			pallet_curve::Call::start_hatch { .. }
				| pallet_curve::Call::set_parameters { .. }
				| pallet_curve::Call::set_kappa { .. }
				| pallet_curve::Call::pause { .. }
				| pallet_curve::Call::unpause { .. }
		),
		RuntimeCall::Commons(call) => {
			matches!(
				call,
				pallet_commons::Call::resolve { .. } | pallet_commons::Call::stop { .. }
			)
		}
		RuntimeCall::Mandates(call) => matches!(
			call,
			pallet_mandates::Call::appoint { .. }
				| pallet_mandates::Call::revoke { .. }
				| pallet_mandates::Call::set_mandate { .. }
				| pallet_mandates::Call::set_budget { .. }
		),
		RuntimeCall::Treasury(call) => {
			matches!(
				call,
				pallet_treasury::Call::spend { .. } | pallet_treasury::Call::void_spend { .. }
			)
		}
		RuntimeCall::Parameters(_) => true,
		_ => false,
	}
}

/// Pallets of which no call can be paused.
const UNPAUSABLE: [&[u8]; 10] = [
	b"System",
	b"Timestamp",
	b"Babe",
	b"Grandpa",
	b"Beefy",
	b"Origins",
	b"Referenda",
	b"ConvictionVoting",
	b"Preimage",
	b"SafeMode",
];
/// Calls that cannot be paused beside those.
const DUTIES: [(&[u8], &[u8]); 3] = [(b"Cmp", b"seal"), (b"Cmp", b"reveal"), (b"Agents", b"heartbeat")];

/// The calls that cannot be paused, by name.
pub struct CannotBePaused;

impl Contains<pallet_tx_pause::RuntimeCallNameOf<Runtime>> for CannotBePaused {
	fn contains((pallet, call): &pallet_tx_pause::RuntimeCallNameOf<Runtime>) -> bool {
		UNPAUSABLE.contains(&pallet.as_slice()) || DUTIES.contains(&(pallet.as_slice(), call.as_slice()))
	}
}

impl pallet_safe_mode::Config for Runtime {
	type Currency = Balances;
	// Only governance stops the chain: a deposit would be a price for it.
	type EnterDepositAmount = NoDeposit;
	type EnterDuration = StopDuration;
	type ExtendDepositAmount = NoDeposit;
	type ExtendDuration = StopDuration;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type ForceEnterOrigin = StopsFor;
	type ForceExitOrigin = Stops;
	type ForceExtendOrigin = StopsFor;
	type Notify = ();
	type ReleaseDelay = NoDelay;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
	type WhitelistedCalls = GoesOn;
}

impl pallet_tx_pause::Config for Runtime {
	type MaxNameLen = ConstU32<64>;
	type PauseOrigin = Stops;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type UnpauseOrigin = Stops;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
	type WhitelistedCalls = CannotBePaused;
}
