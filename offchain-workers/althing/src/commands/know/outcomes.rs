//! `althing know outcomes`: what a receipt tells of agents and sources.

use crate::case::{Case, Form};
use crate::commands::output;
use althing_chain::verify::ReceiptFile;
use althing_cmp_rules::{agrees, first_ballot, Answer, Ballot, Outcome, Receipt, Seat};
use althing_knowledge::outcomes::{self, Decision};
use althing_knowledge::{Error, Result};
use althing_primitives::blake2;
use serde::Deserialize;

/// What tells a receipt file from a decision in JSON.
#[derive(Deserialize)]
struct Head {
	version: Option<u32>,
}

/// Reads a decision from a receipt file, or from JSON as it is.
pub(super) fn decision(bytes: &[u8], truth: Option<&str>) -> Result<Decision> {
	let receipt = serde_json::from_slice::<Head>(bytes).is_ok_and(|head| head.version.is_some());
	if !receipt {
		return Decision::parse(bytes, truth);
	}
	let file = ReceiptFile::parse(bytes).map_err(|fault| Error::Input(fault.to_string()))?;
	let wrong = |reason: String| Error::Input(format!("the receipt does not hold: {reason}"));
	let receipt = file
		.decode()
		.ok_or_else(|| wrong("it cannot be decoded".into()))?;
	receipt.check().map_err(|mismatch| wrong(mismatch.to_string()))?;
	if file.genesis != receipt.genesis {
		return Err(wrong("it is of another chain than its file says".into()));
	}
	let case = case_of(&file, &receipt)?;
	let told = truth
		.map(|text| answer_of(text, &receipt, case.as_ref()))
		.transpose()?;
	let decision = told_by(&file, &receipt, case.as_ref(), told)?;
	decision.check()?;
	Ok(decision)
}

/// The case, where the file has its body.
fn case_of(file: &ReceiptFile, receipt: &Receipt) -> Result<Option<Case>> {
	let Some(body) = &file.body else { return Ok(None) };
	if blake2(body.as_bytes()) != receipt.question.evidence {
		return Err(Error::Input(
			"the case's body is not the one that was asked about".into(),
		));
	}
	let case = Case::from_body(body.as_bytes()).map_err(|error| Error::Input(error.to_string()))?;
	Ok(Some(case))
}

/// An answer in the words of its case.
fn words(answer: &Answer, case: Option<&Case>) -> String {
	let option = match (answer, case.map(Case::form)) {
		(Answer::Choice(option), Some(Form::Choice(options))) => options.get(usize::from(*option)),
		_ => None,
	};
	option.cloned().unwrap_or_else(|| output::answer(answer))
}

/// The answer that somebody told in words.
fn answer_of(text: &str, receipt: &Receipt, case: Option<&Case>) -> Result<Answer> {
	let options = (0..=u8::MAX).map(Answer::Choice);
	let all = [Answer::Binary(true), Answer::Binary(false)]
		.into_iter()
		.chain(options)
		.chain(text.parse().ok().map(Answer::Scalar));
	let mut fitting = all.filter(|answer| receipt.question.kind.accepts(answer));
	fitting.find(|answer| words(answer, case) == text).ok_or_else(|| {
		let kind = output::kind(&receipt.question.kind);
		Error::Input(format!("{text} is no answer to this question, which is {kind}"))
	})
}

fn told_by(
	file: &ReceiptFile,
	receipt: &Receipt,
	case: Option<&Case>,
	told: Option<Answer>,
) -> Result<Decision> {
	let decided = match receipt.outcome {
		Outcome::Decided(answer) => Some(answer),
		Outcome::Escalated | Outcome::Expired => None,
	};
	let held = told.or(decided);
	let lower = receipt
		.rounds
		.last()
		.map_or(0, |round| round.tally.lower.deconstruct());
	let mut ballots = Vec::new();
	for (place, seat) in (0u8..).zip(&receipt.seats) {
		if let Some(ballot) = first_ballot(receipt, place) {
			ballots.push(cast(file, receipt, case, held.as_ref(), (place, seat), &ballot)?);
		}
	}
	Ok(Decision {
		chain: hex::encode(receipt.genesis),
		proposal: receipt.proposal,
		receipt: hex::encode(receipt.hash()),
		asked: case.map(|case| case.text().to_owned()).unwrap_or_default(),
		decided: decided.map(|answer| words(&answer, case)),
		truth: told.map(|answer| words(&answer, case)),
		support: f64::from(lower) / 1e9,
		ballots,
	})
}

/// An agent's first ballot, which it cast before it saw what the others say, with the documents that its reasons name.
fn cast(
	file: &ReceiptFile,
	receipt: &Receipt,
	case: Option<&Case>,
	held: Option<&Answer>,
	(place, seat): (u8, &Seat),
	ballot: &Ballot,
) -> Result<outcomes::Ballot> {
	let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
	let reasons = file
		.rationales
		.iter()
		.find(|known| known.seat == place && blake2(known.text.as_bytes()) == ballot.rationale);
	let sources = reasons.map(|known| outcomes::cited(&known.text)).transpose()?;
	Ok(outcomes::Ballot {
		agent: seat.agent,
		answer: words(&ballot.answer, case),
		confidence: f64::from(ballot.confidence.deconstruct()) / 1e9,
		rationale: hex::encode(ballot.rationale),
		right: held.is_some_and(|held| agrees(kind, tolerance, &ballot.answer, held)),
		sources: sources.unwrap_or_default(),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use althing_cmp_rules::testing::arbitrary_receipt;

	fn read(receipt: &Receipt, truth: Option<&str>) -> Result<Decision> {
		decision(
			ReceiptFile::new(receipt.genesis, receipt).to_json().as_bytes(),
			truth,
		)
	}

	#[test]
	fn what_a_receipt_says_of_its_agents_is_what_their_first_ballots_say() {
		let mut learnt = 0;
		for receipt in (0..120).map(arbitrary_receipt) {
			let opened =
				(0..receipt.seats.len()).filter(|seat| first_ballot(&receipt, *seat as u8).is_some());
			let (opened, decided) = (opened.count(), matches!(receipt.outcome, Outcome::Decided(_)));
			match read(&receipt, None) {
				Ok(decision) => {
					learnt += 1;
					assert!(decided);
					assert_eq!(decision.ballots.len(), opened);
					assert_eq!(decision.receipt, hex::encode(receipt.hash()));
				}
				Err(error) => {
					let error = error.to_string();
					assert!(error.contains("--truth") || error.contains("ballots"), "{error}");
				}
			}
		}
		assert!(learnt > 10, "{learnt}");
	}

	#[test]
	fn a_truth_that_is_told_stands_instead_of_what_was_decided() {
		let yes = |receipt: &Receipt| receipt.outcome == Outcome::Decided(Answer::Binary(true));
		let receipt = (0..400).map(arbitrary_receipt).find(yes).unwrap();
		let decided = read(&receipt, None).unwrap();
		let told = read(&receipt, Some("no")).unwrap();
		assert_eq!((told.weight(), told.truth.as_deref()), (1.0, Some("no")));
		for (one, other) in decided.ballots.iter().zip(&told.ballots) {
			assert_ne!(one.right, other.right);
		}
		assert!(read(&receipt, Some("perhaps"))
			.unwrap_err()
			.to_string()
			.contains("yes or no"));
	}

	#[test]
	fn a_receipt_that_does_not_hold_is_refused() {
		let mut receipt = (0..400)
			.map(arbitrary_receipt)
			.find(|receipt| receipt.outcome == Outcome::Decided(Answer::Binary(true)))
			.unwrap();
		receipt.outcome = Outcome::Decided(Answer::Binary(false));
		let error = read(&receipt, None).unwrap_err().to_string();
		assert!(error.contains("does not hold"), "{error}");
	}
}
