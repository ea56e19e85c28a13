//! How results are printed.

use crate::amount::UNIT;
use althing_cmp_rules::{Answer, Kind, Outcome};
use polkadot_sdk::sp_arithmetic::Perbill;
use serde::Serialize;

/// Prints a JSON document, on several lines.
pub(crate) fn print_json(value: &impl Serialize) {
	match serde_json::to_string_pretty(value) {
		Ok(text) => crate::say!("{text}"),
		Err(error) => crate::complain!("althing: the result cannot be written as JSON: {error}"),
	}
}

/// Prints one JSON document on one line.
pub(crate) fn print_json_line(value: &impl Serialize) {
	match serde_json::to_string(value) {
		Ok(text) => crate::say!("{text}"),
		Err(error) => crate::complain!("althing: the event cannot be written as JSON: {error}"),
	}
}

/// A share in per cent, with one decimal.
pub(crate) fn percent(share: Perbill) -> String {
	format!("{:.1} %", f64::from(share.deconstruct()) / 1e7)
}

/// An amount of VWT with the decimals it needs, at most four.
pub(crate) fn vwt(amount: u128) -> String {
	let (whole, rest) = (amount / UNIT, amount % UNIT / 100_000_000);
	let text = format!("{whole}.{rest:04}");
	format!("{} VWT", text.trim_end_matches('0').trim_end_matches('.'))
}

/// An answer in words.
pub(crate) fn answer(answer: &Answer) -> String {
	match answer {
		Answer::Binary(true) => "yes".into(),
		Answer::Binary(false) => "no".into(),
		Answer::Choice(option) => format!("option {option}"),
		Answer::Scalar(value) => value.to_string(),
	}
}

/// A kind of question in words.
pub(crate) fn kind(kind: &Kind) -> String {
	match kind {
		Kind::Binary => "yes or no".into(),
		Kind::Choice { options } => format!("one of {options}"),
		Kind::Scalar { min, max } => format!("{min} to {max}"),
	}
}

/// An outcome in words.
pub(crate) fn outcome(outcome: &Outcome) -> String {
	match outcome {
		Outcome::Decided(Answer::Binary(true)) => "approved: yes".into(),
		Outcome::Decided(Answer::Binary(false)) => "rejected: no".into(),
		Outcome::Decided(decided) => format!("decided: {}", answer(decided)),
		Outcome::Escalated => "no consensus: escalated to people".into(),
		Outcome::Expired => "expired without an answer".into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_show_no_more_decimals_than_they_need() {
		assert_eq!(vwt(1_000_000_000_000), "1 VWT");
		assert_eq!(vwt(1_250_000_000_000), "1.25 VWT");
		assert_eq!(vwt(100_000_000), "0.0001 VWT");
		assert_eq!(vwt(0), "0 VWT");
	}

	#[test]
	fn shares_are_shown_in_per_cent() {
		assert_eq!(percent(Perbill::from_parts(333_333_333)), "33.3 %");
	}
}
