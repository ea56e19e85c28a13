use crate::{mock::*, Error, Event};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{AccountId32, DispatchError, DispatchResult},
};

const KEY: [u8; 32] = [7; 32];

fn remove(who: AccountId32, id: u64) -> DispatchResult {
	Anchors::remove(by(who), id)
}

#[test]
fn an_anchor_stands_for_the_retention_time() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		advance(RETENTION - 1);
		assert_noop!(remove(agent(1), 0), Error::<Test>::TooSoon);
		advance(1);
		assert_ok!(remove(agent(1), 0));
		assert_eq!(last_event(), Event::Removed { id: 0, deposit: 100 });
	});
}

#[test]
fn nothing_is_left_of_a_removed_anchor() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		advance(RETENTION);
		assert_ok!(remove(agent(1), 0));
		assert_eq!(Anchors::anchor(0), None);
		assert_eq!(Anchors::anchor_by_key(1, KEY), None);
		assert_eq!(free(agent(1)), FUNDS);
		assert_noop!(remove(agent(1), 0), Error::<Test>::UnknownAnchor);
	});
}

#[test]
fn a_freed_key_gives_another_number() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		advance(RETENTION);
		assert_ok!(remove(agent(1), 0));
		assert_ok!(submit(agent(1), 1, KEY));
		assert_eq!(Anchors::anchor_by_key(1, KEY), Some(1));
	});
}

#[test]
fn only_the_depositor_removes_an_anchor() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		advance(RETENTION);
		assert_noop!(remove(person(OWNER), 0), Error::<Test>::NotDepositor);
		assert_noop!(remove(person(STRANGER), 0), Error::<Test>::NotDepositor);
		assert_noop!(
			Anchors::remove(RuntimeOrigin::root(), 0),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_deposit_given_back_is_the_one_that_was_taken() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, KEY));
		Deposit::set(500);
		advance(RETENTION);
		assert_ok!(remove(agent(1), 0));
		assert_eq!(free(agent(1)), FUNDS);
	});
}

#[test]
fn the_deposit_outlives_the_agent() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(2), 2, KEY));
		Registered::set(0);
		advance(RETENTION);
		assert_ok!(remove(agent(2), 0));
		assert_eq!(free(agent(2)), FUNDS);
	});
}
