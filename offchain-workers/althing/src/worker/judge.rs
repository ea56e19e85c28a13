//! How an agent comes to its answer: its role chooses the brain, the brain judges the case.

use crate::case::Case;
use althing_brains::{judge, Method};
use althing_cmp_rules::{Answer, Kind};
use althing_core::{Judge, Judgement};
use polkadot_sdk::sp_arithmetic::Perbill;

/// What an agent says of a case. Deterministic: the same question gets the same answer.
///
/// # Errors
/// When no brain of this fleet can answer such a case; the text says why.
pub fn judgement(question: &Judge) -> Result<Judgement, String> {
	let case = Case::from_body(&question.body).map_err(|e| e.to_string())?;
	if question.question.kind != Kind::Binary {
		return Err("the brains of this fleet answer questions of yes or no only".into());
	}
	let method = Method::for_role(question.role.index());
	// Agents of one role differ in what chance they use, so that they are not one opinion many times.
	let mut brain = method.build(question.key.agent);
	let opinion = judge(&mut *brain, case.series(), case.window());
	Ok(Judgement {
		answer: Answer::Binary(opinion.anomalous),
		confidence: Perbill::from_float(opinion.confidence),
		rationale: format!("{}: {}", method.name(), opinion.rationale),
	})
}
