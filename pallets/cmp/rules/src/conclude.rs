//! What a round says, and what follows from the rounds so far.

use crate::{
	belief::beliefs, interval::effective, tally::lead, threshold, weights, wilson, Answer, Cast, Constants,
	Fixed, Hearing, Interval, Outcome, Question, Round, Seat, Tally, Testimony, Verdict, Weights, MAX_PANEL,
	MAX_ROUNDS,
};
use alloc::vec::Vec;
use althing_cmp_stats::greatest;
use bounded_collections::BoundedVec;
use polkadot_sdk::sp_arithmetic::Perbill;

/// Counts a round of what `hearing` is about, after the rounds `earlier`.
///
/// Of the panel at most [`MAX_PANEL`] seats count; `casts` is what was cast, in the order of the seats.
/// A cast counts when it was revealed, answers the question's kind and names a seat of the panel; of
/// several for one seat the first does. The order of the seats changes nothing but the order of the
/// weights.
///
/// Decided when enough seats revealed, support ≥ τ and the interval's lower end is above one half, all
/// compared as they are recorded, in billionths.
pub fn conclude(hearing: &Hearing, earlier: &[Round], casts: &[Cast]) -> Tally {
	let hearing = &Hearing {
		seats: hearing.seats.get(..MAX_PANEL as usize).unwrap_or(hearing.seats),
		..*hearing
	};
	let (question, constants) = (hearing.question, hearing.constants);
	let answers = answers(question, hearing.seats, casts);
	let voices = hearing.testimony.map(Testimony::voices);
	let made = weights(hearing, voices.as_ref(), earlier, &answers);
	let beliefs = beliefs(hearing, voices.as_ref(), &answers, &made);
	let favourite = beliefs.as_deref().map(greatest);
	let Weights {
		weights,
		grounds,
		findings,
	} = made;
	let ballots = answers
		.iter()
		.zip(&weights)
		.filter_map(|(answer, weight)| Some(((*answer)?, *weight)));
	let label = favourite.map(|label| label as i64); // at most 16
	let lead = lead(&question.kind, constants.tolerance, label, ballots);
	let posterior = beliefs
		.zip(favourite)
		.and_then(|(beliefs, label)| beliefs.get(label).copied());
	let effective = effective(&weights);
	let share = lead.as_ref().map_or(Fixed::ZERO, |lead| lead.support);
	let Interval { lower, upper } = wilson(share, effective, constants.z_milli);

	let mut tally = Tally {
		threshold: threshold(question, constants, &hearing.past),
		posterior: match lead {
			Some(_) => posterior.map_or(Perbill::zero(), |share| Fixed::from_real(share).to_perbill()),
			None => Perbill::zero(),
		},
		leading: lead.map(|lead| lead.answer),
		support: share.to_perbill(),
		lower: lower.to_perbill(),
		upper: upper.to_perbill(),
		effective,
		weights: BoundedVec::truncate_from(weights),
		grounds: BoundedVec::truncate_from(grounds),
		findings: BoundedVec::truncate_from(findings),
		verdict: Verdict::NoQuorum,
	};
	if has_quorum(constants, hearing.seats.len(), answers.iter().flatten().count()) {
		tally.verdict = verdict(&tally);
	}
	tally
}

/// What follows from the rounds so far: nothing yet, as long as another round is due.
///
/// `constants.rounds` counts as one below one, and as [`MAX_ROUNDS`] above that.
pub fn outcome(constants: &Constants, rounds: &[Round]) -> Option<Outcome> {
	if let Verdict::Decided(answer) = rounds.last()?.tally.verdict {
		return Some(Outcome::Decided(answer));
	}
	let most = usize::from(constants.rounds).clamp(1, MAX_ROUNDS as usize);
	if rounds.len() < most {
		return None;
	}
	let anybody = rounds
		.iter()
		.flat_map(|round| &round.casts)
		.any(|cast| cast.reveal.is_some());
	Some(if anybody {
		Outcome::Escalated
	} else {
		Outcome::Expired
	})
}

/// What each seat answered, in the order of the seats.
fn answers(question: &Question, seats: &[Seat], casts: &[Cast]) -> Vec<Option<Answer>> {
	let mut answers: Vec<Option<Answer>> = seats.iter().map(|_| None).collect();
	for cast in casts {
		let Some(slot) = answers.get_mut(usize::from(cast.seat)) else {
			continue;
		};
		let given = cast.reveal.map(|reveal| reveal.ballot.answer);
		*slot = slot.or(given.filter(|answer| question.kind.accepts(answer)));
	}
	answers
}

/// Whether at least one and at least the constants' share of the seats revealed, rounded up to a whole
/// seat.
fn has_quorum(constants: &Constants, seats: usize, revealed: usize) -> bool {
	let billion = u64::from(Perbill::one().deconstruct());
	// At most 64 seats: 37 bits at most.
	let needed = u64::from(constants.quorum.deconstruct()).saturating_mul(seats as u64);
	revealed > 0 && (revealed as u64).saturating_mul(billion) >= needed
}

fn verdict(tally: &Tally) -> Verdict {
	match tally.leading {
		Some(answer) if tally.support >= tally.threshold && tally.lower > Perbill::from_percent(50) => {
			Verdict::Decided(answer)
		}
		_ => Verdict::Undecided,
	}
}
