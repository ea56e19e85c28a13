//! What is learnt of agents, and what it changes.

use crate::{mock::*, *};
use althing_cmp_rules::{Bias, Fixed, Reasons, Skill, Weighed, WHOLE};
use althing_primitives::OnRetired;
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

fn skill(agent: AgentId) -> Skill {
	Cmp::track(agent).skill(Class::Routine)
}

/// Yes from all seats but the last ones.
fn most(position: usize) -> Answer {
	Answer::Binary(position < 10)
}

fn decide(answer: impl Fn(usize) -> Answer) -> (ProposalId, Vec<Seat>) {
	let proposal = open_and_draw();
	let seats = seats(proposal);
	hold_round(proposal, answer);
	(proposal, seats)
}

#[test]
fn a_decision_is_believed_a_little() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = decide(most);
		assert_eq!(receipt(proposal).outcome, Outcome::Decided(YES));
		let counts = 250;
		let with = skill(seats[0].agent);
		assert_eq!(with.yes.all() + with.no.all(), counts);
		assert!(with.yes.right > with.no.wrong, "{with:?}");
		let against = skill(seats[11].agent);
		assert!(against.yes.wrong > against.no.right, "{against:?}");
		assert_eq!(
			Cmp::track(seats[0].agent).calibration.answers,
			0,
			"nothing is known yet"
		);
	});
}

#[test]
fn the_truth_judges_everybody_once() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = decide(most);
		assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, NO));
		let at = System::block_number();
		assert_eq!(Cmp::settlement(proposal), Some(Settlement { truth: NO, at }));
		assert_eq!(skill(seats[0].agent).no.wrong, WHOLE);
		assert_eq!(
			skill(seats[0].agent).yes.all(),
			0,
			"what was believed is taken back"
		);
		assert_eq!(skill(seats[11].agent).no.right, WHOLE);
		assert_eq!(Pasts::<Test>::get(Class::Routine), Past { settled: 1, wrong: 1 });
		let (right, wrong) = (2, 10);
		let event = Event::Settled {
			proposal,
			truth: NO,
			right,
			wrong,
		};
		assert_eq!(events().last(), Some(&event));
		let again = Cmp::settle(RuntimeOrigin::root(), proposal, YES);
		assert_noop!(again, Error::<Test>::AlreadySettled);
	});
}

#[test]
fn truths_are_told_by_who_may_in_time_and_in_the_form_of_the_question() {
	ExtBuilder::default().run(|| {
		let running = open();
		let early = Cmp::settle(RuntimeOrigin::root(), running, YES);
		assert_noop!(early, Error::<Test>::NoReceipt);
		run_to(DRAWN);
		hold_round(running, yes);
		let stranger = Cmp::settle(signed(person(1)), running, YES);
		assert_noop!(stranger, DispatchError::BadOrigin);
		let other = Cmp::settle(RuntimeOrigin::root(), running, Answer::Choice(1));
		assert_noop!(other, Error::<Test>::DoesNotAnswer);
		run_to(System::block_number() + RETENTION);
		let late = Cmp::settle(RuntimeOrigin::root(), running, YES);
		assert_noop!(late, Error::<Test>::NoReceipt);
	});
}

#[test]
fn a_panel_can_tell_what_came_of_another() {
	ExtBuilder::default().run(|| {
		let (judged, _) = decide(yes);
		let call = RuntimeCall::Cmp(Call::settle {
			proposal: judged,
			truth: YES,
		});
		let call = Preimage::bound(call).unwrap();
		assert_ok!(open_as(2, Kind::Binary, Departments::default(), Some(call)));
		run_to(System::block_number() + PACE.draw_delay);
		hold_round(judged + 1, yes);
		next_block();
		assert!(Cmp::settlement(judged).is_some_and(|settled| settled.truth == YES));
	});
}

#[test]
fn who_was_right_weighs_more_on_the_next_panel() {
	ExtBuilder::default().run(|| {
		for _ in 0..4 {
			let (proposal, _) = decide(yes);
			assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, YES));
		}
		let (proposal, _) = decide(yes);
		let receipt = receipt(proposal);
		let tally = &receipt.rounds[0].tally;
		let heaviest = tally.grounds.iter().map(|grounds| grounds.odds).max();
		let newcomer = Skill::default().weight(Weighed::Binary(true));
		assert!(heaviest > Some(Fixed::from_real(newcomer)));
		// Frozen at the draw: what this decision taught came later.
		let voter = receipt.seats[0].agent;
		assert_ne!(Cmp::track(voter).skill(Class::Routine), receipt.shown[0].skill);
		assert!(tally
			.findings
			.iter()
			.all(|finding| !matches!(finding.bias, Bias::Copying { .. })));
	});
}

#[test]
fn agents_that_always_err_together_become_one_voice() {
	ExtBuilder::default().agents(2).run(|| {
		Schedule::set(Timing {
			panel_size: 16,
			..PACE
		});
		let cabal = |seats: &[Seat], position: usize| seats[position].agent < 6;
		for turn in 0..16u64 {
			let proposal = open_and_draw();
			let seats = seats(proposal);
			// The others are right; the cabal says the other thing.
			let truth = turn.is_multiple_of(2);
			hold_round(proposal, |position| {
				Answer::Binary(truth != cabal(&seats, position))
			});
			while Cmp::proposal(proposal).is_some() {
				hold_round(proposal, |position| {
					Answer::Binary(truth != cabal(&seats, position))
				});
			}
			assert_ok!(Cmp::settle(
				RuntimeOrigin::root(),
				proposal,
				Answer::Binary(truth)
			));
		}
		let proposal = open_and_draw();
		let seats = seats(proposal);
		hold_round(proposal, |position| Answer::Binary(!cabal(&seats, position)));
		let round = match Cmp::receipt(proposal) {
			Some(receipt) => receipt.rounds[0].clone(),
			None => Cmp::rounds(proposal)[0].clone(),
		};
		let copying = round
			.tally
			.findings
			.iter()
			.any(|finding| matches!(finding.bias, Bias::Copying { .. }));
		assert!(copying);
		for (seat, grounds) in seats.iter().zip(&round.tally.grounds) {
			// Those who were right together are not taken for copiers.
			assert_eq!(grounds.reasons.contains(Reasons::COPYING), seat.agent < 6);
		}
	});
}

#[test]
fn who_agree_while_nobody_tells_the_truth_make_no_pair() {
	ExtBuilder::default().agents(2).run(|| {
		Schedule::set(Timing {
			panel_size: 16,
			..PACE
		});
		for _ in 0..12 {
			decide(yes);
		}
		let (proposal, seats) = decide(|position| Answer::Binary(position > 0));
		let receipt = receipt(proposal);
		assert!(receipt.pairs.is_empty());
		assert_eq!(seats.len(), 16);
		assert_eq!(receipt.outcome, Outcome::Decided(YES), "one seat holds nobody up");
	});
}

#[test]
fn a_class_that_went_wrong_needs_more_support() {
	ExtBuilder::default().run(|| {
		for _ in 0..4 {
			let (proposal, _) = decide(yes);
			// Those who were wrong weigh less: one round may be too little.
			while Proposals::<Test>::contains_key(proposal) {
				hold_round(proposal, yes);
			}
			assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, NO));
		}
		let (proposal, _) = decide(yes);
		while Proposals::<Test>::contains_key(proposal) {
			hold_round(proposal, yes);
		}
		assert!(Cmp::decision(proposal).unwrap().threshold > Perbill::from_percent(60));
		// Other classes are not touched.
		assert_eq!(Pasts::<Test>::get(Class::Grave), Past::default());
	});
}

#[test]
fn nothing_is_kept_of_who_has_left() {
	ExtBuilder::default().run(|| {
		let (proposal, seats) = decide(yes);
		let gone = seats[0].agent;
		assert!(Tracks::<Test>::contains_key(gone));
		Table::retire(gone);
		assert!(!Tracks::<Test>::contains_key(gone));
		assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, YES));
		assert!(!Tracks::<Test>::contains_key(gone));
		<Cmp as OnRetired>::on_retired(gone);
	});
}
