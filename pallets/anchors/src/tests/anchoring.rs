use crate::{mock::*, Anchor, Error, Event, HoldReason};
use althing_primitives::Grade;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::fungible::InspectHold},
	sp_runtime::{DispatchError, TokenError},
};

const KEY: [u8; 32] = [7; 32];

#[test]
fn an_agent_anchors_its_results() {
	ExtBuilder.run(|| {
		advance(4);
		let origin = by(agent(1));
		assert_ok!(Anchors::submit(origin, [1; 32], 4, [0; 32], Some(2), 1, KEY));

		let stored = Anchor {
			root: [1; 32],
			count: 4,
			schema: [0; 32],
			proposal: Some(2),
			agent: 1,
			key: KEY,
			depositor: agent(1),
			deposit: 100,
			grade: Grade::Signed,
			at: 5,
		};
		assert_eq!(Anchors::anchor(0), Some(stored));
		assert_eq!(Anchors::anchor_by_key(1, KEY), Some(0));
		assert_eq!(
			last_event(),
			Event::Anchored {
				id: 0,
				agent: 1,
				proposal: Some(2),
				root: [1; 32],
				key: KEY
			}
		);
	});
}

#[test]
fn the_deposit_is_held_on_who_signs() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, [1; 32]));
		assert_ok!(submit(person(OWNER), 1, [0; 32]));
		assert_ok!(submit(person(OWNER), 2, [0; 32]));

		let reason = RuntimeHoldReason::Anchors(HoldReason::AnchorDeposit);
		assert_eq!(Balances::balance_on_hold(&reason, &agent(1)), 100);
		assert_eq!(Balances::balance_on_hold(&reason, &person(OWNER)), 200);
		assert_eq!(free(person(OWNER)), FUNDS - 200);
	});
}

#[test]
fn a_second_batch_under_the_same_key_is_refused() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		assert_noop!(submit(agent(1), 1, KEY), Error::<Test>::Duplicate);
		// Whoever of the two signs: the key is the agent's.
		assert_noop!(submit(person(OWNER), 1, KEY), Error::<Test>::Duplicate);
		// Whatever the batch is.
		let origin = by(agent(1));
		assert_noop!(
			Anchors::submit(origin, [9; 32], 1, [9; 32], None, 1, KEY),
			Error::<Test>::Duplicate
		);
	});
}

#[test]
fn nobody_can_take_another_agents_key() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		assert_ok!(submit(agent(2), 2, KEY));
		assert_eq!(Anchors::anchor_by_key(1, KEY), Some(0));
		assert_eq!(Anchors::anchor_by_key(2, KEY), Some(1));
		assert_eq!(Anchors::anchor_by_key(0, KEY), None);
	});
}

#[test]
fn only_an_agent_and_its_owner_submit_for_it() {
	ExtBuilder.run(|| {
		assert_noop!(submit(person(STRANGER), 1, KEY), Error::<Test>::NotAgent);
		assert_noop!(submit(agent(2), 1, KEY), Error::<Test>::NotAgent);
		assert_noop!(submit(agent(1), 60, KEY), Error::<Test>::UnknownAgent);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Anchors::submit(origin, [1; 32], 1, [0; 32], None, 1, KEY),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn a_batch_has_between_one_and_the_most_results() {
	ExtBuilder.run(|| {
		let submit = |count, key| Anchors::submit(by(agent(1)), [1; 32], count, [0; 32], None, 1, [key; 32]);
		assert_noop!(submit(0, 0), Error::<Test>::BadCount);
		assert_ok!(submit(1, 1));
		assert_ok!(submit(MAX_LEAVES, 2));
		assert_noop!(submit(MAX_LEAVES + 1, 3), Error::<Test>::BadCount);
	});
}

#[test]
fn a_proposal_that_is_named_has_to_exist() {
	ExtBuilder.run(|| {
		let submit = |proposal| Anchors::submit(by(agent(1)), [1; 32], 1, [0; 32], proposal, 1, KEY);
		assert_noop!(submit(Some(PROPOSALS)), Error::<Test>::UnknownProposal);
		assert_ok!(submit(Some(PROPOSALS - 1)));
	});
}

#[test]
fn naming_a_proposal_weighs_one_read_more() {
	ExtBuilder.run(|| {
		let weight = |proposal| {
			let (root, schema) = ([1; 32], [0; 32]);
			crate::Call::<Test>::submit {
				root,
				count: 1,
				schema,
				proposal,
				agent: 1,
				key: KEY,
			}
			.get_dispatch_info()
			.call_weight
		};
		let read = <Test as polkadot_sdk::frame_system::Config>::DbWeight::get().reads(1);
		assert_eq!(weight(Some(1)), weight(None) + read);
	});
}

#[test]
fn a_deposit_that_the_signer_does_not_have_is_refused() {
	ExtBuilder.run(|| {
		Deposit::set(FUNDS + 1);
		assert_noop!(submit(agent(1), 1, KEY), TokenError::FundsUnavailable);
	});
}

#[test]
fn pages_follow_the_numbers() {
	ExtBuilder.run(|| {
		for key in 0..4 {
			assert_ok!(submit(agent(1), 1, [key; 32]));
		}
		advance(RETENTION);
		assert_ok!(Anchors::remove(by(agent(1)), 1));
		let ids = |start, limit| {
			Anchors::anchors(start, limit)
				.into_iter()
				.map(|(id, _)| id)
				.collect::<Vec<_>>()
		};
		assert_eq!(ids(0, 10), [0, 2, 3]);
		assert_eq!(ids(1, 1), [2]);
		assert!(ids(4, 10).is_empty());
	});
}
