//! The brain: asks a model as often as it may, and makes one opinion of what it says.

use super::agreement::{self, Agreement};
use super::ballot::{self, Ballot};
use super::budget::{Amount, Budget, Exceeded, Purse, Tariff};
use super::calibration::Platt;
use super::case::{Answer, Case};
use super::confidence::Sources;
use super::likelihood;
use super::prompt::{most_tokens, request, Room};
use super::quote::Fence;
use crate::gather::{gather, most_bytes};
use crate::model::{Card, Ending, Error, LanguageModel, Recipe, Request, Sampling};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{timeout, Instant};

/// The most samples of an opinion.
pub const MOST_SAMPLES: u8 = 16;
/// Bytes of a rationale that say which model spoke, and how.
const SIGNATURE: usize = 700;

/// How a model is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
	/// How often, 1 to [`MOST_SAMPLES`]. The first takes the likeliest words, the others draw.
	pub samples: u8,
	/// With which temperature the others draw.
	pub temperature: f32,
	/// Tokens of an answer at most.
	pub tokens: u32,
	/// How much of a case is told, and how long a rationale may be.
	pub room: Room,
	/// How many rivals of each token are asked for; none asks for no probabilities, for services that have none.
	pub rivals: Option<u8>,
	/// Whether others must be able to get the same bytes.
	pub deterministic: bool,
	/// How urgent it is to the engine.
	pub priority: u8,
	/// What a case may take.
	pub budget: Budget,
	/// What tokens cost.
	pub tariff: Tariff,
}

impl Default for Options {
	fn default() -> Self {
		Self {
			samples: 3,
			temperature: 0.7,
			tokens: 400,
			room: Room {
				passages: 6_000,
				evidence: 4_000,
				rationale: 1_200,
			},
			rivals: Some(5),
			deterministic: false,
			priority: 0,
			budget: Budget {
				tokens: 60_000,
				time: Duration::from_secs(120),
				vwt: u128::MAX,
			},
			tariff: Tariff::default(),
		}
	}
}

/// What a brain says of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Opinion {
	/// The answer.
	pub answer: Answer,
	/// The probability that it is right, in [0, 1].
	pub confidence: f64,
	/// The same before it was calibrated: what a calibration is fitted to.
	pub uncalibrated: f64,
	/// Why, on one line, signed with what spoke: model, engine, samples and, of deterministic answers, the recipe.
	pub rationale: String,
	/// What it took.
	pub spent: Amount,
	/// What another needs to get the first answer's bytes.
	pub recipe: Option<Recipe>,
}

/// Why a brain has no opinion.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrainError {
	/// The case cannot be put to it.
	#[error("the case cannot be asked: {0}")]
	Case(String),
	/// The first call would not have fitted.
	#[error(transparent)]
	Budget(#[from] Exceeded),
	/// The model gave no answer.
	#[error(transparent)]
	Model(#[from] Error),
	/// It took longer than the case may.
	#[error("the model did not answer within the case's time of {0:?}")]
	Time(Duration),
	/// Nothing that it said is a ballot.
	#[error("nothing that the model said is a ballot: {0}")]
	Spoilt(String),
}

/// A brain that stays silent, and what it took all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Silence {
	/// Why.
	#[source]
	pub reason: BrainError,
	/// What it took.
	pub spent: Amount,
}

/// A language model with a vote. Clones share the model.
#[derive(Clone)]
pub struct Brain {
	model: Arc<dyn LanguageModel>,
	options: Options,
	calibration: Option<Platt>,
}

/// One answer that is a ballot.
struct Sample {
	ballot: Ballot,
	tokens: Option<f64>,
	ending: Ending,
}

/// What came of a case so far.
struct Round {
	begun: Instant,
	purse: Purse,
	samples: Vec<Sample>,
	failure: Option<BrainError>,
	asked: u8,
}

impl Round {
	/// The first failure is the one that is told.
	fn fail(&mut self, error: BrainError) {
		self.failure = self.failure.take().or(Some(error));
	}
}

impl Brain {
	/// A brain that asks `model`; `calibration` comes from outcomes of opinions that had none.
	pub fn new(model: Arc<dyn LanguageModel>, options: Options, calibration: Option<Platt>) -> Self {
		Self {
			model,
			options,
			calibration,
		}
	}

	/// The same brain with what is known of its outcomes by now.
	#[must_use]
	pub fn calibrated(&self, calibration: Option<Platt>) -> Self {
		Self {
			calibration,
			..self.clone()
		}
	}

	/// What the model is.
	pub fn card(&self) -> &Card {
		self.model.card()
	}

	/// What its confidence hangs on, before it is calibrated: outcomes of one such manner say nothing of another.
	pub fn manner(&self) -> String {
		let card = self.card();
		let model = card.hash.map_or_else(|| card.name.clone(), hex::encode);
		let Options {
			samples,
			temperature,
			rivals,
			..
		} = &self.options;
		let tokens = if rivals.is_some() { "with" } else { "without" };
		format!("{model}, {samples} samples at {temperature}, {tokens} probabilities of tokens")
	}

	/// What the model says of a case. `fence` keeps strangers' texts apart, `seed` names the draws: the same seed, fence and
	/// case give the same opinion when the options ask for deterministic answers. Dropping the future cancels all calls.
	///
	/// # Errors
	/// When the case cannot be asked, nothing fits into the budget, or no answer is a ballot.
	pub async fn judge(&self, case: &Case, fence: &Fence, seed: u64) -> Result<Opinion, Silence> {
		case.check().map_err(|reason| Silence {
			reason: BrainError::Case(reason),
			spent: Amount::default(),
		})?;
		let mut round = Round {
			begun: Instant::now(),
			purse: Purse::new(self.options.budget, self.options.tariff),
			samples: Vec::new(),
			failure: None,
			asked: 0,
		};
		while round.asked < self.options.samples.clamp(1, MOST_SAMPLES) {
			if !self.ask_some(case, fence, seed, &mut round).await {
				// What was answered so far has to do.
				break;
			}
		}
		let Round {
			purse,
			samples,
			failure,
			..
		} = round;
		let spent = purse.spent();
		self.opinion(case, &samples, spent).ok_or_else(|| Silence {
			reason: failure.unwrap_or_else(|| BrainError::Spoilt("there is none".into())),
			spent,
		})
	}

	/// Asks as many of the samples that are left as fit, at once. False when not one does.
	async fn ask_some(&self, case: &Case, fence: &Fence, seed: u64, round: &mut Round) -> bool {
		let mut calls = Vec::new();
		while round.asked < self.options.samples.clamp(1, MOST_SAMPLES) {
			let request = self.request(case, fence, seed, round.asked);
			let completion = u64::from(request.sampling.max_tokens);
			let elapsed = round.begun.elapsed();
			match round.purse.reserve(most_tokens(&request), completion, elapsed) {
				Ok(reservation) => calls.push((request, reservation)),
				Err(exceeded) if calls.is_empty() => {
					round.fail(exceeded.into());
					return false;
				}
				// Fewer tokens may be taken than are set aside: then the rest fits later.
				Err(_) => break,
			}
			round.asked = round.asked.saturating_add(1);
		}
		let (requests, reservations): (Vec<_>, Vec<_>) = calls.into_iter().unzip();
		let left = round.purse.time_left(round.begun.elapsed());
		let answers = requests.into_iter().map(|request| self.ask(case, request, left));
		let answers = futures::future::join_all(answers).await;
		for (reservation, (answer, ending)) in reservations.into_iter().zip(answers) {
			round.purse.settle(reservation, ending.as_ref());
			match answer {
				Ok(sample) => round.samples.push(sample),
				Err(error) => round.fail(error),
			}
		}
		true
	}

	fn request(&self, case: &Case, fence: &Fence, seed: u64, number: u8) -> Request {
		let options = &self.options;
		let sampling = Sampling {
			temperature: if number == 0 { 0.0 } else { options.temperature },
			seed: Some(of_sample(seed, number)),
			max_tokens: options.tokens,
			logprobs: options.rivals,
			..Sampling::default()
		};
		Request {
			deterministic: options.deterministic,
			priority: options.priority,
			..request(case, fence, options.room, sampling)
		}
	}

	/// One answer; its ending too, as far as one came, for what it took is to be counted even if it is no ballot.
	async fn ask(
		&self,
		case: &Case,
		request: Request,
		left: Duration,
	) -> (Result<Sample, BrainError>, Option<Ending>) {
		let most = most_bytes(request.sampling.max_tokens);
		let asking = async { gather(self.model.answer(request).await?, most).await };
		let answer = match timeout(left, asking).await {
			Err(_) => return (Err(BrainError::Time(self.options.budget.time)), None),
			Ok(Err(error)) => return (Err(error.into()), None),
			Ok(Ok(answer)) => answer,
		};
		let ending = answer.ending;
		let sample = ballot::read(&answer.text, &case.form, self.options.room.rationale)
			.map_err(BrainError::Spoilt)
			.map(|ballot| Sample {
				tokens: likelihood::of_answer(&answer.text, &answer.tokens, &case.form, ballot.answer),
				ballot,
				ending: ending.clone(),
			});
		(sample, Some(ending))
	}

	fn opinion(&self, case: &Case, samples: &[Sample], spent: Amount) -> Option<Opinion> {
		let ballots: Vec<Ballot> = samples.iter().map(|sample| sample.ballot.clone()).collect();
		let agreement = agreement::of(&case.form, &ballots)?;
		let agreeing = samples
			.iter()
			.filter(|sample| agreement::agrees(&case.form, sample.ballot.answer, agreement.answer));
		let agreeing: Vec<&Sample> = agreeing.collect();
		let sources = Sources {
			said: mean(agreeing.iter().map(|sample| sample.ballot.confidence))?,
			agreement: (agreement.samples > 1).then_some(agreement.share),
			tokens: mean(agreeing.iter().filter_map(|sample| sample.tokens)),
		};
		let combined = sources.combined();
		let confidence = self.calibration.map_or(combined, |platt| platt.apply(combined));
		// The first that says what most say: where that is the one with the likeliest words, it speaks.
		let speaker = agreeing.first()?;
		let signature = self.signature(&agreement, &sources, speaker.ending.recipe.as_ref());
		Some(Opinion {
			answer: agreement.answer,
			confidence: confidence.clamp(0.0, 1.0),
			uncalibrated: combined.clamp(0.0, 1.0),
			rationale: format!("{} [{signature}]", speaker.ballot.rationale),
			spent,
			recipe: speaker.ending.recipe.clone(),
		})
	}

	/// What spoke, and how.
	fn signature(&self, agreement: &Agreement, sources: &Sources, recipe: Option<&Recipe>) -> String {
		let card = self.model.card();
		let options = &self.options;
		let mut parts = vec![
			format!("model {}", card.name),
			format!("engine {}", card.engine),
			format!("{} of {} samples agree", agreement.agreeing, agreement.samples),
			format!("temperature {}", options.temperature),
			format!("said {:.2}", sources.said),
		];
		parts.extend(sources.tokens.map(|tokens| format!("tokens {tokens:.2}")));
		parts.extend(card.hash.map(|hash| format!("sha256 {}", hex::encode(hash))));
		parts.extend(
			self.calibration
				.map(|platt| format!("calibrated on {} outcomes", platt.outcomes)),
		);
		parts.extend(recipe.map(|recipe| {
			format!(
				"kernel {}, seed {}, prompt {}",
				recipe.kernel,
				recipe.seed,
				hex::encode(recipe.prompt)
			)
		}));
		ballot::line(&parts.join("; "), SIGNATURE)
	}
}

/// A seed for each sample: what is drawn for one tells nothing of the next.
fn of_sample(seed: u64, number: u8) -> u64 {
	let hash = Sha256::new_with_prefix(b"althing/sample/1")
		.chain_update(seed.to_le_bytes())
		.chain_update([number]);
	let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = hash.finalize().into();
	u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
	let (count, sum) = values.fold((0u32, 0.0), |(count, sum), value| {
		(count.saturating_add(1), sum + value)
	});
	(count > 0).then(|| sum / f64::from(count))
}
