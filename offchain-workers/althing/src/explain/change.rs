//! What would have changed a verdict.

use althing_cmp_rules::{agrees, conclude, Answer, Cast, Kind, Receipt, Round, Verdict};
use althing_primitives::AgentId;
use polkadot_sdk::sp_arithmetic::Perbill;
use serde::Serialize;

/// What would have changed the last round's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
	/// Agents whose ballots would have been enough if they had said [`Self::said`]: the heaviest first, each
	/// counted anew by the rules, so that without the last of them the verdict stands. Nothing where none would
	/// have been.
	pub ballots: Option<Vec<AgentId>>,
	/// What they would have had to say.
	pub said: Option<Answer>,
	/// A decision would have failed with a threshold above this, and a verdict short of its threshold would have
	/// been a decision with this one.
	pub threshold: Option<Perbill>,
}

impl Change {
	/// For the last round of `receipt`.
	pub fn of(receipt: &Receipt) -> Option<Self> {
		let (last, earlier) = receipt.rounds.split_last()?;
		let said = wanted(receipt, last);
		let ballots = said.and_then(|said| flips(receipt, last, earlier, said));
		let half = Perbill::from_percent(50);
		let tally = &last.tally;
		let threshold = match tally.verdict {
			Verdict::Decided(_) => Some(tally.support),
			Verdict::Undecided if tally.lower > half => Some(tally.support),
			_ => None,
		};
		Some(Self {
			ballots,
			said,
			threshold,
		})
	}
}

/// What seats would have had to say: something else where it was decided, else what led.
fn wanted(receipt: &Receipt, last: &Round) -> Option<Answer> {
	let led = last.tally.leading?;
	match last.tally.verdict {
		Verdict::Decided(_) => {
			Some(runner_up(receipt, last, &led).unwrap_or_else(|| other(&receipt.question.kind, &led)))
		}
		Verdict::Undecided | Verdict::NoQuorum => Some(led),
	}
}

/// The heaviest ballot that does not agree with what led.
fn runner_up(receipt: &Receipt, last: &Round, led: &Answer) -> Option<Answer> {
	let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
	heaviest(last)
		.into_iter()
		.filter_map(|cast| cast.reveal)
		.map(|reveal| reveal.ballot.answer)
		.find(|answer| !agrees(kind, tolerance, answer, led))
}

/// An answer that is not `led`.
fn other(kind: &Kind, led: &Answer) -> Answer {
	match (kind, led) {
		(Kind::Scalar { min, max }, Answer::Scalar(value)) => {
			Answer::Scalar(if value.abs_diff(*min) < value.abs_diff(*max) {
				*max
			} else {
				*min
			})
		}
		(_, Answer::Choice(option)) => Answer::Choice((*option == 0).into()),
		(_, Answer::Binary(yes)) => Answer::Binary(!yes),
		(_, answer) => *answer,
	}
}

/// The round's ballots, the heaviest first.
fn heaviest(round: &Round) -> Vec<Cast> {
	let weight = |cast: &Cast| {
		round
			.tally
			.weights
			.get(usize::from(cast.seat))
			.copied()
			.unwrap_or_default()
	};
	let mut casts = round.casts.to_vec();
	casts.sort_by_key(|cast| (core::cmp::Reverse(weight(cast)), cast.seat));
	casts
}

/// The agents whose ballots change the verdict when they all say `said`.
fn flips(receipt: &Receipt, last: &Round, earlier: &[Round], said: Answer) -> Option<Vec<AgentId>> {
	let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
	let mut casts = last.casts.to_vec();
	let mut flipped = Vec::new();
	for heavy in heaviest(last) {
		let cast = casts.iter_mut().find(|cast| cast.seat == heavy.seat)?;
		let Some(reveal) = cast.reveal.as_mut() else {
			continue;
		};
		if agrees(kind, tolerance, &reveal.ballot.answer, &said) {
			continue;
		}
		reveal.ballot.answer = said;
		flipped.extend(receipt.seats.get(usize::from(heavy.seat)).map(|seat| seat.agent));
		if conclude(&receipt.hearing(), earlier, &casts).verdict != last.tally.verdict {
			return Some(flipped);
		}
	}
	None
}
