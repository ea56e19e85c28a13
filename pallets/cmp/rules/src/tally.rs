//! Which answer leads, and with how much of the weight.

use crate::{agreement::close, Answer, Fixed, Kind};
use alloc::{collections::BTreeMap, vec::Vec};
use polkadot_sdk::sp_arithmetic::Perbill;

/// The leading answer and the share of the weight behind it.
pub(crate) struct Lead {
	pub(crate) answer: Answer,
	pub(crate) support: Fixed,
}

/// An answer as a number, with the weight behind it.
type Stack = (i64, Fixed);

/// Who leads among `ballots`: answers that `kind` accepts, with their weights. Nobody where nothing weighs.
///
/// Binary and choice: the answer with the most weight, the lower of equals; where `favourite` is the number of an
/// answer, that one. Scalar: the lower weighted median, supported by all that are no further from it than
/// `tolerance` × (max − min).
pub(crate) fn lead(
	kind: &Kind,
	tolerance: Perbill,
	favourite: Option<i64>,
	ballots: impl Iterator<Item = (Answer, Fixed)>,
) -> Option<Lead> {
	let stacks = stacks(ballots);
	let total = weight(stacks.iter());
	let (leading, behind) = match kind {
		Kind::Binary | Kind::Choice { .. } => match favourite {
			Some(label) => (label, weight(stacks.iter().filter(|(value, _)| *value == label))),
			None => heaviest(&stacks)?,
		},
		Kind::Scalar { min, max } => {
			let median = median(&stacks, total)?;
			let agrees = |value| close(value, median, tolerance, *min, *max);
			(median, weight(stacks.iter().filter(|(value, _)| agrees(*value))))
		}
	};
	Some(Lead {
		answer: answer(kind, leading),
		support: behind.checked_div(total)?,
	})
}

/// The weight behind each answer, lowest answer first.
fn stacks(ballots: impl Iterator<Item = (Answer, Fixed)>) -> Vec<Stack> {
	let mut sums = BTreeMap::<i64, Fixed>::new();
	for (answer, weight) in ballots {
		let sum = sums.entry(number(&answer)).or_default();
		*sum = sum.saturating_add(weight);
	}
	sums.into_iter().collect()
}

fn weight<'a>(stacks: impl Iterator<Item = &'a Stack>) -> Fixed {
	stacks.fold(Fixed::ZERO, |sum, (_, weight)| sum.saturating_add(*weight))
}

fn heaviest(stacks: &[Stack]) -> Option<Stack> {
	stacks
		.iter()
		.copied()
		.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// The least value with half of the weight or more at it and below.
fn median(stacks: &[Stack], total: Fixed) -> Option<i64> {
	let mut below = Fixed::ZERO;
	stacks.iter().find_map(|(value, weight)| {
		below = below.saturating_add(*weight);
		(below >= total.saturating_sub(below)).then_some(*value)
	})
}

/// An answer as a number.
pub(crate) fn number(answer: &Answer) -> i64 {
	match answer {
		Answer::Binary(yes) => (*yes).into(),
		Answer::Choice(option) => (*option).into(),
		Answer::Scalar(value) => *value,
	}
}

fn answer(kind: &Kind, number: i64) -> Answer {
	match kind {
		Kind::Binary => Answer::Binary(number != 0),
		// It was made from an option's number, which fits.
		Kind::Choice { .. } => Answer::Choice(number as u8),
		Kind::Scalar { .. } => Answer::Scalar(number),
	}
}
