use crate::{mock::*, Error, Event, HoldReason, NameOf, StoreOf};
use althing_primitives::Department;
use codec::MaxEncodedLen;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, TokenError},
};

const FIRST: Department = Department::ALL[0];

/// The versions that are kept of the store `crm`.
fn versions() -> Vec<u64> {
	let store = Knowledge::store(FIRST, &name("crm")).unwrap();
	store.roots.iter().map(|root| root.version).collect()
}

#[test]
fn the_first_root_begins_a_store_and_holds_for_a_full_ring() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 5, 0));
		let bytes = StoreOf::<Test>::max_encoded_len() + NameOf::<Test>::max_encoded_len();
		assert_eq!(held(HoldReason::StoreDeposit, agent(0)), BASE + bytes as u64);
		let store = Knowledge::store(FIRST, &name("crm")).unwrap();
		assert_eq!((store.owner, store.depositor), (owner(0), agent(0)));
		assert_eq!(
			last_event(),
			Event::RootPublished {
				department: FIRST,
				store: name("crm"),
				agent: 0,
				version: 5,
				root: root(5),
				previous: [0; 32],
			}
		);
	});
}

#[test]
fn versions_follow_each_other_and_the_earliest_roots_go() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 1, 0));
		let deposit = held(HoldReason::StoreDeposit, agent(0));
		for (version, previous) in [(2, 1), (4, 2), (9, 4)] {
			advance(1);
			assert_ok!(publish(agent(0), 0, version, previous));
		}
		assert_eq!(versions(), [2, 4, 9]);
		assert_eq!(Knowledge::latest_root(FIRST, &name("crm")).unwrap().at, 4);
		assert_eq!(held(HoldReason::StoreDeposit, agent(0)), deposit);
	});
}

#[test]
fn what_was_published_is_taken_again_and_changes_nothing() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 1, 0));
		assert_ok!(publish(agent(0), 0, 2, 1));
		let (before, told) = (Knowledge::store(FIRST, &name("crm")), events().len());
		advance(3);
		assert_ok!(publish(agent(0), 0, 1, 0));
		assert_ok!(publish(owner(0), 0, 2, 1));
		assert_eq!(Knowledge::store(FIRST, &name("crm")), before);
		assert_eq!(events().len(), told);
		assert_eq!(held(HoldReason::StoreDeposit, owner(0)), 0);
	});
}

#[test]
fn two_histories_of_a_store_cannot_both_go_on() {
	ExtBuilder.run(|| {
		assert_noop!(publish(agent(0), 0, 1, 9), Error::<Test>::Forked);
		assert_ok!(publish(agent(0), 0, 1, 0));
		assert_ok!(publish(agent(0), 0, 2, 1));
		// Another root for a version that is known, the last or an earlier one.
		for version in [1, 2] {
			assert_noop!(
				Knowledge::publish_root(by(agent(0)), 0, name("crm"), version, root(8), root(1)),
				Error::<Test>::Forked
			);
		}
		// A version that goes on from where the other history left.
		for previous in [0, 1, 8] {
			assert_noop!(publish(agent(0), 0, 3, previous), Error::<Test>::Forked);
		}
		assert_eq!(versions(), [1, 2]);
	});
}

#[test]
fn a_version_before_the_last_is_refused() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 5, 0));
		assert_noop!(publish(agent(0), 0, 4, 5), Error::<Test>::NotNewer);
	});
}

#[test]
fn only_active_agents_and_their_owners_publish() {
	ExtBuilder.run(|| {
		assert_noop!(publish(STRANGER, 0, 1, 0), Error::<Test>::NotAgent);
		assert_noop!(publish(agent(8), 0, 1, 0), Error::<Test>::NotAgent);
		assert_noop!(publish(agent(99), 99, 1, 0), Error::<Test>::UnknownAgent);
		Suspended::set(0);
		assert_noop!(publish(owner(0), 0, 1, 0), Error::<Test>::NotActive);
		assert_noop!(
			Knowledge::publish_root(RuntimeOrigin::none(), 0, name("crm"), 1, root(1), root(0)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn agents_of_one_owner_go_on_and_those_of_another_do_not() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 1, 0));
		// Agent 8 is of the same department and owner, agent 16 of the same department only.
		assert_ok!(publish(agent(8), 8, 2, 1));
		assert_noop!(publish(agent(16), 16, 3, 2), Error::<Test>::NotKeeper);
	});
}

#[test]
fn departments_have_names_of_their_own() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 1, 0));
		assert_ok!(publish(agent(17), 17, 7, 0));
		let other = Knowledge::latest_root(Department::ALL[1], &name("crm")).unwrap();
		assert_eq!((other.version, other.agent), (7, 17));
		assert_eq!(versions(), [1]);
	});
}

#[test]
fn names_and_roots_say_something() {
	ExtBuilder.run(|| {
		let publish_as = |text| Knowledge::publish_root(by(agent(0)), 0, name(text), 1, root(1), root(0));
		for text in ["", "a b", "a/b", "é", "a:b", "a\n"] {
			assert_noop!(publish_as(text), Error::<Test>::BadName);
		}
		assert_noop!(publish(agent(0), 0, 0, 0), Error::<Test>::BadRoot);
		assert_ok!(publish_as("A-b_c.9"));
	});
}

#[test]
fn a_deposit_that_the_signer_does_not_have_is_refused() {
	ExtBuilder.run(|| {
		PerByte::set(FUNDS);
		assert_noop!(publish(agent(0), 0, 1, 0), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_store_is_removed_once_its_last_root_stood_long_enough() {
	ExtBuilder.run(|| {
		let remove = |who| Knowledge::remove_store(by(who), FIRST, name("crm"));
		assert_noop!(remove(agent(0)), Error::<Test>::UnknownStore);
		assert_ok!(publish(agent(0), 0, 1, 0));
		advance(RETENTION - 1);
		assert_ok!(publish(agent(0), 0, 2, 1));
		advance(RETENTION - 1);
		assert_noop!(remove(agent(0)), Error::<Test>::TooSoon);
		advance(1);
		assert_noop!(remove(owner(0)), Error::<Test>::NotDepositor);
		PerByte::set(7);
		assert_ok!(remove(agent(0)));
		assert_eq!(free(agent(0)), FUNDS);
		assert_eq!(Knowledge::store(FIRST, &name("crm")), None);
	});
}

#[test]
fn a_panel_of_the_department_frees_a_name_at_once() {
	ExtBuilder.run(|| {
		assert_ok!(publish(agent(0), 0, 1, 0));
		let other = by(panel(Department::ALL[1]));
		assert_noop!(
			Knowledge::remove_store(other, FIRST, name("crm")),
			Error::<Test>::NotDepositor
		);
		assert_ok!(Knowledge::remove_store(by(panel(FIRST)), FIRST, name("crm")));
		assert_eq!(free(agent(0)), FUNDS);
		assert_ok!(publish(agent(16), 16, 1, 0));
	});
}
