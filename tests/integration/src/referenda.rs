//! Referenda on the real chain: put, voted on, waited for.

use crate::{
	next_block,
	people::{by, holders},
};
use althing_runtime::{
	governance::StakeCap, AccountId, ConvictionVoting, Cvt, OriginCaller, Preimage, Referenda, Runtime,
	RuntimeCall,
};
use frame_support::{
	assert_ok,
	traits::{schedule::DispatchTime, Currency, StorePreimage},
};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_referenda::{ReferendumCount, ReferendumInfo, ReferendumInfoFor, ReferendumStatusOf};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::DispatchResult;

/// Has Ferdie put `call` to the holders, to be made with `origin` if they say yes, and pay for the decision.
pub fn ask(origin: impl Into<OriginCaller>, call: RuntimeCall) -> u32 {
	let index = submit(&Sr25519Keyring::Ferdie.to_account_id(), origin, call);
	let ferdie = by(&Sr25519Keyring::Ferdie.to_account_id());
	assert_ok!(Referenda::place_decision_deposit(ferdie, index));
	index
}

/// Has `who` put `call` to the holders, without the deposit that a decision takes.
pub fn submit(who: &AccountId, origin: impl Into<OriginCaller>, call: RuntimeCall) -> u32 {
	let index = ReferendumCount::<Runtime>::get();
	let call = Preimage::bound(call).unwrap();
	let origin = Box::new(origin.into());
	assert_ok!(Referenda::submit(by(who), origin, call, DispatchTime::After(1)));
	index
}

/// The origin of a referendum on anything.
pub fn root() -> OriginCaller {
	OriginCaller::system(frame_system::RawOrigin::Root)
}

/// A call that does nothing.
pub fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![] })
}

/// Votes with conviction.
///
/// # Errors
///
/// Those of the pallet, and of the cap.
pub fn vote(who: &AccountId, index: u32, aye: bool, conviction: Conviction, balance: u128) -> DispatchResult {
	let vote = Vote { aye, conviction };
	ConvictionVoting::vote(by(who), index, AccountVote::Standard { vote, balance })
}

/// How far a referendum is, while it is one.
pub fn status(index: u32) -> Option<ReferendumStatusOf<Runtime, ()>> {
	match ReferendumInfoFor::<Runtime>::get(index) {
		Some(ReferendumInfo::Ongoing(status)) => Some(status),
		_ => None,
	}
}

/// Goes on until the referendum has ended; says whether it was approved.
pub fn end(index: u32) -> bool {
	for _ in 0..1_000 {
		match ReferendumInfoFor::<Runtime>::get(index) {
			Some(ReferendumInfo::Ongoing(_)) => next_block(),
			Some(ReferendumInfo::Approved(..)) => return true,
			_ => return false,
		};
	}
	panic!("referendum {index} does not end");
}

/// Has every holder vote for a referendum with as much as the cap lets it, and goes on until the call that
/// was asked for has been made.
pub fn carry(index: u32) {
	let track = status(index).unwrap().track;
	for who in holders() {
		let all = Cvt::total_balance(&who);
		let stake = StakeCap::most(track, false).map_or(all, |most| most.min(all));
		assert_ok!(vote(&who, index, true, Conviction::Locked1x, stake));
	}
	assert!(end(index), "all want it");
	// The longest that a track of a test network takes to enact.
	for _ in 0..13 {
		next_block();
	}
}
