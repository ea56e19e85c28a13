//! How far several samples agree: self-consistency (Wang et al. 2022, "Self-Consistency Improves Chain of Thought Reasoning
//! in Language Models").

use super::ballot::Ballot;
use super::case::{Answer, Form};
use std::collections::BTreeMap;

/// Numbers that differ by no more than this share of their range agree.
const NEAR: f64 = 0.05;

/// What several samples say together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
	/// What most say; of numbers the lower median.
	pub answer: Answer,
	/// How many of them agree with it.
	pub agreeing: usize,
	/// How many there are.
	pub samples: usize,
	/// The probability that one more would agree: (k + 1)/(n + m), Laplace's rule for m possible answers (two for numbers:
	/// near or not).
	pub share: f64,
}

/// What `ballots` say together; none when there are none. Of answers that equally many give, the one that is given with
/// more confidence counts, then the first in the order of answers: the order of the samples makes no difference.
pub fn of(form: &Form, ballots: &[Ballot]) -> Option<Agreement> {
	let (answer, alternatives) = match form {
		Form::Scalar { .. } => (median(ballots)?, 2),
		Form::Binary => (mode(ballots)?, 2),
		Form::Choice(options) => (mode(ballots)?, options.len()),
	};
	let agreeing = ballots
		.iter()
		.filter(|ballot| agrees(form, ballot.answer, answer))
		.count();
	let samples = ballots.len();
	Some(Agreement {
		answer,
		agreeing,
		samples,
		share: (agreeing as f64 + 1.0) / (samples as f64 + alternatives as f64),
	})
}

/// Whether `one` says what `other` says.
pub fn agrees(form: &Form, one: Answer, other: Answer) -> bool {
	match (form, one, other) {
		(Form::Scalar { min, max, .. }, Answer::Scalar(one), Answer::Scalar(other)) => {
			let range = max.abs_diff(*min) as f64;
			one.abs_diff(other) as f64 <= range * NEAR
		}
		_ => one == other,
	}
}

fn mode(ballots: &[Ballot]) -> Option<Answer> {
	let mut votes: BTreeMap<Answer, (usize, f64)> = BTreeMap::new();
	for ballot in ballots {
		let (count, confidence) = votes.entry(ballot.answer).or_default();
		*count = count.saturating_add(1);
		*confidence += ballot.confidence;
	}
	let better = |a: &(usize, f64), b: &(usize, f64)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
	// `max_by` takes the last of equals, so the answers come in descending order.
	votes
		.into_iter()
		.rev()
		.max_by(|a, b| better(&a.1, &b.1))
		.map(|(answer, _)| answer)
}

fn median(ballots: &[Ballot]) -> Option<Answer> {
	let mut answers: Vec<Answer> = ballots.iter().map(|ballot| ballot.answer).collect();
	answers.sort_unstable();
	answers.get(answers.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn ballot(answer: Answer, confidence: f64) -> Ballot {
		Ballot {
			answer,
			confidence,
			rationale: String::new(),
		}
	}

	#[test]
	fn most_decide_and_few_samples_are_not_certain() {
		let said = [true, true, false].map(|yes| ballot(Answer::Binary(yes), 0.5));
		let agreement = of(&Form::Binary, &said).unwrap();
		assert_eq!(
			(agreement.answer, agreement.agreeing, agreement.samples),
			(Answer::Binary(true), 2, 3)
		);
		assert!((agreement.share - 0.6).abs() < 1e-12);
		let one = of(&Form::Binary, &said[..1]).unwrap();
		assert!((one.share - 2.0 / 3.0).abs() < 1e-12);
		assert_eq!(of(&Form::Binary, &[]), None);
	}

	#[test]
	fn of_equals_the_surer_counts() {
		let said = [ballot(Answer::Choice(2), 0.9), ballot(Answer::Choice(0), 0.8)];
		let form = Form::Choice(vec!["a".into(), "b".into(), "c".into()]);
		assert_eq!(of(&form, &said).unwrap().answer, Answer::Choice(2));
		let said = [ballot(Answer::Choice(2), 0.9), ballot(Answer::Choice(0), 0.9)];
		assert_eq!(of(&form, &said).unwrap().answer, Answer::Choice(0));
	}

	#[test]
	fn numbers_agree_when_they_are_near() {
		let form = Form::Scalar {
			min: 0,
			max: 100,
			unit: String::new(),
		};
		let said = [10, 12, 14, 60].map(|value| ballot(Answer::Scalar(value), 0.5));
		let agreement = of(&form, &said).unwrap();
		assert_eq!((agreement.answer, agreement.agreeing), (Answer::Scalar(12), 3));
	}

	proptest! {
		#[test]
		fn the_order_of_samples_makes_no_difference(
			said in proptest::collection::vec((0..3u8, 0..5u8), 1..9), turn in 0..9usize,
		) {
			let form = Form::Choice(vec!["a".into(), "b".into(), "c".into()]);
			let mut ballots: Vec<Ballot> = said.iter().map(|(option, tenths)| ballot(Answer::Choice(*option), f64::from(*tenths) / 4.0)).collect();
			let there = of(&form, &ballots).unwrap();
			let places = ballots.len();
			ballots.rotate_left(turn % places);
			prop_assert_eq!(there, of(&form, &ballots).unwrap());
			prop_assert!(there.share > 0.0 && there.share < 1.0);
		}
	}
}
