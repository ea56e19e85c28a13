//! Sealing a ballot.

use crate::{mock::*, *};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless},
	sp_runtime::AccountId32,
};

fn free(by: &Seat, proposal: ProposalId) -> bool {
	let call = RuntimeCall::Cmp(Call::seal {
		proposal,
		commitment: [1; 32],
	});
	call.is_feeless(&signed(by.account.into()))
}

#[test]
fn a_seat_seals_once_in_a_round() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seat = seats(proposal)[3];
		assert!(free(&seat, proposal));
		assert_ok!(try_seal(proposal, &seat, YES));
		assert_eq!(info(proposal).phase, Phase::Sealing { round: 0, sealed: 1 });
		let event = Event::Sealed {
			proposal,
			round: 0,
			agent: seat.agent,
		};
		assert_eq!(events().last(), Some(&event));
		assert!(!free(&seat, proposal));
		assert_noop!(try_seal(proposal, &seat, NO), Error::<Test>::AlreadySealed);
	});
}

#[test]
fn nobody_seals_before_the_draw_or_while_others_reveal() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		let early = Cmp::seal(signed(agent(0)), proposal, [1; 32]);
		assert_noop!(early, Error::<Test>::NotSealing);
		run_to(DRAWN);
		let seats = seats(proposal);
		assert_ok!(try_seal(proposal, &seats[0], YES));
		run_to(info(proposal).due);
		assert_noop!(try_seal(proposal, &seats[1], YES), Error::<Test>::NotSealing);
		assert!(!free(&seats[1], proposal));
	});
}

#[test]
fn from_the_due_block_on_it_is_too_late_even_if_the_transition_waits() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let (seat, due) = (seats(proposal)[0], info(proposal).due);
		run_to(due - 1);
		assert!(free(&seat, proposal));
		Service::set(Weight::zero());
		run_to(due);
		assert_eq!(info(proposal).phase, Phase::Sealing { round: 0, sealed: 0 });
		assert!(!free(&seat, proposal));
		assert_noop!(try_seal(proposal, &seat, YES), Error::<Test>::TooLate);
	});
}

#[test]
fn only_the_panel_seals() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seated: Vec<_> = seats(proposal).iter().map(|seat| seat.agent).collect();
		let other = (0..24).find(|id| !seated.contains(id)).unwrap();
		let outsider: AccountId32 = agent(other as u32);
		assert_noop!(
			Cmp::seal(signed(outsider), proposal, [1; 32]),
			Error::<Test>::NoSeat
		);
		assert_noop!(
			Cmp::seal(signed(person(1)), proposal, [1; 32]),
			Error::<Test>::NotAnAgent
		);
		assert_noop!(
			Cmp::seal(signed(agent(0)), 77, [1; 32]),
			Error::<Test>::UnknownProposal
		);
		let unsigned = Cmp::seal(RuntimeOrigin::none(), proposal, [1; 32]);
		assert_noop!(unsigned, polkadot_sdk::sp_runtime::DispatchError::BadOrigin);
		let call = RuntimeCall::Cmp(Call::seal {
			proposal,
			commitment: [1; 32],
		});
		assert!(!call.is_feeless(&RuntimeOrigin::none()));
	});
}

#[test]
fn an_account_that_registered_again_has_no_seat() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seat = seats(proposal)[0];
		let before = Table::get(seat.agent).unwrap();
		Table::retire(seat.agent);
		assert_noop!(try_seal(proposal, &seat, YES), Error::<Test>::NotAnAgent);
		let number = (0..24).find(|number| agent(*number) == before.account).unwrap();
		let again = Table::add(number, 100, before.department, UNIT);
		assert_ne!(again, seat.agent);
		assert_noop!(try_seal(proposal, &seat, YES), Error::<Test>::NoSeat);
		assert!(!free(&seat, proposal));
		assert_eq!(Cmp::duties(before.account), vec![]);
	});
}

#[test]
fn the_last_seat_to_seal_ends_the_phase() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		let (mine, theirs) = seats.split_at(11);
		seal_by(proposal, mine);
		assert_eq!(info(proposal).due, DRAWN + PACE.seal_period);
		assert_ok!(try_seal(proposal, &theirs[0], YES));
		assert_eq!(info(proposal).due, DRAWN + 1);
		next_block();
		let until = DRAWN + 1 + PACE.reveal_period;
		let revealing = Phase::Revealing {
			round: 0,
			sealed: 12,
			revealed: 0,
		};
		assert_eq!((info(proposal).phase, info(proposal).due), (revealing, until));
		let event = Event::RevealingStarted {
			proposal,
			round: 0,
			until,
		};
		assert_eq!(events().last(), Some(&event));
	});
}

#[test]
fn duties_say_what_is_to_be_done_and_until_when() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		let none: Vec<Duty> = vec![];
		assert_eq!(Cmp::duties(agent(0)), none);
		run_to(DRAWN);
		let seat = seats(proposal)[5];
		let due = DRAWN + PACE.seal_period;
		let duty = Duty {
			proposal,
			agent: seat.agent,
			seat: 5,
			round: 0,
			reveal: None,
			due,
		};
		assert_eq!(Cmp::duties(seat.account.into()), vec![duty]);
		assert_eq!(Cmp::duties(person(1)), none);

		seal_all(proposal, yes);
		assert_eq!(Cmp::duties(seat.account.into()), none, "it waits for the others");
		next_block();
		let commitment = sealed(proposal, 0, &seat, &reveal(YES));
		let due = DRAWN + 1 + PACE.reveal_period;
		let duty = Duty {
			reveal: Some(commitment),
			due,
			..duty
		};
		assert_eq!(Cmp::duties(seat.account.into()), vec![duty]);
		assert_ok!(try_reveal(proposal, &seat, YES));
		assert_eq!(Cmp::duties(seat.account.into()), none);
	});
}
