//! Taking the places that others need.

use super::run;
use althing_cmp_rules::Kind;
use althing_integration_tests::{
	held, next_block,
	panels::register,
	people::by,
	referenda::{remark, root, status, submit, vote},
};
use althing_primitives::{Department, Departments, Role};
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::{
		origins::Origin,
		pace, pallet_origins,
		tracks::{EMERGENCY_STOP, TRACKS},
		StakeCap,
	},
	AccountId, Balances, Cmp, Commons, Cvt, Mandates, Referenda, Runtime, RuntimeCall, RuntimeOrigin, System,
};
use frame_support::{assert_noop, assert_ok, traits::Get};
use pallet_commons::Payout;
use pallet_conviction_voting::Conviction;
use pallet_referenda::{ReferendumInfo, ReferendumInfoFor};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, DispatchResult, Perbill};

fn spammer() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

fn defender() -> AccountId {
	Sr25519Keyring::Bob.to_account_id()
}

/// What is reserved of `who`'s CVT: deposits of referenda.
fn reserved(who: &AccountId) -> u128 {
	Cvt::reserved_balance(who)
}

fn question() -> DispatchResult {
	Cmp::open(
		by(&spammer()),
		Kind::Binary,
		Departments::default(),
		Perbill::zero(),
		Perbill::zero(),
		Perbill::zero(),
		Default::default(),
		None,
	)
}

#[test]
fn questions_to_panels_become_dearer_and_all_places_keep_2040_vwt() {
	run(|| {
		register(&defender(), 200, Department::Legal, Role::DataScout);
		let mut last = 0;
		for place in 0..64u32 {
			let before = held(&spammer());
			assert_ok!(question());
			let deposit = held(&spammer()) - before;
			assert_eq!(deposit, UNIT << (place / 8));
			assert!(deposit >= last);
			last = deposit;
		}
		assert_eq!(held(&spammer()), 2_040 * UNIT);
		assert_noop!(question(), pallet_cmp::Error::<Runtime>::Busy);
	});
}

#[test]
fn a_referendum_that_nobody_pays_to_decide_takes_no_place_and_a_cvt_for_good() {
	run(|| {
		let indices: Vec<u32> = (0..40).map(|_| submit(&spammer(), root(), remark())).collect();
		assert_eq!(reserved(&spammer()), 40 * UNIT);
		let timeout = <Runtime as pallet_referenda::Config>::UndecidingTimeout::get();
		for _ in 0..timeout {
			next_block();
		}
		for index in indices {
			assert!(matches!(
				ReferendumInfoFor::<Runtime>::get(index),
				Some(ReferendumInfo::TimedOut(..))
			));
			assert_noop!(
				Referenda::refund_submission_deposit(by(&spammer()), index),
				pallet_referenda::Error::<Runtime>::BadStatus
			);
		}
		assert_eq!(reserved(&spammer()), 40 * UNIT);
	});
}

/// What the shipped tracks do not stop: an emergency stop is delayed by a day for five deposits of 1,000 CVT
/// that come back and 5 CVT that do not; here it is tried with ten.
#[test]
fn a_full_track_delays_by_one_decision_what_somebody_votes_for() {
	run(|| {
		let track = TRACKS.iter().find(|track| track.id == EMERGENCY_STOP).unwrap();
		assert_eq!(
			(track.info.max_deciding, track.info.decision_deposit),
			(5, 1_000 * UNIT)
		);
		let decide = |who: &AccountId| {
			let index = submit(who, Origin::EmergencyStop, remark());
			assert_ok!(Referenda::place_decision_deposit(by(who), index));
			index
		};
		let spam: Vec<u32> = (0..10).map(|_| decide(&spammer())).collect();
		let wanted = decide(&defender());
		let most = StakeCap::most(EMERGENCY_STOP, false).unwrap();
		assert_ok!(vote(&defender(), wanted, true, Conviction::Locked1x, most));
		next_block();
		assert!(status(wanted).unwrap().deciding.is_none(), "it waits");

		let began = System::block_number();
		while status(wanted).unwrap().deciding.is_none() {
			next_block();
		}
		let period = pace::at(DAYS, pallet_origins::Pace::<Runtime>::get());
		assert!(System::block_number() <= began + period + 2);
		// Before the five of them that nobody wants and that came earlier.
		assert!(spam[5..]
			.iter()
			.any(|index| status(*index).unwrap().deciding.is_none()));

		assert_eq!(reserved(&spammer()), 10_010 * UNIT);
		for _ in 0..2 * period + 4 {
			next_block();
		}
		for index in spam {
			assert_ok!(Referenda::refund_decision_deposit(by(&spammer()), index));
		}
		assert_eq!(reserved(&spammer()), 10 * UNIT);
	});
}

#[test]
fn all_places_of_the_commons_keep_6400_vwt() {
	run(|| {
		let ask = |who: &AccountId| Commons::submit(by(who), UNIT, who.clone(), Payout::Pool, [0; 32]);
		for _ in 0..64 {
			assert_ok!(ask(&spammer()));
		}
		assert_eq!(held(&spammer()), 6_400 * UNIT);
		assert_noop!(
			ask(&defender()),
			pallet_commons::Error::<Runtime>::TooManyProposals
		);
		// A ruling gives a place back and takes its deposit.
		let pool = Balances::free_balance(Commons::pool());
		assert_ok!(Commons::dispute(by(&defender()), 0, [0; 32]));
		assert_ok!(Commons::resolve(RuntimeOrigin::root(), 0, true));
		assert_eq!(Balances::free_balance(Commons::pool()) - pool, 100 * UNIT);
		assert_ok!(ask(&defender()));
	});
}

#[test]
fn a_rogue_agent_fills_its_departments_places_until_each_act_is_discarded() {
	run(|| {
		let agent = |seed| {
			let agent = register(&spammer(), seed, Department::Sales, Role::ExecutionAgent);
			assert_ok!(Mandates::appoint(Origin::DepartmentBudget.into(), agent.id));
			agent
		};
		let (rogue, honest) = (agent(200), agent(201));
		let wait = |account: &AccountId| {
			let call = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
				dest: spammer().into(),
				value: 100 * UNIT,
			});
			let acted = Mandates::act(by(account), Department::Sales, Box::new(call));
			acted.map(|_| ()).map_err(|refused| refused.error)
		};
		for _ in 0..32 {
			assert_ok!(wait(&rogue.account));
		}
		let full = DispatchError::from(pallet_mandates::Error::<Runtime>::TooManyPending);
		assert_noop!(wait(&honest.account), full);
		// What it has pending will never be done. Its places are taken until they are given back.
		let suspension = || RuntimeOrigin::from(Origin::AgentSuspension);
		assert_ok!(Mandates::revoke(suspension(), rogue.id));
		assert_noop!(wait(&honest.account), full);
		assert_ok!(Mandates::discard(suspension(), 0));
		assert_ok!(wait(&honest.account));
	});
}
