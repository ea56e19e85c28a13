//! Judging, sealing, revealing.

use crate::rig::*;
use althing_cmp_rules::{Answer, Ballot};
use althing_core::*;
use althing_primitives::blake2;
use polkadot_sdk::sp_arithmetic::Perbill;

#[test]
fn a_brain_is_asked_only_with_the_case_that_the_chain_names() {
	let mut rig = Rig::new();
	let effects = rig.see(101, vec![proposal(sealing(140))]);
	let fetch = Effect::FetchCase {
		proposal: 5,
		opened_at: 90,
		evidence: blake2(BODY),
	};
	assert!(effects.contains(&fetch));
	assert_eq!(asked(&effects), []);
	let effects = rig.feed(Input::CaseFetched {
		proposal: 5,
		body: Some(b"is it made of rock?"[..].into()),
	});
	assert_eq!(
		effects,
		[Effect::Report(Event::Refused(Refusal::WrongBody { proposal: 5 }))]
	);
	// Asked for again in the next block, and only once.
	assert!(rig.see(102, vec![proposal(sealing(140))]).contains(&fetch));
	assert!(!rig.see(103, vec![proposal(sealing(140))]).contains(&fetch));
	let effects = rig.bring_case();
	assert_eq!(asked(&effects), [key(0, 1), key(0, 2)]);
}

#[test]
fn a_brain_is_asked_once_a_round() {
	let mut rig = Rig::new();
	rig.judged();
	rig.feed(Input::JudgeFailed {
		key: key(0, 2),
		reason: "tired".into(),
	});
	for number in 102..120 {
		assert_eq!(asked(&rig.see(number, vec![proposal(sealing(140))])), []);
	}
	let refused = |effects: Vec<Effect>| events(&effects);
	let unasked = |agent| vec![Event::Refused(Refusal::Unasked { key: key(0, agent) })];
	assert_eq!(refused(rig.judge(key(0, 1), false)), unasked(1));
	assert_eq!(refused(rig.judge(key(0, 2), false)), unasked(2));
	assert_eq!(refused(rig.judge(key(0, 77), false)), unasked(77));
}

#[test]
fn nothing_is_sealed_before_its_record_is_on_disk() {
	let mut rig = Rig::new();
	let record = rig.judged();
	assert!(record.is_sound(&GENESIS));
	assert_eq!(record.rationale, "taste");
	assert_eq!(record.reveal.ballot.rationale, blake2(b"taste"));
	let unconfirmed = rig.see(102, vec![proposal(sealing(140))]);
	assert_eq!(submissions(&unconfirmed), Vec::<&Submission>::new());
	// Without a confirmation the very same record is given again.
	let again = rig.see(110, vec![proposal(sealing(140))]);
	assert!(again.contains(&Effect::Journal(JournalRecord::Ballot(record.clone()))));
	let effects = rig.feed(Input::Journaled(JournalKey::Ballot(record.key)));
	assert_eq!(calls(&effects), [seal(&record)]);
	assert_eq!(rig.feed(Input::Journaled(JournalKey::Ballot(record.key))), []);
}

#[test]
fn a_seal_is_sent_again_and_always_the_same() {
	let mut rig = Rig::new();
	let record = rig.sealed();
	let dropped = Input::TxOutcome {
		key: TxKey::Seal(record.key),
		attempt: 1,
		outcome: TxOutcome::Dropped,
	};
	assert_eq!(calls(&rig.feed(dropped.clone())), []);
	let effects = rig.see(102, vec![proposal(sealing(140))]);
	assert_eq!(calls(&effects), [seal(&record)]);
	let sent = submissions(&effects)[0];
	assert_eq!(
		(sent.attempt, sent.signer, sent.since.number, sent.until),
		(2, account(1), 102, 134)
	);
	// The first attempt's fate is of no interest any more.
	assert_eq!(rig.feed(dropped), []);
	assert_eq!(calls(&rig.see(103, vec![proposal(sealing(140))])), []);
	// No word at all: after the patience.
	assert_eq!(
		calls(&rig.see(108, vec![proposal(sealing(140))])),
		[seal(&record)]
	);
	// The chain has it.
	let mut done = proposal(sealing(140));
	done.seats[0].commitment = Some(record.commitment);
	assert_eq!(calls(&rig.see(130, vec![done])), []);
	assert_eq!(rig.fleet.counts().transactions, 0);
}

#[test]
fn nothing_is_sent_that_could_only_be_late() {
	for (deadline, sent) in [(102, false), (103, false), (104, true)] {
		let mut rig = Rig::new();
		let record = rig.judged();
		rig.feed(Input::Journaled(JournalKey::Ballot(record.key)));
		let mut at_the_end = Rig::new().restarted(&[JournalRecord::Ballot(record.clone())]).0;
		let effects = at_the_end.see(102, vec![proposal(sealing(deadline))]);
		assert_eq!(calls(&effects) == [seal(&record)], sent, "deadline {deadline}");
	}
}

#[test]
fn what_was_sealed_is_revealed_once_the_chain_asks() {
	let mut rig = Rig::new();
	let record = rig.sealed();
	let mut view = proposal(sealing(140));
	view.seats[0].commitment = Some(record.commitment);
	assert_eq!(calls(&rig.see(102, vec![view.clone()])), []);
	view.phase = revealing(150);
	assert_eq!(calls(&rig.see(103, vec![view.clone()])), [reveal(&record)]);
	view.seats[0].revealed = true;
	assert_eq!(calls(&rig.see(130, vec![view])), []);
}

#[test]
fn a_ballot_that_never_reached_the_chain_is_not_revealed() {
	let mut rig = Rig::new();
	rig.sealed();
	assert_eq!(calls(&rig.see(103, vec![proposal(revealing(150))])), []);
}

#[test]
fn a_seal_whose_record_is_lost_is_opened_when_the_brain_says_the_same_again() {
	let record = Rig::new().judged();
	let mut view = proposal(revealing(150));
	view.seats[0].commitment = Some(record.commitment);
	for same in [true, false] {
		let mut rig = Rig::new();
		let effects = rig.see(103, vec![view.clone()]);
		assert!(events(&effects).contains(&Event::ForeignSeal { key: key(0, 1) }));
		assert_eq!(asked(&rig.bring_case()), [key(0, 1)]);
		let effects = rig.judge(key(0, 1), same);
		if same {
			let journal = Effect::Journal(JournalRecord::Ballot(record.clone()));
			assert_eq!(
				effects,
				[Effect::Report(Event::SealRecovered { key: key(0, 1) }), journal]
			);
			let effects = rig.feed(Input::Journaled(JournalKey::Ballot(record.key)));
			assert_eq!(calls(&effects), [reveal(&record)]);
		} else {
			assert_eq!(effects, [Effect::Report(Event::SealLost { key: key(0, 1) })]);
			assert_eq!(rig.see(104, vec![view.clone()]), []);
		}
	}
}

#[test]
fn a_seal_that_the_journal_contradicts_is_reported_once() {
	let mut rig = Rig::new();
	rig.sealed();
	let mut view = proposal(sealing(140));
	view.seats[0].commitment = Some([0xBA; 32]);
	let foreign = Event::ForeignSeal { key: key(0, 1) };
	assert!(events(&rig.see(102, vec![view.clone()])).contains(&foreign));
	view.phase = revealing(150);
	let effects = rig.see(103, vec![view]);
	assert!(!events(&effects).contains(&foreign));
	assert_eq!(calls(&effects), []);
}

#[test]
fn later_rounds_see_the_round_before_without_names() {
	let mut rig = Rig::new();
	rig.judged();
	let mut view = proposal(Phase::Sealing {
		round: 1,
		deadline: 180,
	});
	let said = |yes, percent| Ballot {
		answer: Answer::Binary(yes),
		confidence: Perbill::from_percent(percent),
		rationale: [percent as u8; 32],
	};
	view.previous = vec![said(true, 90), said(false, 30), said(true, 10)];
	let effects = rig.see(145, vec![view]);
	let judge = effects
		.iter()
		.find_map(|e| {
			if let Effect::Judge(judge) = e {
				Some(judge)
			} else {
				None
			}
		})
		.unwrap();
	assert_eq!(judge.key, key(1, 1));
	let previous = judge.previous.as_ref().unwrap();
	assert_eq!(
		(
			previous.count(&Answer::Binary(true)),
			previous.count(&Answer::Binary(false))
		),
		(2, 1)
	);
	assert_eq!(
		previous.answers()[1],
		(Answer::Binary(true), Perbill::from_percent(10))
	);
}

#[test]
fn an_answer_that_comes_when_the_round_is_over_is_not_used() {
	let mut rig = Rig::new();
	rig.see(101, vec![proposal(sealing(140))]);
	rig.bring_case();
	rig.see(
		145,
		vec![proposal(Phase::Sealing {
			round: 1,
			deadline: 180,
		})],
	);
	assert_eq!(
		events(&rig.judge(key(0, 1), true)),
		[Event::Refused(Refusal::Unasked { key: key(0, 1) })]
	);
	assert_eq!(rig.fleet.counts().ballots, 0);
}

#[test]
fn an_answer_of_another_kind_is_no_ballot() {
	let mut rig = Rig::new();
	rig.see(101, vec![proposal(sealing(140))]);
	rig.bring_case();
	let judgement = Judgement {
		answer: Answer::Scalar(3),
		..judgement(true)
	};
	let effects = rig.feed(Input::Judged {
		key: key(0, 1),
		judgement,
	});
	assert!(matches!(events(&effects)[..], [Event::JudgeFailed { .. }]));
	assert_eq!(rig.fleet.counts().ballots, 0);
}

#[test]
fn a_long_rationale_is_cut_between_characters() {
	let mut rig = Rig::new();
	rig.see(101, vec![proposal(sealing(140))]);
	rig.bring_case();
	let judgement = Judgement {
		rationale: "þ".repeat(3_000) + "x",
		..judgement(true)
	};
	let effects = rig.feed(Input::Judged {
		key: key(0, 1),
		judgement,
	});
	let [Effect::Journal(JournalRecord::Ballot(record))] = &effects[..] else {
		panic!("{effects:?}")
	};
	assert_eq!(record.rationale.len(), 4_096);
	assert_eq!(
		record.reveal.ballot.rationale,
		blake2(record.rationale.as_bytes())
	);
}

#[test]
fn so_many_questions_at_once_the_most_urgent_first() {
	let mut rig = Rig::new();
	rig.config.judging = 1;
	rig.fleet = Fleet::new(rig.config.clone());
	let mut urgent = proposal(sealing(120));
	urgent.id = 6;
	rig.see(101, vec![proposal(sealing(140)), urgent.clone()]);
	let first = rig.bring_case();
	assert_eq!(asked(&first), [key(0, 1)]);
	assert_eq!(
		asked(&rig.feed(Input::CaseFetched {
			proposal: 6,
			body: Some(BODY.into())
		})),
		[]
	);
	assert_eq!(rig.fleet.counts().waiting, 3);
	let next = rig.feed(Input::JudgeFailed {
		key: key(0, 1),
		reason: String::new(),
	});
	assert_eq!(
		asked(&next),
		[BallotKey {
			proposal: 6,
			round: 0,
			agent: 1
		}]
	);
}

#[test]
fn seats_of_strangers_are_none_of_our_business() {
	let mut rig = Rig::new();
	let mut view = proposal(sealing(140));
	// Registration 1 with another account is somebody else's.
	view.seats[0].seat.account = [0xAB; 32];
	view.seats.remove(1);
	let effects = rig.see(101, vec![view]);
	assert!(effects.iter().all(|e| matches!(e, Effect::Report(_))));
}
