//! What stops an agent, and its pending acts.

use crate::{mock::*, Error, Event};
use althing_primitives::{Department, OnRetired, Role};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::DispatchError,
};
use Department::Legal;

#[test]
fn a_suspended_agent_does_nothing_and_neither_do_its_pending_acts() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let id = wait(agent, pay(5_000));
		Table::set_active(agent, false);
		assert_noop!(act(agent, remark()), Error::<Test>::NotActive);
		assert_noop!(execute(panel(), id, pay(5_000)), Error::<Test>::NotActive);
		assert_noop!(
			execute(RuntimeOrigin::root(), id, pay(5_000)),
			Error::<Test>::NotActive
		);
		assert_eq!(left(), FUNDS);

		Table::set_active(agent, true);
		assert_ok!(act(agent, remark()));
		assert_ok!(execute(panel(), id, pay(5_000)));
	});
}

#[test]
fn one_call_ends_what_an_agent_may_do_and_has_pending_for_good() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let id = wait(agent, pay(5_000));
		assert_ok!(Mandates::revoke(revoker(), agent));
		assert_eq!(last_event(), Event::Revoked { agent });
		assert_noop!(act(agent, remark()), Error::<Test>::NotAppointed);
		assert_noop!(execute(panel(), id, pay(5_000)), Error::<Test>::NotAppointed);

		// Also when it is appointed again.
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), agent));
		assert_ok!(act(agent, remark()));
		assert_noop!(execute(panel(), id, pay(5_000)), Error::<Test>::NotAppointed);
	});
}

#[test]
fn what_a_revoked_agent_had_pending_gives_its_place_back_to_anybody() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let id = wait(agent, pay(5_000));
		assert_noop!(Mandates::discard(signed(payee()), id), Error::<Test>::TooSoon);
		assert_ok!(Mandates::revoke(revoker(), agent));
		assert_ok!(Mandates::discard(signed(payee()), id));
		assert_eq!(last_event(), Event::Discarded { act: id });
	});
}

#[test]
fn only_the_revoker_revokes() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		for origin in [panel(), signed(account_of(agent)), RuntimeOrigin::none()] {
			assert_noop!(Mandates::revoke(origin, agent), DispatchError::BadOrigin);
		}
		assert_noop!(Mandates::revoke(revoker(), 50), Error::<Test>::NotAppointed);
	});
}

#[test]
fn an_owner_gains_nothing_by_changing_a_role() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::DataScout);
		let id = wait(agent, pay(1));
		Table::set_role(agent, Role::ExecutionAgent);
		assert_noop!(act(agent, pay(1)), Error::<Test>::RoleChanged);
		assert_noop!(execute(panel(), id, pay(1)), Error::<Test>::RoleChanged);
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), agent));
		assert_ok!(act(agent, pay(1)));
	});
}

#[test]
fn a_role_without_a_mandate_does_nothing() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		let id = wait(agent, pay(5_000));
		let role = Role::ExecutionAgent;
		assert_ok!(Mandates::set_mandate(RuntimeOrigin::root(), Legal, role, None));
		assert_noop!(act(agent, remark()), Error::<Test>::NoMandate);
		assert_noop!(execute(panel(), id, pay(5_000)), Error::<Test>::NoMandate);
		assert_eq!(Mandates::needs(agent, &remark()), None);
	});
}

#[test]
fn nothing_is_kept_of_who_is_gone() {
	ExtBuilder.run(|| {
		let agent = appoint(Role::ExecutionAgent);
		assert_ok!(act(agent, pay(1)));
		<Mandates as OnRetired>::on_retired(agent);
		assert_eq!(Mandates::appointment(agent), None);
		assert_eq!(Mandates::record(agent).alone, 0);
		// Also of who was never appointed.
		<Mandates as OnRetired>::on_retired(77);
	});
}
