//! Deciding one panel after the other.

use crate::{estimate, logs::greatest, majority, Answer, Answers, Estimate, Model, Settings};
use alloc::vec::Vec;

/// Answers between two estimates, at the least.
const LEAST_BETWEEN: usize = 64;

/// As long as there are no more answers than these, an estimate is cheap and made more often.
const FEW: usize = 4096;

/// Decides panels in the order in which they come, with an estimate made anew from the last tasks now and
/// then.
///
/// Per agent it holds one confusion matrix and the name of a cabal; the window of answers is bounded. A
/// decision costs answers × labels² + cabals × labels²; an estimate is due after 64 answers, and then
/// whenever a tenth of what was answered before has come on top; three tenths once there are more than 4096,
/// or half a window. Between estimates agents are learnt from softly, by the posterior of each decision.
#[derive(Clone, Debug)]
pub struct Online {
	settings: Settings,
	labels: usize,
	agents: usize,
	most: usize,
	window: Vec<Vec<Answer>>,
	held: usize,
	seen: usize,
	last: usize,
	model: Option<Model>,
}

impl Online {
	/// Nothing seen yet. The window holds at most about `most` answers.
	pub fn new(labels: usize, agents: usize, most: usize, settings: Settings) -> Self {
		Self {
			settings,
			labels,
			agents,
			most,
			window: Vec::new(),
			held: 0,
			seen: 0,
			last: 0,
			model: None,
		}
	}

	/// What the panel says: by heads as long as nothing is known.
	pub fn decide(&self, panel: &[Answer]) -> usize {
		match &self.model {
			None => majority(self.labels, panel),
			Some(model) => greatest(&model.posterior(panel).shares),
		}
	}

	/// Remembers a panel's answers, learns from them by what the panel says, and forgets the oldest beyond the
	/// window. A panel without answers is not kept, for nothing would bound how many there are; nor is one that
	/// names an agent or a label that there is not, for no estimate could be made as long as it is in the window.
	pub fn remember(&mut self, panel: Vec<Answer>) {
		let fits = |answer: &Answer| answer.who() < self.agents && answer.what() < self.labels;
		if panel.is_empty() || !panel.iter().all(fits) {
			return;
		}
		if let Some(model) = &mut self.model {
			let posterior = model.posterior(&panel);
			model.learn(&panel, &posterior);
		}
		self.seen = self.seen.saturating_add(panel.len());
		self.held = self.held.saturating_add(panel.len());
		self.window.push(panel);
		let mut over = 0usize;
		for task in &self.window {
			if self.held <= self.most {
				break;
			}
			self.held = self.held.saturating_sub(task.len());
			over = over.saturating_add(1);
		}
		self.window.drain(..over);
	}

	/// Whether an estimate is due.
	pub fn is_due(&self) -> bool {
		let tenths = if self.seen <= FEW { 1usize } else { 3 };
		let grown = self.last.saturating_mul(tenths).checked_div(10).unwrap_or(0);
		let between = grown.clamp(LEAST_BETWEEN, self.most.max(LEAST_BETWEEN * 2) / 2);
		self.seen.saturating_sub(self.last) >= between
	}

	/// Estimates from the window. Nothing where there are more labels or agents than a window may have.
	pub fn estimate(&self) -> Option<Estimate> {
		let answers = Answers::new(self.labels, self.agents, self.window.clone()).ok()?;
		Some(estimate(&answers, &self.settings))
	}

	/// Decides by this estimate from now on.
	pub fn adopt(&mut self, estimate: Estimate) {
		self.last = self.seen;
		self.model = Some(estimate.model);
	}
}
