//! A brain has answered.

use crate::{
	fleet::{Ballot, Effects},
	retry::Retry,
	BallotKey, BallotRecord, Effect, Event, Fleet, JournalRecord, Judgement, Refusal,
};
use althing_cmp_rules::{commitment, Ballot as Vote, Reveal};
use althing_primitives::blake2;

/// Writes the ballot down. It is sealed once it is on disk.
pub fn on_judged(fleet: &mut Fleet, key: BallotKey, judgement: Judgement, fx: &mut Effects) {
	if !fleet.judging.answered(&key) {
		return fx.push(Effect::Report(Event::Refused(Refusal::Unasked { key })));
	}
	match ballot(fleet, key, judgement) {
		Ok((record, recovered)) => {
			if recovered {
				fx.push(Effect::Report(Event::SealRecovered { key }));
			}
			keep(fleet, record, fx);
		}
		Err(event) => fx.push(Effect::Report(event)),
	}
	fleet.ask_brains(fx);
}

/// The agent stays silent in this round.
pub fn on_judge_failed(fleet: &mut Fleet, key: BallotKey, reason: String, fx: &mut Effects) {
	let event = if fleet.judging.answered(&key) {
		Event::JudgeFailed { key, reason }
	} else {
		Event::Refused(Refusal::Unasked { key })
	};
	fx.push(Effect::Report(event));
	fleet.ask_brains(fx);
}

/// The record of what was judged, and whether it is the one whose record was lost.
fn ballot(fleet: &Fleet, key: BallotKey, judgement: Judgement) -> Result<(BallotRecord, bool), Event> {
	let proposal = fleet.proposals.get(&key.proposal);
	let Some((view, seat)) = proposal
		.and_then(|p| p.seat(&key))
		.filter(|_| !fleet.ballots.contains_key(&key))
	else {
		return Err(Event::TooLate { key });
	};
	let Judgement {
		answer,
		confidence,
		mut rationale,
	} = judgement;
	if !view.question.kind.accepts(&answer) {
		return Err(Event::JudgeFailed {
			key,
			reason: "the answer is not one that the question allows".into(),
		});
	}
	rationale.truncate(rationale.floor_char_boundary(fleet.config.max_rationale));
	let evidence = view.question.evidence;
	let vote = Vote {
		answer,
		confidence,
		rationale: blake2(rationale.as_bytes()),
	};
	let salt = fleet.config.seed.salt(&fleet.config.genesis, &evidence, &key);
	let account = seat.seat.account;
	let commitment = commitment(&key.binding(&fleet.config.genesis, &account), &vote, &salt);
	if seat.commitment.is_some_and(|sealed| sealed != commitment) {
		return Err(Event::SealLost { key });
	}
	let reveal = Reveal { ballot: vote, salt };
	Ok((
		BallotRecord {
			key,
			account,
			evidence,
			reveal,
			commitment,
			rationale,
		},
		seat.commitment.is_some(),
	))
}

fn keep(fleet: &mut Fleet, record: BallotRecord, fx: &mut Effects) {
	let mut writing = Retry::default();
	writing.start(fleet.now(), fleet.config.patience);
	fx.push(Effect::Journal(JournalRecord::Ballot(record.clone())));
	fleet.ballots.insert(
		record.key,
		Ballot {
			record,
			durable: false,
			writing,
		},
	);
}
