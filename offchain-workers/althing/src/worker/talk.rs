//! Agents that think in words: a language model, asked in the words of a role.

use super::outcomes::{Outcomes, Said};
use crate::case::{Case, Evidence, Form};
use althing_cmp_rules::Answer;
use althing_core::{BallotKey, Judge, Judgement};
use althing_knowledge::judge::Library;
use althing_language::brain::{self, series, Brain, Fence, Options, Passage, Platt, Role};
use althing_language::model::LanguageModel;
use polkadot_sdk::sp_arithmetic::{PerThing, Perbill};
use std::sync::Arc;

/// Passages that a model is shown.
const PASSAGES: usize = 6;

/// A language model and the roles that think with it. The others keep their own ways, so that a panel is not one opinion
/// many times.
#[derive(Clone)]
pub struct Talker {
	brain: Brain,
	roles: Vec<Role>,
	outcomes: Arc<Outcomes>,
}

impl Talker {
	/// Of a model, for these roles. Its confidence is calibrated on `outcomes`, which hear what it says.
	pub fn new(
		model: Arc<dyn LanguageModel>,
		options: Options,
		roles: Vec<Role>,
		outcomes: Arc<Outcomes>,
	) -> Self {
		Self {
			brain: Brain::new(model, options, None),
			roles,
			outcomes,
		}
	}

	/// What became of what it said.
	pub(super) fn outcomes(&self) -> Arc<Outcomes> {
		self.outcomes.clone()
	}

	/// The model's name.
	pub fn model(&self) -> &str {
		&self.brain.card().name
	}

	/// Whether an agent of the role with this number thinks with it.
	pub(super) fn speaks_for(&self, role: u8) -> bool {
		self.roles.contains(&Role::of_index(role))
	}

	/// What the model says of a case, with what was found in its documents.
	///
	/// # Errors
	/// When it says nothing that is a ballot, or not in time; the text says why.
	pub(super) async fn judge(
		&self,
		question: &Judge,
		case: &Case,
		library: Option<&Library>,
	) -> Result<Judgement, String> {
		let asked = asked(question, case, library);
		// The evidence's hash is only known when every text that is quoted was written: nobody can write another's fence
		// into it. And who is asked the same again is asked in the same words.
		let fence = Fence::derived(&[
			&question.key.proposal.to_le_bytes(),
			&question.question.evidence,
			&question.key.agent.to_le_bytes(),
		]);
		let brain = self.brain.calibrated(self.calibration());
		let opinion = brain.judge(&asked, &fence, question.key.agent).await;
		let spent = match &opinion {
			Ok(opinion) => opinion.spent,
			Err(silence) => silence.spent,
		};
		tracing::info!(
			agent = question.key.agent,
			proposal = question.key.proposal,
			tokens = spent.tokens,
			vwt = %spent.vwt,
			answered = opinion.is_ok(),
			"the model was asked"
		);
		let opinion = opinion.map_err(|silence| silence.to_string())?;
		let answer = match opinion.answer {
			brain::Answer::Binary(yes) => Answer::Binary(yes),
			brain::Answer::Choice(option) => Answer::Choice(option),
			brain::Answer::Scalar(value) => Answer::Scalar(value),
		};
		self.keep(
			question,
			Said {
				manner: brain.manner(),
				evidence: question.question.evidence,
				answer,
				sure: opinion.uncalibrated,
			},
		);
		Ok(Judgement {
			answer,
			confidence: Perbill::from_float(opinion.confidence),
			rationale: opinion.rationale,
		})
	}
}

/// A ballot does not hang on outcomes: where they cannot be kept or read, it goes without.
impl Talker {
	fn calibration(&self) -> Option<Platt> {
		let found = self.outcomes.calibration(&self.brain.manner());
		found.unwrap_or_else(|error| {
			tracing::warn!(%error, "the model's confidence is not calibrated");
			None
		})
	}

	fn keep(&self, question: &Judge, said: Said) {
		let BallotKey { proposal, agent, .. } = question.key;
		let outcomes = self.outcomes.clone();
		tokio::task::spawn_blocking(move || {
			if let Err(error) = outcomes.said(proposal, agent, &said) {
				tracing::warn!(%error, "what the model said is not kept");
			}
		});
	}
}

/// The case as a model is asked it.
fn asked(question: &Judge, case: &Case, library: Option<&Library>) -> brain::Case {
	let evidence = match case.evidence() {
		Evidence::Series { series, window } => {
			series::describe(series.timestamps(), series.values(), (window.from(), window.to()))
		}
		Evidence::Documents(documents) => {
			let names: Vec<&str> = documents.iter().map(|document| document.name.as_str()).collect();
			format!("Passages of these documents: {}", names.join(", "))
		}
	};
	let found = library.map_or_else(Vec::new, |library| library.passages_about(case.text(), PASSAGES));
	brain::Case {
		question: case.text().to_owned(),
		subject: case.subject().map(str::to_owned),
		form: match case.form() {
			Form::Binary => brain::Form::Binary,
			Form::Choice(options) => brain::Form::Choice(options.clone()),
			Form::Scalar { min, max, unit } => brain::Form::Scalar {
				min: *min,
				max: *max,
				unit: unit.clone(),
			},
		},
		evidence,
		passages: found
			.into_iter()
			.map(|(source, text)| Passage { source, text })
			.collect(),
		role: Role::of_index(question.role.index()),
		department: question.department.name().to_owned(),
		previous: question.previous.as_ref().map_or_else(Vec::new, |said| {
			said.answers()
				.iter()
				.map(|(answer, confidence)| (spoken(*answer), share(*confidence)))
				.collect()
		}),
	}
}

const fn spoken(answer: Answer) -> brain::Answer {
	match answer {
		Answer::Binary(yes) => brain::Answer::Binary(yes),
		Answer::Choice(option) => brain::Answer::Choice(option),
		Answer::Scalar(value) => brain::Answer::Scalar(value),
	}
}

fn share(value: Perbill) -> f64 {
	f64::from(value.deconstruct()) / f64::from(Perbill::ACCURACY)
}
