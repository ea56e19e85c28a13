//! What an agent of the real chain does alone, what it needs a panel or the holders for, and what stops it.

use althing_cmp_rules::Outcome;
use althing_integration_tests::{
	assert_conserved, genesis, next_block,
	panels::{approve, decide, fleet, open, register, Agent},
	people::by,
	referenda::{ask, carry, status},
};
use althing_primitives::{Department, Role};
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::{origins::Origin, tracks::CMP_ESCALATION},
	AccountId, Agents, Balances, Mandates, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System,
};
use frame_support::{assert_noop, assert_ok};
use pallet_mandates::{ActId, Error, Event, Level, Payees};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, MultiAddress};
use Department::{Legal, Sales};

/// Who is paid: an account that has nothing before.
fn payee() -> AccountId {
	AccountId::new([77; 32])
}

fn pay(to: AccountId, amount: u128) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
		dest: MultiAddress::Id(to),
		value: amount,
	})
}

fn paid() -> u128 {
	Balances::free_balance(payee())
}

/// An agent that acts for sales. Its owner has others in the fleet; what it may do does not depend on them.
fn appointed(seed: u8, role: Role) -> Agent {
	let agent = register(&Sr25519Keyring::Eve.to_account_id(), seed, Sales, role);
	assert_ok!(Mandates::appoint(Origin::DepartmentBudget.into(), agent.id));
	agent
}

/// A chain with panels, and an execution agent of sales: 25 VWT an act, 250 a period; the department 500 and,
/// with a panel, 5,000.
fn run(test: impl FnOnce(Agent)) {
	genesis("local_testnet").execute_with(|| {
		fleet();
		test(appointed(200, Role::ExecutionAgent));
		assert_conserved();
	});
}

fn act(agent: &Agent, call: RuntimeCall) -> sp_runtime::DispatchResult {
	let done = Mandates::act(by(&agent.account), Sales, Box::new(call));
	done.map(|_| ()).map_err(|refused| refused.error)
}

/// An act that waits, and the call that does it.
fn wait(agent: &Agent, call: RuntimeCall) -> (ActId, RuntimeCall) {
	let id = pallet_mandates::NextAct::<Runtime>::get();
	assert_ok!(act(agent, call.clone()));
	assert!(Mandates::pending(id).is_some(), "nobody's word was needed");
	let call = Box::new(call);
	(
		id,
		pallet_mandates::Call::<Runtime>::execute { act: id, call }.into(),
	)
}

/// Who did what, on whose word, for how much: what anybody reads from the events.
fn deeds() -> Vec<(u64, Level, u128)> {
	let acted = |record: frame_system::EventRecord<RuntimeEvent, _>| match record.event {
		RuntimeEvent::Mandates(Event::Acted {
			agent,
			on_word_of,
			amount,
			..
		}) => Some((agent, on_word_of, amount)),
		_ => None,
	};
	System::events().into_iter().filter_map(acted).collect()
}

/// Whether the scheduler made a call that failed with `error`.
fn failed(error: impl Into<DispatchError>) -> bool {
	let error = error.into();
	System::events().into_iter().any(|record| {
		matches!(
			record.event,
			RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched { result: Err(why), .. })
				if why == error
		)
	})
}

#[test]
fn inside_its_mandate_an_agent_pays_alone_and_it_is_known_who_did() {
	run(|agent| {
		assert_ok!(act(&agent, pay(payee(), 25 * UNIT)));
		assert_eq!(paid(), 25 * UNIT);
		assert_eq!(Balances::free_balance(Mandates::account_of(Sales)), 9_975 * UNIT);
		assert_eq!(deeds(), [(agent.id, Level::Alone, 25 * UNIT)]);
		assert_eq!(Mandates::record(agent.id).spent, 25 * UNIT);
	});
}

#[test]
fn above_it_the_payment_waits_for_a_panel_that_heard_the_department() {
	run(|agent| {
		let (id, call) = wait(&agent, pay(payee(), 100 * UNIT));
		assert_eq!(
			Mandates::needs(agent.id, &pay(payee(), 100 * UNIT)),
			Some(Level::Panel)
		);
		approve(&[Legal], &call);
		assert!(failed(DispatchError::BadOrigin));
		assert_eq!(paid(), 0);

		approve(&[Sales], &call);
		assert_eq!(paid(), 100 * UNIT);
		assert_eq!(Mandates::pending(id), None);
		assert_eq!(deeds(), [(agent.id, Level::Panel, 100 * UNIT)]);
		assert_eq!(Mandates::spent(Sales).alone, 0);
	});
}

#[test]
fn far_above_it_a_panel_is_not_enough_and_the_holders_are() {
	run(|agent| {
		let (id, call) = wait(&agent, pay(payee(), 6_000 * UNIT));
		approve(&[Sales], &call);
		assert!(failed(Error::<Runtime>::NeedsReferendum));
		assert_eq!(paid(), 0);

		carry(ask(Origin::DepartmentBudget, call));
		assert_eq!(paid(), 6_000 * UNIT);
		assert_eq!(Mandates::pending(id), None);
		assert_eq!(deeds(), [(agent.id, Level::Referendum, 6_000 * UNIT)]);
	});
}

#[test]
fn holders_decide_what_a_panel_of_agents_could_not() {
	run(|agent| {
		let (id, call) = wait(&agent, pay(payee(), 100 * UNIT));
		let proposal = open(&[Sales], &call);
		// One half against the other, in every round.
		assert_eq!(decide(proposal, |seat| seat % 2 == 0), Outcome::Escalated);
		assert_eq!(Mandates::pending(id).map(|act| act.agent), Some(agent.id));

		let referendum = pallet_cmp::Referred::<Runtime>::get(proposal).unwrap();
		assert_eq!(status(referendum).unwrap().track, CMP_ESCALATION);
		carry(referendum);
		assert_eq!(paid(), 100 * UNIT);
		assert_eq!(deeds(), [(agent.id, Level::Panel, 100 * UNIT)]);
	});
}

#[test]
fn a_suspended_agents_pending_act_is_stopped_though_a_panel_approves() {
	run(|agent| {
		let (id, call) = wait(&agent, pay(payee(), 100 * UNIT));
		let proposal = open(&[Sales], &call);
		assert_ok!(Agents::suspend(Origin::AgentSuspension.into(), agent.id, [0; 32]));
		assert_noop!(act(&agent, pay(payee(), UNIT)), Error::<Runtime>::NotActive);

		assert!(matches!(decide(proposal, |_| true), Outcome::Decided(_)));
		next_block();
		assert!(failed(Error::<Runtime>::NotActive));
		assert_eq!(paid(), 0);
		assert_ok!(Mandates::discard(Origin::AgentSuspension.into(), id));
		assert!(deeds().is_empty());
	});
}

#[test]
fn one_call_revokes_an_agent_with_all_that_it_has_pending_for_good() {
	run(|agent| {
		let (_, small) = wait(&agent, pay(payee(), 100 * UNIT));
		let (large, _) = wait(&agent, pay(payee(), 6_000 * UNIT));
		let revoke = pallet_mandates::Call::<Runtime>::revoke { agent: agent.id };
		approve(&[Sales], &revoke.into());
		assert_noop!(act(&agent, pay(payee(), UNIT)), Error::<Runtime>::NotAppointed);
		approve(&[Sales], &small);
		assert!(failed(Error::<Runtime>::NotAppointed));

		// Not even when it is appointed again, and the holders themselves want it.
		assert_ok!(Mandates::appoint(Origin::DepartmentBudget.into(), agent.id));
		let again = Box::new(pay(payee(), 6_000 * UNIT));
		let done = Mandates::execute(RuntimeOrigin::root(), large, again);
		assert_eq!(
			done.unwrap_err().error,
			DispatchError::from(Error::<Runtime>::NotAppointed)
		);
		assert_eq!((paid(), deeds()), (0, vec![]));
	});
}

#[test]
fn only_those_whom_a_mandate_lists_are_paid_alone() {
	run(|agent| {
		let mut mandate = Mandates::mandate(Sales, Role::ExecutionAgent).unwrap();
		mandate.payees = Payees::Listed(vec![payee()].try_into().unwrap());
		let origin = || RuntimeOrigin::from(Origin::DepartmentBudget);
		assert_ok!(Mandates::set_mandate(
			origin(),
			Sales,
			Role::ExecutionAgent,
			Some(mandate)
		));
		assert_ok!(act(&agent, pay(payee(), UNIT)));
		let stranger = AccountId::new([78; 32]);
		let (_, call) = wait(&agent, pay(stranger.clone(), UNIT));
		assert_eq!((paid(), Balances::free_balance(&stranger)), (UNIT, 0));
		approve(&[Sales], &call);
		assert_eq!(Balances::free_balance(&stranger), UNIT);
	});
}

#[test]
fn splitting_a_payment_over_acts_and_agents_ends_at_the_limit_of_the_period() {
	run(|agent| {
		let other = appointed(201, Role::ExecutionAgent);
		for turn in 0..10 {
			let who = if turn % 2 == 0 { &agent } else { &other };
			assert_ok!(act(who, pay(payee(), 25 * UNIT)));
		}
		// 250 of the role are spent: not a thousandth more, by none of them.
		for who in [&agent, &other] {
			wait(who, pay(payee(), UNIT / 1_000));
		}
		assert_eq!(paid(), 250 * UNIT);
		assert_eq!(
			Mandates::spent_by_role(Sales, Role::ExecutionAgent).alone,
			250 * UNIT
		);

		System::set_block_number(7 * DAYS);
		assert_ok!(act(&agent, pay(payee(), 25 * UNIT)));
		assert_eq!(paid(), 275 * UNIT);
	});
}

#[test]
fn all_roles_together_end_at_the_departments_budget() {
	run(|agent| {
		let budget = Mandates::budget(Sales);
		let mut mandate = Mandates::mandate(Sales, Role::ExecutionAgent).unwrap();
		(mandate.per_act, mandate.per_period) = (budget.ceiling, budget.ceiling);
		let wide = Some(mandate);
		assert_ok!(Mandates::set_mandate(
			RuntimeOrigin::root(),
			Sales,
			Role::ExecutionAgent,
			wide
		));
		let growth = appointed(201, Role::GrowthAdvisor);
		assert_ok!(act(&agent, pay(payee(), budget.per_period)));
		wait(&growth, pay(payee(), UNIT));
		assert_eq!(paid(), budget.per_period);
	});
}
