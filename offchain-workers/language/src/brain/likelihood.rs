//! How probable a model held its answer: the probability of the token in which the possible answers part, shared out among
//! those that it could have given.
//!
//! The token that carries the answer is found by its place in the text. Its probability is divided by that of all tokens
//! there that begin a possible answer; a possible answer that is not among the reported rivals counts as much as the least
//! reported one could, so that what is not known never makes surer.

use super::ballot::object;
use super::case::{Answer, Form};
use crate::model::Likelihood;
use std::ops::Range;

/// The probability of `answer` in (0, 1], given that one of the form's alternatives is answered. None for numbers, and where
/// the tokens do not show it.
pub fn of_answer(
	text: &str,
	tokens: &[(Likelihood, Vec<Likelihood>)],
	form: &Form,
	answer: Answer,
) -> Option<f64> {
	let alternatives = form.alternatives()?;
	let chosen = form.written(answer);
	let place = place(text)?;
	let mut end = 0usize;
	for (taken, rivals) in tokens {
		let begin = end;
		end = begin.checked_add(taken.text.len())?;
		// The tokens must be those of the text.
		if text.get(begin..end) != Some(taken.text.as_str()) {
			return None;
		}
		if end <= place.start {
			continue;
		}
		let before = text.get(begin..place.start.max(begin))?;
		let shares = shares(before, taken, rivals, &alternatives)?;
		let own = alternatives
			.iter()
			.position(|alternative| *alternative == chosen)?;
		let total: f64 = shares.iter().sum();
		return (total > 0.0).then(|| shares.get(own).copied().unwrap_or(0.0) / total);
	}
	None
}

/// The probability of each alternative at a token of which `before` comes before the answer.
fn shares(
	before: &str,
	taken: &Likelihood,
	rivals: &[Likelihood],
	alternatives: &[String],
) -> Option<Vec<f64>> {
	let mut shares = vec![0.0; alternatives.len()];
	let (mut told, mut least) = (0.0, 1.0f64);
	for token in std::iter::once(taken).chain(rivals) {
		let probability = f64::from(token.logprob).exp().min(1.0);
		if !probability.is_finite() {
			return None;
		}
		told += probability;
		least = least.min(probability);
		let Some(begun) = token.text.strip_prefix(before) else {
			continue;
		};
		let begun = begun.split('"').next().unwrap_or(begun);
		let mut fitting = alternatives
			.iter()
			.enumerate()
			.filter(|(_, alternative)| !begun.is_empty() && alternative.starts_with(begun));
		// A token that several answers begin with tells nothing of either.
		if let (Some((place, _)), None) = (fitting.next(), fitting.next()) {
			if let Some(share) = shares.get_mut(place) {
				*share += probability;
			}
		}
	}
	let unknown = least.min((1.0 - told).max(0.0));
	for share in shares.iter_mut().filter(|share| **share == 0.0) {
		*share = unknown;
	}
	Some(shares)
}

/// Where the value of the ballot's `answer` stands in the text, without quotes.
fn place(text: &str) -> Option<Range<usize>> {
	let object = object(text)?;
	let offset = text.find('{')?;
	let bytes = object.as_bytes();
	let (mut depth, mut at) = (0usize, 0usize);
	while let Some(byte) = bytes.get(at) {
		match byte {
			b'{' | b'[' => depth = depth.checked_add(1)?,
			b'}' | b']' => depth = depth.checked_sub(1)?,
			b'"' => {
				let end = string_end(bytes, at)?;
				let is_key = depth == 1 && object.get(at..end) == Some("\"answer\"");
				let after = object.get(end..)?.trim_start();
				if is_key && after.starts_with(':') {
					let value = after.get(1..)?.trim_start();
					let begin = object.len().checked_sub(value.len())?;
					return value_range(bytes, begin).map(|range| range.start + offset..range.end + offset);
				}
				at = end;
				continue;
			}
			_ => (),
		}
		at = at.checked_add(1)?;
	}
	None
}

/// The end of a string that begins at `at`, behind its quote.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
	let mut next = at.checked_add(1)?;
	loop {
		match bytes.get(next)? {
			b'\\' => next = next.checked_add(2)?,
			b'"' => return next.checked_add(1),
			_ => next = next.checked_add(1)?,
		}
	}
}

fn value_range(bytes: &[u8], begin: usize) -> Option<Range<usize>> {
	if bytes.get(begin) == Some(&b'"') {
		let end = string_end(bytes, begin)?;
		return Some(begin.checked_add(1)?..end.checked_sub(1)?);
	}
	let rest = bytes.get(begin..)?;
	let length = rest
		.iter()
		.position(|byte| matches!(byte, b',' | b'}' | b' ' | b'\n'))
		.unwrap_or(rest.len());
	Some(begin..begin.checked_add(length)?)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn token(text: &str, probability: f64) -> Likelihood {
		Likelihood {
			text: text.into(),
			logprob: probability.ln() as f32,
		}
	}

	/// Tokens of `pieces`, each certain, but for the one at `at`, which has `probability` and `rivals`.
	fn tokens(
		pieces: &[&str],
		at: usize,
		probability: f64,
		rivals: &[(&str, f64)],
	) -> Vec<(Likelihood, Vec<Likelihood>)> {
		let rivals: Vec<Likelihood> = rivals.iter().map(|(text, p)| token(text, *p)).collect();
		let each = pieces.iter().enumerate().map(|(index, piece)| match index == at {
			true => (token(piece, probability), rivals.clone()),
			false => (token(piece, 1.0), Vec::new()),
		});
		each.collect()
	}

	fn near(value: Option<f64>, expected: f64) {
		let value = value.unwrap();
		assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
	}

	const PIECES: [&str; 6] = [
		"{\"rationale\":\"answer\",\"",
		"answer",
		"\":",
		"\"yes",
		"\",\"confidence\":",
		"0.5}",
	];

	#[test]
	fn the_answers_token_is_found_wherever_it_is_cut() {
		let text = PIECES.concat();
		let rivals = [("\"no", 0.2), ("\"maybe", 0.1), ("{", 0.1)];
		let found = of_answer(
			&text,
			&tokens(&PIECES, 3, 0.6, &rivals),
			&Form::Binary,
			Answer::Binary(true),
		);
		near(found, 0.75);
		let single = [
			"{\"answer\":\"",
			"y",
			"es\"",
			",\"confidence\":1,\"rationale\":\"\"}",
		];
		let found = of_answer(
			&single.concat(),
			&tokens(&single, 1, 0.3, &[("n", 0.6), ("no", 0.1)]),
			&Form::Binary,
			Answer::Binary(true),
		);
		near(found, 0.3);
	}

	#[test]
	fn a_rival_that_is_not_reported_is_as_likely_as_it_may_be() {
		let text = PIECES.concat();
		let found = of_answer(
			&text,
			&tokens(&PIECES, 3, 0.6, &[("x", 0.05)]),
			&Form::Binary,
			Answer::Binary(true),
		);
		near(found, 0.6 / 0.65);
		// Without rivals, all that is left could be the other answer's.
		let found = of_answer(
			&text,
			&tokens(&PIECES, 3, 0.6, &[]),
			&Form::Binary,
			Answer::Binary(true),
		);
		near(found, 0.6);
	}

	#[test]
	fn tokens_of_another_text_tell_nothing() {
		let text = PIECES.concat();
		assert_eq!(of_answer(&text, &[], &Form::Binary, Answer::Binary(true)), None);
		let foreign = tokens(&["{\"other\""], 0, 0.9, &[]);
		assert_eq!(
			of_answer(&text, &foreign, &Form::Binary, Answer::Binary(true)),
			None
		);
		let scalar = Form::Scalar {
			min: 0,
			max: 9,
			unit: String::new(),
		};
		assert_eq!(
			of_answer(&text, &tokens(&PIECES, 3, 0.6, &[]), &scalar, Answer::Scalar(1)),
			None
		);
	}

	#[test]
	fn the_word_answer_inside_a_rationale_is_not_the_answer() {
		let text = r#"{"rationale":"the \"answer\":\"no\" is wrong","answer":"yes","confidence":1}"#;
		assert_eq!(&text[place(text).unwrap()], "yes");
		let nested = r#"so: {"a":{"answer":"no"},"answer" : 42}"#;
		assert_eq!(&nested[place(nested).unwrap()], "42");
	}

	proptest! {
		#[test]
		fn it_is_a_probability_and_grows_with_the_tokens(p in 0.01..0.9f64, q in 0.001..0.1f64) {
			let text = PIECES.concat();
			let of = |p: f64| of_answer(&text, &tokens(&PIECES, 3, p, &[("\"no", q)]), &Form::Binary, Answer::Binary(true)).unwrap();
			prop_assert!((0.0..=1.0).contains(&of(p)));
			prop_assert!(of(p) <= of(p * 1.1) + 1e-9);
		}

		#[test]
		fn no_text_makes_it_panic(text in "[{}\"a-z:,\\\\ ]{0,60}") {
			if let Some(range) = place(&text) {
				prop_assert!(text.get(range).is_some());
			}
		}
	}
}
