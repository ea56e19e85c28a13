//! What is known of agents and cabals, and what it says of a panel's answers.

use crate::{
	counts::Counts,
	prior::Prior,
	table::Table,
	voices::{repeat, Voices},
	vote::shares,
	Answer, Groups, Posterior, Real, Settings,
};
use alloc::{vec, vec::Vec};

/// Label frequencies, and how agents and cabals answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
	/// The same as a decision needs it.
	pub voices: Voices,
	pub(crate) labels: Vec<Real>,
	pub(crate) agents: Table,
	pub(crate) cabals: Table,
	pub(crate) noise: Vec<Real>,
	pub(crate) prior: Prior,
}

impl Model {
	/// What expected counts say: each row is the counts with some answers of the average agent behind them,
	/// as many as the agents' differences call for ([`Prior`]). A cabal has uniform answers behind it, for it
	/// may well lie always.
	pub(crate) fn new(counts: Counts, groups: Groups, settings: &Settings) -> Self {
		let side = counts.labels.len();
		let labels = shares(&counts.labels, Real::ONE);
		let prior = Prior::learnt(&counts, &groups, settings);
		let mut agents = counts.agents.clone();
		for agent in 0..agents.blocks() {
			for (row, behind) in agents.rows_mut(agent).zip(prior.rows()) {
				smooth(row, behind);
			}
		}
		let cabals = smoothed_cabals(&counts, settings);
		let noise = noise(&counts, settings);
		let voices = Voices {
			groups,
			labels: labels.iter().map(|share| share.ln()).collect(),
			agents: agents.ln(),
			cabals: cabals.ln(),
			repeat: repeat(&noise, side),
		};
		Self {
			voices,
			labels,
			agents,
			cabals,
			noise,
			prior,
		}
	}

	/// How likely each label is, given the answers of a panel.
	pub fn posterior(&self, task: &[Answer]) -> Posterior {
		self.voices.posterior(task)
	}

	/// Who belongs to which cabal.
	pub fn groups(&self) -> &Groups {
		&self.voices.groups
	}

	/// How an agent answers where `row` is the true label: the share of `column`. Zero for unknown ones.
	pub fn answers(&self, agent: usize, row: usize, column: usize) -> Real {
		self.agents.cell(agent, row, column)
	}

	/// An agent's confusion matrix, row by row; empty for an unknown one.
	pub fn matrix(&self, agent: usize) -> &[Real] {
		self.agents.block(agent)
	}

	/// How the average agent outside cabals answers, row by row.
	pub fn average(&self) -> Vec<Real> {
		self.prior.average().concat()
	}

	/// A cabal's confusion matrix, row by row.
	pub fn cabal(&self, cabal: usize) -> &[Real] {
		self.cabals.block(cabal)
	}

	/// How frequent each label is.
	pub fn labels(&self) -> &[Real] {
		&self.labels
	}

	/// How often a cabal's members answer differently from the cabal.
	pub fn noise(&self) -> &[Real] {
		&self.noise
	}
}

/// Each cabal's confusion matrix, with uniform answers behind it.
fn smoothed_cabals(counts: &Counts, settings: &Settings) -> Table {
	let side = counts.labels.len();
	let behind = vec![settings.cabal_shrink.over(Real::from_count(side)); side];
	let mut cabals = counts.cabals.clone();
	for cabal in 0..cabals.blocks() {
		for row in cabals.rows_mut(cabal) {
			smooth(row, &behind);
		}
	}
	cabals
}

/// How often each cabal's members answer differently from it.
fn noise(counts: &Counts, settings: &Settings) -> Vec<Real> {
	let behind = Real::ONE.over(settings.noise);
	let (least, most) = settings.noise_range;
	let one = |(said, repeated): (&Real, &Real)| {
		let departed = *said - *repeated + Real::ONE;
		departed.over(*said + behind).clamp(least, most.max(least))
	};
	counts.said.iter().zip(&counts.repeated).map(one).collect()
}

/// Turns counts into shares, with `behind` added to them.
pub(crate) fn smooth(row: &mut [Real], behind: &[Real]) {
	let total: Real = row.iter().chain(behind).copied().sum();
	for (cell, behind) in row.iter_mut().zip(behind) {
		*cell = (*cell + *behind).over(total).max(Real::ULP);
	}
}
