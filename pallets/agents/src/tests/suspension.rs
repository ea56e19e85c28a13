use crate::{mock::*, Error, Event, Status};
use althing_primitives::{AgentDirectory, Bonds, Department};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, DispatchResult, Perbill},
};
use Department::Customer;

fn suspend(id: u64) -> DispatchResult {
	Agents::suspend(RuntimeOrigin::root(), id, [4; 32])
}

fn reinstate(id: u64) -> DispatchResult {
	Agents::reinstate(RuntimeOrigin::root(), id)
}

fn two_agents() -> ExtBuilder {
	ExtBuilder::default()
		.agent(100, 1, Customer, LEAST)
		.agent(101, 2, Customer, LEAST)
}

#[test]
fn a_suspended_agent_leaves_the_index_and_returns_when_reinstated() {
	two_agents().run(|| {
		assert_ok!(suspend(0));
		assert_eq!(
			last_event(),
			Event::Suspended {
				id: 0,
				reason: [4; 32]
			}
		);
		assert_eq!(status(0), Status::Suspended);
		assert_eq!(status(1), Status::Active { index: 0 });
		assert_eq!(Agents::count(Customer), 1);

		assert_ok!(reinstate(0));
		assert_eq!(last_event(), Event::Reinstated { id: 0 });
		assert_eq!(status(0), Status::Active { index: 1 });
		assert_eq!(Agents::count(Customer), 2);
	});
}

#[test]
fn only_governance_suspends_and_reinstates() {
	two_agents().run(|| {
		for origin in [by(100), RuntimeOrigin::signed(agent(1)), RuntimeOrigin::none()] {
			assert_noop!(
				Agents::suspend(origin.clone(), 0, [0; 32]),
				DispatchError::BadOrigin
			);
			assert_noop!(Agents::reinstate(origin, 0), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn neither_is_done_twice() {
	two_agents().run(|| {
		assert_noop!(reinstate(0), Error::<Test>::NotSuspended);
		assert_ok!(suspend(0));
		assert_noop!(suspend(0), Error::<Test>::AlreadySuspended);
		assert_noop!(suspend(7), Error::<Test>::UnknownAgent);
		assert_noop!(reinstate(7), Error::<Test>::UnknownAgent);
	});
}

#[test]
fn a_leaving_agent_is_not_suspended() {
	two_agents().run(|| {
		assert_ok!(Agents::retire(by(100), 0));
		assert_noop!(suspend(0), Error::<Test>::Retiring);
	});
}

#[test]
fn a_suspended_agent_can_leave_and_cannot_be_put_back() {
	two_agents().run(|| {
		assert_ok!(suspend(0));
		assert_ok!(Agents::retire(by(100), 0));
		assert_noop!(reinstate(0), Error::<Test>::NotSuspended);
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));
	});
}

#[test]
fn added_bond_does_not_lift_a_suspension() {
	two_agents().run(|| {
		assert_ok!(suspend(0));
		assert_eq!(Agents::slash(0, Perbill::from_percent(10)), 100);
		assert_eq!(status(0), Status::Suspended);
		assert_ok!(Agents::add_bond(by(100), 0, 5_000));
		assert_eq!(status(0), Status::Suspended);
	});
}

#[test]
fn a_reinstated_agent_whose_bond_lacks_waits_for_its_owner() {
	two_agents().run(|| {
		assert_ok!(suspend(0));
		Agents::slash(0, Perbill::from_percent(10));
		assert_ok!(reinstate(0));
		assert_eq!(status(0), Status::Underbonded);
		assert_eq!(last_event(), Event::BondLacking { id: 0, missing: 100 });
		assert_ok!(Agents::add_bond(by(100), 0, 100));
		assert!(status(0).is_active());
	});
}

#[test]
fn an_agent_whose_bond_lacks_can_be_suspended() {
	two_agents().run(|| {
		Agents::slash(0, Perbill::from_percent(10));
		assert_ok!(suspend(0));
		assert_ok!(Agents::add_bond(by(100), 0, 100));
		assert_eq!(status(0), Status::Suspended);
		assert_ok!(reinstate(0));
		assert!(status(0).is_active());
	});
}

#[test]
fn reinstatement_needs_a_place() {
	two_agents().run(|| {
		assert_ok!(suspend(0));
		register(102, 3, Customer, LEAST);
		register(102, 4, Customer, LEAST);
		assert_noop!(reinstate(0), Error::<Test>::DepartmentFull);
		assert_ok!(Agents::retire(by(102), 2));
		assert_ok!(reinstate(0));
	});
}
