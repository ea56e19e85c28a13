//! Opening cases.

use crate::rig::*;
use althing_cmp_rules::{Kind, Question};
use althing_core::*;
use althing_primitives::{blake2, Hash};

fn case() -> Case {
	Case {
		question: question(),
		body: BODY.into(),
	}
}

fn name() -> Hash {
	case().key()
}

fn submit(rig: &mut Rig) -> Vec<Effect> {
	rig.feed(Input::CaseSubmitted(case()))
}

fn written(rig: &mut Rig, attempt: u32) -> Vec<Effect> {
	rig.feed(Input::Journaled(JournalKey::Opening {
		case: name(),
		attempt,
	}))
}

fn record(attempt: u32, from: BlockNumber) -> JournalRecord {
	let (question, body) = (question(), BODY.to_vec());
	JournalRecord::Opening(OpeningRecord {
		case: name(),
		attempt,
		from,
		until: from + 32,
		question,
		body,
	})
}

fn find(attempt: u32, from: BlockNumber) -> Effect {
	let evidence = blake2(BODY);
	Effect::FindCase {
		case: name(),
		attempt,
		proposer: PROPOSER,
		evidence,
		from,
		until: from + 32,
	}
}

fn found(rig: &mut Rig, attempt: u32, proposal: Option<u64>) -> Vec<Effect> {
	rig.feed(Input::CaseFound {
		case: name(),
		attempt,
		proposal,
	})
}

fn opened() -> [Effect; 3] {
	let (case, proposal) = (name(), 5);
	let record = Effect::Journal(JournalRecord::Opened { case, proposal });
	[
		record,
		Effect::Forget(Forget::Attempts(case)),
		Effect::Report(Event::CaseOpened { case, proposal }),
	]
}

/// A rig that has sent its case at block 100.
fn sent() -> Rig {
	let mut rig = Rig::new();
	rig.see(100, Vec::new());
	assert_eq!(submit(&mut rig), [Effect::Journal(record(1, 100))]);
	let effects = written(&mut rig, 1);
	let submission = submissions(&effects)[0];
	assert_eq!(
		(submission.signer, submission.attempt, submission.until),
		(PROPOSER, 1, 132)
	);
	assert_eq!(
		submission.call,
		Call::Open {
			case: name(),
			question: question(),
			body: BODY.into()
		}
	);
	assert_eq!(written(&mut rig, 1), []);
	rig
}

#[test]
fn a_case_waits_for_the_first_view() {
	let mut rig = Rig::new();
	assert_eq!(submit(&mut rig), []);
	assert_eq!(rig.see(100, Vec::new()), [Effect::Journal(record(1, 100))]);
}

#[test]
fn a_case_that_shows_among_the_proposals_is_opened() {
	let mut rig = sent();
	let view = ProposalView {
		proposer: PROPOSER,
		seats: Vec::new(),
		..proposal(Phase::Drawing)
	};
	let effects = rig.see(103, vec![view]);
	assert_eq!(effects[1..], opened());
	let again = submit(&mut rig);
	assert_eq!(
		again,
		[Effect::Report(Event::CaseOpened {
			case: name(),
			proposal: 5
		})]
	);
}

#[test]
fn the_same_question_by_somebody_else_is_another_proposal() {
	let mut rig = sent();
	let effects = rig.see(
		103,
		vec![ProposalView {
			seats: Vec::new(),
			..proposal(Phase::Drawing)
		}],
	);
	assert_eq!(events(&effects), [Event::ProposalOpened { proposal: 5 }]);
}

#[test]
fn it_is_sent_again_only_when_the_chain_cannot_have_it() {
	let mut rig = sent();
	rig.feed(Input::TxOutcome {
		key: TxKey::Open(name()),
		attempt: 1,
		outcome: TxOutcome::Dropped,
	});
	for number in 101..132 {
		assert_eq!(rig.see(number, Vec::new()), []);
	}
	assert_eq!(rig.see(132, Vec::new()), [find(1, 100)]);
	assert_eq!(found(&mut rig, 1, None), [Effect::Journal(record(2, 132))]);
	assert_eq!(found(&mut rig, 1, None), []);
	assert_eq!(calls(&written(&mut rig, 2)).len(), 1);
}

#[test]
fn one_that_was_opened_and_ended_unseen_is_found() {
	let mut rig = sent();
	assert_eq!(rig.see(400, Vec::new()), [find(1, 100)]);
	assert_eq!(found(&mut rig, 1, Some(5)), opened());
}

#[test]
fn after_a_crash_it_is_looked_for_before_it_is_sent() {
	let (mut rig, _) = sent().restarted(&[record(1, 100)]);
	assert_eq!(rig.see(110, Vec::new()), []);
	assert_eq!(
		events(&submit(&mut rig)),
		[Event::CaseRefused {
			case: name(),
			why: CaseRefusal::InProgress
		}]
	);
	assert_eq!(rig.see(140, Vec::new()), [find(1, 100)]);
	// The shell could not look: it is asked again.
	assert_eq!(rig.see(146, Vec::new()), [find(1, 100)]);
	assert_eq!(found(&mut rig, 1, None), [Effect::Journal(record(2, 146))]);
}

#[test]
fn after_a_crash_an_opened_case_is_remembered() {
	let journal = [
		record(1, 100),
		record(2, 132),
		JournalRecord::Opened {
			case: name(),
			proposal: 5,
		},
	];
	for journal in [journal.clone(), {
		let [a, b, c] = journal;
		[c, b, a]
	}] {
		let (mut rig, _) = Rig::new().restarted(&journal);
		rig.see(200, Vec::new());
		assert_eq!(
			events(&submit(&mut rig)),
			[Event::CaseOpened {
				case: name(),
				proposal: 5
			}]
		);
		assert_eq!(rig.fleet.counts().openings, 0);
	}
}

#[test]
fn what_the_chain_refuses_is_not_tried_again() {
	let mut rig = sent();
	let outcome = TxOutcome::Invalid {
		reason: "cannot pay".into(),
	};
	let effects = rig.feed(Input::TxOutcome {
		key: TxKey::Open(name()),
		attempt: 1,
		outcome: outcome.clone(),
	});
	assert_eq!(
		events(&effects),
		[Event::TxFailed {
			key: TxKey::Open(name()),
			attempt: 1,
			outcome
		}]
	);
	assert_eq!(rig.see(132, Vec::new()), [find(1, 100)]);
	let failed = Event::CaseFailed {
		case: name(),
		reason: "cannot pay".into(),
	};
	assert_eq!(
		found(&mut rig, 1, None),
		[Effect::Forget(Forget::Case(name())), Effect::Report(failed)]
	);
	// Asked for once more, it is a new attempt.
	assert_eq!(submit(&mut rig), [Effect::Journal(record(1, 132))]);
}

#[test]
fn attempts_are_bounded() {
	let mut rig = sent();
	for attempt in 1..=rig.config.attempts {
		rig.see(100 + 32 * attempt, Vec::new());
		let effects = found(&mut rig, attempt, None);
		let over = attempt == rig.config.attempts;
		assert_eq!(
			matches!(events(&effects)[..], [Event::CaseFailed { .. }]),
			over,
			"{attempt}"
		);
		written(&mut rig, attempt + 1);
	}
}

#[test]
fn cases_that_cannot_be_put_are_refused_with_the_reason() {
	let with = |change: fn(&mut Case)| {
		let mut rig = Rig::new();
		let mut case = case();
		change(&mut case);
		match events(&rig.feed(Input::CaseSubmitted(case)))[..] {
			[Event::CaseRefused { why, .. }] => why,
			ref other => panic!("{other:?}"),
		}
	};
	assert_eq!(with(|c| c.body = b""[..].into()), CaseRefusal::EmptyBody);
	assert_eq!(
		with(|c| c.body = vec![1; 128 * 1024 + 1].into()),
		CaseRefusal::BodyTooLong
	);
	assert_eq!(with(|c| c.body = b"other"[..].into()), CaseRefusal::WrongEvidence);
	assert_eq!(
		with(|c| c.question.kind = Kind::Choice { options: 1 }),
		CaseRefusal::InvalidQuestion
	);
	let mut rig = Rig::new();
	rig.config.proposer = None;
	rig.fleet = Fleet::new(rig.config.clone());
	assert!(matches!(
		events(&submit(&mut rig))[..],
		[Event::CaseRefused {
			why: CaseRefusal::NoProposer,
			..
		}]
	));
}

#[test]
fn opened_cases_are_remembered_up_to_a_bound() {
	let mut rig = Rig::new();
	rig.config.max_opened = 2;
	rig.fleet = Fleet::new(rig.config.clone());
	let opened = |id: u8| JournalRecord::Opened {
		case: [id; 32],
		proposal: id.into(),
	};
	let effects = rig.feed(Input::Restored(vec![opened(1), opened(2), opened(3), opened(2)]));
	assert_eq!(effects, [Effect::Forget(Forget::Case([1; 32]))]);
}

#[test]
fn a_forged_opening_in_the_journal_is_refused() {
	let JournalRecord::Opening(mut forged) = record(1, 100) else {
		unreachable!()
	};
	forged.question = Question {
		evidence: [0; 32],
		..question()
	};
	let (rig, effects) = Rig::new().restarted(&[JournalRecord::Opening(forged)]);
	assert!(matches!(
		events(&effects)[..],
		[Event::Refused(Refusal::CorruptRecord { .. })]
	));
	assert_eq!(rig.fleet.counts().openings, 0);
}
