use crate::{mock::*, Error, Event, Level};
use althing_primitives::{Department, Role};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, TokenError},
};
use Department::Legal;

#[test]
fn a_panels_word_is_enough_up_to_the_ceiling() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let id = wait(agent, pay(5_000));
		assert_ok!(execute(panel(), id, pay(5_000)));
		assert_eq!(left(), FUNDS - 5_000);
		assert!(matches!(
			last_event(),
			Event::Acted { on_word_of: Level::Panel, amount: 5_000, act: Some(act), .. } if act == id
		));
		// Not counted as spent alone.
		let spent = Mandates::spent(Legal);
		assert_eq!((spent.alone, spent.total), (0, 5_000));
		assert_eq!(Mandates::record(agent).approved, 1);
	});
}

#[test]
fn it_is_done_once() {
	ExtBuilder.run(|| {
		let id = wait(appoint(Role::ExecutionAgent), pay(5_000));
		assert_ok!(execute(panel(), id, pay(5_000)));
		assert_noop!(execute(panel(), id, pay(5_000)), Error::<Test>::UnknownAct);
	});
}

#[test]
fn only_a_panel_that_heard_the_department_and_a_referendum_have_the_word() {
	ExtBuilder.run(|| {
		let id = wait(appoint(Role::ExecutionAgent), pay(5_000));
		for origin in [
			signed(payee()),
			signed(account_of(0)),
			revoker(),
			RuntimeOrigin::none(),
		] {
			assert_noop!(execute(origin, id, pay(5_000)), DispatchError::BadOrigin);
		}
		let sales = Table::add(Department::Sales, Role::ExecutionAgent);
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), sales));
		assert_ok!(Mandates::act(
			signed(account_of(sales)),
			Department::Sales,
			Box::new(pay(5_000))
		));
		assert_noop!(execute(panel(), id + 1, pay(5_000)), DispatchError::BadOrigin);
		assert_ok!(execute(RuntimeOrigin::root(), id + 1, pay(5_000)));
	});
}

#[test]
fn what_is_done_is_what_was_approved() {
	ExtBuilder.run(|| {
		let id = wait(appoint(Role::ExecutionAgent), pay(5_000));
		assert_noop!(execute(panel(), id, pay(5_001)), Error::<Test>::OtherCall);
		assert_noop!(execute(panel(), id, remark()), Error::<Test>::OtherCall);
	});
}

#[test]
fn above_the_ceiling_only_a_referendum_has_the_word() {
	ExtBuilder.run(|| {
		let id = wait(appoint(Role::ExecutionAgent), pay(CEILING + 1));
		assert_noop!(
			execute(panel(), id, pay(CEILING + 1)),
			Error::<Test>::NeedsReferendum
		);
		assert_ok!(execute(RuntimeOrigin::root(), id, pay(CEILING + 1)));
		assert_eq!(left(), FUNDS - CEILING - 1);
	});
}

#[test]
fn the_ceiling_holds_for_the_sum_when_it_is_done() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let (a, b) = (wait(agent, pay(6_000)), wait(agent, pay(6_001)));
		assert_ok!(execute(panel(), a, pay(6_000)));
		assert_noop!(execute(panel(), b, pay(6_001)), Error::<Test>::NeedsReferendum);
		advance(PERIOD);
		assert_ok!(execute(panel(), b, pay(6_001)));
	});
}

#[test]
fn what_fails_stays_pending() {
	ExtBuilder.run(|| {
		let id = wait(appoint(Role::ExecutionAgent), pay(FUNDS + 1));
		assert_noop!(
			execute(RuntimeOrigin::root(), id, pay(FUNDS + 1)),
			TokenError::FundsUnavailable
		);
		assert!(Mandates::pending(id).is_some());
	});
}

#[test]
fn an_act_expires() {
	ExtBuilder.run(|| {
		let id = wait(appoint(Role::ExecutionAgent), pay(5_000));
		let stranger = signed(payee());
		advance(LIFETIME - 1);
		assert_noop!(Mandates::discard(stranger.clone(), id), Error::<Test>::TooSoon);
		advance(1);
		assert_noop!(execute(panel(), id, pay(5_000)), Error::<Test>::TimeOver);
		assert_ok!(Mandates::discard(stranger.clone(), id));
		assert_eq!(last_event(), Event::Discarded { act: id });
		assert_noop!(Mandates::discard(stranger, id), Error::<Test>::UnknownAct);
	});
}

#[test]
fn its_agent_and_the_revoker_may_drop_an_act() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let (a, b) = (wait(agent, pay(5_000)), wait(agent, pay(5_000)));
		assert_ok!(Mandates::discard(signed(account_of(agent)), a));
		assert_ok!(Mandates::discard(revoker(), b));
	});
}

#[test]
fn places_for_pending_acts_are_few() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let first = wait(agent, pay(5_000));
		wait(agent, pay(5_000));
		wait(agent, pay(5_000));
		assert_noop!(act(agent, pay(5_000)), Error::<Test>::TooManyPending);
		// What needs nobody's word needs no place.
		assert_ok!(act(agent, pay(1)));
		assert_ok!(Mandates::discard(revoker(), first));
		wait(agent, pay(5_000));
	});
}
