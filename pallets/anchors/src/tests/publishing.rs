use crate::{mock::*, Error, Waiting};
use althing_primitives::{Department, Entry, RegistrationEntry};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
};

const EVM: [u8; 20] = [8; 20];
const CARD: [u8; 32] = [6; 32];

fn waiting() -> Vec<Entry> {
	Waiting::<Test>::get().into_inner()
}

#[test]
fn an_owner_says_who_it_is_elsewhere() {
	ExtBuilder.run(|| {
		assert_ok!(Anchors::publish_registration(by(person(OWNER)), 2, EVM, CARD));
		let entry = RegistrationEntry {
			agent: 2,
			department: Department::ALL[2],
			owner: [OWNER; 32],
			evm_owner: EVM,
			card: CARD,
		};
		assert_eq!(waiting(), [Entry::Registration(entry)]);
		// And again, when it has changed its mind.
		assert_ok!(Anchors::publish_registration(by(person(OWNER)), 2, [9; 20], CARD));
		assert_eq!(waiting().len(), 2);
	});
}

#[test]
fn nobody_else_says_who_an_owner_is() {
	ExtBuilder.run(|| {
		// Not even the agent: its key is on a machine that works by itself.
		for who in [agent(2), person(STRANGER), person(OWNER + 1)] {
			let refused = Anchors::publish_registration(by(who), 2, EVM, CARD);
			assert_noop!(refused, Error::<Test>::NotOwner);
		}
		let unknown = Anchors::publish_registration(by(person(OWNER)), 60, EVM, CARD);
		assert_noop!(unknown, Error::<Test>::UnknownAgent);
		let nobody = Anchors::publish_registration(by(person(OWNER)), 2, [0; 20], CARD);
		assert_noop!(nobody, Error::<Test>::NoEvmOwner);
	});
}

#[test]
fn anybody_publishes_work_as_the_chain_knows_it() {
	ExtBuilder.run(|| {
		assert_ok!(Anchors::publish_work(by(person(STRANGER)), 4, 2));
		assert_eq!(waiting(), [Entry::Work(work())]);
	});
}

#[test]
fn what_the_chain_does_not_know_is_no_work() {
	ExtBuilder.run(|| {
		for (agent, proposal) in [(4, 1), (3, 2), (60, 2), (4, 99)] {
			let unknown = Anchors::publish_work(by(person(STRANGER)), agent, proposal);
			assert_noop!(unknown, Error::<Test>::UnknownWork);
		}
		let nobody = Anchors::publish_work(RuntimeOrigin::none(), 4, 2);
		assert_noop!(nobody, DispatchError::BadOrigin);
	});
}
