//! CVT enough for the least support of a root referendum, bought before its end by one who hopes that nobody
//! looks. The prize is nearly all that the treasury has.

use althing_runtime::{
	constants::time::DAYS, governance::tracks::ROOT, AccountId, Balances, OriginCaller, RuntimeCall, Treasury,
};
use polkadot_sdk::*;
use sp_runtime::MultiAddress;

use super::raid::Plan;
use crate::money::part;

/// The plan.
pub fn plan() -> Plan {
	Plan {
		name: "whale",
		purse: 0.12,
		track: ROOT,
		origin: OriginCaller::system(frame_system::RawOrigin::Root),
		prize: take_treasury,
		voters: 1,
		excess: 1.15,
		every: 120,
		late: 13 * DAYS,
	}
}

fn take_treasury(who: &AccountId) -> RuntimeCall {
	let treasury = Treasury::account_id();
	let value = part(Balances::free_balance(&treasury), 0.9);
	RuntimeCall::Balances(pallet_balances::Call::force_transfer {
		source: MultiAddress::Id(treasury),
		dest: MultiAddress::Id(who.clone()),
		value,
	})
}
