//! Counting heads, and counting cabals as one head each.

use crate::{groups::Groups, logs::greatest, Answer, Answers, Real};
use alloc::{vec, vec::Vec};

/// The label that most answers give, the lowest of equals.
pub fn majority(labels: usize, panel: &[Answer]) -> usize {
	greatest(&heads(labels, panel.iter().copied()))
}

/// How many answers each label has.
pub(crate) fn heads(labels: usize, panel: impl Iterator<Item = Answer>) -> Vec<Real> {
	let mut heads = vec![Real::ZERO; labels];
	for answer in panel {
		if let Some(count) = heads.get_mut(answer.what()) {
			*count += Real::ONE;
		}
	}
	heads
}

/// Each label's share of the voices on each task: an agent has one, a cabal has one between its members,
/// and one half is spread over all labels.
pub(crate) fn voices(answers: &Answers, groups: &Groups) -> Vec<Vec<Real>> {
	let vote = |task: &Vec<Answer>| {
		let mut votes = heads(answers.labels, free(task, groups));
		for cabal in 0..groups.count() {
			let inside = heads(answers.labels, members(task, groups, cabal));
			if inside.iter().any(|count| *count > Real::ZERO) {
				if let Some(vote) = votes.get_mut(greatest(&inside)) {
					*vote += Real::ONE;
				}
			}
		}
		shares(&votes, Real::HALF.over(Real::from_count(answers.labels)))
	};
	answers.tasks.iter().map(vote).collect()
}

/// Each label's share of what a cabal's members say on each task; the `rest` where they say nothing.
pub(crate) fn sayings(
	answers: &Answers,
	groups: &Groups,
	cabal: usize,
	rest: &[Vec<Real>],
) -> Vec<Vec<Real>> {
	let said = |(task, rest): (&Vec<Answer>, &Vec<Real>)| {
		let inside = heads(answers.labels, members(task, groups, cabal));
		if inside.iter().all(|count| *count == Real::ZERO) {
			return rest.clone();
		}
		shares(&inside, Real::ratio(1, 20))
	};
	answers.tasks.iter().zip(rest).map(said).collect()
}

/// Shares of counts with `extra` added to each.
pub(crate) fn shares(counts: &[Real], extra: Real) -> Vec<Real> {
	let total: Real = counts.iter().map(|count| *count + extra).sum();
	counts.iter().map(|count| (*count + extra).over(total)).collect()
}

/// The answers of those who belong to no cabal.
pub(crate) fn free<'a>(task: &'a [Answer], groups: &'a Groups) -> impl Iterator<Item = Answer> + 'a {
	task.iter()
		.copied()
		.filter(|answer| groups.of(answer.who()).is_none())
}

fn members<'a>(task: &'a [Answer], groups: &'a Groups, cabal: usize) -> impl Iterator<Item = Answer> + 'a {
	task.iter()
		.copied()
		.filter(move |answer| groups.of(answer.who()) == Some(cabal))
}
