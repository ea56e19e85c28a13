//! Opening and cancelling.

use crate::{mock::*, *};
use althing_primitives::Department;
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

/// A call that is too long to stand in the proposal itself.
fn long_call() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![5; 300] }.into()
}

#[test]
fn opening_holds_the_deposit_and_keeps_only_the_hash_of_the_body() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		assert_eq!(held(1), DEPOSIT);
		let info = info(proposal);
		assert_eq!(info.question.evidence, althing_primitives::blake2(b"a case"));
		assert_eq!(info.phase, Phase::Drawing { attempts: 0 });
		assert_eq!((info.opened_at, info.due), (1, DRAWN));
		let evidence = info.question.evidence;
		assert_eq!(
			events(),
			vec![Event::Opened {
				proposal,
				proposer: person(1),
				evidence
			}]
		);
	});
}

#[test]
fn questions_that_cannot_be_put_are_refused() {
	ExtBuilder::default().run(|| {
		for kind in [
			Kind::Choice { options: 1 },
			Kind::Choice { options: 17 },
			Kind::Scalar { min: 3, max: 3 },
		] {
			assert_noop!(
				open_as(1, kind, Departments::default(), None),
				Error::<Test>::BadKind
			);
		}
	});
}

#[test]
fn without_agents_nothing_is_opened() {
	ExtBuilder::default().agents(0).run(|| {
		let refused = open_as(1, Kind::Binary, Departments::default(), None);
		assert_noop!(refused, Error::<Test>::NoAgents);
	});
}

#[test]
fn one_more_than_the_most_is_refused_until_one_ends() {
	ExtBuilder::default().run(|| {
		let first = open();
		for _ in 1..4 {
			open();
		}
		assert_noop!(
			open_as(1, Kind::Binary, Departments::default(), None),
			Error::<Test>::Busy
		);
		assert_ok!(Cmp::cancel(RuntimeOrigin::root(), first));
		assert_eq!(open(), 4, "numbers are not reused");
	});
}

#[test]
fn the_deposit_doubles_with_every_eighth_of_the_places_that_is_taken() {
	ExtBuilder::default().run(|| {
		// One of four places is two eighths.
		let mut expected = 0;
		for factor in [1, 4, 16] {
			assert_eq!(Cmp::next_deposit(), factor * DEPOSIT);
			let proposal = open();
			expected += factor * DEPOSIT;
			assert_eq!((held(1), info(proposal).deposit), (expected, factor * DEPOSIT));
		}
		assert_ok!(Cmp::cancel(RuntimeOrigin::root(), 1));
		assert_eq!(held(1), 17 * DEPOSIT, "each gets back what it paid");
		assert_eq!(Cmp::next_deposit(), 16 * DEPOSIT);
	});
}

#[test]
fn who_cannot_pay_the_deposit_opens_nothing() {
	ExtBuilder::default().run(|| {
		assert!(open_as(50, Kind::Binary, Departments::default(), None).is_err());
		assert_eq!(NextProposal::<Test>::get(), 0);
	});
}

#[test]
fn only_yes_or_no_carries_a_call() {
	ExtBuilder::default().run(|| {
		let call = Preimage::bound(long_call()).unwrap();
		let refused = open_as(1, Kind::Choice { options: 2 }, Departments::default(), Some(call));
		assert_noop!(refused, Error::<Test>::CallNeedsBinary);
	});
}

#[test]
fn a_call_must_be_stored_with_the_length_that_is_claimed() {
	use frame_support::traits::Bounded;
	ExtBuilder::default().run(|| {
		let unknown = Bounded::unrequested(Default::default(), 300);
		let refused = open_as(1, Kind::Binary, Departments::default(), Some(unknown));
		assert_noop!(refused, Error::<Test>::NoPreimage);

		let stored = Preimage::bound(long_call()).unwrap();
		let shorter = Bounded::unrequested(stored.hash(), stored.len().unwrap() - 1);
		let refused = open_as(1, Kind::Binary, Departments::default(), Some(shorter));
		assert_noop!(refused, Error::<Test>::NoPreimage);
	});
}

#[test]
fn a_proposal_keeps_the_numbers_in_force_when_it_was_opened() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		Rules::set(Constants {
			rounds: 1,
			..Constants::default()
		});
		Schedule::set(Timing {
			panel_size: 5,
			..PACE
		});
		let later = open();
		run_to(DRAWN);
		assert_eq!(seats(proposal).len(), 12);
		assert_eq!(info(proposal).constants, Constants::default());
		assert_eq!(seats(later).len(), 5);
	});
}

#[test]
fn numbers_that_cannot_work_are_moved_to_those_that_can() {
	ExtBuilder::default().run(|| {
		Rules::set(Constants {
			rounds: 200,
			..Constants::default()
		});
		Schedule::set(Timing {
			draw_delay: 0,
			seal_period: 0,
			reveal_period: 0,
			panel_size: 1_000,
		});
		let info = info(open());
		assert_eq!(info.constants.rounds, 8);
		let nearest = Timing {
			draw_delay: 2,
			seal_period: 1,
			reveal_period: 1,
			panel_size: 64,
		};
		assert_eq!(info.timing, nearest);
	});
}

#[test]
fn cancelling_gives_the_deposit_back_and_leaves_nothing() {
	ExtBuilder::default().run(|| {
		let call = Preimage::bound(long_call()).unwrap();
		let hash = call.lookup_hash().unwrap();
		assert_ok!(open_as(1, Kind::Binary, Departments::default(), Some(call)));
		run_to(DRAWN);
		hold_round(0, split);
		seal_all(0, yes);
		next_block();
		assert_noop!(
			Cmp::cancel(signed(person(1)), 0),
			polkadot_sdk::sp_runtime::DispatchError::BadOrigin
		);
		assert_ok!(Cmp::cancel(RuntimeOrigin::root(), 0));
		assert_eq!(held(1), 0);
		assert!(Cmp::proposal(0).is_none() && Cmp::decision(0).is_none() && Cmp::receipt(0).is_none());
		assert_eq!(
			Ballots::<Test>::iter().count() + Rounds::<Test>::iter().count(),
			0
		);
		assert_eq!(Table::slashes(), vec![], "nobody had the time to reveal");
		assert_eq!(events().last(), Some(&Event::Cancelled { proposal: 0 }));
		// The one request that is left is the test's own.
		assert!(Preimage::len(&hash).is_some());
		Preimage::unrequest(&hash);
		assert_eq!(Preimage::len(&hash), None);

		assert_noop!(
			Cmp::cancel(RuntimeOrigin::root(), 0),
			Error::<Test>::UnknownProposal
		);
		run_to(100);
	});
}

#[test]
fn the_departments_named_are_kept_for_the_call() {
	ExtBuilder::default().run(|| {
		let legal = Departments::of([Department::Legal]);
		assert_ok!(open_as(1, Kind::Binary, legal, None));
		assert_eq!(info(0).question.departments, legal);
	});
}
