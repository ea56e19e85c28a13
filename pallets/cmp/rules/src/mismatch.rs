//! Where a receipt does not hold, in full sentences.

use crate::{Answer, Kind, Outcome, Tally, RECEIPT_VERSION};
use alloc::boxed::Box;
use althing_primitives::{AgentId, Hash};
use core::fmt;
use polkadot_sdk::sp_arithmetic::Perbill;

/// Where a receipt does not hold. Rounds and seats are counted from zero, as in the receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
	/// The receipt holds a value that the chain cannot hold.
	Form,
	/// The receipt has another form than this version reads.
	Version {
		/// The form's number.
		found: u8,
	},
	/// There is not one record of what was shown for each seat.
	Shown {
		/// How many seats there are.
		seats: u8,
		/// How many records.
		found: u8,
	},
	/// A pair is not of two seats of the panel, the lower first, or not in its place.
	Pair {
		/// The first position named.
		one: u8,
		/// The second.
		other: u8,
	},
	/// What the estimate says is not about this panel, or not about such a question.
	Testimony,
	/// The question could not have been put.
	Kind {
		/// The form of answer it asks for.
		kind: Kind,
	},
	/// The blocks are not in the order opened, drawn, decided.
	Blocks {
		/// Opened in this block.
		opened_at: u32,
		/// Drawn in this block.
		drawn_at: u32,
		/// Decided in this block.
		decided_at: u32,
	},
	/// One agent sits on two seats.
	SeatTwice {
		/// The agent.
		agent: AgentId,
		/// Its first seat.
		first: u8,
		/// Its second seat.
		second: u8,
	},
	/// A round's ballots are not in the order of the seats, or a seat has two.
	CastOrder {
		/// The round.
		round: u8,
		/// The seat of the ballot before.
		previous: u8,
		/// The seat that follows it.
		seat: u8,
	},
	/// A ballot names a seat that the panel does not have.
	CastSeat {
		/// The round.
		round: u8,
		/// The seat named.
		seat: u8,
		/// How many there are.
		seats: u8,
	},
	/// A revealed answer does not answer the question.
	Answer {
		/// The round.
		round: u8,
		/// The seat.
		seat: u8,
		/// The form of answer that the question asks for.
		kind: Kind,
		/// The answer.
		found: Answer,
	},
	/// A revealed ballot is not the one that was sealed.
	Seal {
		/// The round.
		round: u8,
		/// The seat.
		seat: u8,
		/// The commitment that the revealed ballot makes.
		expected: Hash,
		/// The commitment that was cast.
		found: Hash,
	},
	/// A round's count does not follow from its ballots.
	Tally {
		/// The round.
		round: u8,
		/// The count that the rules give.
		expected: Box<Tally>,
		/// The count in the receipt.
		found: Box<Tally>,
	},
	/// A round before the last already ended the proposal.
	EndedEarlier {
		/// That round.
		round: u8,
		/// How many rounds the receipt has.
		rounds: u8,
		/// How it ended the proposal.
		outcome: Outcome,
	},
	/// The rounds do not end the proposal: another one was due.
	Unfinished {
		/// How many rounds the receipt has.
		rounds: u8,
		/// The outcome in the receipt.
		found: Outcome,
	},
	/// The outcome does not follow from the rounds.
	Outcome {
		/// The outcome that the rules give.
		expected: Outcome,
		/// The outcome in the receipt.
		found: Outcome,
	},
}

impl core::error::Error for Mismatch {}

impl fmt::Display for Mismatch {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Form => {
				f.write_str("the receipt holds a value that the chain cannot hold, such as a share above one")
			}
			Self::Version { found } => write!(
				f,
				"the receipt has form {found}, and this version reads form {RECEIPT_VERSION}"
			),
			Self::Shown { seats, found } => write!(
				f,
				"the panel has {seats} seats, but the receipt tells of {found} what they had shown"
			),
			Self::Testimony => write!(
				f,
				"the estimate's testimony is not about this panel's seats and this question's answers"
			),
			Self::Pair { one, other } => write!(
				f,
				"the pair of seats {one} and {other} is not in its place: pairs name two seats of the panel, the \
				 lower first, and come in ascending order"
			),
			Self::Kind { kind } => write!(f, "no question can ask for {}", Wanted(kind)),
			Self::Blocks {
				opened_at,
				drawn_at,
				decided_at,
			} => write!(
				f,
				"a proposal is opened, then drawn, then decided, but the receipt says it was opened in block \
				 {opened_at}, drawn in block {drawn_at} and decided in block {decided_at}"
			),
			Self::SeatTwice { agent, first, second } => {
				write!(
					f,
					"agent {agent} has two seats, {first} and {second}; it may have one"
				)
			}
			Self::CastOrder {
				round,
				previous,
				seat,
			} => write!(
				f,
				"round {round}: the ballot of seat {seat} follows that of seat {previous}; ballots come in the \
				 order of the seats, one for each at most"
			),
			Self::CastSeat { round, seat, seats } => {
				write!(
					f,
					"round {round}: a ballot names seat {seat}, but the panel has {seats} seats"
				)
			}
			Self::Answer {
				round,
				seat,
				kind,
				found,
			} => write!(
				f,
				"round {round}, seat {seat}: the question asks for {}, but the answer is {} {found}",
				Wanted(kind),
				form(found),
			),
			Self::Seal {
				round,
				seat,
				expected,
				found,
			} => write!(
				f,
				"round {round}, seat {seat}: the revealed ballot makes the commitment {}, but {} was sealed",
				Hex(expected),
				Hex(found)
			),
			Self::Tally {
				round,
				expected,
				found,
			} => {
				write!(f, "round {round}: the count does not follow from the ballots: ")?;
				difference(f, expected, found)
			}
			Self::EndedEarlier {
				round,
				rounds,
				outcome,
			} => write!(
				f,
				"round {round} ended the proposal ({outcome}), but the receipt has {rounds} rounds"
			),
			Self::Unfinished { rounds, found } => write!(
				f,
				"after {rounds} rounds without consensus another round was due, but the receipt says: {found}"
			),
			Self::Outcome { expected, found } => {
				write!(
					f,
					"the rounds lead to the outcome {expected}, but the receipt says: {found}"
				)
			}
		}
	}
}

/// Names the first field in which two counts differ.
fn difference(f: &mut fmt::Formatter<'_>, expected: &Tally, found: &Tally) -> fmt::Result {
	let shares = [
		("threshold", expected.threshold, found.threshold),
		("support", expected.support, found.support),
		("interval's lower end", expected.lower, found.lower),
		("interval's upper end", expected.upper, found.upper),
	];
	let shares = shares.into_iter().find(|(_, expected, found)| expected != found);
	let weights = expected
		.weights
		.iter()
		.zip(&found.weights)
		.enumerate()
		.find(|(_, (a, b))| a != b);
	if expected.leading != found.leading {
		let (expected, found) = (Leading(expected.leading), Leading(found.leading));
		write!(f, "{expected} leads, but the receipt says that {found} leads")
	} else if let Some((name, expected, found)) = shares {
		write!(
			f,
			"its {name} is {}, but the receipt says {}",
			Share(expected),
			Share(found)
		)
	} else if expected.effective != found.effective {
		write!(
			f,
			"its effective number of voices is {}, but the receipt says {}",
			expected.effective, found.effective
		)
	} else if expected.weights.len() != found.weights.len() {
		let (expected, found) = (expected.weights.len(), found.weights.len());
		write!(f, "it has {expected} weights, but the receipt lists {found}")
	} else if let Some((seat, (expected, found))) = weights {
		write!(f, "seat {seat} weighs {expected}, but the receipt says {found}")
	} else if expected.grounds != found.grounds {
		f.write_str("the grounds that it gives for the weights are not those that follow")
	} else if expected.findings != found.findings {
		let (expected, found) = (expected.findings.len(), found.findings.len());
		write!(
			f,
			"the biases found in it ({expected}) are not those in the receipt ({found})"
		)
	} else {
		write!(
			f,
			"its verdict is {}, but the receipt says: {}",
			expected.verdict, found.verdict
		)
	}
}

fn form(answer: &Answer) -> &'static str {
	match answer {
		Answer::Binary(_) => "a plain",
		Answer::Choice(_) => "the choice of",
		Answer::Scalar(_) => "the number",
	}
}

/// What a kind asks for, in words.
struct Wanted<'a>(&'a Kind);

impl fmt::Display for Wanted<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.0 {
			Kind::Binary => f.write_str("yes or no"),
			Kind::Choice { options } => write!(f, "one of {options} options"),
			Kind::Scalar { min, max } => write!(f, "a number between {min} and {max}"),
		}
	}
}

struct Leading(Option<Answer>);

impl fmt::Display for Leading {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match &self.0 {
			Some(answer) => write!(f, "the answer {answer}"),
			None => f.write_str("no answer"),
		}
	}
}

struct Share(Perbill);

impl fmt::Display for Share {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let parts = self.0.deconstruct();
		write!(f, "{}.{:09}", parts / 1_000_000_000, parts % 1_000_000_000)
	}
}

struct Hex<'a>(&'a Hash);

impl fmt::Display for Hex<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("0x")?;
		self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}
