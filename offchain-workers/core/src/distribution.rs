//! What a panel said, without who said it.

use althing_cmp_rules::{Answer, Ballot};
use polkadot_sdk::sp_arithmetic::Perbill;

/// What a panel said in a round, without who said it: answers with their confidence, in the order of the
/// answers, which tells nothing of the seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
	answers: Vec<(Answer, Perbill)>,
}

impl Distribution {
	/// The distribution of `ballots`.
	pub fn of(ballots: &[Ballot]) -> Self {
		let mut answers: Vec<_> = ballots.iter().map(|b| (b.answer, b.confidence)).collect();
		answers.sort_unstable_by_key(|(answer, confidence)| (rank(answer), *confidence));
		Self { answers }
	}

	/// Answers with their confidence, sorted.
	pub fn answers(&self) -> &[(Answer, Perbill)] {
		&self.answers
	}

	/// How many gave this very answer.
	pub fn count(&self, answer: &Answer) -> usize {
		self.answers.iter().filter(|(a, _)| a == answer).count()
	}
}

const fn rank(answer: &Answer) -> (u8, i64) {
	match answer {
		Answer::Binary(yes) => (0, *yes as i64),
		Answer::Choice(option) => (1, *option as i64),
		Answer::Scalar(value) => (2, *value),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const fn ballot(answer: Answer, percent: u32) -> Ballot {
		Ballot {
			answer,
			confidence: Perbill::from_percent(percent),
			rationale: [percent as u8; 32],
		}
	}

	#[test]
	fn the_order_of_seats_leaves_no_trace() {
		let mut ballots = vec![
			ballot(Answer::Scalar(5), 90),
			ballot(Answer::Scalar(-7), 20),
			ballot(Answer::Scalar(5), 10),
			ballot(Answer::Scalar(40), 70),
		];
		let there = Distribution::of(&ballots);
		ballots.reverse();
		assert_eq!(there, Distribution::of(&ballots));
		assert_eq!(there.count(&Answer::Scalar(5)), 2);
		assert_eq!(
			there.answers().first(),
			Some(&(Answer::Scalar(-7), Perbill::from_percent(20)))
		);
	}
}
