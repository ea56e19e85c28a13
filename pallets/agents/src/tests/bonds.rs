use crate::{mock::*, Error, Event, Status};
use althing_primitives::{AgentDirectory, Bonds, Department};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{Perbill, TokenError},
};
use Department::Sales;

#[test]
fn a_slash_takes_its_share_and_gives_it_to_the_destination() {
	ExtBuilder::default().agent(100, 1, Sales, 10_000).run(|| {
		assert_eq!(Agents::slash(0, Perbill::from_percent(1)), 100);

		assert_eq!(bond(0), 9_900);
		assert_eq!(Agents::bonded(&account(100)), 9_900);
		assert_eq!(Balances::free_balance(Treasury::get()), 110);
		assert_eq!(
			last_event(),
			Event::Slashed {
				id: 0,
				amount: 100,
				bond: 9_900
			}
		);
		assert!(status(0).is_active());
	});
}

#[test]
fn a_slash_touches_no_other_agent_of_the_owner() {
	ExtBuilder::default()
		.agent(100, 1, Sales, 10_000)
		.agent(100, 2, Sales, 20_000)
		.run(|| {
			Agents::slash(0, Perbill::from_percent(50));
			assert_eq!((bond(0), bond(1)), (5_000, 20_000));
			assert_eq!(Agents::bonded(&account(100)), 25_000);
		});
}

#[test]
fn a_share_of_a_small_bond_is_rounded_up() {
	ExtBuilder::default().agent(100, 1, Sales, 1_001).run(|| {
		assert_eq!(Agents::slash(0, Perbill::from_percent(1)), 11);
	});
}

#[test]
fn nothing_is_taken_from_nobody_or_of_nothing() {
	ExtBuilder::default().agent(100, 1, Sales, LEAST).run(|| {
		assert_eq!(Agents::slash(9, Perbill::one()), 0);
		assert_eq!(Agents::slash(0, Perbill::zero()), 0);
		assert_eq!(Agents::slash(0, Perbill::one()), LEAST);
		assert_eq!(Agents::slash(0, Perbill::one()), 0);
		assert_eq!(bond(0), 0);
	});
}

#[test]
fn an_agent_below_the_least_bond_leaves_the_index() {
	ExtBuilder::default()
		.agent(100, 1, Sales, LEAST)
		.agent(100, 2, Sales, LEAST)
		.run(|| {
			Agents::slash(0, Perbill::from_percent(1));

			assert_eq!(status(0), Status::Underbonded);
			assert_eq!(last_event(), Event::BondLacking { id: 0, missing: 10 });
			assert_eq!(Agents::count(Sales), 1);
			assert_eq!(Agents::nth(Sales, 0).unwrap().id, 1);
			assert_eq!(status(1), Status::Active { index: 0 });
		});
}

#[test]
fn added_bond_brings_an_agent_back_once_it_suffices() {
	ExtBuilder::default().agent(100, 1, Sales, LEAST).run(|| {
		Agents::slash(0, Perbill::from_percent(1));

		assert_ok!(Agents::add_bond(by(100), 0, 9));
		assert_eq!(status(0), Status::Underbonded);
		assert_eq!(
			last_event(),
			Event::BondAdded {
				id: 0,
				amount: 9,
				bond: 999
			}
		);

		assert_ok!(Agents::add_bond(by(100), 0, 1));
		assert_eq!(status(0), Status::Active { index: 0 });
		assert_eq!(last_event(), Event::BondRestored { id: 0 });
	});
}

#[test]
fn an_agent_whose_place_was_taken_has_to_wait_for_one() {
	let full = (1..=3).fold(ExtBuilder::default(), |b, n| b.agent(100, n, Sales, LEAST));
	full.run(|| {
		Agents::slash(0, Perbill::from_percent(1));
		assert_ok!(try_register(101, 9, Sales, LEAST));
		assert_noop!(Agents::add_bond(by(100), 0, 10), Error::<Test>::DepartmentFull);

		assert_ok!(Agents::retire(by(101), 3));
		assert_ok!(Agents::add_bond(by(100), 0, 10));
		assert!(status(0).is_active());
	});
}

#[test]
fn an_active_agent_stays_where_it_is_when_bond_is_added() {
	ExtBuilder::default()
		.agent(100, 1, Sales, LEAST)
		.agent(100, 2, Sales, LEAST)
		.run(|| {
			assert_ok!(Agents::add_bond(by(100), 0, 500));
			assert_eq!((bond(0), status(0)), (1_500, Status::Active { index: 0 }));
			assert_eq!(Agents::count(Sales), 2);
		});
}

#[test]
fn a_lowered_least_bond_lets_an_agent_back_for_nothing() {
	ExtBuilder::default().agent(100, 1, Sales, LEAST).run(|| {
		Agents::slash(0, Perbill::from_percent(50));
		MinBond::set(400);
		assert_ok!(Agents::add_bond(by(100), 0, 0));
		assert!(status(0).is_active());
	});
}

#[test]
fn bond_is_added_by_the_owner_from_what_it_has() {
	ExtBuilder::default().agent(100, 1, Sales, LEAST).run(|| {
		assert_noop!(Agents::add_bond(by(101), 0, 1), Error::<Test>::NotOwner);
		assert_noop!(Agents::add_bond(by(100), 1, 1), Error::<Test>::UnknownAgent);
		assert_noop!(
			Agents::add_bond(by(100), 0, 1_000_000),
			TokenError::FundsUnavailable
		);
		assert_noop!(
			Agents::add_bond(by(100), 0, u64::MAX),
			TokenError::FundsUnavailable
		);
		assert_ok!(Agents::retire(by(100), 0));
		assert_noop!(Agents::add_bond(by(100), 0, 1), Error::<Test>::Retiring);
	});
}
