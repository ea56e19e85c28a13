//! Majority, Dawid–Skene and its kin, in doubles.
//!
//! Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm" (1979);
//! with one coin, an agent has a single chance of being right and errs evenly.

use crate::Crowd;
use althing_cmp_stats::{majority, Answer};

/// How many parameters an agent has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coins {
	/// One chance of being right.
	One,
	/// A confusion matrix.
	Full,
}

/// Iterations of expectation and maximisation at most.
const ITERATIONS: usize = 100;

/// The move of the mean log-likelihood below which they end.
const TOLERANCE: f64 = 1e-9;

/// What stands behind every count, so that nothing is impossible.
const TINY: f64 = 1e-10;

/// What stands behind the counts in one pass: an agent that is right a little more often than not.
const BEHIND: (f64, f64) = (3.0, 2.0);

/// The label that most answers give, for each task.
pub fn by_majority(crowd: &Crowd) -> Vec<usize> {
	let labels = crowd.labels.len();
	crowd.tasks.iter().map(|task| majority(labels, task)).collect()
}

/// Dawid–Skene from shares of heads, over the whole crowd at once.
pub fn dawid_skene(crowd: &Crowd, coins: Coins) -> Vec<usize> {
	let (shares, _) = converged(crowd, coins);
	shares.iter().map(|shares| greatest(shares)).collect()
}

/// For each agent, how far its answer moves the log-odds between two labels, by Dawid–Skene in the mean over
/// pairs of labels; zero for those whose answers count against themselves.
pub fn dawid_skene_weights(crowd: &Crowd, coins: Coins) -> Vec<f64> {
	let (_, tally) = converged(crowd, coins);
	(0..crowd.agents.len()).map(|agent| tally.weight(agent)).collect()
}

/// The same in one pass: each task is decided by what was learnt from those before, then learnt from by its
/// posterior.
pub fn one_pass(crowd: &Crowd, coins: Coins) -> Vec<usize> {
	let mut tally = Tally::new(crowd, coins, BEHIND);
	let decide = |task: &Vec<Answer>| {
		let (shares, _) = tally.expect(task);
		tally.add(task, &shares);
		greatest(&shares)
	};
	crowd.tasks.iter().map(decide).collect()
}

fn converged(crowd: &Crowd, coins: Coins) -> (Vec<Vec<f64>>, Tally) {
	let labels = crowd.labels.len();
	let mut shares: Vec<Vec<f64>> = crowd.tasks.iter().map(|task| heads(labels, task)).collect();
	let mut tally = Tally::new(crowd, coins, (TINY, TINY));
	let mut before = f64::NEG_INFINITY;
	for _ in 0..ITERATIONS {
		tally = Tally::new(crowd, coins, (TINY, TINY));
		for (task, shares) in crowd.tasks.iter().zip(&shares) {
			tally.add(task, shares);
		}
		let mut now = 0.0;
		for (task, shares) in crowd.tasks.iter().zip(&mut shares) {
			let (next, log) = tally.expect(task);
			*shares = next;
			now += log;
		}
		if now - before < TOLERANCE * crowd.tasks.len() as f64 {
			break;
		}
		before = now;
	}
	(shares, tally)
}

/// Expected counts of the labels, and of each agent's answers by the true label.
struct Tally {
	coins: Coins,
	labels: Vec<f64>,
	agents: Vec<f64>,
}

impl Tally {
	/// `behind`: what every agent is taken to have answered rightly and wrongly before, for each label.
	fn new(crowd: &Crowd, coins: Coins, behind: (f64, f64)) -> Self {
		let side = crowd.labels.len();
		let wrong = behind.1 / (side.max(2) - 1) as f64;
		let cell = |at: usize| if at / side == at % side { behind.0 } else { wrong };
		Self {
			coins,
			labels: vec![behind.0; side],
			agents: (0..crowd.agents.len() * side * side)
				.map(|at| cell(at % (side * side)))
				.collect(),
		}
	}

	fn add(&mut self, task: &[Answer], shares: &[f64]) {
		let side = self.labels.len();
		for (count, share) in self.labels.iter_mut().zip(shares) {
			*count += share;
		}
		for answer in task {
			for (label, share) in shares.iter().enumerate() {
				let at = (usize::from(answer.agent) * side + label) * side + usize::from(answer.label);
				if let Some(count) = self.agents.get_mut(at) {
					*count += share;
				}
			}
		}
	}

	/// How likely each label is, and the log-likelihood of the answers.
	fn expect(&self, task: &[Answer]) -> (Vec<f64>, f64) {
		let mut logs: Vec<f64> = self.labels.iter().map(|count| count.ln()).collect();
		for answer in task {
			for (label, log) in logs.iter_mut().enumerate() {
				*log += self.chance(answer.agent.into(), label, answer.label.into()).ln();
			}
		}
		let all: f64 = self.labels.iter().sum();
		let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
		let sum: f64 = logs.iter().map(|log| (log - most).exp()).sum();
		let shares = logs.iter().map(|log| (log - most).exp() / sum).collect();
		(shares, most + sum.ln() - all.ln())
	}

	/// How likely an agent answers `answer` where `label` is true.
	fn chance(&self, agent: usize, label: usize, answer: usize) -> f64 {
		let side = self.labels.len();
		let block = self.agents.get(agent * side * side..(agent + 1) * side * side);
		let block = block.unwrap_or_default();
		let share = match self.coins {
			Coins::Full => {
				let row = block.iter().skip(label * side).take(side);
				block.get(label * side + answer).copied().unwrap_or_default() / row.sum::<f64>()
			}
			Coins::One => {
				let right = block.iter().step_by(side + 1).sum::<f64>() / block.iter().sum::<f64>();
				if label == answer {
					right
				} else {
					(1.0 - right) / (side - 1) as f64
				}
			}
		};
		// Nothing is impossible, and a row without counts says nothing.
		if share.is_nan() {
			1.0 / side as f64
		} else {
			share.max(TINY)
		}
	}

	fn weight(&self, agent: usize) -> f64 {
		let side = self.labels.len();
		let mut sum = 0.0;
		for one in 0..side {
			for other in 0..one {
				let kept = self.chance(agent, one, one) * self.chance(agent, other, other);
				let changed = self.chance(agent, one, other) * self.chance(agent, other, one);
				sum += 0.5 * (kept / changed).ln();
			}
		}
		(sum / (side * (side - 1) / 2) as f64).max(0.0)
	}
}

fn heads(labels: usize, task: &[Answer]) -> Vec<f64> {
	let mut heads = vec![TINY; labels];
	for answer in task {
		if let Some(count) = heads.get_mut(usize::from(answer.label)) {
			*count += 1.0;
		}
	}
	let sum: f64 = heads.iter().sum();
	heads.iter().map(|count| count / sum).collect()
}

/// The place of the greatest, the first of equals.
fn greatest(shares: &[f64]) -> usize {
	let better = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
	let all = shares.iter().copied().enumerate();
	all.reduce(better).map_or(0, |(place, _)| place)
}
