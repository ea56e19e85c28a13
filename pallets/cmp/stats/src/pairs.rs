//! Who agrees with whom more than two independent agents would, and the groups that this makes.

use crate::{vote::heads, Answers, Real};
use alloc::{vec, vec::Vec};

/// The most nats that one agreement may count.
const MOST: Real = Real::ratio(3, 1);

/// How many seeds may fail to grow before the search for groups ends.
const TRIES: usize = 20;

/// How often a group is drawn anew around its members.
const ROUNDS: usize = 12;

/// For each pair of agents: by how many nats their common tasks speak for one copying the other on a share
/// `copied` of the tasks, against independence.
#[derive(Clone, Debug)]
pub(crate) struct Pairs {
	agents: usize,
	nats: Vec<Real>,
}

impl Pairs {
	/// `foretold` is how likely each answer was for an independent agent. Work: answers × panel.
	///
	/// An agreement on what was likely p counts ln(1 − c + c/p), a disagreement ln(1 − c): agreement on wrong
	/// answers, which are unlikely, says far more than agreement on right ones (Dong, Berti-Équille and
	/// Srivastava, 2009).
	pub(crate) fn new(answers: &Answers, foretold: &[Vec<Real>], copied: Real) -> Self {
		let agents = answers.agents;
		let mut pairs = Self {
			agents,
			nats: vec![Real::ZERO; agents.saturating_mul(agents)],
		};
		let unlike = (Real::ONE - copied).ln();
		for (task, foretold) in answers.tasks.iter().zip(foretold) {
			for (answer, likely) in task.iter().zip(foretold) {
				let alike = (Real::ONE - copied + copied.over((*likely).max(Real::ratio(1, 1_000_000)))).ln();
				let alike = alike.min(MOST);
				for other in task.iter().filter(|other| other.agent != answer.agent) {
					let nats = if other.label == answer.label {
						alike
					} else {
						unlike
					};
					pairs.add(answer.who(), other.who(), nats * Real::HALF);
				}
			}
		}
		pairs
	}

	fn add(&mut self, one: usize, other: usize, nats: Real) {
		for (one, other) in [(one, other), (other, one)] {
			if let Some(cell) = self
				.nats
				.get_mut(one.saturating_mul(self.agents).saturating_add(other))
			{
				*cell += nats;
			}
		}
	}

	fn row(&self, agent: usize) -> &[Real] {
		let start = agent.saturating_mul(self.agents);
		self.nats
			.get(start..start.saturating_add(self.agents))
			.unwrap_or(&[])
	}

	/// At most `most` groups of at least `least` of the agents in `free`, each member of which has more than
	/// `entry` nats with the others together. Grown from the agent with the greatest sum of positive nats.
	pub(crate) fn groups(
		&self,
		mut free: Vec<bool>,
		most: usize,
		least: usize,
		entry: Real,
	) -> Vec<Vec<usize>> {
		let mut groups = Vec::new();
		let mut tried = vec![false; self.agents];
		for _ in 0..most.saturating_add(TRIES) {
			if groups.len() >= most {
				break;
			}
			let Some(seed) = self.seed(&free, &tried) else {
				break;
			};
			if let Some(tried) = tried.get_mut(seed) {
				*tried = true;
			}
			let group = self.grow(seed, &free, entry);
			if group.len() < least {
				continue;
			}
			for member in &group {
				if let Some(free) = free.get_mut(*member) {
					*free = false;
				}
			}
			groups.push(group);
		}
		groups
	}

	fn seed(&self, free: &[bool], tried: &[bool]) -> Option<usize> {
		let mut best = (None, Real::ZERO);
		for (agent, (free_now, tried)) in free.iter().zip(tried).enumerate() {
			if !free_now || *tried {
				continue;
			}
			let others = self.row(agent).iter().zip(free).filter(|(_, free)| **free);
			let sum: Real = others.map(|(nats, _)| (*nats).max(Real::ZERO)).sum();
			if sum > best.1 {
				best = (Some(agent), sum);
			}
		}
		best.0
	}

	fn grow(&self, seed: usize, free: &[bool], entry: Real) -> Vec<usize> {
		let mut inside: Vec<bool> = self
			.row(seed)
			.iter()
			.zip(free)
			.enumerate()
			.map(|(agent, (nats, free))| *free && (agent == seed || *nats > Real::ZERO))
			.collect();
		for _ in 0..ROUNDS {
			let with = |agent: usize| -> Real {
				let row = self.row(agent).iter().zip(&inside);
				row.filter(|(_, inside)| **inside).map(|(nats, _)| *nats).sum()
			};
			let next: Vec<bool> = free
				.iter()
				.enumerate()
				.map(|(agent, free)| *free && with(agent) > entry)
				.collect();
			if next == inside {
				break;
			}
			inside = next;
		}
		let members = inside.iter().enumerate().filter(|(_, inside)| **inside);
		members.map(|(agent, _)| agent).collect()
	}
}

/// How likely each answer is by what the rest of the panel answers, with `behind` answers of the whole
/// window behind them.
pub(crate) fn customary(answers: &Answers, behind: usize) -> Vec<Vec<Real>> {
	let all = heads(answers.labels, answers.tasks.iter().flatten().copied());
	let total: Real = all.iter().map(|count| *count + Real::ONE).sum();
	let behind = Real::from_count(behind);
	let each = |task: &Vec<crate::Answer>| {
		let here = heads(answers.labels, task.iter().copied());
		let rest = Real::from_count(task.len().saturating_sub(1)) + behind;
		let likely = |answer: &crate::Answer| {
			let count = |counts: &[Real]| counts.get(answer.what()).copied().unwrap_or_default();
			let usual = (count(&all) + Real::ONE).over(total);
			(count(&here) - Real::ONE + behind * usual).over(rest)
		};
		task.iter().map(likely).collect()
	};
	answers.tasks.iter().map(each).collect()
}
