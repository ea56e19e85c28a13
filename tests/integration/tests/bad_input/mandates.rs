//! Mandates, and what governance keeps for them.

use super::{bob, eve, refused, run};
use althing_integration_tests::{
	panels::{register, Agent},
	people::by,
};
use althing_primitives::{Department, Departments, Role};
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::origins::Origin,
	Agents, Mandates, Runtime, RuntimeCall, RuntimeOrigin, System,
};
use frame_support::assert_ok;
use pallet_mandates::{Budget, Call, Error};
use polkadot_sdk::*;
use sp_runtime::{DispatchError, MultiAddress, TokenError};
use Department::{Legal, Sales};

type Act = Call<Runtime>;
type Refusal = Error<Runtime>;

fn pay(amount: u128) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(bob()),
		value: amount,
	})
}

fn act(department: Department, call: RuntimeCall) -> Act {
	let call = Box::new(call);
	Call::act { department, call }
}

fn execute(act: u64, call: RuntimeCall) -> Act {
	let call = Box::new(call);
	Call::execute { act, call }
}

fn panel(department: Department) -> RuntimeOrigin {
	pallet_cmp::Origin::Approved {
		proposal: 7,
		departments: Departments::of([department]),
	}
	.into()
}

/// An execution agent that acts for sales.
fn appointed() -> Agent {
	let agent = register(&eve(), 200, Sales, Role::ExecutionAgent);
	assert_ok!(Mandates::appoint(Origin::DepartmentBudget.into(), agent.id));
	agent
}

/// Has the agent ask for a payment that waits, as act number zero.
fn wait(agent: &Agent, amount: u128) {
	let done = Mandates::act(by(&agent.account), Sales, Box::new(pay(amount)));
	assert!(done.is_ok() && Mandates::pending(0).is_some());
}

#[test]
fn who_may_not_act_at_all() {
	run(|| {
		refused(by(&bob()), act(Sales, pay(UNIT)), Refusal::UnknownAgent);
		refused(
			RuntimeOrigin::root(),
			act(Sales, pay(UNIT)),
			DispatchError::BadOrigin,
		);
		let idle = register(&eve(), 201, Sales, Role::ExecutionAgent);
		refused(by(&idle.account), act(Sales, pay(UNIT)), Refusal::NotAppointed);

		let agent = appointed();
		let who = || by(&agent.account);
		refused(who(), act(Legal, pay(UNIT)), Refusal::OtherDepartment);
		let role = Role::ExecutionAgent;
		let mandate = Mandates::mandate(Sales, role);
		let govern = || RuntimeOrigin::from(Origin::DepartmentBudget);
		assert_ok!(Mandates::set_mandate(govern(), Sales, role, None));
		refused(who(), act(Sales, pay(UNIT)), Refusal::NoMandate);
		assert_ok!(Mandates::set_mandate(govern(), Sales, role, mandate));
		let changed = Some(Role::DataScout);
		assert_ok!(Agents::update(by(&eve()), agent.id, changed, None, None, None));
		refused(who(), act(Sales, pay(UNIT)), Refusal::RoleChanged);
		assert_ok!(Agents::suspend(Origin::AgentSuspension.into(), agent.id, [0; 32]));
		refused(who(), act(Sales, pay(UNIT)), Refusal::NotActive);
	});
}

#[test]
fn payments_that_the_department_cannot_make() {
	run(|| {
		let agent = appointed();
		let account = Mandates::account_of(Sales);
		let dest = || MultiAddress::Id(bob());
		let all = 10_000 * UNIT;
		assert_ok!(althing_runtime::Balances::transfer_keep_alive(
			by(&account),
			dest(),
			all - UNIT
		));
		let funds = TokenError::FundsUnavailable;
		refused(by(&agent.account), act(Sales, pay(2 * UNIT)), funds);
	});
}

#[test]
fn acts_that_are_unknown_another_too_late_or_need_somebody_else() {
	run(|| {
		refused(panel(Sales), execute(0, pay(UNIT)), Refusal::UnknownAct);
		refused(by(&bob()), Act::discard { act: 0 }, Refusal::UnknownAct);
		let agent = appointed();
		wait(&agent, 6_000 * UNIT);
		let call = || pay(6_000 * UNIT);
		for origin in [by(&agent.account), panel(Legal), Origin::SmallSpender.into()] {
			refused(origin, execute(0, call()), DispatchError::BadOrigin);
		}
		refused(
			panel(Sales),
			execute(0, pay(6_000 * UNIT - 1)),
			Refusal::OtherCall,
		);
		refused(panel(Sales), execute(0, call()), Refusal::NeedsReferendum);
		refused(by(&bob()), Act::discard { act: 0 }, Refusal::TooSoon);
		System::set_block_number(14 * DAYS + 1);
		refused(Origin::DepartmentBudget, execute(0, call()), Refusal::TimeOver);
	});
}

#[test]
fn more_acts_than_a_department_may_have_waiting() {
	run(|| {
		let agent = appointed();
		for _ in 0..32 {
			wait(&agent, 100 * UNIT);
		}
		refused(
			by(&agent.account),
			act(Sales, pay(100 * UNIT)),
			Refusal::TooManyPending,
		);
	});
}

#[test]
fn governing_by_the_wrong_track_and_against_itself() {
	run(|| {
		let budget = |per_period, ceiling| Act::set_budget {
			department: Sales,
			budget: Budget { per_period, ceiling },
		};
		refused(Origin::DepartmentBudget, budget(2, 1), Refusal::CeilingTooLow);
		for origin in [
			Origin::ParameterChange.into(),
			Origin::AgentSuspension.into(),
			panel(Sales),
			by(&eve()),
		] {
			refused(origin, budget(1, u128::MAX), DispatchError::BadOrigin);
		}
		refused(
			Origin::DepartmentBudget,
			Act::appoint { agent: 9 },
			Refusal::UnknownAgent,
		);
		refused(
			Origin::AgentSuspension,
			Act::revoke { agent: 9 },
			Refusal::NotAppointed,
		);
		let agent = appointed().id;
		for origin in [panel(Legal), Origin::BigSpender.into(), by(&eve())] {
			refused(origin, Act::revoke { agent }, DispatchError::BadOrigin);
		}
		refused(panel(Sales), Act::appoint { agent }, DispatchError::BadOrigin);
	});
}

#[test]
fn the_next_runtime_and_the_treasury_by_the_wrong_track() {
	run(|| {
		let authorize = || {
			let code_hash = Default::default();
			RuntimeCall::Origins(
				althing_runtime::governance::pallet_origins::Call::authorize_upgrade { code_hash },
			)
		};
		for origin in [Origin::ParameterChange.into(), by(&eve())] {
			refused(origin, authorize(), DispatchError::BadOrigin);
		}
		let spend = |amount| {
			RuntimeCall::Treasury(pallet_treasury::Call::spend {
				asset_kind: Box::new(()),
				amount,
				beneficiary: Box::new(eve()),
				valid_from: None,
			})
		};
		let beyond = pallet_treasury::Error::<Runtime>::InsufficientPermission;
		refused(Origin::SmallSpender, spend(1_001 * UNIT), beyond);
		for origin in [Origin::DepartmentBudget.into(), by(&eve())] {
			refused(origin, spend(1), DispatchError::BadOrigin);
		}
	});
}
