//! The schema of a ballot, and its reading.

use super::case::{Answer, Form};
use serde::Deserialize;
use serde_json::{json, Value};

/// A ballot as a model wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ballot {
	/// The answer.
	pub answer: Answer,
	/// How sure the model says it is, in [0, 1].
	pub confidence: f64,
	/// Why, on one line.
	pub rationale: String,
}

/// JSON Schema of a ballot. The rationale comes first: what is said before the answer can bear on it.
pub fn schema(form: &Form, rationale: usize) -> Value {
	let answer = match (form, form.alternatives()) {
		(Form::Scalar { min, max, .. }, _) => json!({ "type": "integer", "minimum": min, "maximum": max }),
		(_, alternatives) => json!({ "type": "string", "enum": alternatives.unwrap_or_default() }),
	};
	json!({
		"type": "object",
		"properties": {
			"rationale": { "type": "string", "maxLength": rationale },
			"answer": answer,
			"confidence": { "type": "number", "minimum": 0, "maximum": 1 },
		},
		"required": ["rationale", "answer", "confidence"],
		"additionalProperties": false,
	})
}

#[derive(Deserialize)]
struct Read {
	rationale: String,
	answer: Value,
	confidence: f64,
}

/// Reads a ballot, of whose rationale `rationale` bytes are kept. Models that no grammar binds put words or a fence around
/// it: what stands between the first `{` and the last `}` counts.
///
/// # Errors
/// A sentence that says what is wrong, without the model's words.
pub fn read(text: &str, form: &Form, rationale: usize) -> Result<Ballot, String> {
	let object = object(text).ok_or("the answer holds no JSON object")?;
	let read: Read = serde_json::from_str(object).map_err(|e| {
		format!(
			"the answer is no ballot (line {}, column {})",
			e.line(),
			e.column()
		)
	})?;
	let answer = answer(&read.answer, form).ok_or("the answer is none of those that were asked for")?;
	if !(0.0..=1.0).contains(&read.confidence) {
		return Err("the confidence does not lie between 0 and 1".into());
	}
	Ok(Ballot {
		answer,
		confidence: read.confidence,
		rationale: line(&read.rationale, rationale),
	})
}

/// What stands between the first `{` and the last `}`.
pub(super) fn object(text: &str) -> Option<&str> {
	text.get(text.find('{')?..=text.rfind('}')?)
}

fn answer(value: &Value, form: &Form) -> Option<Answer> {
	let answer = match form {
		Form::Binary => match value.as_str()? {
			"yes" => Answer::Binary(true),
			"no" => Answer::Binary(false),
			_ => return None,
		},
		Form::Choice(_) => {
			let place = form
				.alternatives()?
				.iter()
				.position(|letter| Some(letter.as_str()) == value.as_str())?;
			Answer::Choice(u8::try_from(place).ok()?)
		}
		Form::Scalar { .. } => Answer::Scalar(value.as_i64()?),
	};
	form.admits(answer).then_some(answer)
}

/// A model's words on one line of at most `most` bytes, without what a terminal would do something else with than show it.
pub(super) fn line(text: &str, most: usize) -> String {
	let mut out = String::with_capacity(text.len().min(most));
	let turns_writing_around =
		|c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
	for word in text.split(|c: char| c.is_whitespace() || c.is_control() || turns_writing_around(c)) {
		let space = usize::from(!out.is_empty() && !word.is_empty());
		if out.len().saturating_add(space).saturating_add(word.len()) > most {
			let room = most.saturating_sub(out.len()).saturating_sub(space);
			let cut = (0..=room.min(word.len()))
				.rev()
				.find(|at| word.is_char_boundary(*at));
			if out.is_empty() {
				out.push_str(cut.and_then(|at| word.get(..at)).unwrap_or_default());
			}
			break;
		}
		if space == 1 {
			out.push(' ');
		}
		out.push_str(word);
	}
	out
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn forms() -> [Form; 3] {
		[
			Form::Binary,
			Form::Choice(vec!["red".into(), "green".into(), "blue".into()]),
			Form::Scalar {
				min: -5,
				max: 100,
				unit: "ms".into(),
			},
		]
	}

	#[test]
	fn ballots_of_each_form_are_read() {
		let [binary, choice, scalar] = forms();
		for (form, answer, read_as) in [
			(&binary, "\"yes\"", Answer::Binary(true)),
			(&binary, "\"no\"", Answer::Binary(false)),
			(&choice, "\"C\"", Answer::Choice(2)),
			(&scalar, "-5", Answer::Scalar(-5)),
		] {
			let text = format!("Here it is: ```json\n{{\"rationale\":\"a\\nb\",\"answer\":{answer},\"confidence\":0.75}}\n```");
			let ballot = read(&text, form, 100).unwrap();
			assert_eq!((ballot.answer, ballot.confidence), (read_as, 0.75));
			assert_eq!(ballot.rationale, "a b");
		}
	}

	#[test]
	fn what_was_not_asked_for_is_refused() {
		let [binary, choice, scalar] = forms();
		for (form, answer, confidence) in [
			(&binary, "\"maybe\"", "0.5"),
			(&binary, "true", "0.5"),
			(&binary, "\"yes\"", "1.5"),
			(&binary, "\"yes\"", "-0.1"),
			(&binary, "\"yes\"", "null"),
			(&choice, "\"D\"", "0.5"),
			(&choice, "0", "0.5"),
			(&scalar, "101", "0.5"),
			(&scalar, "7.5", "0.5"),
			(&scalar, "99999999999999999999", "0.5"),
		] {
			let text = format!("{{\"rationale\":\"r\",\"answer\":{answer},\"confidence\":{confidence}}}");
			assert!(read(&text, form, 100).is_err(), "{text}");
		}
		for text in ["", "yes", "{}", "}{", "{\"answer\":\"yes\"", "[{]}"] {
			assert!(read(text, &binary, 100).is_err(), "{text}");
		}
	}

	#[test]
	fn a_schema_admits_what_is_read() {
		let [binary, choice, scalar] = forms();
		assert_eq!(
			schema(&binary, 9)["properties"]["answer"]["enum"],
			json!(["yes", "no"])
		);
		assert_eq!(
			schema(&choice, 9)["properties"]["answer"]["enum"],
			json!(["A", "B", "C"])
		);
		assert_eq!(schema(&scalar, 9)["properties"]["answer"]["minimum"], json!(-5));
	}

	proptest! {
		#[test]
		fn a_line_is_short_and_safe_to_show(text in "(?s).{0,100}", most in 0..60usize) {
			let line = line(&text, most);
			prop_assert!(line.len() <= most);
			prop_assert!(!line.chars().any(char::is_control));
		}

		#[test]
		fn no_answer_makes_it_panic(text in "(?s).{0,100}") {
			for form in forms() {
				let _ = read(&text, &form, 10);
			}
		}
	}
}
