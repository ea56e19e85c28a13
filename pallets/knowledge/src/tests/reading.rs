use crate::{mock::*, Party};
use althing_primitives::Department;
use polkadot_sdk::frame_support::assert_ok;
use Party::{Agent, Department as Of};

const GRAPH: [u8; 32] = [9; 32];

#[test]
fn an_agent_sees_by_its_own_grant_or_its_departments() {
	ExtBuilder.run(|| {
		let sees = |id| Knowledge::lets_see(Agent(0), GRAPH, id).map(|(grant, _)| grant);
		assert_ok!(grant_as(agent(0), offer(Agent(0), Of(Department::ALL[1]))));
		assert_ok!(grant_as(agent(0), offer(Agent(0), Agent(9))));
		// Agents 1, 9 and 17 are of the department.
		assert_eq!([1, 9, 17, 2].map(sees), [Some(0), Some(1), Some(0), None]);
		assert_ok!(Knowledge::revoke(by(agent(0)), 1));
		assert_eq!(sees(9), Some(0));
		assert_ok!(Knowledge::revoke(by(agent(0)), 0));
		assert_eq!([1, 9, 17].map(sees), [None; 3]);
	});
}

#[test]
fn nobody_sees_by_a_grant_that_is_over_though_it_is_kept() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), offer(Agent(0), Agent(63))));
		assert!(Knowledge::lets_see(Agent(0), GRAPH, 63).is_some());
		advance(9);
		assert!(Knowledge::lets_see(Agent(0), GRAPH, 63).is_some());
		advance(1);
		assert!(Knowledge::lets_see(Agent(0), GRAPH, 63).is_none());
		assert!(Knowledge::grant_of(0).is_some());
	});
}

#[test]
fn a_grant_is_of_one_graph_of_one_grantor() {
	ExtBuilder.run(|| {
		assert_ok!(grant_as(agent(0), offer(Agent(0), Agent(1))));
		assert!(Knowledge::lets_see(Agent(2), GRAPH, 1).is_none());
		assert!(Knowledge::lets_see(Of(Department::ALL[0]), GRAPH, 1).is_none());
		assert!(Knowledge::lets_see(Agent(0), [8; 32], 1).is_none());
	});
}
