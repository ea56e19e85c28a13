//! What survives a crash.

use crate::rig::*;
use althing_core::*;

#[test]
fn after_a_crash_the_very_same_ballot_is_sealed_and_nobody_is_asked_again() {
	let mut rig = Rig::new();
	let record = rig.judged();
	let (mut rig, effects) = rig.restarted(&[JournalRecord::Ballot(record.clone())]);
	assert_eq!(effects, []);
	let effects = rig.see(102, vec![proposal(sealing(140))]);
	assert_eq!(calls(&effects), [seal(&record)]);
	assert_eq!(asked(&rig.bring_case()), [key(0, 2)]);
}

#[test]
fn after_a_crash_between_seal_and_reveal_the_seal_is_opened() {
	let mut rig = Rig::new();
	let record = rig.sealed();
	let (mut rig, _) = rig.restarted(&[JournalRecord::Ballot(record.clone())]);
	let mut view = proposal(revealing(150));
	view.seats[0].commitment = Some(record.commitment);
	assert_eq!(calls(&rig.see(120, vec![view])), [reveal(&record)]);
}

#[test]
fn a_record_survives_json_and_prints_no_secret() {
	let record = JournalRecord::Ballot(Rig::new().judged());
	let text = serde_json::to_string(&record).unwrap();
	assert_eq!(serde_json::from_str::<JournalRecord>(&text).unwrap(), record);
	let JournalRecord::Ballot(ballot) = &record else {
		unreachable!()
	};
	let printed = format!("{record:?}");
	assert!(!printed.contains("salt") && !printed.contains("Binary") && !printed.contains("taste"));
	assert!(!printed.contains(&format!("{:?}", ballot.reveal.salt)));
}

#[test]
fn records_that_contradict_themselves_or_each_other_are_refused() {
	let rig = Rig::new();
	let (yes, no) = (Rig::new().judged(), {
		let mut other = Rig::new();
		other.see(101, vec![proposal(sealing(140))]);
		other.bring_case();
		match other.judge(key(0, 1), false).remove(0) {
			Effect::Journal(JournalRecord::Ballot(record)) => record,
			other => panic!("{other:?}"),
		}
	});
	let mut corrupt = yes.clone();
	corrupt.key.agent = 2;
	let journal = [yes.clone(), no, corrupt, yes.clone()].map(JournalRecord::Ballot);
	let (mut rig, effects) = rig.restarted(&journal);
	let conflicting = Event::Refused(Refusal::ConflictingRecord { key: key(0, 1) });
	let corrupt = Event::Refused(Refusal::CorruptRecord {
		key: JournalKey::Ballot(key(0, 2)),
	});
	assert_eq!(events(&effects), [conflicting, corrupt]);
	assert_eq!(calls(&rig.see(102, vec![proposal(sealing(140))])), [seal(&yes)]);
}

#[test]
fn a_journal_of_another_chain_answers_nothing() {
	let mut rig = Rig::new();
	let record = rig.judged();
	let (mut rig, _) = rig.restarted(&[JournalRecord::Ballot(record)]);
	let mut other = proposal(sealing(140));
	other.question.evidence = [0xCC; 32];
	let effects = rig.see(102, vec![other]);
	assert!(events(&effects).contains(&Event::Refused(Refusal::StaleRecord { key: key(0, 1) })));
	assert!(effects.contains(&forget(5)));
	assert_eq!(calls(&effects), []);
	assert!(effects.iter().any(|e| matches!(e, Effect::FetchCase { .. })));
}

#[test]
fn what_ended_while_the_process_was_down_is_closed() {
	let mut rig = Rig::new();
	let record = rig.sealed();
	let (mut rig, _) = rig.restarted(&[JournalRecord::Ballot(record)]);
	assert_eq!(rig.fleet.tracked().collect::<Vec<_>>(), [5]);
	let outcome = althing_cmp_rules::Outcome::Expired;
	let ended = EndedView {
		proposal: 5,
		outcome,
		receipt: Some([1; 32]),
		anchored: false,
	};
	let effects = rig.see_ended(500, ended);
	let calls = [Effect::Report(Event::Ended { proposal: 5, outcome }), forget(5)];
	assert_eq!(effects[..2], calls);
	assert_eq!(rig.fleet.counts().ballots, 0);
}
