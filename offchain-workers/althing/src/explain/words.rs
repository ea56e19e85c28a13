//! An explanation in plain words.

use super::{bias, Explanation, RoundExplained, SeatExplained};
use crate::commands::output::{answer, outcome, percent};
use althing_cmp_rules::Verdict;
use polkadot_sdk::sp_arithmetic::Perbill;
use std::fmt;

impl fmt::Display for Explanation {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(f, "Proposal {}: {}.", self.proposal, outcome(&self.outcome))?;
		if self.rounds.is_empty() {
			return writeln!(f, "No panel came together.");
		}
		if let Some(panels) = self.appraised_after {
			writeln!(
				f,
				"Words weigh by the estimate after {panels} panels of the topic."
			)?;
		}
		for members in &self.one_voice {
			writeln!(f, "Agents {} speak with one voice.", numbers(members))?;
		}
		for (number, round) in (1..).zip(&self.rounds) {
			write_round(f, number, round)?;
		}
		self.write_change(f)
	}
}

fn write_round(f: &mut fmt::Formatter<'_>, number: usize, round: &RoundExplained) -> fmt::Result {
	writeln!(f, "\nRound {number}: {}", verdict(round))?;
	for finding in &round.findings {
		let (before, after) = (percent(finding.before), percent(finding.after));
		writeln!(
			f,
			"  {} had {before} of the weight and were left with {after}.",
			bias(&finding.bias)
		)?;
	}
	for seat in &round.seats {
		writeln!(f, "  {}", Line(seat))?;
	}
	if !round.unopened.is_empty() {
		writeln!(f, "  Sealed and never opened: {}.", numbers(&round.unopened))?;
	}
	Ok(())
}

/// What a round said, and why that was enough or not.
fn verdict(round: &RoundExplained) -> String {
	let Some(led) = &round.leading else {
		return "nobody opened a ballot.".into();
	};
	let (support, needed) = (percent(round.support), percent(round.threshold));
	let likely = match round.posterior {
		share if share > Perbill::zero() => format!(" ({} likely to be right)", percent(share)),
		_ => String::new(),
	};
	let told = format!(
		"{}{likely} led with {support} of the weight ({} to {} on {} voices); {needed} was needed",
		answer(led),
		percent(round.lower),
		percent(round.upper),
		round.voices,
	);
	match round.verdict {
		Verdict::Decided(_) => format!("{told}. Decided."),
		Verdict::NoQuorum => format!("{told}. Too few seats opened a ballot."),
		Verdict::Undecided if round.support < round.threshold => format!("{told}. Too little."),
		Verdict::Undecided => format!(
			"{told}. Enough, but on so few voices it could be {}, which is not above one half.",
			percent(round.lower)
		),
	}
}

struct Line<'a>(&'a SeatExplained);

impl fmt::Display for Line<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let seat = self.0;
		let mark = if seat.dissents { "against" } else { "with   " };
		let (said, share) = (answer(&seat.answer), percent(seat.share));
		let department = format!("{:?}", seat.department);
		write!(
			f,
			"{mark}  agent {:<6} {department:<12} {said:<10} {share:>7} of the weight, right {} of the time",
			seat.agent,
			percent(seat.accuracy)
		)?;
		if seat.reasons.is_empty() {
			return Ok(());
		}
		write!(f, "; {}", seat.reasons.join(", "))
	}
}

impl Explanation {
	fn write_change(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Some(change) = &self.change else {
			return Ok(());
		};
		writeln!(f, "\nWhat would have changed it:")?;
		match (&change.ballots, &change.said) {
			(Some(ballots), Some(said)) => {
				let said = answer(said);
				writeln!(
					f,
					"  {said} from {} of the agents: {}.",
					ballots.len(),
					numbers(ballots)
				)?;
			}
			_ => writeln!(
				f,
				"  No ballots of the last round that were opened, whatever they had said."
			)?,
		}
		let decided = self
			.rounds
			.last()
			.is_some_and(|round| matches!(round.verdict, Verdict::Decided(_)));
		match (change.threshold, decided) {
			(Some(support), true) if support < Perbill::one() => {
				writeln!(f, "  A threshold above {}.", percent(support))
			}
			(Some(support), false) => writeln!(f, "  A threshold of {} or less.", percent(support)),
			_ => Ok(()),
		}
	}
}

fn numbers(agents: &[u64]) -> String {
	let all: Vec<_> = agents.iter().map(u64::to_string).collect();
	all.join(", ")
}
