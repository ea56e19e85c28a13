//! Referenda: put, looked after, counted.

use althing_runtime::{
	constants::currency::UNIT,
	governance::{origins::Origin, tracks::TrackId, Tracks},
	AccountId, Balance, OriginCaller, Preimage, Runtime, RuntimeCall,
};
use frame_support::traits::{schedule::DispatchTime, StorePreimage};
use pallet_referenda::{ReferendumCount, ReferendumInfo, ReferendumInfoFor, TracksInfo};
use polkadot_sdk::*;
use sp_runtime::DispatchError;

use crate::{account::is_hostile, world::World};

/// How often holders ask the treasury to pay an agent, in days.
const ROUTINE: u32 = 30;
/// What for.
const WAGE: Balance = 500 * UNIT;

/// A referendum that has not ended.
#[derive(Clone, Debug)]
pub struct Poll {
	/// Its number.
	pub index: u32,
	/// Its track.
	pub track: TrackId,
	/// Who put it.
	proposer: AccountId,
}

impl Poll {
	/// Whether an attacker put it.
	pub fn hostile(&self) -> bool {
		is_hostile(&self.proposer)
	}
}

/// How referenda ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Ended {
	/// With approval.
	pub approved: u32,
	/// Otherwise.
	pub rejected: u32,
}

/// The referenda of a simulation.
#[derive(Debug, Default)]
pub struct Polls {
	/// Those that have not ended.
	pub open: Vec<Poll>,
	/// How those of holders ended.
	pub honest: Ended,
	/// How those of attackers ended.
	pub hostile: Ended,
	/// Spends of the treasury up to this number were paid out, or cannot be.
	paid: u32,
}

/// A payment of the treasury.
pub fn spend(amount: Balance, beneficiary: AccountId) -> RuntimeCall {
	RuntimeCall::Treasury(pallet_treasury::Call::spend {
		asset_kind: Box::new(()),
		amount,
		beneficiary: Box::new(beneficiary),
		valid_from: None,
	})
}

/// What a decision on `track` needs as a deposit, in CVT.
pub fn decision_deposit(track: TrackId) -> Balance {
	Tracks::info(track).map_or(0, |info| info.decision_deposit)
}

/// Puts a referendum and its decision deposit; returns its number.
///
/// # Errors
///
/// The chain's.
pub fn ask(
	world: &mut World,
	proposer: &AccountId,
	origin: OriginCaller,
	call: RuntimeCall,
) -> Result<u32, DispatchError> {
	let track = Tracks::track_for(&origin).map_err(|()| DispatchError::BadOrigin)?;
	let index = ReferendumCount::<Runtime>::get();
	let submit = pallet_referenda::Call::submit {
		proposal_origin: Box::new(origin),
		proposal: Preimage::bound(call)?,
		enactment_moment: DispatchTime::After(1),
	};
	world.sign(proposer, RuntimeCall::Referenda(submit))?;
	let deposit = pallet_referenda::Call::place_decision_deposit { index };
	world.sign(proposer, RuntimeCall::Referenda(deposit))?;
	world.polls.open.push(Poll {
		index,
		track,
		proposer: proposer.clone(),
	});
	Ok(index)
}

/// Whether the referendum has not ended.
pub fn is_open(index: u32) -> bool {
	matches!(
		ReferendumInfoFor::<Runtime>::get(index),
		Some(ReferendumInfo::Ongoing(_))
	)
}

/// Whether the referendum was approved.
pub fn is_approved(index: u32) -> bool {
	matches!(
		ReferendumInfoFor::<Runtime>::get(index),
		Some(ReferendumInfo::Approved(..))
	)
}

/// Since which block the referendum is being decided.
pub fn deciding_since(index: u32) -> Option<u32> {
	match ReferendumInfoFor::<Runtime>::get(index)? {
		ReferendumInfo::Ongoing(status) => status.deciding.map(|deciding| deciding.since),
		_ => None,
	}
}

/// What the day brings: the routine question, deposits back, the treasury's payments.
pub fn day(world: &mut World) {
	if world.day % ROUTINE == 1 {
		if let (Some(proposer), Some(agent)) = (world.any_holder(), world.any_agent()) {
			// Who lacks the deposit asks another time; the refusal is counted.
			let _ = ask(world, &proposer, Origin::SmallSpender.into(), spend(WAGE, agent));
		}
	}
	let (open, ended): (Vec<_>, Vec<_>) = std::mem::take(&mut world.polls.open)
		.into_iter()
		.partition(|poll| is_open(poll.index));
	world.polls.open = open;
	for poll in ended {
		close(world, &poll);
	}
	pay_out(world);
}

fn close(world: &mut World, poll: &Poll) {
	let (approved, index) = (is_approved(poll.index), poll.index);
	let ended = match poll.hostile() {
		true => &mut world.polls.hostile,
		false => &mut world.polls.honest,
	};
	match approved {
		true => ended.approved += 1,
		false => ended.rejected += 1,
	}
	let refund = pallet_referenda::Call::refund_decision_deposit { index };
	let _ = world.sign(&poll.proposer, RuntimeCall::Referenda(refund));
	if approved {
		let refund = pallet_referenda::Call::refund_submission_deposit { index };
		let _ = world.sign(&poll.proposer, RuntimeCall::Referenda(refund));
	}
}

/// Somebody claims what the treasury has agreed to pay.
fn pay_out(world: &mut World) {
	while world.polls.paid < pallet_treasury::SpendCount::<Runtime>::get() {
		let index = world.polls.paid;
		world.polls.paid += 1;
		if let Some(anybody) = world.any_holder() {
			let _ = world.sign(
				&anybody,
				RuntimeCall::Treasury(pallet_treasury::Call::payout { index }),
			);
		}
	}
}
