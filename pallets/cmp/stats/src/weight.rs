//! What an agent's answer weighs.

use crate::{Model, Real};

impl Model {
	/// By how many nats an agent's answer moves the log-odds between two labels, in the mean over pairs of
	/// labels: ln(p·(k−1)/(1−p)) with k labels where it is right with the chance p and errs evenly (for two,
	/// Nitzan and Paroush, 1982). Members of a cabal share what the cabal's one voice weighs when no member
	/// departs from it. Zero where an answer counts against itself, and for unknown agents.
	pub fn weight(&self, agent: usize) -> Real {
		let Some(cabal) = self.groups().of(agent) else {
			return self.odds(|row, column| self.voices.agents.cell(agent, row, column));
		};
		let voice = self.odds(|row, column| self.voices.cabals.cell(cabal, row, column));
		let members = self.groups().all().iter().filter(|group| **group == Some(cabal));
		voice.over(Real::from_count(members.count()))
	}

	fn odds(&self, log: impl Fn(usize, usize) -> Real) -> Real {
		let labels = self.labels().len();
		let (mut sum, mut pairs) = (Real::ZERO, 0usize);
		for one in 0..labels {
			for other in 0..one {
				sum += log(one, one) + log(other, other) - log(one, other) - log(other, one);
				pairs = pairs.saturating_add(2);
			}
		}
		sum.over(Real::from_count(pairs)).max(Real::ZERO)
	}
}
