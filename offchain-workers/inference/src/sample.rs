//! The choice of the next token.

use crate::kernel::{Isa, Vectors};
use althing_language::model::Sampling;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;
use toktrie::SimpleVob;

/// A token that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
	/// Which.
	pub token: u32,
	/// Natural logarithm of its probability, before anything was changed; none unless asked for.
	pub logprob: f32,
	/// The likeliest, with theirs.
	pub rivals: Vec<(u32, f32)>,
}

/// Chooses tokens for one sequence.
pub struct Sampler {
	sampling: Sampling,
	random: ChaCha8Rng,
	said: HashMap<u32, u32>,
	vectors: Vectors,
}

impl Sampler {
	/// By these parameters, drawing by `seed`.
	pub fn new(sampling: Sampling, seed: u64) -> Self {
		Self {
			sampling,
			random: ChaCha8Rng::seed_from_u64(seed),
			said: HashMap::new(),
			vectors: Vectors::new(Isa::detect()),
		}
	}

	/// Chooses by the logits of all tokens, among `allowed`, if that is given; none when nothing is allowed.
	pub fn choose(&mut self, logits: &[f32], allowed: Option<&SimpleVob>) -> Option<Choice> {
		let mut scores: Vec<(u32, f32)> = Vec::with_capacity(logits.len());
		let may = |token: usize| allowed.is_none_or(|allowed| token < allowed.len() && allowed.get(token));
		let numbers = logits
			.iter()
			.enumerate()
			.filter(|(token, logit)| !logit.is_nan() && may(*token));
		scores.extend(numbers.map(|(token, logit)| (token as u32, *logit)));
		self.penalise(&mut scores);
		let token = if self.sampling.temperature > 0.0 {
			self.draw(scores)?
		} else {
			scores
				.into_iter()
				.reduce(|best, next| if next.1 > best.1 { next } else { best })?
				.0
		};
		let (logprob, rivals) = self.likelihoods(logits, token);
		Some(Choice {
			token,
			logprob,
			rivals,
		})
	}

	/// Notes that a token was said.
	pub fn note(&mut self, token: u32) {
		*self.said.entry(token).or_default() += 1;
	}

	fn penalise(&self, scores: &mut [(u32, f32)]) {
		let Sampling {
			presence_penalty,
			frequency_penalty,
			..
		} = self.sampling;
		if presence_penalty == 0.0 && frequency_penalty == 0.0 {
			return;
		}
		for (token, score) in scores {
			if let Some(times) = self.said.get(token) {
				*score -= presence_penalty + frequency_penalty * *times as f32;
			}
		}
	}

	fn draw(&mut self, mut scores: Vec<(u32, f32)>) -> Option<u32> {
		let Sampling {
			temperature,
			top_k,
			top_p,
			min_p,
			..
		} = self.sampling;
		let limited = top_k > 0 || top_p < 1.0 || min_p > 0.0;
		let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
		let keep = if top_k > 0 { top_k as usize } else { scores.len() };
		if keep < scores.len() {
			scores.select_nth_unstable_by(keep.saturating_sub(1), order);
			scores.truncate(keep);
		}
		if limited {
			scores.sort_unstable_by(order);
		}
		let most = scores.iter().map(|(_, s)| *s).reduce(f32::max)?;
		let mut weights: Vec<f32> = scores.iter().map(|(_, s)| (s - most) / temperature).collect();
		let scale = self.vectors.exponentials(&mut weights);
		if limited {
			let mut sum = 0.0f32;
			let least = weights.first().copied().unwrap_or(0.0) * min_p;
			let kept = weights
				.iter()
				.take_while(|weight| {
					let enough = sum >= top_p;
					sum += **weight * scale;
					!enough && **weight >= least
				})
				.count();
			weights.truncate(kept.max(1));
		}
		let total: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
		let mut point = self.random.gen::<f64>() * total;
		let mut chosen = scores.first()?.0;
		for ((token, _), weight) in scores.iter().zip(&weights) {
			if *weight > 0.0 {
				chosen = *token;
				point -= f64::from(*weight);
				if point < 0.0 {
					break;
				}
			}
		}
		Some(chosen)
	}

	fn likelihoods(&self, logits: &[f32], token: u32) -> (f32, Vec<(u32, f32)>) {
		let Some(count) = self.sampling.logprobs else {
			return (0.0, Vec::new());
		};
		let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
		let sum: f64 = logits
			.iter()
			.filter(|x| !x.is_nan())
			.map(|x| f64::from(x - most).exp())
			.sum();
		let whole = f64::from(most) + sum.ln();
		let of = |logit: f32| (f64::from(logit) - whole) as f32;
		let mut order: Vec<(u32, f32)> = logits.iter().enumerate().map(|(t, x)| (t as u32, *x)).collect();
		order.retain(|(_, x)| !x.is_nan());
		let count = usize::from(count).min(order.len());
		let by = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
		if count < order.len() {
			order.select_nth_unstable_by(count, by);
		}
		order.truncate(count);
		order.sort_unstable_by(by);
		let own = logits.get(token as usize).copied().map_or(f32::NEG_INFINITY, of);
		(own, order.into_iter().map(|(t, x)| (t, of(x))).collect())
	}
}

/// Says what makes no sense in the parameters.
///
/// # Errors
/// With the first such thing.
pub fn check(sampling: &Sampling) -> Result<(), String> {
	let Sampling {
		temperature,
		top_p,
		min_p,
		presence_penalty,
		frequency_penalty,
		..
	} = sampling;
	let wrong = |name: &str, range: &str| Err(format!("{name} is not {range}"));
	if !(0.0..=100.0).contains(temperature) {
		return wrong("temperature", "from 0 to 100");
	}
	if !(*top_p > 0.0 && *top_p <= 1.0) {
		return wrong("top_p", "above 0 and at most 1");
	}
	if !(0.0..=1.0).contains(min_p) {
		return wrong("min_p", "from 0 to 1");
	}
	if !(-100.0..=100.0).contains(presence_penalty) || !(-100.0..=100.0).contains(frequency_penalty) {
		return wrong("a penalty", "from -100 to 100");
	}
	if sampling.max_tokens == 0 {
		return wrong("max_tokens", "at least 1");
	}
	if sampling.stop.len() > 16
		|| sampling
			.stop
			.iter()
			.any(|stop| stop.is_empty() || stop.len() > 1024)
	{
		return wrong("stop", "16 texts at most, of 1 to 1024 bytes");
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn counts(sampling: Sampling, logits: &[f32]) -> Vec<u32> {
		let mut counts = vec![0; logits.len()];
		let mut sampler = Sampler::new(sampling, 3);
		for _ in 0..20_000 {
			counts[sampler.choose(logits, None).unwrap().token as usize] += 1;
		}
		counts
	}

	fn warm() -> Sampling {
		Sampling {
			temperature: 1.0,
			..Sampling::default()
		}
	}

	#[test]
	fn zero_temperature_takes_the_first_of_the_likeliest() {
		let mut sampler = Sampler::new(Sampling::default(), 0);
		assert_eq!(sampler.choose(&[1.0, 3.0, f32::NAN, 3.0], None).unwrap().token, 1);
	}

	#[test]
	fn draws_follow_the_distribution() {
		let logits = [0.5f32.ln(), 0.3f32.ln(), 0.2f32.ln()];
		for (count, p) in counts(warm(), &logits).iter().zip([0.5, 0.3, 0.2]) {
			assert!((f64::from(*count) / 20_000.0 - p).abs() < 0.015, "{count} {p}");
		}
	}

	#[test]
	fn limits_leave_out_the_unlikely() {
		let logits = [0.2f32.ln(), 0.5f32.ln(), 0.3f32.ln()];
		assert_eq!(counts(Sampling { top_k: 1, ..warm() }, &logits)[1], 20_000);
		assert_eq!(counts(Sampling { top_p: 0.6, ..warm() }, &logits)[0], 0);
		assert!(counts(Sampling { top_p: 0.6, ..warm() }, &logits)[2] > 0);
		assert_eq!(counts(Sampling { top_p: 0.4, ..warm() }, &logits)[1], 20_000);
		assert_eq!(counts(Sampling { min_p: 0.5, ..warm() }, &logits)[0], 0);
	}

	#[test]
	fn penalties_make_way_for_others() {
		let mut sampler = Sampler::new(
			Sampling {
				presence_penalty: 1.0,
				..Sampling::default()
			},
			0,
		);
		let mut say = || {
			let token = sampler.choose(&[0.0, 0.9, 0.5], None).unwrap().token;
			sampler.note(token);
			token
		};
		let said = [say(), say(), say()];
		assert_eq!(said, [1, 2, 0]);
	}

	#[test]
	fn only_what_is_allowed_is_said() {
		let mut allowed = SimpleVob::alloc(3);
		let mut sampler = Sampler::new(warm(), 0);
		assert!(sampler.choose(&[0.0; 3], Some(&allowed)).is_none());
		allowed.allow_token(2);
		assert_eq!(
			sampler.choose(&[9.0, 0.0, -9.0], Some(&allowed)).unwrap().token,
			2
		);
	}

	#[test]
	fn likelihoods_are_those_before_sampling() {
		let sampling = Sampling {
			logprobs: Some(2),
			temperature: 5.0,
			top_k: 1,
			..Sampling::default()
		};
		let choice = Sampler::new(sampling, 0)
			.choose(&[0.25f32.ln(), 0.75f32.ln()], None)
			.unwrap();
		assert!((choice.logprob - 0.75f32.ln()).abs() < 1e-6);
		assert_eq!(choice.rivals.iter().map(|(t, _)| *t).collect::<Vec<_>>(), [1, 0]);
	}

	#[test]
	fn absurd_parameters_are_named() {
		for sampling in [
			Sampling {
				temperature: f32::NAN,
				..Sampling::default()
			},
			Sampling {
				top_p: 0.0,
				..Sampling::default()
			},
			Sampling {
				min_p: 2.0,
				..Sampling::default()
			},
			Sampling {
				max_tokens: 0,
				..Sampling::default()
			},
			Sampling {
				stop: vec![String::new()],
				..Sampling::default()
			},
		] {
			assert!(check(&sampling).is_err());
		}
		assert!(check(&Sampling::default()).is_ok());
	}
}
