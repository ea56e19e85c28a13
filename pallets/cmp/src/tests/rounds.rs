//! From round to round.

use crate::{mock::*, *};
use althing_cmp_rules::Verdict;
use polkadot_sdk::frame_support::assert_ok;

#[test]
fn a_clear_answer_decides_in_the_first_round() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		hold_round(proposal, yes);
		let receipt = receipt(proposal);
		assert_eq!(receipt.outcome, Outcome::Decided(YES));
		assert_eq!(receipt.rounds.len(), 1);
		assert_eq!(receipt.rounds[0].casts.len(), 12);
		let (decision, hash) = (Cmp::decision(proposal).unwrap(), receipt.hash());
		let tally = &receipt.rounds[0].tally;
		assert_eq!(decision.support, Perbill::one());
		assert_eq!((decision.lower, decision.upper), (tally.lower, tally.upper));
		assert_eq!(
			(decision.threshold, decision.rounds),
			(Perbill::from_percent(60), 1)
		);
		assert_eq!(decision.evidence, althing_primitives::blake2(b"a case"));
		let support = Perbill::one();
		let counted = Event::RoundConcluded {
			proposal,
			round: 0,
			support,
			verdict: Verdict::Decided(YES),
		};
		let decided = Event::Decided {
			proposal,
			answer: YES,
			receipt: hash,
		};
		assert_eq!(events()[events().len() - 2..], [counted, decided]);
	});
}

#[test]
fn no_is_an_answer_too() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		hold_round(proposal, |_| NO);
		assert_eq!(receipt(proposal).outcome, Outcome::Decided(NO));
	});
}

#[test]
fn choices_and_numbers_are_decided() {
	ExtBuilder::default().run(|| {
		assert_ok!(open_as(
			1,
			Kind::Choice { options: 16 },
			Departments::default(),
			None
		));
		assert_ok!(open_as(
			1,
			Kind::Scalar { min: -100, max: 100 },
			Departments::default(),
			None
		));
		run_to(DRAWN);
		hold_round(0, |_| Answer::Choice(15));
		assert_eq!(receipt(0).outcome, Outcome::Decided(Answer::Choice(15)));
		hold_round(1, |position| Answer::Scalar(-50 + position as i64 % 3));
		let Outcome::Decided(Answer::Scalar(value)) = receipt(1).outcome else {
			panic!("not decided")
		};
		assert!((-50..=-48).contains(&value));
	});
}

#[test]
fn a_split_panel_gets_another_round_on_the_same_seats() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let panel = Cmp::panel(proposal);
		hold_round(proposal, split);
		assert_eq!(Cmp::panel(proposal), panel);
		assert_eq!(info(proposal).phase, Phase::Sealing { round: 1, sealed: 0 });
		assert_eq!(Cmp::rounds(proposal).len(), 1);
		assert_eq!(Cmp::rounds(proposal)[0].tally.verdict, Verdict::Undecided);
		hold_round(proposal, yes);
		let receipt = receipt(proposal);
		assert_eq!(
			(receipt.outcome, receipt.rounds.len()),
			(Outcome::Decided(YES), 2)
		);
		assert_eq!(Cmp::decision(proposal).unwrap().rounds, 2);
	});
}

#[test]
fn when_the_rounds_are_used_up_people_are_asked() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		for round in 0..3 {
			assert_eq!(info(proposal).phase, Phase::Sealing { round, sealed: 0 });
			hold_round(proposal, split);
		}
		let receipt = receipt(proposal);
		assert_eq!((receipt.outcome, receipt.rounds.len()), (Outcome::Escalated, 3));
		let hash = receipt.hash();
		assert!(events().contains(&Event::Escalated {
			proposal,
			receipt: hash
		}));
		assert_eq!(held(1), 0);
	});
}

#[test]
fn the_most_rounds_with_the_largest_panel_fit_in_a_receipt() {
	ExtBuilder::default().agents(8).run(|| {
		Rules::set(Constants {
			rounds: 8,
			..Constants::default()
		});
		Schedule::set(Timing {
			panel_size: 64,
			..PACE
		});
		let proposal = open_and_draw();
		assert_eq!(seats(proposal).len(), 64);
		for _ in 0..8 {
			hold_round(proposal, split);
		}
		let receipt = receipt(proposal);
		assert_eq!((receipt.outcome, receipt.rounds.len()), (Outcome::Escalated, 8));
	});
}

#[test]
fn when_nobody_seals_rounds_pass_without_quorum_and_the_proposal_expires() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		for round in 1..3 {
			run_to(info(proposal).due);
			assert_eq!(info(proposal).phase, Phase::Sealing { round, sealed: 0 });
		}
		run_to(info(proposal).due);
		let receipt = receipt(proposal);
		assert_eq!((receipt.outcome, receipt.rounds.len()), (Outcome::Expired, 3));
		assert!(receipt
			.rounds
			.iter()
			.all(|round| round.tally.verdict == Verdict::NoQuorum));
		assert!(receipt
			.seats
			.iter()
			.all(|seat| Cmp::record(seat.agent).missed == 3));
		assert_eq!(System::block_number(), DRAWN + 3 * PACE.seal_period);
		assert_eq!(Table::slashes(), vec![], "only a promise that was broken costs");
		assert_eq!(
			events().last(),
			Some(&Event::Expired {
				proposal,
				receipt: receipt.hash()
			})
		);
	});
}

#[test]
fn when_nobody_reveals_everybody_pays_and_the_proposal_expires() {
	ExtBuilder::default().run(|| {
		Rules::set(Constants {
			rounds: 1,
			..Constants::default()
		});
		let proposal = open_and_draw();
		seal_all(proposal, yes);
		next_block();
		run_to(info(proposal).due);
		assert_eq!(receipt(proposal).outcome, Outcome::Expired);
		assert_eq!(Table::slashes().len(), 12);
	});
}

#[test]
fn a_panel_below_quorum_does_not_decide() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		seal_by(proposal, &seats[..5]);
		run_to(info(proposal).due);
		reveal_by(proposal, &seats[..5]);
		next_block();
		assert_eq!(Cmp::rounds(proposal)[0].tally.verdict, Verdict::NoQuorum);
		assert_eq!(info(proposal).phase, Phase::Sealing { round: 1, sealed: 0 });
	});
}

#[test]
fn nothing_is_recorded_for_a_registration_that_has_ended() {
	ExtBuilder::default().run(|| {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		seal_all(proposal, yes);
		next_block();
		Table::retire(seats[0].agent);
		reveal_by(proposal, &seats[1..]);
		run_to(info(proposal).due);
		assert_eq!(receipt(proposal).outcome, Outcome::Decided(YES));
		assert!(!Records::<Test>::contains_key(seats[0].agent));
		assert_eq!(Records::<Test>::iter().count(), 11);
	});
}
