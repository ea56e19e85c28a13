//! The fit that explains a window of answers best.

use crate::{
	evidence::foretold,
	fit::Fit,
	orient::{rename, renamed},
	pairs::{customary, Pairs},
	vote::{sayings, voices},
	Answers, Groups, Model, Real, Settings,
};
use alloc::{vec, vec::Vec};

/// What the search starts from: how many of the window's answers stand behind a panel's when it is told how
/// likely an agreement was, and the share of tasks that a copier is taken to copy.
const STARTS: [(usize, Real); 3] = [(3, Real::ratio(7, 10)), (3, COPIED), (1000, COPIED)];

/// The share of tasks that a copier is taken to copy.
const COPIED: Real = Real::ratio(9, 10);

/// The most cabals that a start may have, and that one look at the pairs may add.
const MOST_AT_START: usize = 6;
const MOST_AT_ONCE: usize = 4;

/// How often the pairs are looked at again, and how often members move in between.
const LOOKS: usize = 4;
const MOVES: usize = 15;

/// What a window of answers says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
	/// What is known of agents and cabals.
	pub model: Model,
	/// How likely each label is on each task.
	pub shares: Vec<Vec<Real>>,
	/// What the fit is worth, in nats: of two estimates for one window the greater is the better one.
	pub score: Real,
}

/// Finds who copies and who is right in a window of answers.
///
/// Every start is settled, the one without cabals first; the one with the best score is kept, and then freed of
/// each cabal whose members are as well explained as independent experts. Work: a few hundred times the answers,
/// and agents² × a few hundred; memory: agents².
pub fn estimate(answers: &Answers, settings: &Settings) -> Estimate {
	let plain = settled(Fit::of_groups(answers, settings, Groups::none(answers.agents)));
	let mut starts: Vec<_> = STARTS
		.iter()
		.map(|(behind, copied)| alike(answers, settings, *behind, *copied))
		.collect();
	starts.push(experts(&plain.model, settings.least_cabal));
	let mut best = (plain.score(), plain);
	for groups in starts.into_iter().filter(|groups| groups.count() > 0) {
		let next = settled(Fit::of_groups(answers, settings, groups));
		let score = next.score();
		if score > best.0 {
			best = (score, next);
		}
	}
	freed(best).1.into_estimate()
}

/// Those who agree more than the panels' own frequencies make likely.
fn alike(answers: &Answers, settings: &Settings, behind: usize, copied: Real) -> Groups {
	let mut groups = Groups::none(answers.agents);
	let pairs = Pairs::new(answers, &customary(answers, behind), copied);
	let free = vec![true; answers.agents];
	for group in pairs.groups(free, MOST_AT_START, settings.least_cabal, settings.entry) {
		groups.add(&group);
	}
	groups
}

/// The better of two kinds of agents, as one cabal. Where a cabal passes for the truth its members pass for
/// experts, however few tasks each pair of them shares.
fn experts(model: &Model, least: usize) -> Groups {
	let labels = model.labels().len();
	let skill = |agent: usize| -> Real { (0..labels).map(|label| model.answers(agent, label, label)).sum() };
	let skills: Vec<_> = (0..model.groups().all().len()).map(skill).collect();
	let mean = |kept: &dyn Fn(&Real) -> bool| -> Real {
		let (count, sum) = skills
			.iter()
			.filter(|skill| kept(skill))
			.fold((0usize, Real::ZERO), |(count, sum), skill| {
				(count.saturating_add(1), sum + *skill)
			});
		sum.over(Real::from_count(count))
	};
	let mut border = mean(&|_| true);
	for _ in 0..MOVES {
		border = (mean(&|skill| *skill > border) + mean(&|skill| *skill <= border)) * Real::HALF;
	}
	let inside = skills.iter().map(|skill| (*skill > border).then_some(0));
	Groups::new(inside.collect(), least)
}

fn settled(mut fit: Fit) -> Fit {
	for look in 1..=LOOKS {
		fit.improve(15);
		for _ in 0..MOVES {
			if !fit.regroup() {
				break;
			}
			fit.improve(4);
		}
		if look == LOOKS || !look_again(&mut fit) {
			break;
		}
	}
	finished(fit).1
}

/// Adds the groups that the fit so far does not explain; tells whether there were any.
fn look_again(fit: &mut Fit) -> bool {
	let (answers, settings) = (fit.answers, fit.settings);
	let pairs = Pairs::new(answers, &foretold(answers, &fit.model), COPIED);
	let mut groups = fit.model.groups().clone();
	let free = groups.all().iter().map(Option::is_none).collect();
	let found = pairs.groups(free, MOST_AT_ONCE, settings.least_cabal, settings.entry);
	for group in &found {
		groups.add(group);
	}
	if !found.is_empty() {
		let shares = core::mem::take(&mut fit.shares);
		*fit = Fit::start(answers, settings, shares, groups);
	}
	!found.is_empty()
}

/// Fits to the end, with the labels' names put right; and the score.
fn finished(mut fit: Fit) -> (Real, Fit) {
	let iterations = fit.settings.iterations;
	fit.improve(iterations);
	if let Some(names) = renamed(&fit.model) {
		let groups = fit.model.groups().clone();
		let mut other = Fit::start(fit.answers, fit.settings, rename(&fit.shares, &names), groups);
		other.improve(iterations);
		// Truths that were told say more of names than heads do.
		if fit.answers.is_untold() || other.score() > fit.score() {
			fit = other;
		}
	}
	(fit.score(), fit)
}

/// Dissolves cabals as long as that makes a better fit: experts who err seldom look like a cabal, and the
/// labels may be what they say.
fn freed<'a>(mut best: (Real, Fit<'a>)) -> (Real, Fit<'a>) {
	let mut cabal = 0usize;
	while cabal < best.1.model.groups().count() {
		let (answers, settings) = (best.1.answers, best.1.settings);
		let groups = best.1.model.groups();
		let fewer = groups.without(cabal);
		let starts = [
			sayings(answers, groups, cabal, &best.1.shares),
			voices(answers, &fewer),
		];
		let without = starts
			.into_iter()
			.map(|shares| finished(Fit::start(answers, settings, shares, fewer.clone())))
			.reduce(|one, other| if other.0 > one.0 { other } else { one });
		match without {
			Some(without) if without.0 > best.0 => {
				best = without;
				cabal = 0;
			}
			_ => cabal = cabal.saturating_add(1),
		}
	}
	best
}
