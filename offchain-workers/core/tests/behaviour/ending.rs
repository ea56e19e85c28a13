//! Receipts and anchors.

use crate::rig::*;
use althing_cmp_rules::{
	conclude, outcome, Cast, Constants, Hearing, Outcome, Past, Receipt, Round, Shown, RECEIPT_VERSION,
};
use althing_core::*;

/// Agents 77 and 2 have answered yes, in one round of a panel of three.
fn receipt(own_position: usize) -> Receipt {
	let mut seats: Vec<_> = [70, 71, 77].map(|id| seat(id).seat).into();
	seats[own_position] = seat(2).seat;
	let (question, constants) = (
		question(),
		Constants {
			rounds: 1,
			..Constants::default()
		},
	);
	let casts: Vec<Cast> = Vec::new();
	let tally = conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts);
	let rounds = vec![Round {
		casts: casts.try_into().unwrap(),
		tally,
	}];
	Receipt {
		version: RECEIPT_VERSION,
		genesis: GENESIS,
		proposal: 5,
		question,
		proposer: [9; 32],
		constants,
		past: Past::default(),
		opened_at: 90,
		drawn_at: 92,
		entropy: [4; 32],
		shown: vec![Shown::default(); seats.len()].try_into().unwrap(),
		pairs: Vec::new().try_into().unwrap(),
		testimony: None,
		seats: seats.try_into().unwrap(),
		outcome: outcome(&constants, &rounds).unwrap(),
		rounds: rounds.try_into().unwrap(),
		decided_at: 150,
	}
}

/// With a ballot of agent 2, revealed, so that there is something to decide.
fn decided(own_position: usize) -> Receipt {
	let mut rig = Rig::new();
	rig.see(101, vec![proposal(sealing(140))]);
	rig.bring_case();
	let Effect::Journal(JournalRecord::Ballot(record)) = rig.judge(key(0, 2), true).remove(0) else {
		panic!()
	};
	let mut receipt = receipt(own_position);
	let cast = Cast {
		seat: own_position as u8,
		commitment: record.commitment,
		reveal: Some(record.reveal),
	};
	let casts = vec![cast];
	let tally = conclude(&receipt.hearing(), &[], &casts);
	receipt.rounds = vec![Round {
		casts: casts.try_into().unwrap(),
		tally,
	}]
	.try_into()
	.unwrap();
	receipt.outcome = outcome(&receipt.constants, &receipt.rounds).unwrap();
	assert_eq!(receipt.outcome, Outcome::Escalated);
	receipt.check().unwrap();
	receipt
}

fn ended(receipt: &Receipt) -> EndedView {
	EndedView {
		proposal: 5,
		outcome: receipt.outcome,
		receipt: Some(receipt.hash()),
		anchored: false,
	}
}

fn bring(rig: &mut Rig, receipt: &Receipt) -> Vec<Effect> {
	rig.feed(Input::ReceiptFetched {
		proposal: 5,
		receipt: Some(Box::new(receipt.clone())),
	})
}

fn rig_at_the_end(receipt: &Receipt) -> Rig {
	let mut rig = Rig::new();
	rig.sealed();
	let effects = rig.see_ended(150, ended(receipt));
	let fetch = Effect::FetchReceipt {
		proposal: 5,
		hash: receipt.hash(),
	};
	assert_eq!(
		effects,
		[
			Effect::Report(Event::Ended {
				proposal: 5,
				outcome: receipt.outcome
			}),
			fetch
		]
	);
	rig
}

#[test]
fn a_receipt_that_holds_is_anchored_and_all_is_forgotten() {
	let receipt = decided(0);
	let mut rig = rig_at_the_end(&receipt);
	let effects = bring(&mut rig, &receipt);
	assert_eq!(
		events(&effects),
		[Event::ReceiptVerified {
			proposal: 5,
			receipt: receipt.hash()
		}]
	);
	let leaves = vec![
		receipt.hash(),
		receipt.rounds[0].casts[0].reveal.unwrap().ballot.rationale,
	];
	assert_eq!(
		calls(&effects),
		[Call::Anchor {
			proposal: 5,
			agent: 2,
			receipt: receipt.hash(),
			leaves
		}]
	);
	assert_eq!(submissions(&effects)[0].signer, account(2));
	assert_eq!(bring(&mut rig, &receipt), []);
	let effects = rig.see_ended(
		153,
		EndedView {
			anchored: true,
			..ended(&receipt)
		},
	);
	assert_eq!(
		effects,
		[Effect::Report(Event::Anchored { proposal: 5 }), forget(5)]
	);
	assert_eq!(
		rig.fleet.counts(),
		Counts {
			agents: 3,
			transactions: 0,
			..Counts::default()
		}
	);
}

#[test]
fn each_further_seat_waits_its_turn() {
	let receipt = decided(2);
	let mut rig = rig_at_the_end(&receipt);
	assert_eq!(calls(&bring(&mut rig, &receipt)), []);
	assert_eq!(calls(&rig.see_ended(165, ended(&receipt))), []);
	assert_eq!(calls(&rig.see_ended(166, ended(&receipt))).len(), 1);
}

#[test]
fn a_receipt_that_does_not_hold_is_not_anchored() {
	let receipt = decided(0);
	let other = Receipt {
		decided_at: 151,
		..receipt.clone()
	};
	let mut wrong = receipt.clone();
	wrong.seats[0].owner = [0xDD; 32];
	wrong.rounds[0].tally.support = polkadot_sdk::sp_arithmetic::Perbill::one();
	wrong.rounds[0].tally.threshold = polkadot_sdk::sp_arithmetic::Perbill::zero();
	for (named, brought) in [(&receipt, &other), (&wrong, &wrong)] {
		let mut rig = rig_at_the_end(named);
		let effects = bring(&mut rig, brought);
		assert!(
			matches!(events(&effects)[..], [Event::ReceiptRefused { .. }]),
			"{effects:?}"
		);
		assert_eq!(calls(&effects), []);
		// It is read again, and given up after so many times.
		let mut number = 150;
		let last = loop {
			number += 4;
			let effects = rig.see_ended(number, ended(named));
			if !matches!(effects[..], [Effect::FetchReceipt { .. }]) {
				break effects;
			}
			bring(&mut rig, brought);
		};
		assert_eq!(
			last,
			[Effect::Report(Event::ReceiptMissing { proposal: 5 }), forget(5)]
		);
	}
}

#[test]
fn an_anchor_that_the_chain_never_takes_is_given_up() {
	let receipt = decided(0);
	let mut rig = rig_at_the_end(&receipt);
	bring(&mut rig, &receipt);
	let mut sent = 1;
	for number in 151..400 {
		let effects = rig.see_ended(number, ended(&receipt));
		sent += calls(&effects)
			.iter()
			.filter(|c| matches!(c, Call::Anchor { .. }))
			.count();
		if effects.contains(&forget(5)) {
			assert_eq!(
				events(&effects)[..1],
				[Event::GaveUp {
					key: TxKey::Anchor(5)
				}]
			);
			assert_eq!(sent, 8);
			return;
		}
	}
	panic!("never given up");
}

#[test]
fn proposals_of_strangers_end_without_ado() {
	let mut rig = Rig::new();
	let mut view = proposal(sealing(140));
	view.seats = vec![seat(70), seat(77)];
	rig.see(101, vec![view]);
	let receipt = receipt(0);
	let effects = rig.see_ended(150, ended(&receipt));
	assert_eq!(
		effects,
		[Effect::Report(Event::Ended {
			proposal: 5,
			outcome: receipt.outcome
		})]
	);
	assert_eq!(rig.fleet.counts().proposals, 0);
}
