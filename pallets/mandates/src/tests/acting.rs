use crate::{mock::*, Budget, Error, Event, Level, Mandate, Payees, Power, Powers};
use althing_primitives::{blake2, Department, Role};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	frame_system, pallet_balances,
	sp_runtime::{AccountId32, DispatchError, TokenError},
};
use Department::Legal;

/// What the call needed: whose word an act waits for, or nobody's if it was done.
fn needed() -> Level {
	match last_event() {
		Event::Acted { .. } => Level::Alone,
		Event::Waiting { needs, .. } => needs,
		other => panic!("{other:?}"),
	}
}

#[test]
fn within_its_mandate_an_agent_acts_alone() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		assert_ok!(act(agent, pay(250)));
		assert_eq!(Balances::free_balance(payee()), 250);
		assert_eq!(left(), FUNDS - 250);
		assert_eq!(
			last_event(),
			Event::Acted {
				agent,
				department: Legal,
				role: Role::ExecutionAgent,
				on_word_of: Level::Alone,
				amount: 250,
				call: blake2(&pay(250).encode()),
				act: None,
			}
		);
		let record = Mandates::record(agent);
		assert_eq!((record.alone, record.approved, record.spent), (1, 0, 250));
		assert_eq!(Mandates::spent(Legal).alone, 250);
	});
}

#[test]
fn the_department_is_who_acts() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::DataScout);
		assert_ok!(act(agent, remark()));
		let sender = Mandates::account_of(Legal);
		let said = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
			matches!(
				&record.event,
				RuntimeEvent::System(frame_system::Event::Remarked { sender: who, .. }) if *who == sender
			)
		};
		assert!(System::events().iter().any(said));
	});
}

#[test]
fn more_than_an_act_may_take_waits_for_a_panel() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		assert_ok!(act(agent, pay(251)));
		assert_eq!(needed(), Level::Panel);
		assert_eq!(left(), FUNDS);
	});
}

#[test]
fn a_power_that_the_role_lacks_waits_for_a_panel() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::DataScout);
		assert_ok!(act(agent, pay(1)));
		assert_eq!(needed(), Level::Panel);
	});
}

#[test]
fn the_departments_budget_binds_all_roles_and_returns_with_the_period() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let other = appoint(Role::GrowthAdvisor);
		for _ in 0..8 {
			assert_ok!(act(agent, pay(250)));
			assert_eq!(needed(), Level::Alone);
		}
		assert_ok!(act(other, pay(1)));
		assert_eq!(needed(), Level::Panel);
		advance(PERIOD);
		assert_ok!(act(other, pay(1)));
		assert_eq!(needed(), Level::Alone);
		assert_eq!(Mandates::spent(Legal).total, 1);
	});
}

#[test]
fn a_roles_limit_is_shared_by_its_agents() {
	ExtBuilder.run(|| {
		let agents = [appoint(Role::GrowthAdvisor), appoint(Role::GrowthAdvisor)];
		// 50 units in a period, 10 in an act.
		for turn in 0..5 {
			assert_ok!(act(agents[turn % 2], pay(100)));
			assert_eq!(needed(), Level::Alone);
		}
		assert_ok!(act(agents[1], pay(1)));
		assert_eq!(needed(), Level::Panel);
	});
}

#[test]
fn above_the_ceiling_it_waits_for_a_referendum() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		assert_ok!(act(agent, pay(CEILING)));
		assert_eq!(needed(), Level::Panel);
		assert_ok!(act(agent, pay(CEILING + 1)));
		assert_eq!(needed(), Level::Referendum);
		assert_eq!(Mandates::needs(agent, &pay(CEILING + 1)), Some(Level::Referendum));
	});
}

#[test]
fn what_is_not_told_apart_waits_for_a_referendum() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let everything = RuntimeCall::Balances(pallet_balances::Call::transfer_all {
			dest: payee(),
			keep_alive: false,
		});
		assert_ok!(act(agent, everything));
		assert_eq!(needed(), Level::Referendum);
		// Not even through itself.
		let nested = RuntimeCall::Mandates(crate::Call::act {
			department: Legal,
			call: Box::new(pay(1)),
		});
		assert_ok!(act(agent, nested));
		assert_eq!(needed(), Level::Referendum);
	});
}

#[test]
fn only_listed_payees_are_paid_alone() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let mut mandate = Mandates::mandate(Legal, Role::ExecutionAgent).unwrap();
		mandate.payees = Payees::Listed(vec![AccountId32::new([77; 32])].try_into().unwrap());
		let set =
			|mandate| Mandates::set_mandate(RuntimeOrigin::root(), Legal, Role::ExecutionAgent, mandate);
		assert_ok!(set(Some(mandate.clone())));
		assert_ok!(act(agent, pay(5)));
		assert_eq!(needed(), Level::Panel);
		assert_ok!(act(agent, remark()));
		assert_eq!(needed(), Level::Alone);

		mandate.payees = Payees::Listed(vec![AccountId32::new([77; 32]), payee()].try_into().unwrap());
		assert_ok!(set(Some(mandate)));
		assert_ok!(act(agent, pay(5)));
		assert_eq!(needed(), Level::Alone);
	});
}

#[test]
fn a_department_without_a_budget_only_speaks() {
	ExtBuilder.run(|| {
		let id = Table::add(Department::People, Role::ExecutionAgent);
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), id));
		let act = |call| Mandates::act(signed(account_of(id)), Department::People, Box::new(call));
		assert_ok!(act(remark()));
		assert_eq!(needed(), Level::Alone);
		assert_ok!(act(pay(1)));
		assert_eq!(needed(), Level::Referendum);
	});
}

#[test]
fn a_call_that_takes_more_than_it_said_is_undone() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		assert_noop!(act(agent, pay(666)), Error::<Test>::TookMore);
		assert_eq!(left(), FUNDS);
	});
}

#[test]
fn a_call_that_fails_is_not_booked() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let department = signed(Mandates::account_of(Legal));
		assert_ok!(Balances::transfer_keep_alive(department, payee(), FUNDS - 100));
		assert_noop!(act(agent, pay(200)), TokenError::FundsUnavailable);
		assert_eq!(Mandates::spent(Legal).total, 0);
		assert_eq!(Mandates::record(agent).alone, 0);
	});
}

#[test]
fn strangers_and_the_unappointed_do_nothing() {
	ExtBuilder.run(|| {
		let unappointed = Table::add(Legal, Role::ExecutionAgent);
		assert_noop!(act(unappointed, remark()), Error::<Test>::NotAppointed);
		assert_noop!(act(50, remark()), Error::<Test>::UnknownAgent);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(
				Mandates::act(origin, Legal, Box::new(remark())),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn an_agent_acts_for_its_own_department_only() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		assert_noop!(
			Mandates::act(signed(account_of(agent)), Department::Sales, Box::new(pay(1))),
			Error::<Test>::OtherDepartment
		);
	});
}

#[test]
fn a_wider_mandate_still_ends_at_the_budget() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::DataScout);
		let mandate = Mandate {
			powers: Powers::of([Power::Pay]),
			per_act: u64::MAX,
			per_period: u64::MAX,
			payees: Payees::Any,
		};
		assert_ok!(Mandates::set_mandate(
			RuntimeOrigin::root(),
			Legal,
			Role::DataScout,
			Some(mandate)
		));
		assert_ok!(act(agent, pay(ALONE)));
		assert_eq!(needed(), Level::Alone);
		assert_ok!(act(agent, pay(1)));
		assert_eq!(needed(), Level::Panel);
		assert_ok!(act(agent, pay(u64::MAX)));
		assert_eq!(needed(), Level::Referendum);
		let budget = Budget {
			per_period: ALONE + 1,
			ceiling: CEILING,
		};
		assert_ok!(Mandates::set_budget(RuntimeOrigin::root(), Legal, budget));
		assert_ok!(act(agent, pay(1)));
		assert_eq!(needed(), Level::Alone);
	});
}
