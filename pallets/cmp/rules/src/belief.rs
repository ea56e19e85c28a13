//! How likely each answer is to be the right one.

use crate::{tally::number, Answer, Fixed, Hearing, Kind, Weights};
use alloc::{vec, vec::Vec};
use althing_cmp_stats::{shares_of, Answer as Said, Real, Voices};

/// The chance of each label of a question that offers answers to choose from, by what the panel says; nothing for a
/// question of a number.
///
/// Where an estimate was in force the chances come from its confusion matrices and cabals (Dawid and Skene, 1979), each
/// word tempered by what the corrections left of its weight; else each answer speaks for itself with its weight in
/// nats. A word that speaks against itself counts for nothing: else whoever is wrong on purpose for long enough could
/// have others believed by contradicting them.
pub(crate) fn beliefs(
	hearing: &Hearing,
	voices: Option<&Voices>,
	answers: &[Option<Answer>],
	made: &Weights,
) -> Option<Vec<Real>> {
	let labels = match hearing.question.kind {
		Kind::Binary => 2,
		Kind::Choice { options } => usize::from(options),
		Kind::Scalar { .. } => return None,
	};
	let Some(voices) = voices else {
		return Some(by_weight(labels, answers, &made.weights));
	};
	let said = answers
		.iter()
		.enumerate()
		.zip(made.weights.iter().zip(&made.grounds));
	let said: Vec<_> = said
		.filter_map(|((seat, answer), (weight, ground))| {
			let word = Said {
				agent: u16::try_from(seat).ok()?,
				label: u8::try_from(number(answer.as_ref()?)).ok()?,
			};
			let alone = ground
				.odds
				.checked_mul(Fixed::from_perbill(ground.independence))?;
			Some((word, weight.checked_div(alone).unwrap_or(Fixed::ZERO).to_real()))
		})
		.collect();
	Some(voices.tempered(said.iter().copied()).shares)
}

fn by_weight(labels: usize, answers: &[Option<Answer>], weights: &[Fixed]) -> Vec<Real> {
	let mut logs = vec![Real::ZERO; labels];
	for (answer, weight) in answers.iter().zip(weights) {
		let place = answer
			.as_ref()
			.and_then(|answer| usize::try_from(number(answer)).ok());
		if let Some(log) = place.and_then(|place| logs.get_mut(place)) {
			*log += weight.to_real();
		}
	}
	shares_of(logs)
}
