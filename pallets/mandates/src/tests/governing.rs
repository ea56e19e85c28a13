use crate::{mock::*, Budget, Error, Event, Power};
use althing_primitives::{Department, Departmental, Role};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::Hooks},
	sp_runtime::DispatchError,
};
use std::collections::BTreeSet;
use Department::Legal;

#[test]
fn a_chain_begins_with_the_role_matrix() {
	ExtBuilder.run(|| {
		for department in Department::ALL {
			for role in Role::ALL {
				let mandate = Mandates::mandate(department, role).unwrap();
				assert!(mandate.powers.contains(Power::Publish));
				assert!(mandate.powers.contains(Power::Ask));
				assert!(!mandate.powers.contains(Power::Fund));
				let pays = matches!(role, Role::GrowthAdvisor | Role::ExecutionAgent);
				assert_eq!(mandate.powers.contains(Power::Pay), pays, "{role}");
				assert!(mandate.per_act <= mandate.per_period);
			}
		}
		assert_eq!(Mandates::budget(Legal).ceiling, CEILING);
		assert_eq!(Mandates::budget(Department::People), Budget::default());
	});
}

#[test]
fn every_department_has_an_account_of_its_own() {
	ExtBuilder.run(|| {
		let accounts: BTreeSet<_> = Department::ALL.map(<Mandates as Departmental<_>>::account).into();
		assert_eq!(accounts.len(), 8);
	});
}

#[test]
fn governance_appoints_active_agents() {
	ExtBuilder.run(|| {
		let agent = Table::add(Legal, Role::DataScout);
		assert_noop!(Mandates::appoint(revoker(), agent), DispatchError::BadOrigin);
		assert_noop!(
			Mandates::appoint(RuntimeOrigin::root(), 50),
			Error::<Test>::UnknownAgent
		);
		Table::set_active(agent, false);
		assert_noop!(
			Mandates::appoint(RuntimeOrigin::root(), agent),
			Error::<Test>::NotActive
		);
		Table::set_active(agent, true);
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), agent));
		assert_eq!(
			last_event(),
			Event::Appointed {
				agent,
				number: 0,
				department: Legal,
				role: Role::DataScout
			}
		);
	});
}

#[test]
fn places_for_the_appointed_are_few_and_a_new_appointment_takes_none() {
	ExtBuilder.run(|| {
		let first = appoint(Role::DataScout);
		appoint(Role::DataScout);
		appoint(Role::DataScout);
		let agent = Table::add(Legal, Role::DataScout);
		assert_noop!(
			Mandates::appoint(RuntimeOrigin::root(), agent),
			Error::<Test>::TooManyAppointed
		);
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), first));
		assert_ok!(Mandates::revoke(revoker(), first));
		assert_ok!(Mandates::appoint(RuntimeOrigin::root(), agent));
	});
}

#[test]
fn only_governance_sets_mandates_and_only_referenda_budgets() {
	ExtBuilder.run(|| {
		for origin in [panel(), revoker(), RuntimeOrigin::none()] {
			assert_noop!(
				Mandates::set_mandate(origin.clone(), Legal, Role::DataScout, None),
				DispatchError::BadOrigin
			);
			assert_noop!(
				Mandates::set_budget(origin, Legal, Budget::default()),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn a_ceiling_is_above_what_is_spent_alone() {
	ExtBuilder.run(|| {
		let set = |per_period, ceiling| {
			Mandates::set_budget(RuntimeOrigin::root(), Legal, Budget { per_period, ceiling })
		};
		assert_noop!(set(2, 1), Error::<Test>::CeilingTooLow);
		assert_ok!(set(2, 2));
		assert_ok!(set(0, 0));
	});
}

#[test]
fn the_configuration_is_sound() {
	ExtBuilder.run(<Mandates as Hooks<u64>>::integrity_test);
}
