//! What is owed, held, frozen and locked, added up anew from what anybody may read.
//!
//! The pallets' own invariants look from their state at the currencies. Here it is looked the other way too:
//! nothing is held, frozen or locked that nobody accounts for.

use althing_runtime::{
	constants::currency::EXISTENTIAL_DEPOSIT, AccountId, Balances, Commons, Curve, Cvt, Runtime,
	RuntimeFreezeReason, RuntimeHoldReason,
};
use codec::Encode;
use frame_support::traits::fungible::{InspectFreeze, InspectHold};
use pallet_balances::Instance2;
use pallet_commons::Status;
use polkadot_sdk::*;
use std::collections::BTreeMap;

/// Amounts by reason and account.
type Sums = BTreeMap<(Vec<u8>, AccountId), u128>;

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
	if holds {
		Ok(())
	} else {
		Err(otherwise())
	}
}

/// Whether all books balance.
///
/// # Errors
///
/// The first that does not.
pub fn balanced() -> Result<(), String> {
	reserve()?;
	pool()?;
	holds()?;
	vesting()?;
	freezes()?;
	locks()
}

/// The curve's account has what is recorded, which is what all of the supply is owed at least; what is not
/// backed is what others than the curve issued.
fn reserve() -> Result<(), String> {
	if !pallet_curve::State::<Runtime>::exists() {
		return Ok(());
	}
	let view = Curve::view().ok_or("an open curve shows nothing")?;
	let held = Balances::free_balance(Curve::account_id());
	ensure(view.state.reserve >= view.owed, || {
		format!("{} are owed and {} are recorded", view.owed, view.state.reserve)
	})?;
	ensure(held >= view.state.reserve + EXISTENTIAL_DEPOSIT, || {
		format!("{} are recorded and {held} are there", view.state.reserve)
	})?;
	let unbacked = Cvt::total_issuance().saturating_sub(view.state.supply);
	ensure(view.unbacked == unbacked, || {
		format!(
			"{unbacked} CVT are not backed and {} are said to be",
			view.unbacked
		)
	})
}

/// What the pool holds is what streams have still to pay, and it can be paid.
fn pool() -> Result<(), String> {
	let owed: u128 = pallet_commons::Streams::<Runtime>::iter_values()
		.map(|stream| stream.total - stream.paid)
		.sum();
	let reason = RuntimeHoldReason::Commons(pallet_commons::HoldReason::Stream);
	let held = Balances::balance_on_hold(&reason, &Commons::pool());
	ensure(held == owed, || {
		format!("streams are owed {owed} and the pool holds {held}")
	})
}

/// Adds to what is held of `who` for `reason`.
fn add(sums: &mut Sums, reason: impl Into<RuntimeHoldReason>, who: AccountId, amount: u128) {
	if amount > 0 {
		*sums.entry((reason.into().encode(), who)).or_default() += amount;
	}
}

/// What our pallets say that is held of everybody's VWT.
fn accounted() -> Sums {
	let mut sums = Sums::new();
	for agent in pallet_agents::Agents::<Runtime>::iter_values() {
		add(
			&mut sums,
			pallet_agents::HoldReason::Bond,
			agent.owner,
			agent.bond,
		);
	}
	for proposal in pallet_cmp::Proposals::<Runtime>::iter_values() {
		let reason = pallet_cmp::HoldReason::ProposalDeposit;
		add(&mut sums, reason, proposal.proposer, proposal.deposit);
	}
	for anchor in pallet_anchors::Anchors::<Runtime>::iter_values() {
		let reason = pallet_anchors::HoldReason::AnchorDeposit;
		add(&mut sums, reason, anchor.depositor, anchor.deposit);
	}
	let deposits = pallet_anchors::Schemas::<Runtime>::iter_values().filter_map(|schema| schema.depositor);
	for (depositor, deposit) in deposits {
		add(
			&mut sums,
			pallet_anchors::HoldReason::SchemaDeposit,
			depositor,
			deposit,
		);
	}
	for proposal in pallet_commons::Proposals::<Runtime>::iter_values() {
		let reason = pallet_commons::HoldReason::ProposalDeposit;
		add(&mut sums, reason, proposal.proposer, proposal.deposit);
		if let Status::Disputed { by, deposit, .. } = proposal.status {
			add(&mut sums, pallet_commons::HoldReason::DisputeDeposit, by, deposit);
		}
	}
	for store in pallet_knowledge::Stores::<Runtime>::iter_values() {
		let reason = pallet_knowledge::HoldReason::StoreDeposit;
		add(&mut sums, reason, store.depositor, store.deposit);
	}
	for grant in pallet_knowledge::Grants::<Runtime>::iter_values() {
		let reason = pallet_knowledge::HoldReason::GrantDeposit;
		add(&mut sums, reason, grant.depositor, grant.deposit);
	}
	for stream in pallet_commons::Streams::<Runtime>::iter_values() {
		let reason = pallet_commons::HoldReason::Stream;
		add(&mut sums, reason, Commons::pool(), stream.total - stream.paid);
	}
	sums
}

/// Whether one of our pallets holds for `reason`.
fn ours(reason: &RuntimeHoldReason) -> bool {
	matches!(
		reason,
		RuntimeHoldReason::Agents(_)
			| RuntimeHoldReason::Cmp(_)
			| RuntimeHoldReason::Anchors(_)
			| RuntimeHoldReason::Commons(_)
			| RuntimeHoldReason::Curve(_)
			| RuntimeHoldReason::Knowledge(_)
	)
}

/// Every hold of ours on VWT is accounted for by one of our pallets, to the last unit.
fn holds() -> Result<(), String> {
	let mut held = Sums::new();
	for (who, reasons) in pallet_balances::Holds::<Runtime>::iter() {
		for hold in reasons.into_iter().filter(|hold| ours(&hold.id)) {
			add(&mut held, hold.id, who.clone(), hold.amount);
		}
	}
	let accounted = accounted();
	ensure(held == accounted, || {
		format!("of VWT {held:?} are held and {accounted:?} accounted for")
	})
}

/// What is held of CVT is what has not vested.
fn vesting() -> Result<(), String> {
	let mut held = Sums::new();
	for (who, reasons) in pallet_balances::Holds::<Runtime, Instance2>::iter() {
		for hold in reasons {
			add(&mut held, hold.id, who.clone(), hold.amount);
		}
	}
	let mut unvested = Sums::new();
	for (who, vesting) in pallet_curve::Vestings::<Runtime>::iter() {
		let reason = pallet_curve::HoldReason::HatchVesting;
		add(&mut unvested, reason, who, vesting.total - vesting.released);
	}
	ensure(held == unvested, || {
		format!("of CVT {held:?} are held and {unvested:?} have not vested")
	})
}

/// What is frozen of CVT is what is staked in the commons, and what cannot be spent is that or what is
/// locked, whichever is more.
fn freezes() -> Result<(), String> {
	let reason = RuntimeFreezeReason::Commons(pallet_commons::FreezeReason::Stake);
	for (who, account) in pallet_balances::Account::<Runtime, Instance2>::iter() {
		let staked: u128 = Commons::stakes(&who).iter().map(|stake| stake.amount).sum();
		let frozen = Cvt::balance_frozen(&reason, &who);
		ensure(frozen == staked, || {
			format!("{who} has {staked} staked and {frozen} frozen")
		})?;
		let locks = Cvt::locks(&who);
		let most = locks.iter().map(|lock| lock.amount).fold(frozen, u128::max);
		ensure(account.frozen == most, || {
			format!("{who} cannot spend {} where {most} are locked", account.frozen)
		})?;
	}
	let staked: u128 = pallet_commons::Proposals::<Runtime>::iter_values()
		.map(|proposal| proposal.staked)
		.sum();
	let total = pallet_commons::TotalStaked::<Runtime>::get();
	ensure(staked == total, || {
		format!("{staked} are staked and {total} counted")
	})
}

/// What is locked of CVT is what votes and delegations need on the track that needs most.
fn locks() -> Result<(), String> {
	for who in pallet_balances::Account::<Runtime, Instance2>::iter_keys() {
		let locks = Cvt::locks(&who);
		let locked = locks.iter().map(|lock| lock.amount).max().unwrap_or_default();
		let classes = pallet_conviction_voting::ClassLocksFor::<Runtime>::get(&who);
		let needed = classes
			.iter()
			.map(|(_, amount)| *amount)
			.max()
			.unwrap_or_default();
		ensure(locked == needed, || {
			format!("{who} has {locked} locked and {needed} needed")
		})?;
	}
	Ok(())
}
