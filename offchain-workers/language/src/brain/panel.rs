//! What the panel said in the round before, without who said it.

use super::case::{Answer, Form};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The panel's answers in words: counts with mean confidence, for numbers the quartiles. None in the first round.
pub fn told(form: &Form, previous: &[(Answer, f64)]) -> Option<String> {
	if previous.is_empty() {
		return None;
	}
	let voices = previous.len();
	let mut out = format!("In the round before, {voices} of the panel answered");
	match form {
		Form::Scalar { unit, .. } => numbers(&mut out, previous, unit),
		Form::Binary | Form::Choice(_) => counts(&mut out, form, previous),
	}
	out.push_str(
		" You see what was said and not by whom. Think of the best ground that those may have had who answered otherwise \
		 than you would. Change your answer if a ground convinces you; that many said something is none.",
	);
	Some(out)
}

fn counts(out: &mut String, form: &Form, previous: &[(Answer, f64)]) {
	let mut by_answer: BTreeMap<Answer, (usize, f64)> = BTreeMap::new();
	for (answer, confidence) in previous {
		let (count, sum) = by_answer.entry(*answer).or_default();
		*count = count.saturating_add(1);
		*sum += confidence.clamp(0.0, 1.0);
	}
	let said = by_answer.iter().map(|(answer, (count, sum))| {
		let mean = sum / (*count).max(1) as f64;
		format!("{}: {count} (mean confidence {mean:.2})", form.written(*answer))
	});
	let _ = write!(out, " as follows. {}.", said.collect::<Vec<_>>().join(", "));
}

fn numbers(out: &mut String, previous: &[(Answer, f64)], unit: &str) {
	let values = previous.iter().filter_map(|(answer, _)| match answer {
		Answer::Scalar(value) => Some(*value),
		_ => None,
	});
	let mut values: Vec<i64> = values.collect();
	values.sort_unstable();
	let at = |quarter: usize| {
		let place = values
			.len()
			.saturating_sub(1)
			.saturating_mul(quarter)
			.saturating_add(2)
			/ 4;
		values.get(place).copied().unwrap_or(0)
	};
	let unit = match unit {
		"" => String::new(),
		unit => format!(" {unit}"),
	};
	let _ = write!(
		out,
		" with numbers from {} to {}{unit}: lower quartile {}, median {}, upper quartile {}.",
		at(0),
		at(4),
		at(1),
		at(2),
		at(3)
	);
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_first_round_has_nothing_to_tell() {
		assert_eq!(told(&Form::Binary, &[]), None);
	}

	#[test]
	fn answers_are_counted_whoever_gave_them() {
		let mut said = vec![
			(Answer::Binary(true), 0.9),
			(Answer::Binary(false), 0.6),
			(Answer::Binary(true), 0.7),
		];
		let text = told(&Form::Binary, &said).unwrap();
		assert!(
			text.contains("no: 1 (mean confidence 0.60), yes: 2 (mean confidence 0.80)"),
			"{text}"
		);
		said.reverse();
		assert_eq!(told(&Form::Binary, &said).unwrap(), text);
	}

	#[test]
	fn numbers_are_told_by_their_quartiles() {
		let form = Form::Scalar {
			min: 0,
			max: 100,
			unit: "ms".into(),
		};
		let said: Vec<_> = [5, 1, 4, 2, 3].map(|value| (Answer::Scalar(value), 0.5)).into();
		let text = told(&form, &said).unwrap();
		assert!(
			text.contains("from 1 to 5 ms: lower quartile 2, median 3, upper quartile 4."),
			"{text}"
		);
	}
}
