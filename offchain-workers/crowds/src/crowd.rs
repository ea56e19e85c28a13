//! Tasks with their answers and, where known, their truth.

use althing_cmp_stats::{Answer, Answers, Invalid};

/// A crowd and what it answered, in the order in which the tasks came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
	/// What the labels are called; an answer names its place here.
	pub labels: Vec<String>,
	/// What the agents are called; an answer names its place here.
	pub agents: Vec<String>,
	/// What the tasks are called.
	pub questions: Vec<String>,
	/// The answers to each task.
	pub tasks: Vec<Vec<Answer>>,
	/// The true label of each task, where it is known.
	pub truth: Vec<Option<u8>>,
}

impl Crowd {
	/// How many answers were given.
	pub fn given(&self) -> usize {
		self.tasks.iter().map(Vec::len).sum()
	}

	/// How many tasks have a known truth.
	pub fn known(&self) -> usize {
		self.truth.iter().flatten().count()
	}

	/// The share of the tasks with a known truth on which `decided` (a label for each task) is right; zero
	/// where no truth is known.
	pub fn accuracy(&self, decided: &[usize]) -> f64 {
		let right = decided
			.iter()
			.zip(&self.truth)
			.filter(|(decided, truth)| truth.is_some_and(|truth| usize::from(truth) == **decided));
		right.count() as f64 / self.known().max(1) as f64
	}

	/// The same as a window of the estimator's.
	///
	/// # Errors
	/// [`Invalid`] where there are more labels or agents than the estimator takes.
	pub fn window(&self) -> Result<Answers, Invalid> {
		Answers::new(self.labels.len(), self.agents.len(), self.tasks.clone())
	}
}
