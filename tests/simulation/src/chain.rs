//! The real runtime, day by day: calls, and what is scheduled in the very block that it is scheduled for.

use althing_runtime::{
	AccountId, BlockNumber, Cvt, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Scheduler, System,
};
use frame_support::{storage::transactional::with_transaction_unchecked, traits::Hooks};
use polkadot_sdk::*;
use sp_runtime::{traits::Dispatchable, DispatchError, TransactionOutcome};

/// Makes a call with an origin.
///
/// # Errors
///
/// The chain's.
pub fn dispatch(origin: impl Into<RuntimeOrigin>, call: RuntimeCall) -> Result<(), DispatchError> {
	let done = call.dispatch(origin.into());
	done.map(drop).map_err(|refused| refused.error)
}

/// The origin of a signature.
pub fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

/// Does `what` and takes it back.
pub fn rehearse<R>(what: impl FnOnce() -> R) -> R {
	with_transaction_unchecked(|| TransactionOutcome::Rollback(what()))
}

/// Goes on to block `to`, and into each block before it that something is scheduled for. The blocks between
/// have nothing in them.
pub fn advance(to: BlockNumber) {
	while let Some(next) = next_scheduled(to) {
		enter(next);
	}
	enter(to);
}

/// The first block after this one, `last` at most, that has an agenda.
fn next_scheduled(last: BlockNumber) -> Option<BlockNumber> {
	let now = System::block_number();
	pallet_scheduler::Agenda::<Runtime>::iter_keys()
		.filter(|when| *when > now && *when <= last)
		.min()
}

fn enter(block: BlockNumber) {
	System::set_block_number(block);
	frame_system::BlockWeight::<Runtime>::kill();
	// The scheduler would look through every block that was skipped.
	pallet_scheduler::IncompleteSince::<Runtime>::kill();
	<Scheduler as Hooks<BlockNumber>>::on_initialize(block);
}

/// Whether something was left undone in a block that is past.
pub fn left_out() -> bool {
	let now = System::block_number();
	pallet_scheduler::Agenda::<Runtime>::iter_keys().any(|when| when <= now)
}

/// What changed hands, as the chain says it in its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volume {
	/// Transfers of VWT, whatever for: payments, fees, orders, tributes, payouts.
	pub vwt: u128,
	/// Transfers of CVT, and what the curve minted and burnt.
	pub cvt: u128,
}

impl Volume {
	/// Adds what the events say since the last time, and forgets them.
	pub fn hear(&mut self) {
		for record in System::read_events_no_consensus() {
			match &record.event {
				RuntimeEvent::Balances(event) => self.vwt += moved(event),
				RuntimeEvent::Cvt(event) => self.cvt += moved(event) + traded(event),
				_ => (),
			}
		}
		System::reset_events();
	}
}

fn moved<I: 'static>(event: &pallet_balances::Event<Runtime, I>) -> u128
where
	Runtime: pallet_balances::Config<I, Balance = u128>,
{
	use pallet_balances::Event::{Transfer, TransferOnHold};
	match event {
		Transfer { amount, .. } | TransferOnHold { amount, .. } => *amount,
		_ => 0,
	}
}

fn traded<I: 'static>(event: &pallet_balances::Event<Runtime, I>) -> u128
where
	Runtime: pallet_balances::Config<I, Balance = u128>,
{
	use pallet_balances::Event::{Burned, Minted};
	match event {
		Minted { amount, .. } | Burned { amount, .. } => *amount,
		_ => 0,
	}
}

/// All that there is of both currencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Issuance {
	/// VWT.
	pub vwt: u128,
	/// CVT.
	pub cvt: u128,
}

impl Issuance {
	/// What there is now.
	pub fn now() -> Self {
		Self {
			vwt: althing_runtime::Balances::total_issuance(),
			cvt: Cvt::total_issuance(),
		}
	}
}
