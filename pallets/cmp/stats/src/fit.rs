//! Expectation and maximisation, and what a fit is worth.

use crate::{
	counts::Counts,
	evidence::{better_groups, common_knowledge},
	vote::voices,
	Answer, Answers, Estimate, Groups, Model, Posterior, Real, Settings,
};
use alloc::vec::Vec;

/// A model with what it says of each task.
#[derive(Clone, Debug)]
pub(crate) struct Fit<'a> {
	pub(crate) answers: &'a Answers,
	pub(crate) settings: &'a Settings,
	pub(crate) model: Model,
	pub(crate) shares: Vec<Vec<Real>>,
	pub(crate) evidence: Real,
}

impl<'a> Fit<'a> {
	/// Starts from how likely each label is on each task, and from who belongs together.
	pub(crate) fn start(
		answers: &'a Answers,
		settings: &'a Settings,
		shares: Vec<Vec<Real>>,
		groups: Groups,
	) -> Self {
		let nothing = Counts::none(answers.labels, answers.agents, groups.count());
		let blank = Model::new(nothing.clone(), groups, settings);
		let mut counts = nothing;
		for ((task, truth), shares) in answers.tasks.iter().zip(&answers.truths).zip(&shares) {
			counts.add(&blank, task, &given(&blank, task, shares).told(*truth));
		}
		let model = Model::new(counts, blank.voices.groups, settings);
		Self {
			answers,
			settings,
			model,
			shares,
			evidence: Real::MIN,
		}
	}

	/// Starts from one voice per cabal and one per agent outside.
	pub(crate) fn of_groups(answers: &'a Answers, settings: &'a Settings, groups: Groups) -> Self {
		Self::start(answers, settings, voices(answers, &groups), groups)
	}

	/// Expectation and maximisation, until the evidence moves by less than a thousandth of a nat.
	pub(crate) fn improve(&mut self, iterations: u32) {
		for _ in 0..iterations {
			let before = self.evidence;
			let counts = self.expect();
			self.model = Model::new(
				counts,
				core::mem::take(&mut self.model.voices.groups),
				self.settings,
			);
			let moved = self.evidence - before;
			if moved.max(-moved) < Real::ratio(1, 1000) {
				break;
			}
		}
	}

	/// What the fit says, with its score.
	pub(crate) fn into_estimate(self) -> Estimate {
		Estimate {
			score: self.score(),
			model: self.model,
			shares: self.shares,
		}
	}

	/// Moves agents between cabals where that explains their answers better; tells whether any moved.
	pub(crate) fn regroup(&mut self) -> bool {
		if self.model.groups().count() == 0 {
			return false;
		}
		let groups = better_groups(self.answers, &self.model, self.settings);
		self.expect();
		let moved = groups != *self.model.groups();
		if moved {
			let shares = core::mem::take(&mut self.shares);
			*self = Self::start(self.answers, self.settings, shares, groups);
		}
		moved
	}

	/// Evidence less the price of what was fitted: every agent's parameters by the Bayesian information
	/// criterion with the shrinkage counted, members and cabals something on top. A cabal must explain
	/// what independent agents cannot; that it has fewer parameters is not in its favour, for honest
	/// experts would look like one.
	///
	/// Cabals are not believed in at all where nobody outside them knows anything: then nothing tells a cabal from
	/// experts, and what its voice means is anybody's guess.
	pub(crate) fn score(&self) -> Real {
		let groups = self.model.groups();
		if groups.count() > 0 && common_knowledge(self.answers, &self.model) < self.settings.least_known {
			return Real::MIN;
		}
		let labels = Real::from_count(self.answers.labels);
		let free = labels * (labels - Real::ONE);
		let mut price = Real::ZERO;
		for given in self.answers.given() {
			let given = Real::from_count(given);
			for (strength, frequency) in self.model.prior.strength().iter().zip(self.model.labels()) {
				let seen = (given * *frequency).over(*strength);
				price += Real::HALF * (labels - Real::ONE) * (Real::ONE + seen).ln();
			}
		}
		price += self.settings.member_price * Real::from_count(groups.members());
		let tasks = Real::from_count(self.answers.tasks.len().max(1)).ln();
		let cabal = Real::HALF * (free + Real::ONE) * tasks + Real::from_count(3);
		self.evidence - price - Real::from_count(groups.count()) * cabal
	}

	fn expect(&mut self) -> Counts {
		let model = &self.model;
		let mut counts = Counts::none(self.answers.labels, self.answers.agents, model.groups().count());
		self.evidence = Real::ZERO;
		self.shares.clear();
		for (task, posterior) in self.answers.judged(model) {
			counts.add(model, task, &posterior);
			self.evidence += posterior.evidence;
			self.shares.push(posterior.shares);
		}
		counts
	}
}

/// What a task says where its shares are given and the model knows nothing yet.
fn given(blank: &Model, task: &[Answer], shares: &[Real]) -> Posterior {
	Posterior {
		shares: shares.to_vec(),
		..blank.posterior(task)
	}
}
