//! Checking what somebody else found.
//!
//! To find cabals takes a search of seconds; to check what was found takes a few passes over the window. A claim is
//! no more than who belongs together and how likely each label is on each task. What agents' answers are worth
//! follows from that and from the window by one step of maximisation, so that nobody can claim it for a friend; what a
//! claim is worth is its [`Estimate::score`], and the greatest that anybody offers is taken.

use crate::{fit::Fit, logs::greatest, orient::renamed, Answers, Estimate, Groups, Real, Settings, Voices};
use alloc::vec::Vec;

/// Steps of expectation and maximisation that a check makes.
const STEPS: u32 = 2;

/// Steps that [`warm`] makes at most.
const WARM: u32 = 10;

/// The share of one that a byte's unit stands for.
const UNITS: u32 = u8::MAX as u32;

/// What is claimed of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
	/// The cabal of each agent, if any.
	pub cabals: Vec<Option<u8>>,
	/// How likely each label but the last is, task by task, in 255ths.
	pub shares: Vec<u8>,
}

impl Claim {
	/// What an estimate says.
	pub fn of(estimate: &Estimate) -> Self {
		let cabals = estimate.model.groups().all().iter();
		let share = |share: &Real| -> u8 {
			let nearest = (*share * Real::from_count(UNITS as usize) + Real::HALF).floor();
			u8::try_from(nearest).unwrap_or(u8::MAX)
		};
		Self {
			cabals: cabals
				.map(|cabal| cabal.and_then(|cabal| u8::try_from(cabal).ok()))
				.collect(),
			shares: estimate
				.shares
				.iter()
				.flat_map(|task| task.split_last().map_or(&[][..], |(_, but_last)| but_last))
				.map(share)
				.collect(),
		}
	}

	/// How likely each label is on each task; the last has what the others leave.
	fn tasks(&self, labels: usize) -> Vec<Vec<Real>> {
		let task = |bytes: &[u8]| {
			let mut shares: Vec<_> = bytes
				.iter()
				.map(|byte| Real::ratio((*byte).into(), UNITS))
				.collect();
			let rest = Real::ONE - shares.iter().copied().sum();
			shares.push(rest.max(Real::ZERO));
			shares
		};
		self.shares
			.chunks(labels.saturating_sub(1).max(1))
			.map(task)
			.collect()
	}
}

/// What a claim comes to; nothing where it does not fit the window, or where its labels are named against what most
/// agents outside cabals say while no truth was told, or its cabals leave nobody who knows anything. Work: five passes over the answers, no search.
pub fn check(answers: &Answers, settings: &Settings, claim: &Claim) -> Option<Estimate> {
	let tasks = claim.tasks(answers.labels);
	let needed = answers.tasks.len().checked_mul(answers.labels.checked_sub(1)?)?;
	if claim.cabals.len() != answers.agents || claim.shares.len() != needed {
		return None;
	}
	let of = claim.cabals.iter().map(|cabal| cabal.map(usize::from));
	let groups = Groups::new(of.collect(), settings.least_cabal);
	let mut fit = Fit::start(answers, settings, tasks, groups);
	fit.improve(STEPS);
	if answers.is_untold() && renamed(&fit.model).is_some() {
		return None;
	}
	let found = fit.into_estimate();
	(found.score > Real::MIN).then_some(found)
}

/// What follows from an earlier estimate for a window that has grown since: the same cabals, what agents' answers are
/// worth estimated anew. Work: some passes over the answers, no search.
pub fn warm(answers: &Answers, settings: &Settings, before: &Voices) -> Estimate {
	let shares = answers
		.tasks
		.iter()
		.map(|task| before.posterior(task).shares)
		.collect();
	let mut of = before.groups.all().to_vec();
	of.resize(answers.agents, None);
	let mut fit = Fit::start(answers, settings, shares, Groups::new(of, settings.least_cabal));
	fit.improve(WARM);
	fit.into_estimate()
}

/// The least answers between two estimates.
const LEAST_BETWEEN: u32 = 64;

/// Whether an estimate is due after `seen` answers, when the last was made after `last` of them: whenever a thirty-second
/// part has come on top, and 64 at the least.
pub fn is_due(seen: u64, last: u64) -> bool {
	let between = (last / 32).max(LEAST_BETWEEN.into());
	seen.saturating_sub(last) >= between
}

impl Estimate {
	/// The likeliest label of each task.
	pub fn labels(&self) -> Vec<usize> {
		self.shares.iter().map(|shares| greatest(shares)).collect()
	}
}
