//! What a receipt teaches of the agents that sat on the panel.

use crate::{agrees, label, Answer, Ballot, Fixed, Kind, Outcome, Receipt, Round};
use alloc::vec::Vec;
use althing_cmp_skill::{Belief, Lesson, Said, Seen, WHOLE};
use althing_cmp_stats::Real;
use polkadot_sdk::sp_arithmetic::Perbill;

/// What one seat is judged by: the first ballot that it opened, before it saw what the others say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taught {
	/// Position in the receipt's seats.
	pub seat: u8,
	/// The ballot.
	pub ballot: Ballot,
	/// What it teaches of the agent.
	pub lesson: Lesson,
	/// What it tells of whom the agent copies.
	pub seen: Seen,
}

impl Taught {
	/// Whether the ballot was right, when `truth` has become known.
	pub fn was_right(&self, receipt: &Receipt, truth: &Answer) -> bool {
		let tolerance = receipt.constants.tolerance;
		agrees(&receipt.question.kind, tolerance, &self.ballot.answer, truth)
	}
}

/// What the receipt teaches, seat by seat. Seats that opened no ballot teach nothing.
pub fn lessons(receipt: &Receipt) -> Vec<Taught> {
	(0u8..)
		.zip(&receipt.seats)
		.filter_map(|(seat, _)| taught(receipt, seat))
		.collect()
}

/// The first ballot that `seat` opened: what it is judged by.
pub fn first_ballot(receipt: &Receipt, seat: u8) -> Option<Ballot> {
	first_opened(receipt, seat).map(|(_, ballot)| ballot)
}

fn first_opened(receipt: &Receipt, seat: u8) -> Option<(&Round, Ballot)> {
	receipt
		.rounds
		.iter()
		.find_map(|round| Some((round, opened(round, seat)?)))
}

fn taught(receipt: &Receipt, seat: u8) -> Option<Taught> {
	let (round, ballot) = first_opened(receipt, seat)?;
	let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
	// A history never spans 2³² proposals.
	let number = receipt.proposal as u32;
	let said = match ballot.answer {
		Answer::Binary(yes) => Said::Binary(yes),
		Answer::Choice(_) | Answer::Scalar(_) => Said::Other,
	};
	let lesson = Lesson {
		class: receipt.question.class(),
		number,
		said,
		confidence: thousandths(ballot.confidence),
		believed: believed(receipt, &ballot.answer),
	};
	let likely = likely(receipt, round, seat, &ballot.answer);
	let seen = Seen::new(number, label(kind, tolerance, &ballot.answer), likely);
	// Else all who are right together on easy questions, of which nobody tells the truth, would soon be one voice,
	// and a single one against them its equal.
	let seen = match receipt.outcome {
		Outcome::Decided(decided) if agrees(kind, tolerance, &ballot.answer, &decided) => seen.held_right(),
		_ => seen,
	};
	Some(Taught {
		seat,
		ballot,
		lesson,
		seen,
	})
}

fn opened(round: &Round, seat: u8) -> Option<Ballot> {
	let cast = round.casts.iter().find(|cast| cast.seat == seat)?;
	cast.reveal.map(|reveal| reveal.ballot)
}

/// What the panel's decision says of an answer: the decision is believed as far as the interval's lower end goes,
/// and counts no more than the constants allow. Nothing where it did not decide.
fn believed(receipt: &Receipt, answer: &Answer) -> Option<Belief> {
	let Outcome::Decided(decided) = receipt.outcome else {
		return None;
	};
	let sure = thousandths(receipt.rounds.last()?.tally.lower);
	let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
	let right = match agrees(kind, tolerance, answer, &decided) {
		true => sure,
		false => WHOLE.saturating_sub(sure),
	};
	Some(Belief {
		right,
		counts: thousandths(receipt.constants.clamped().soft),
	})
}

/// How likely an answer was from its agent if it copies nobody: by how likely the others on the panel make it that
/// this is true, 1 / (1 + e^(against − for)) with their weights in nats, and by how often the agent is right.
fn likely(receipt: &Receipt, round: &Round, seat: u8, answer: &Answer) -> Real {
	let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
	let (mut same, mut other) = (Fixed::ZERO, Fixed::ZERO);
	for cast in round.casts.iter().filter(|cast| cast.seat != seat) {
		let Some(reveal) = cast.reveal else {
			continue;
		};
		let side = match agrees(kind, tolerance, &reveal.ballot.answer, answer) {
			true => &mut same,
			false => &mut other,
		};
		let weight = round.tally.weights.get(usize::from(cast.seat)).copied();
		*side = side.saturating_add(weight.unwrap_or_default());
	}
	let truth = logistic(same.saturating_sub(other).to_real());
	let right = receipt.hearing().shown(seat.into()).skill.accuracy();
	let wrong = (Real::ONE - right).over(Real::from_count(labels(kind, tolerance).saturating_sub(1)));
	truth * right + (Real::ONE - truth) * wrong
}

/// 1 / (1 + e⁻ˣ).
fn logistic(x: Real) -> Real {
	let odds = x.min(-x).exp();
	let less = odds.over(Real::ONE + odds);
	if x < Real::ZERO {
		less
	} else {
		Real::ONE - less
	}
}

/// How many labels there are.
pub(crate) fn labels(kind: &Kind, tolerance: Perbill) -> usize {
	match kind {
		Kind::Binary => 2,
		Kind::Choice { options } => usize::from(*options).max(2),
		Kind::Scalar { .. } => {
			let steps = Perbill::one().deconstruct().checked_div(tolerance.deconstruct());
			steps.map_or(256, |steps| steps.clamp(2, 256) as usize)
		}
	}
}

fn thousandths(share: Perbill) -> u32 {
	// Of at most a billion.
	share.deconstruct().min(1_000_000_000) / 1_000_000
}
