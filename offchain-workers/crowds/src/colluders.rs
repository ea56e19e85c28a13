//! Agents with one common answer, added to a crowd.

use crate::Crowd;
use althing_cmp_stats::{Answer, MAX_AGENTS};
use rand::{seq::index, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How often the colluders give the true answer, to look honest.
const TRUE: f64 = 0.3;

/// Why colluders cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ColluderError {
	/// Not a share.
	#[error("a share of colluders lies between 0 and 0.9, {0} does not")]
	Share(f64),
	/// More agents than a window may have.
	#[error("{0} agents with the colluders, and {MAX_AGENTS} is the most")]
	Agents(usize),
}

/// Adds colluders: so many that they are `share` of all agents.
///
/// Each answers as many tasks as the average agent, drawn at random. They have one common answer to each
/// task: the true one on three tenths of the tasks, one wrong answer on the others. Where the truth is not
/// known, any one.
///
/// # Errors
/// [`ColluderError`].
pub fn add(crowd: &mut Crowd, share: f64, seed: u64) -> Result<(), ColluderError> {
	if !(0.0..=0.9).contains(&share) {
		return Err(ColluderError::Share(share));
	}
	let honest = crowd.agents.len();
	let count = (share / (1.0 - share) * honest as f64).round() as usize;
	let all = honest.saturating_add(count);
	if all > MAX_AGENTS {
		return Err(ColluderError::Agents(all));
	}
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let common = common_answers(crowd, TRUE, &mut random);
	let tasks = crowd.tasks.len();
	let each = (crowd.given() as f64 / honest.max(1) as f64).round() as usize;
	for colluder in 0..count {
		let mut name = format!("colluder-{}", colluder + 1);
		while crowd.agents.contains(&name) {
			name.push('\'');
		}
		// At most as many as a window may have, which fit.
		let agent = u16::try_from(honest + colluder).unwrap_or_default();
		crowd.agents.push(name);
		for task in index::sample(&mut random, tasks, each.min(tasks)) {
			if let (Some(task), Some(label)) = (crowd.tasks.get_mut(task), common.get(task)) {
				task.push(Answer { agent, label: *label });
			}
		}
	}
	Ok(())
}

/// One answer to each task, true on the share `honest` of those whose truth is known.
pub(crate) fn common_answers(crowd: &Crowd, honest: f64, random: &mut ChaCha8Rng) -> Vec<u8> {
	let labels = crowd.labels.len().max(2) as u8;
	let answer = |truth: &Option<u8>| match truth {
		Some(truth) if random.gen_bool(honest) => *truth,
		Some(truth) => other(*truth, labels, random),
		None => random.gen_range(0..labels),
	};
	crowd.truth.iter().map(answer).collect()
}

/// A label other than `label`.
pub(crate) fn other(label: u8, labels: u8, random: &mut ChaCha8Rng) -> u8 {
	(label + random.gen_range(1..labels)) % labels
}
