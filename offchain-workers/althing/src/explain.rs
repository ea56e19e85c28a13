//! Why a decision came out so: what a receipt says, in words and as a picture.

mod change;
mod picture;
#[cfg(test)]
mod tests;
mod words;

use althing_chain::hex0x;
use althing_cmp_rules::{Answer, Bias, Cast, Finding, Fixed, Outcome, Reasons, Receipt, Round, Verdict};
use althing_primitives::{AgentId, Department, ProposalId};
use polkadot_sdk::sp_arithmetic::Perbill;
use serde::Serialize;

pub use change::Change;
pub use picture::svg;

/// Why a decision came out so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
	/// The proposal's number.
	pub proposal: ProposalId,
	/// How it ended.
	pub outcome: Outcome,
	/// After how many panels of the topic the estimate was made by which the seats were judged, if one was.
	pub appraised_after: Option<u32>,
	/// Agents on the panel who speak with one voice by that estimate, voice by voice.
	pub one_voice: Vec<Vec<AgentId>>,
	/// What happened, round by round.
	pub rounds: Vec<RoundExplained>,
	/// What would have changed the last round's verdict; nothing where no round was held.
	pub change: Option<Change>,
}

/// One round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoundExplained {
	/// The likeliest answer, for a number the weighted median.
	pub leading: Option<Answer>,
	/// How likely it is to be the right one; zero for a number.
	pub posterior: Perbill,
	/// The share of the weight behind it.
	pub support: Perbill,
	/// The lower end of the interval around the support.
	pub lower: Perbill,
	/// And its upper end.
	pub upper: Perbill,
	/// The support that was needed.
	pub threshold: Perbill,
	/// How many voices of equal weight say as much.
	pub voices: String,
	/// What followed.
	pub verdict: Verdict,
	/// The biases found, and what they changed.
	pub findings: Vec<Finding>,
	/// What each seat did that opened a ballot, the heaviest first.
	pub seats: Vec<SeatExplained>,
	/// Seats that sealed a ballot and did not open it.
	pub unopened: Vec<AgentId>,
}

/// One seat in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeatExplained {
	/// The agent.
	pub agent: AgentId,
	/// Its department.
	pub department: Department,
	/// What it said.
	pub answer: Answer,
	/// How sure it said it was.
	pub confidence: Perbill,
	/// Whether it said something else than what led.
	pub dissents: bool,
	/// Its share of the weight.
	pub share: Perbill,
	/// How likely its agent was to be right, by what it had shown.
	pub accuracy: Perbill,
	/// What changed its weight, in words.
	pub reasons: Vec<&'static str>,
}

impl Explanation {
	/// Explains `receipt`, which should hold ([`Receipt::check`]).
	pub fn of(receipt: &Receipt) -> Self {
		Self {
			proposal: receipt.proposal,
			outcome: receipt.outcome,
			appraised_after: receipt.testimony.as_ref().map(|testimony| testimony.upto),
			one_voice: one_voice(receipt),
			rounds: receipt
				.rounds
				.iter()
				.map(|round| explained(receipt, round))
				.collect(),
			change: Change::of(receipt),
		}
	}
}

/// The cabals of which two or more members sit on the panel.
fn one_voice(receipt: &Receipt) -> Vec<Vec<AgentId>> {
	let Some(testimony) = &receipt.testimony else {
		return Vec::new();
	};
	let mut voices = vec![Vec::new(); testimony.cabals.len()];
	for (seat, known) in receipt.seats.iter().zip(&testimony.seats) {
		if let Some(voice) = known.cabal.and_then(|cabal| voices.get_mut(usize::from(cabal))) {
			voice.push(seat.agent);
		}
	}
	voices.retain(|members| members.len() > 1);
	voices
}

fn explained(receipt: &Receipt, round: &Round) -> RoundExplained {
	let tally = &round.tally;
	let mut seats: Vec<_> = round
		.casts
		.iter()
		.filter_map(|cast| seat(receipt, round, cast))
		.collect();
	seats.sort_by_key(|seat| (core::cmp::Reverse(seat.share), seat.agent));
	let silent = round.casts.iter().filter(|cast| cast.reveal.is_none());
	RoundExplained {
		leading: tally.leading,
		posterior: tally.posterior,
		support: tally.support,
		lower: tally.lower,
		upper: tally.upper,
		threshold: tally.threshold,
		voices: format!("{:.1}", tally.effective.to_f64()),
		verdict: tally.verdict,
		findings: tally.findings.to_vec(),
		seats,
		unopened: silent
			.filter_map(|cast| receipt.seats.get(usize::from(cast.seat)))
			.map(|seat| seat.agent)
			.collect(),
	}
}

fn seat(receipt: &Receipt, round: &Round, cast: &Cast) -> Option<SeatExplained> {
	let place = usize::from(cast.seat);
	let (seat, ballot) = (receipt.seats.get(place)?, cast.reveal?.ballot);
	let (tally, tolerance) = (&round.tally, receipt.constants.tolerance);
	let all = tally
		.weights
		.iter()
		.fold(Fixed::ZERO, |sum, weight| sum.saturating_add(*weight));
	let share = tally
		.weights
		.get(place)
		.and_then(|weight| weight.checked_div(all));
	let agrees =
		|led: &Answer| althing_cmp_rules::agrees(&receipt.question.kind, tolerance, &ballot.answer, led);
	let reasons = tally
		.grounds
		.get(place)
		.map(|grounds| grounds.reasons)
		.unwrap_or_default();
	Some(SeatExplained {
		agent: seat.agent,
		department: seat.department,
		answer: ballot.answer,
		confidence: ballot.confidence,
		dissents: !tally.leading.as_ref().is_some_and(agrees),
		share: share.unwrap_or_default().to_perbill(),
		accuracy: receipt.hearing().accuracy(place),
		reasons: named(reasons),
	})
}

/// Reasons in words.
fn named(reasons: Reasons) -> Vec<&'static str> {
	[
		(Reasons::STAKEHOLDER, "its department is concerned"),
		(Reasons::MISCALIBRATED, "it was surer than right"),
		(Reasons::HERDING, "it came over to what led"),
		(Reasons::COPYING, "it copies others who say the same"),
		(Reasons::BLOC, "its department stands against the others"),
		(Reasons::OWNER, "its owner has too much weight"),
	]
	.into_iter()
	.filter(|(reason, _)| reasons.contains(*reason))
	.map(|(_, words)| words)
	.collect()
}

/// A bias in words.
fn bias(bias: &Bias) -> String {
	match bias {
		Bias::OwnerConcentration { owner } => format!("the seats of owner {}", hex0x(owner)),
		Bias::DepartmentBloc { department } => {
			format!("the {department:?} department, of one mind against the others,")
		}
		Bias::Copying { seats } => format!("{seats} seats that copy each other"),
		Bias::Herding { seats } => format!("{seats} seats that came over to what led"),
		Bias::Miscalibration { seats } => format!("{seats} seats that were surer than right"),
	}
}
