//! What people are asked when a panel finds no consensus.

use crate::{mock::*, *};
use althing_primitives::Department;
use codec::Encode;
use polkadot_sdk::frame_support::{
	assert_ok,
	traits::{EnsureOrigin, QueryPreimage},
};

/// Opens a proposal of the legal department that would make `call`, and holds all its rounds without
/// consensus.
fn escalated(call: Option<BoundedCallOf<Test>>) -> ProposalId {
	let departments = Departments::of([Department::Legal]);
	assert_ok!(open_as(1, Kind::Binary, departments, call));
	let proposal = NextProposal::<Test>::get() - 1;
	run_to(System::block_number() + PACE.draw_delay);
	for _ in 0..3 {
		hold_round(proposal, split);
	}
	assert_eq!(receipt(proposal).outcome, Outcome::Escalated);
	proposal
}

/// A call that is too long to be kept with the proposal.
fn long_call() -> BoundedCallOf<Test> {
	let remark = frame_system::Call::remark { remark: vec![7; 300] };
	Preimage::bound(RuntimeCall::System(remark)).unwrap()
}

#[test]
fn people_get_the_call_the_departments_and_the_receipt() {
	ExtBuilder::default().run(|| {
		let call = long_call();
		let proposal = escalated(Some(call.clone()));
		let asked = Holders::asked();
		assert_eq!(asked.len(), 1);
		assert_eq!(
			(asked[0].proposal, asked[0].call.as_ref()),
			(proposal, Some(&call))
		);
		assert_eq!(asked[0].departments, Departments::of([Department::Legal]));
		assert_eq!(asked[0].receipt, receipt(proposal).encode());
		assert_eq!(
			althing_primitives::blake2(&asked[0].receipt),
			Cmp::decision(proposal).unwrap().receipt
		);
		assert_eq!(Referred::<Test>::get(proposal), Some(0));
		assert_eq!(
			events().last(),
			Some(&Event::Referred {
				proposal,
				referendum: 0
			})
		);
	});
}

#[test]
fn a_decided_proposal_asks_nobody() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		hold_round(proposal, yes);
		assert!(Holders::asked().is_empty());
		assert_eq!(Referred::<Test>::get(proposal), None);
	});
}

#[test]
fn where_nobody_can_be_asked_the_proposal_ends_all_the_same() {
	ExtBuilder::default().run(|| {
		Listening::set(false);
		let proposal = escalated(None);
		assert_eq!(Cmp::active(), vec![]);
		let refused = |event: &Event<Test>| matches!(event, Event::NotReferred { proposal: 0, .. });
		assert!(events().iter().any(refused));
		assert_eq!(Referred::<Test>::get(proposal), None);
	});
}

#[test]
fn the_receipt_that_people_were_given_is_let_go_when_it_leaves() {
	ExtBuilder::default().run(|| {
		let proposal = escalated(None);
		let hash = receipt(proposal).hash();
		let ended = System::block_number();
		run_to(ended + RETENTION - 1);
		assert!(Holders::let_go().is_empty());
		run_to(ended + RETENTION);
		assert_eq!(Holders::let_go(), vec![hash]);
		assert_eq!(Referred::<Test>::get(proposal), None);
	});
}

#[test]
fn the_receipt_stays_while_people_are_being_asked() {
	ExtBuilder::default().run(|| {
		let proposal = escalated(None);
		let ended = System::block_number();
		Holders::think(true);
		run_to(ended + RETENTION);
		assert!(Cmp::receipt(proposal).is_some() && Holders::let_go().is_empty());
		Holders::think(false);
		run_to(ended + 2 * RETENTION);
		assert!(Cmp::receipt(proposal).is_none() && Holders::let_go().len() == 1);
	});
}

#[test]
fn a_call_that_people_are_asked_about_cannot_be_taken_away() {
	ExtBuilder::default().run(|| {
		let call = long_call();
		let hash = call.lookup_hash().unwrap();
		let proposal = escalated(Some(call.clone()));
		// What noted it lets go of it: only the pallet's own request is left.
		Preimage::unrequest(&hash);
		assert!(Preimage::have(&call));
		run_to(System::block_number() + RETENTION);
		assert_eq!(ReferredCalls::<Test>::get(proposal), None);
		assert!(!Preimage::have(&call));
	});
}

#[test]
fn the_receipt_of_a_decided_proposal_leaves_without_a_word() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		hold_round(proposal, yes);
		run_to(System::block_number() + RETENTION);
		assert_eq!(Cmp::receipt(proposal), None);
		assert!(Holders::let_go().is_empty());
	});
}

#[test]
fn what_people_say_has_the_authority_of_a_panel() {
	ExtBuilder::default().run(|| {
		let departments = Departments::of([Department::Legal]);
		let origin = RuntimeOrigin::from(Origin::Escalated {
			proposal: 5,
			departments,
		});
		assert_eq!(EnsureApproved::try_origin(origin).unwrap(), (5, departments));
	});
}
