//! What follows from a decision, and how long it is kept.

use crate::{mock::*, *};
use althing_primitives::Department;
use polkadot_sdk::{
	frame_support::{
		assert_ok,
		traits::{schedule::v3::Anon, schedule::DispatchTime, Contains, EnsureOrigin},
	},
	sp_runtime::traits::Dispatchable,
};

/// The call that cancels `proposal`: panels that speak for the legal department may make it.
fn cancelling(proposal: ProposalId) -> BoundedCallOf<Test> {
	Preimage::bound(RuntimeCall::Cmp(Call::cancel { proposal })).unwrap()
}

/// Proposal 0 is to be cancelled by proposal 1, which names `departments`.
fn open_both(departments: &[Department]) {
	open();
	let departments = Departments::of(departments.iter().copied());
	assert_ok!(open_as(2, Kind::Binary, departments, Some(cancelling(0))));
	run_to(DRAWN);
}

#[test]
fn the_call_of_an_approved_proposal_is_made_with_the_approved_origin() {
	ExtBuilder::default().run(|| {
		open_both(&[Department::Legal]);
		hold_round(1, yes);
		assert_eq!(receipt(1).outcome, Outcome::Decided(YES));
		assert!(Cmp::proposal(0).is_some(), "not before the next block");
		next_block();
		assert!(Cmp::proposal(0).is_none());
		assert!(events().contains(&Event::Cancelled { proposal: 0 }));
	});
}

#[test]
fn the_origin_names_the_departments_so_that_others_can_refuse() {
	ExtBuilder::default().run(|| {
		open_both(&[Department::Sales]);
		hold_round(1, yes);
		next_block();
		assert!(Cmp::proposal(0).is_some());
	});
}

#[test]
fn a_rejected_call_is_never_made() {
	ExtBuilder::default().run(|| {
		open_both(&[Department::Legal]);
		hold_round(1, |_| NO);
		assert_eq!(receipt(1).outcome, Outcome::Decided(NO));
		run_to(20);
		assert!(!events().contains(&Event::Cancelled { proposal: 0 }));
	});
}

#[test]
fn only_the_approved_origin_passes() {
	ExtBuilder::default().run(|| {
		let departments = Departments::of([Department::People]);
		let origin = RuntimeOrigin::from(Origin::Approved {
			proposal: 5,
			departments,
		});
		assert_eq!(EnsureApproved::try_origin(origin).unwrap(), (5, departments));
		assert!(EnsureApproved::try_origin(RuntimeOrigin::root()).is_err());
		assert!(EnsureApproved::try_origin(signed(person(1))).is_err());
	});
}

#[test]
fn a_stored_call_is_kept_while_it_may_be_made_and_let_go_then() {
	ExtBuilder::default().run(|| {
		for (answer, proposal) in [(YES, 0), (NO, 1)] {
			let remark = frame_system::Call::remark_with_event {
				remark: vec![proposal as u8; 300],
			};
			let call = Preimage::bound(RuntimeCall::System(remark)).unwrap();
			let hash = call.lookup_hash().unwrap();
			assert_ok!(open_as(1, Kind::Binary, Departments::default(), Some(call)));
			// Who stored it has no more interest in it.
			Preimage::unrequest(&hash);
			run_to(System::block_number() + PACE.draw_delay);
			assert!(Preimage::len(&hash).is_some());
			hold_round(proposal, |_| answer);
			next_block();
			assert_eq!(Preimage::len(&hash), None);
		}
		// It is of an origin that may not remark; that it was made is seen by the scheduler's event.
		let made = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
			matches!(
				record.event,
				RuntimeEvent::Scheduler(polkadot_sdk::pallet_scheduler::Event::Dispatched { .. })
			)
		};
		assert_eq!(System::events().iter().filter(|record| made(record)).count(), 1);
	});
}

#[test]
fn a_call_for_which_the_agenda_has_no_place_is_reported() {
	ExtBuilder::default().run(|| {
		open_both(&[Department::Legal]);
		seal_all(1, yes);
		next_block();
		reveal_all(1, yes);
		// The block after the count is full.
		for _ in 0..4 {
			let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
			let remark = Preimage::bound(remark).unwrap();
			let root = RuntimeOrigin::root().caller().clone();
			assert_ok!(<Scheduler as Anon<u32, RuntimeCall, OriginCaller>>::schedule(
				DispatchTime::After(1),
				None,
				0,
				root,
				remark
			));
		}
		next_block();
		assert_eq!(receipt(1).outcome, Outcome::Decided(YES));
		let refused = |event: &Event<Test>| matches!(event, Event::CallNotScheduled { proposal: 1, .. });
		assert!(events().iter().any(refused));
	});
}

#[test]
fn the_receipt_leaves_after_its_time_and_the_decision_stays() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		assert!(!Cmp::contains(&proposal));
		hold_round(proposal, yes);
		let hash = receipt(proposal).hash();
		let ended = System::block_number();
		run_to(ended + RETENTION - 1);
		assert_eq!(receipt(proposal).hash(), hash);
		run_to(ended + RETENTION);
		assert_eq!(Cmp::receipt(proposal), None);
		assert_eq!(Cmp::decision(proposal).unwrap().receipt, hash);
		assert!(Cmp::contains(&proposal));
		assert_eq!(Expiring::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_changed_receipt_does_not_hold() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		hold_round(proposal, yes);
		let good = receipt(proposal);
		let mut changed = good.clone();
		changed.outcome = Outcome::Decided(NO);
		assert!(changed.check().is_err() && changed.hash() != good.hash());
		let mut changed = good.clone();
		changed.rounds[0].casts[0].reveal.as_mut().unwrap().ballot.answer = NO;
		assert!(changed.check().is_err());
	});
}

#[test]
fn nothing_is_left_of_an_ended_proposal_but_decision_and_receipt() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		hold_round(proposal, split);
		hold_round(proposal, yes);
		assert_eq!(Cmp::active(), vec![]);
		assert!(Cmp::panel(proposal).is_none() && Cmp::proposal(proposal).is_none());
		assert_eq!(
			Ballots::<Test>::iter().count() + Rounds::<Test>::iter().count(),
			0
		);
		assert_eq!(held(1), 0);
		let late = RuntimeCall::Cmp(Call::seal {
			proposal,
			commitment: [0; 32],
		});
		assert!(late.dispatch(signed(agent(0))).is_err());
	});
}
