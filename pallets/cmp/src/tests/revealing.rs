//! Opening a ballot.

use crate::{mock::*, *};
use althing_cmp_rules::{commitment, Binding};
use polkadot_sdk::frame_support::{assert_noop, assert_ok, dispatch::CheckIfFeeless};

fn free(by: &Seat, proposal: ProposalId, answer: Answer) -> bool {
	let call = RuntimeCall::Cmp(Call::reveal {
		proposal,
		reveal: reveal(answer),
	});
	call.is_feeless(&signed(by.account.into()))
}

/// A proposal whose seats have all sealed yes.
fn all_sealed() -> (ProposalId, Vec<Seat>) {
	let proposal = open_and_draw();
	seal_all(proposal, yes);
	next_block();
	(proposal, seats(proposal))
}

#[test]
fn a_seat_reveals_once_what_it_sealed() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = all_sealed();
		assert!(free(&seats[2], proposal, YES) && !free(&seats[2], proposal, NO));
		assert_noop!(try_reveal(proposal, &seats[2], NO), Error::<Test>::DoesNotOpen);
		assert_ok!(try_reveal(proposal, &seats[2], YES));
		assert_eq!(
			info(proposal).phase,
			Phase::Revealing {
				round: 0,
				sealed: 12,
				revealed: 1
			}
		);
		let event = Event::Revealed {
			proposal,
			round: 0,
			agent: seats[2].agent,
		};
		assert_eq!(events().last(), Some(&event));
		assert!(!free(&seats[2], proposal, YES));
		assert_noop!(
			try_reveal(proposal, &seats[2], YES),
			Error::<Test>::AlreadyRevealed
		);
	});
}

#[test]
fn any_changed_part_of_a_reveal_is_refused() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = all_sealed();
		let good = reveal(YES);
		let mut changed = [good; 4];
		changed[0].ballot.answer = NO;
		changed[1].ballot.confidence = Perbill::zero();
		changed[2].ballot.rationale = [0; 32];
		changed[3].salt = [0; 32];
		for reveal in changed {
			let refused = Cmp::reveal(signed(seats[0].account.into()), proposal, reveal);
			assert_noop!(refused, Error::<Test>::DoesNotOpen);
		}
	});
}

#[test]
fn an_answer_of_another_kind_does_not_open() {
	ExtBuilder::default().run(|| {
		assert_ok!(open_as(
			1,
			Kind::Choice { options: 3 },
			Departments::default(),
			None
		));
		run_to(DRAWN);
		seal_all(0, |position| {
			[Answer::Choice(3), YES, Answer::Choice(2)][position % 3]
		});
		next_block();
		let seats = seats(0);
		assert_noop!(
			try_reveal(0, &seats[0], Answer::Choice(3)),
			Error::<Test>::DoesNotOpen
		);
		assert_noop!(try_reveal(0, &seats[1], YES), Error::<Test>::DoesNotOpen);
		assert_ok!(try_reveal(0, &seats[2], Answer::Choice(2)));
	});
}

#[test]
fn who_copies_a_commitment_cannot_open_it() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		let (honest, copier) = (&seats[0], &seats[1]);
		assert_ok!(try_seal(proposal, honest, YES));
		let copied = sealed(proposal, 0, honest, &reveal(YES));
		assert_ok!(Cmp::seal(signed(copier.account.into()), proposal, copied));
		run_to(info(proposal).due);
		assert_ok!(try_reveal(proposal, honest, YES));
		// Everything that opens it is public by now.
		assert_noop!(try_reveal(proposal, copier, YES), Error::<Test>::DoesNotOpen);
		run_to(info(proposal).due);
		assert_eq!(Table::slashes(), vec![(copier.agent, UNIT / 100)]);
	});
}

#[test]
fn an_old_commitment_cannot_be_used_again() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seat = seats(proposal)[0];
		let old = sealed(proposal, 0, &seat, &reveal(YES));
		hold_round(proposal, split);
		assert_eq!(info(proposal).phase, Phase::Sealing { round: 1, sealed: 0 });
		assert_ok!(Cmp::seal(signed(seat.account.into()), proposal, old));
		run_to(info(proposal).due);
		assert_noop!(try_reveal(proposal, &seat, YES), Error::<Test>::DoesNotOpen);
	});
}

#[test]
fn a_seal_made_for_another_chain_proposal_or_registration_opens_nothing() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		let right = Binding {
			genesis: Cmp::genesis(),
			proposal,
			round: 0,
			agent: seats[0].agent,
			account: seats[0].account,
		};
		let changes: [fn(&mut Binding); 5] = [
			|binding| binding.genesis[0] ^= 1,
			|binding| binding.proposal += 1,
			|binding| binding.round += 1,
			|binding| binding.agent += 100,
			|binding| binding.account[0] ^= 1,
		];
		let Reveal { ballot, salt } = reveal(YES);
		for (seat, change) in seats.iter().zip(changes) {
			let mut binding = Binding {
				agent: seat.agent,
				account: seat.account,
				..right
			};
			change(&mut binding);
			let commitment = commitment(&binding, &ballot, &salt);
			assert_ok!(Cmp::seal(signed(seat.account.into()), proposal, commitment));
		}
		run_to(info(proposal).due);
		for seat in &seats[..5] {
			assert_noop!(try_reveal(proposal, seat, YES), Error::<Test>::DoesNotOpen);
		}
	});
}

#[test]
fn a_seal_cannot_be_opened_after_registering_again() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = all_sealed();
		let seat = seats[0];
		let before = Table::get(seat.agent).unwrap();
		Table::retire(seat.agent);
		let number = (0..24).find(|number| agent(*number) == before.account).unwrap();
		Table::add(number, 100, before.department, UNIT);
		assert_noop!(try_reveal(proposal, &seat, YES), Error::<Test>::NoSeat);
	});
}

#[test]
fn nothing_is_gained_by_not_revealing() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = all_sealed();
		reveal_by(proposal, &seats[1..]);
		run_to(info(proposal).due);
		let receipt = receipt(proposal);
		assert_eq!(
			receipt.outcome,
			Outcome::Decided(YES),
			"it goes on without the seat"
		);
		// It pays, it teaches nothing in its favour, and it stands lower at the next draw.
		assert_eq!(Table::slashes(), vec![(seats[0].agent, UNIT / 100)]);
		assert_eq!(Cmp::track(seats[0].agent), Track::default());
		let standing = |seat: &Seat| <Cmp as althing_primitives::Reputation>::of(seat.agent);
		assert!(standing(&seats[0]) < standing(&seats[1]));
	});
}

#[test]
fn who_sealed_nothing_has_nothing_to_open() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		assert_ok!(try_seal(proposal, &seats[0], YES));
		assert_noop!(try_reveal(proposal, &seats[0], YES), Error::<Test>::NotRevealing);
		run_to(info(proposal).due);
		assert_noop!(try_reveal(proposal, &seats[1], YES), Error::<Test>::NothingSealed);
		assert_noop!(
			Cmp::reveal(signed(seats[0].account.into()), 77, reveal(YES)),
			Error::<Test>::UnknownProposal
		);
	});
}

#[test]
fn from_the_due_block_on_it_is_too_late_even_if_the_transition_waits() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = all_sealed();
		Service::set(Weight::zero());
		run_to(info(proposal).due);
		assert!(!free(&seats[0], proposal, YES));
		assert_noop!(try_reveal(proposal, &seats[0], YES), Error::<Test>::TooLate);
	});
}

#[test]
fn the_last_sealed_seat_to_reveal_ends_the_round() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		seal_by(proposal, &seats[..8]);
		run_to(info(proposal).due);
		reveal_by(proposal, &seats[..8]);
		assert_eq!(info(proposal).due, System::block_number() + 1);
		next_block();
		assert_eq!(receipt(proposal).outcome, Outcome::Decided(YES));
	});
}

#[test]
fn what_is_sealed_and_not_opened_costs_once() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		seal_all(proposal, split);
		next_block();
		let seats = seats(proposal);
		for (position, seat) in seats.iter().enumerate().skip(1) {
			assert_ok!(try_reveal(proposal, seat, split(position)));
		}
		run_to(info(proposal).due);
		let (agent, slashed) = (seats[0].agent, UNIT / 100);
		assert_eq!(Table::slashes(), vec![(agent, slashed)]);
		assert!(events().contains(&Event::RevealMissed {
			proposal,
			round: 0,
			agent,
			slashed
		}));
		assert_eq!(
			Cmp::record(agent),
			Record {
				sealed: 1,
				revealed: 0,
				missed: 0
			}
		);
		assert_eq!(
			Cmp::record(seats[1].agent),
			Record {
				sealed: 1,
				revealed: 1,
				missed: 0
			}
		);

		// The next round, in which it seals nothing, costs it nothing more.
		assert_eq!(round(proposal), 1);
		seal_by(proposal, &seats[1..]);
		run_to(info(proposal).due);
		reveal_by(proposal, &seats[1..]);
		next_block();
		assert_eq!(receipt(proposal).outcome, Outcome::Decided(YES));
		assert_eq!(Table::slashes().len(), 1);
		assert_eq!(
			Cmp::record(agent),
			Record {
				sealed: 1,
				revealed: 0,
				missed: 1
			}
		);
		run_to(100);
		assert_eq!(Table::slashes().len(), 1);
	});
}
