//! What was answered: the window of tasks that an estimate is made from.

use crate::{Model, Posterior};
use alloc::{vec, vec::Vec};

/// The most agents that one window may hold: what pairs need grows with their square.
pub const MAX_AGENTS: usize = 4096;

/// The most labels that a task may have.
pub const MAX_LABELS: usize = 16;

/// One agent's answer to one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
	/// Who answered: below the number of agents.
	pub agent: u16,
	/// What: below the number of labels.
	pub label: u8,
}

impl Answer {
	pub(crate) fn who(self) -> usize {
		self.agent.into()
	}

	pub(crate) fn what(self) -> usize {
		self.label.into()
	}
}

/// Why answers cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
	/// There are fewer than two labels or more than [`MAX_LABELS`].
	Labels,
	/// There are more agents than [`MAX_AGENTS`].
	Agents,
	/// An answer names a label or an agent that there is not.
	Answer,
}

/// Tasks with their answers, in the order in which they were decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
	pub(crate) labels: usize,
	pub(crate) agents: usize,
	pub(crate) tasks: Vec<Vec<Answer>>,
	/// The true label of each task, where it was told.
	pub(crate) truths: Vec<Option<u8>>,
}

impl Answers {
	/// Tasks that `agents` agents answered with one of `labels` labels.
	///
	/// # Errors
	/// [`Invalid`] where there are too few labels or too many of anything, or an answer is outside.
	pub fn new(labels: usize, agents: usize, tasks: Vec<Vec<Answer>>) -> Result<Self, Invalid> {
		if !(2..=MAX_LABELS).contains(&labels) {
			return Err(Invalid::Labels);
		}
		if agents > MAX_AGENTS {
			return Err(Invalid::Agents);
		}
		let fits = |answer: &Answer| answer.who() < agents && answer.what() < labels;
		if !tasks.iter().flatten().all(fits) {
			return Err(Invalid::Answer);
		}
		let truths = vec![None; tasks.len()];
		Ok(Self {
			labels,
			agents,
			tasks,
			truths,
		})
	}

	/// The same with the true labels of the tasks that were told, in the order of the tasks.
	///
	/// # Errors
	/// [`Invalid`] where there are not as many as tasks, or one names a label that there is not.
	pub fn told(self, truths: Vec<Option<u8>>) -> Result<Self, Invalid> {
		let fits = |truth: &u8| usize::from(*truth) < self.labels;
		if truths.len() != self.tasks.len() || !truths.iter().flatten().all(fits) {
			return Err(Invalid::Answer);
		}
		Ok(Self { truths, ..self })
	}

	/// Whether no truth was told.
	pub(crate) fn is_untold(&self) -> bool {
		self.truths.iter().all(Option::is_none)
	}

	/// Each task with what its answers say, or its truth.
	pub(crate) fn judged<'a>(
		&'a self,
		model: &'a Model,
	) -> impl Iterator<Item = (&'a Vec<Answer>, Posterior)> {
		let judge = |(task, truth): (&'a Vec<Answer>, &Option<u8>)| {
			let posterior = model.posterior(task).told(*truth);
			(task, posterior)
		};
		self.tasks.iter().zip(&self.truths).map(judge)
	}

	/// How many answers each agent gave.
	pub(crate) fn given(&self) -> Vec<usize> {
		let mut given = vec![0usize; self.agents];
		for answer in self.tasks.iter().flatten() {
			if let Some(count) = given.get_mut(answer.who()) {
				*count = count.saturating_add(1);
			}
		}
		given
	}
}
