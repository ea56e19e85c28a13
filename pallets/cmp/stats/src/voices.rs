//! How likely answers are, label by label: all that a decision needs of what was estimated.

use crate::{
	logs::{log_sum, normalise},
	table::Table,
	Answer, Groups, Real,
};
use alloc::{vec, vec::Vec};

/// How frequent labels are and how agents and cabals answer, in logarithms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voices {
	/// The cabal of each agent.
	pub groups: Groups,
	pub(crate) labels: Vec<Real>,
	pub(crate) agents: Table,
	pub(crate) cabals: Table,
	/// ln(1 − noise) and ln(noise / (labels − 1)) of each cabal.
	pub(crate) repeat: Vec<(Real, Real)>,
}

/// What a panel's answers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posterior {
	/// How likely each label is the true one; they add up to one but for an ulp each.
	pub shares: Vec<Real>,
	/// The logarithm of how likely the answers were.
	pub evidence: Real,
	pub(crate) sayings: Vec<Saying>,
}

/// What one cabal says on one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Saying {
	/// The most that a member's word counts; zero where none spoke.
	pub(crate) counts: Real,
	/// How likely the members' answers are for each label that the cabal may mean, in logarithms.
	pub(crate) logs: Vec<Real>,
	/// The same for each true label.
	pub(crate) message: Vec<Real>,
}

impl Voices {
	/// From shares: of the labels; of each agent's and each cabal's answers for each true label (row by row, all
	/// labels × labels of them); and how often each cabal's members answer differently from it. What is missing
	/// counts as an ulp.
	pub fn new(labels: &[Real], agents: &[Vec<Real>], groups: Groups, cabals: &[(Vec<Real>, Real)]) -> Self {
		let side = labels.len();
		let matrices: Vec<_> = cabals.iter().map(|(matrix, _)| matrix.clone()).collect();
		let noise: Vec<_> = cabals.iter().map(|(_, noise)| *noise).collect();
		Self {
			groups,
			labels: labels.iter().map(|share| share.ln()).collect(),
			agents: Table::of(side, agents).ln(),
			cabals: Table::of(side, &matrices).ln(),
			repeat: repeat(&noise, side),
		}
	}

	/// How likely each label is, given the answers of a panel. An agent that is not known counts for nothing.
	/// Work: answers × labels + cabals × labels².
	pub fn posterior(&self, task: &[Answer]) -> Posterior {
		self.tempered(task.iter().map(|answer| (*answer, Real::ONE)))
	}

	/// The same with a factor for each answer, by which what it says is multiplied: at zero it says nothing. A
	/// cabal says as much as the greatest of its members' factors lets it.
	pub fn tempered(&self, task: impl Iterator<Item = (Answer, Real)> + Clone) -> Posterior {
		let sayings = self.sayings(task.clone());
		let mut logs = self.labels.clone();
		for (answer, factor) in task.filter(|(answer, _)| self.groups.of(answer.who()).is_none()) {
			let column = self.agents.column(answer.who(), answer.what());
			for (log, cell) in logs.iter_mut().zip(column) {
				*log += cell * factor;
			}
		}
		for saying in sayings.iter().filter(|saying| saying.counts > Real::ZERO) {
			for (log, message) in logs.iter_mut().zip(&saying.message) {
				*log += *message * saying.counts;
			}
		}
		let evidence = normalise(&mut logs);
		Posterior {
			shares: logs,
			evidence,
			sayings,
		}
	}

	/// By how many nats an agent's answer speaks for itself, against the mean of the other labels; a member of a
	/// cabal has what the cabal's voice has. Below zero where the answer speaks for another label.
	pub fn speaks(&self, answer: Answer) -> Real {
		let (table, block) = match self.groups.of(answer.who()) {
			Some(cabal) => (&self.cabals, cabal),
			None => (&self.agents, answer.who()),
		};
		let own = table.cell(block, answer.what(), answer.what());
		let all: Real = table.column(block, answer.what()).sum();
		own - (all - own).over(Real::from_count(self.labels.len().saturating_sub(1)))
	}

	fn sayings(&self, task: impl Iterator<Item = (Answer, Real)>) -> Vec<Saying> {
		let side = self.labels.len();
		let silent = Saying {
			counts: Real::ZERO,
			logs: vec![Real::ZERO; side],
			message: vec![Real::ZERO; side],
		};
		let mut sayings = vec![silent; self.groups.count()];
		for (answer, factor) in task.filter(|(_, factor)| *factor > Real::ZERO) {
			let Some(cabal) = self.groups.of(answer.who()) else {
				continue;
			};
			if let Some(saying) = sayings.get_mut(cabal) {
				saying.counts = saying.counts.max(factor);
				for (label, log) in saying.logs.iter_mut().enumerate() {
					*log += self.repeats(cabal, label == answer.what());
				}
			}
		}
		for (cabal, saying) in sayings.iter_mut().enumerate() {
			if saying.counts > Real::ZERO {
				saying.message = self.message(cabal, &saying.logs);
			}
		}
		sayings
	}

	/// For each true label, how likely are answers that `logs` tells for each label the cabal may mean.
	pub(crate) fn message(&self, cabal: usize, logs: &[Real]) -> Vec<Real> {
		let joint =
			|row: &[Real]| -> Vec<Real> { row.iter().zip(logs).map(|(log, said)| *log + *said).collect() };
		self.cabals.rows(cabal).map(|row| log_sum(&joint(row))).collect()
	}

	/// The logarithm of how likely a member repeats the cabal, or answers one certain other label.
	pub(crate) fn repeats(&self, cabal: usize, same: bool) -> Real {
		let (right, wrong) = self.repeat.get(cabal).copied().unwrap_or_default();
		if same {
			right
		} else {
			wrong
		}
	}
}

impl Posterior {
	/// The same once the true label is known.
	pub(crate) fn told(mut self, truth: Option<u8>) -> Self {
		let Some(truth) = truth.map(usize::from) else {
			return self;
		};
		self.evidence += self.shares.get(truth).copied().unwrap_or_default().ln();
		for (label, share) in self.shares.iter_mut().enumerate() {
			*share = if label == truth { Real::ONE } else { Real::ZERO };
		}
		self
	}
}

pub(crate) fn repeat(noise: &[Real], labels: usize) -> Vec<(Real, Real)> {
	let others = Real::from_count(labels.saturating_sub(1));
	let one = |noise: &Real| ((Real::ONE - *noise).ln(), noise.over(others).ln());
	noise.iter().map(one).collect()
}
