//! What is known of agents and cabals, and what it says of a panel's answers.

use crate::{
	counts::Counts,
	logs::{log_sum, normalise},
	prior::Prior,
	table::Table,
	vote::shares,
	Answer, Groups, Real, Settings,
};
use alloc::{vec, vec::Vec};

/// Label frequencies, and how agents and cabals answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
	/// The cabal of each agent.
	pub groups: Groups,
	pub(crate) labels: Vec<Real>,
	pub(crate) agents: Table,
	pub(crate) noise: Vec<Real>,
	pub(crate) prior: Prior,
	counts: Counts,
	pub(crate) log_labels: Vec<Real>,
	pub(crate) log_agents: Table,
	pub(crate) log_cabals: Table,
	/// ln(1 − noise) and ln(noise / (labels − 1)) of each cabal.
	pub(crate) log_repeat: Vec<(Real, Real)>,
}

/// What a panel's answers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posterior {
	/// How likely each label is the true one; they add up to one but for an ulp each.
	pub shares: Vec<Real>,
	/// The logarithm of how likely the answers were.
	pub evidence: Real,
	pub(crate) voices: Vec<Voice>,
}

/// What one cabal says on one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Voice {
	/// Whether any member answered.
	pub(crate) spoke: bool,
	/// How likely the members' answers are for each label that the cabal may mean, in logarithms.
	pub(crate) logs: Vec<Real>,
	/// The same for each true label.
	pub(crate) message: Vec<Real>,
}

impl Model {
	/// What expected counts say: each row is the counts with some answers of the average agent behind them,
	/// as many as the agents' differences call for ([`Prior`]). A cabal has uniform answers behind it, for it
	/// may well lie always.
	pub(crate) fn new(counts: Counts, groups: Groups, settings: &Settings) -> Self {
		let side = counts.labels.len();
		let labels = shares(&counts.labels, Real::ONE);
		let prior = Prior::learnt(&counts, &groups, settings);
		let agents = Table::filled(counts.agents.blocks(), side, Real::ZERO);
		let cabals = smoothed_cabals(&counts, settings);
		let noise = noise(&counts, settings);
		let others = Real::from_count(side.saturating_sub(1));
		let mut model = Self {
			log_labels: labels.iter().map(|share| share.ln()).collect(),
			log_agents: agents.clone(),
			log_cabals: cabals.ln(),
			log_repeat: noise
				.iter()
				.map(|noise| ((Real::ONE - *noise).ln(), noise.over(others).ln()))
				.collect(),
			groups,
			labels,
			agents,
			noise,
			prior,
			counts,
		};
		for agent in 0..model.counts.agents.blocks() {
			model.refresh(agent);
		}
		model
	}

	/// Learns softly from a panel whose truth is not known: each label counts by its posterior. Label
	/// frequencies, the average agent and cabals stay as they were estimated. Work: answers × labels².
	pub fn learn(&mut self, task: &[Answer], posterior: &Posterior) {
		for answer in task {
			let column = self.counts.agents.column_mut(answer.who(), answer.what());
			for (count, share) in column.zip(&posterior.shares) {
				*count += *share;
			}
			self.refresh(answer.who());
		}
	}

	/// The agent's confusion matrix from its counts.
	fn refresh(&mut self, agent: usize) {
		let counts = self.counts.agents.rows(agent).zip(self.prior.rows());
		let rows = self.agents.rows_mut(agent).zip(self.log_agents.rows_mut(agent));
		for ((row, logs), (counts, behind)) in rows.zip(counts) {
			row.copy_from_slice(counts);
			smooth(row, behind);
			for (log, cell) in logs.iter_mut().zip(row) {
				*log = cell.ln();
			}
		}
	}

	/// How likely each label is, given the answers of a panel. An agent that the model does not know counts
	/// for nothing. Work: answers × labels + cabals × labels².
	pub fn posterior(&self, task: &[Answer]) -> Posterior {
		let voices = self.voices(task);
		let mut logs = self.log_labels.clone();
		for answer in task {
			if self.groups.of(answer.who()).is_none() {
				for (log, cell) in logs
					.iter_mut()
					.zip(self.log_agents.column(answer.who(), answer.what()))
				{
					*log += cell;
				}
			}
		}
		for voice in voices.iter().filter(|voice| voice.spoke) {
			for (log, message) in logs.iter_mut().zip(&voice.message) {
				*log += *message;
			}
		}
		let evidence = normalise(&mut logs);
		Posterior {
			shares: logs,
			evidence,
			voices,
		}
	}

	/// How an agent answers where `row` is the true label: the share of `column`. Zero for unknown ones.
	pub fn answers(&self, agent: usize, row: usize, column: usize) -> Real {
		self.agents.cell(agent, row, column)
	}

	/// How frequent each label is.
	pub fn labels(&self) -> &[Real] {
		&self.labels
	}

	/// How often a cabal's members answer differently from the cabal.
	pub fn noise(&self) -> &[Real] {
		&self.noise
	}

	fn voices(&self, task: &[Answer]) -> Vec<Voice> {
		let side = self.labels.len();
		let silent = Voice {
			spoke: false,
			logs: vec![Real::ZERO; side],
			message: vec![Real::ZERO; side],
		};
		let mut voices = vec![silent; self.groups.count()];
		for answer in task {
			let Some(cabal) = self.groups.of(answer.who()) else {
				continue;
			};
			if let Some(voice) = voices.get_mut(cabal) {
				voice.spoke = true;
				for (label, log) in voice.logs.iter_mut().enumerate() {
					*log += self.repeat(cabal, label == answer.what());
				}
			}
		}
		for (cabal, voice) in voices.iter_mut().enumerate().filter(|(_, voice)| voice.spoke) {
			voice.message = self.message(cabal, &voice.logs);
		}
		voices
	}

	/// For each true label, how likely are answers that `logs` tells for each label the cabal may mean.
	pub(crate) fn message(&self, cabal: usize, logs: &[Real]) -> Vec<Real> {
		let joint =
			|row: &[Real]| -> Vec<Real> { row.iter().zip(logs).map(|(log, said)| *log + *said).collect() };
		self.log_cabals
			.rows(cabal)
			.map(|row| log_sum(&joint(row)))
			.collect()
	}

	/// The logarithm of how likely a member repeats the cabal, or answers one certain other label.
	pub(crate) fn repeat(&self, cabal: usize, same: bool) -> Real {
		let (right, wrong) = self.log_repeat.get(cabal).copied().unwrap_or_default();
		if same {
			right
		} else {
			wrong
		}
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
