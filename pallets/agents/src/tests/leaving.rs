use crate::{mock::*, Error, Event, Status};
use althing_primitives::{AgentDirectory, Bonds, Department};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::Perbill,
};
use Department::Finance;

fn three_agents() -> ExtBuilder {
	(1..=3).fold(ExtBuilder::default(), |b, n| b.agent(100, n, Finance, 2_000))
}

#[test]
fn who_retires_is_replaced_by_the_last() {
	three_agents().run(|| {
		assert_ok!(Agents::retire(by(100), 0));

		assert_eq!(status(0), Status::Retiring { until: 1 + UNBONDING });
		assert_eq!(
			last_event(),
			Event::Retired {
				id: 0,
				until: 1 + UNBONDING
			}
		);
		assert_eq!(Agents::count(Finance), 2);
		assert_eq!(Agents::nth(Finance, 0).unwrap().id, 2);
		assert_eq!(status(2), Status::Active { index: 0 });
		assert_eq!(Agents::nth(Finance, 1).unwrap().id, 1);
		assert_eq!(Agents::nth(Finance, 2), None);
	});
}

#[test]
fn the_last_and_the_only_can_retire() {
	three_agents().run(|| {
		for (id, left) in [(2, 2), (1, 1), (0, 0)] {
			assert_ok!(Agents::retire(by(100), id));
			assert_eq!(Agents::count(Finance), left);
			Agents::do_try_state().unwrap();
		}
	});
}

#[test]
fn a_retired_agent_frees_a_place_at_once() {
	three_agents().run(|| {
		assert_noop!(
			try_register(101, 9, Finance, LEAST),
			Error::<Test>::DepartmentFull
		);
		assert_ok!(Agents::retire(by(100), 1));
		assert_ok!(try_register(101, 9, Finance, LEAST));
	});
}

#[test]
fn only_the_owner_retires_an_agent_and_only_once() {
	three_agents().run(|| {
		assert_noop!(Agents::retire(by(101), 0), Error::<Test>::NotOwner);
		assert_noop!(
			Agents::retire(RuntimeOrigin::signed(agent(1)), 0),
			Error::<Test>::NotOwner
		);
		assert_noop!(Agents::retire(by(100), 3), Error::<Test>::UnknownAgent);
		assert_ok!(Agents::retire(by(100), 0));
		advance(5);
		assert_noop!(Agents::retire(by(100), 0), Error::<Test>::Retiring);
	});
}

#[test]
fn the_bond_can_be_withdrawn_after_the_unbonding_time() {
	three_agents().run(|| {
		assert_noop!(Agents::withdraw(by(100), 0), Error::<Test>::NotRetiring);
		assert_ok!(Agents::retire(by(100), 0));
		advance(UNBONDING - 1);
		assert_noop!(Agents::withdraw(by(100), 0), Error::<Test>::StillBonded);
		advance(1);
		assert_noop!(Agents::withdraw(by(101), 0), Error::<Test>::NotOwner);
		assert_ok!(Agents::withdraw(by(100), 0));

		assert_eq!(last_event(), Event::Withdrawn { id: 0, bond: 2_000 });
		assert_eq!(Agents::bonded(&account(100)), 4_000);
		assert_noop!(Agents::withdraw(by(100), 0), Error::<Test>::UnknownAgent);
	});
}

#[test]
fn nothing_is_left_of_an_ended_registration() {
	ExtBuilder::default().agent(100, 1, Finance, 2_000).run(|| {
		assert_ok!(Agents::retire(by(100), 0));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));

		assert_eq!(Agents::agent(0), None);
		assert_eq!(Agents::id_of(&agent(1)), None);
		assert_eq!(System::providers(&agent(1)), 0);
		assert!(!System::account_exists(&agent(1)));
		assert_eq!(Balances::free_balance(account(100)), 1_000_000);
		assert_eq!(Ended::all(), [0]);
	});
}

#[test]
fn others_are_told_only_when_the_registration_has_ended() {
	three_agents().run(|| {
		assert_ok!(Agents::retire(by(100), 0));
		assert!(Ended::all().is_empty());
		assert!(Agents::get(0).is_some(), "it answers for what it did until then");
	});
}

#[test]
fn a_leaving_agent_can_be_slashed_until_it_withdraws() {
	ExtBuilder::default().agent(100, 1, Finance, 2_000).run(|| {
		assert_ok!(Agents::retire(by(100), 0));
		assert_eq!(Agents::slash(0, Perbill::from_percent(60)), 1_200);
		assert!(status(0).is_retiring());
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));
		assert_eq!(Balances::free_balance(account(100)), 998_800);
		assert_eq!(Agents::slash(0, Perbill::one()), 0);
	});
}

#[test]
fn an_agent_that_lost_everything_can_leave() {
	ExtBuilder::default().agent(100, 1, Finance, 2_000).run(|| {
		Agents::slash(0, Perbill::one());
		assert_ok!(Agents::retire(by(100), 0));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));
		assert_eq!(last_event(), Event::Withdrawn { id: 0, bond: 0 });
	});
}

#[test]
fn what_the_account_did_elsewhere_does_not_hold_up_the_withdrawal() {
	ExtBuilder::default().agent(100, 1, Finance, 2_000).run(|| {
		System::inc_consumers(&agent(1)).unwrap();
		assert_ok!(Agents::retire(by(100), 0));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));
		// The reference stays with the account.
		assert_eq!(System::providers(&agent(1)), 1);
	});
}

#[test]
fn a_funded_account_lives_on() {
	ExtBuilder::default().agent(100, 1, Finance, 2_000).run(|| {
		assert_ok!(Balances::transfer_allow_death(by(101), agent(1), 500));
		assert_eq!(System::providers(&agent(1)), 2);
		assert_ok!(Agents::retire(by(100), 0));
		advance(UNBONDING);
		assert_ok!(Agents::withdraw(by(100), 0));
		assert_eq!(System::providers(&agent(1)), 1);
		assert_eq!(Balances::free_balance(agent(1)), 500);
	});
}
