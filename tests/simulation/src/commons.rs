//! The commons from day to day: what passes is paid, what lapses ends, what is disputed is ruled on.

use althing_primitives::{CommonsId, Department, Departments};
use althing_runtime::{constants::time::DAYS, AccountId, Commons, Runtime, RuntimeCall, System};
use pallet_commons::{ProposalOf, Proposals, Status, Streams};

use crate::{
	account::is_hostile,
	chain::dispatch,
	world::{Asked, World},
};

/// How long a panel takes to rule.
const RULING: u32 = 2 * DAYS;
/// How often what streams owe is claimed, in days.
const CLAIMS: u32 = 7;

/// What the day brings.
pub fn day(world: &mut World) {
	if let Some(anybody) = world.any_holder() {
		for (id, info) in proposals() {
			settle(world, &anybody, id, &info);
		}
		if world.day.is_multiple_of(CLAIMS) {
			claim(world, &anybody);
		}
	}
	world.asked = proposals()
		.into_iter()
		.map(|(id, info)| Asked {
			id,
			hostile: is_hostile(&info.proposer),
			disputed: matches!(info.status, Status::Disputed { .. }),
		})
		.collect();
}

/// In the order of their numbers; the chain has at most 64.
fn proposals() -> Vec<(CommonsId, ProposalOf<Runtime>)> {
	let mut found: Vec<_> = Proposals::<Runtime>::iter().collect();
	found.sort_by_key(|(id, _)| *id);
	found
}

fn settle(world: &mut World, anybody: &AccountId, id: CommonsId, info: &ProposalOf<Runtime>) {
	let now = System::block_number();
	let hostile = is_hostile(&info.proposer);
	if let Status::Disputed { since, .. } = info.status {
		if now >= since + RULING {
			rule(id, hostile);
		}
		return;
	}
	if now >= info.expires_at {
		let _ = world.sign(
			anybody,
			RuntimeCall::Commons(pallet_commons::Call::expire { proposal: id }),
		);
		return;
	}
	let passes = Commons::progress(id).is_some_and(|progress| {
		progress
			.needed
			.is_some_and(|needed| progress.conviction >= needed)
	});
	let execute = RuntimeCall::Commons(pallet_commons::Call::execute { proposal: id });
	if passes && world.sign(anybody, execute).is_ok() && hostile {
		world.drained += info.request.amount;
	}
}

/// A panel that heard law and money, and is right.
fn rule(proposal: CommonsId, upheld: bool) {
	let panel = pallet_cmp::Origin::Approved {
		proposal: 0,
		departments: Departments::of([Department::Finance, Department::Legal]),
	};
	let call = pallet_commons::Call::resolve { proposal, upheld };
	// A dispute that has lapsed meanwhile is settled by the next who touches the proposal.
	let _ = dispatch(panel, RuntimeCall::Commons(call));
}

fn claim(world: &mut World, anybody: &AccountId) {
	let streams: Vec<_> = Streams::<Runtime>::iter_keys().collect();
	for stream in streams {
		let _ = world.sign(
			anybody,
			RuntimeCall::Commons(pallet_commons::Call::claim { stream }),
		);
	}
}
