//! What the journal holds.

use crate::{
	cases,
	fleet::{Ballot, Effects},
	retry::Retry,
	BallotRecord, Effect, Event, Fleet, Forget, JournalRecord, OpeningRecord, Refusal,
};
use althing_primitives::blake2;

/// Takes in what was written before the last stop. All of it is durable, and all of it may have been sent.
pub fn on_restored(fleet: &mut Fleet, records: Vec<JournalRecord>, fx: &mut Effects) {
	for record in records {
		match record {
			JournalRecord::Ballot(record) => restore_ballot(fleet, record, fx),
			JournalRecord::Opening(record) => restore_opening(fleet, record, fx),
			JournalRecord::Opened { case, proposal } => {
				let forgotten = fleet.cases.remember(case, proposal, fleet.config.max_opened);
				fx.extend(forgotten.map(|case| Effect::Forget(Forget::Case(case))));
			}
		}
	}
}

fn restore_ballot(fleet: &mut Fleet, mut record: BallotRecord, fx: &mut Effects) {
	let key = record.key;
	let refusal = match fleet.ballots.get(&key) {
		_ if !record.is_sound(&fleet.config.genesis) => Some(Refusal::CorruptRecord {
			key: JournalRecord::Ballot(record.clone()).key(),
		}),
		Some(known) if known.record.commitment != record.commitment => {
			Some(Refusal::ConflictingRecord { key })
		}
		_ => None,
	};
	if let Some(refusal) = refusal {
		return fx.push(Effect::Report(Event::Refused(refusal)));
	}
	record.rationale = String::new();
	fleet.ballots.insert(
		key,
		Ballot {
			record,
			durable: true,
			writing: Retry::default(),
		},
	);
	fleet.proposals.entry(key.proposal).or_default();
}

fn restore_opening(fleet: &mut Fleet, record: OpeningRecord, fx: &mut Effects) {
	if record.case == cases::key(&record.question) && record.question.evidence == blake2(&record.body) {
		return fleet.cases.restore(record);
	}
	let key = JournalRecord::Opening(record).key();
	fx.push(Effect::Report(Event::Refused(Refusal::CorruptRecord { key })));
}
