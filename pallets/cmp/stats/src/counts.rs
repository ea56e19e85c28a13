//! What the answers come to, given how likely each label is on each task.

use crate::{table::Table, Answer, Groups, Model, Posterior, Real};
use alloc::{vec, vec::Vec};

/// Expected counts: who answered what to what, and how often cabals' members repeated the cabal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
	pub(crate) labels: Vec<Real>,
	pub(crate) agents: Table,
	pub(crate) cabals: Table,
	pub(crate) repeated: Vec<Real>,
	pub(crate) said: Vec<Real>,
}

impl Counts {
	pub(crate) fn none(labels: usize, agents: usize, cabals: usize) -> Self {
		Self {
			labels: vec![Real::ZERO; labels],
			agents: Table::filled(agents, labels, Real::ZERO),
			cabals: Table::filled(cabals, labels, Real::ZERO),
			repeated: vec![Real::ZERO; cabals],
			said: vec![Real::ZERO; cabals],
		}
	}

	/// Adds one task.
	pub(crate) fn add(&mut self, model: &Model, task: &[Answer], posterior: &Posterior) {
		for (count, share) in self.labels.iter_mut().zip(&posterior.shares) {
			*count += *share;
		}
		for answer in task {
			let column = self.agents.column_mut(answer.who(), answer.what());
			for (count, share) in column.zip(&posterior.shares) {
				*count += *share;
			}
		}
		let mut meant = Vec::new();
		for (cabal, saying) in posterior.sayings.iter().enumerate() {
			let mut sum = vec![Real::ZERO; self.labels.len()];
			if saying.counts > Real::ZERO {
				let rows = model
					.voices
					.cabals
					.rows(cabal)
					.zip(&posterior.shares)
					.zip(&saying.message);
				for (((row, share), message), counts) in rows.zip(self.cabals.rows_mut(cabal)) {
					let cells = row.iter().zip(&saying.logs).zip(counts).zip(&mut sum);
					for (((log, said), count), sum) in cells {
						let joint = *share * (*log + *said - *message).exp();
						*count += joint;
						*sum += joint;
					}
				}
			}
			meant.push(sum);
		}
		self.repeat(model.groups(), task, &meant);
	}

	fn repeat(&mut self, groups: &Groups, task: &[Answer], meant: &[Vec<Real>]) {
		for answer in task {
			let Some(cabal) = groups.of(answer.who()) else {
				continue;
			};
			let share = meant.get(cabal).and_then(|meant| meant.get(answer.what()));
			if let (Some(repeated), Some(said)) = (self.repeated.get_mut(cabal), self.said.get_mut(cabal)) {
				*repeated += share.copied().unwrap_or_default();
				*said += Real::ONE;
			}
		}
	}
}
