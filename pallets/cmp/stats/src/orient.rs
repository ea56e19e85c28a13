//! Which label is called what.

use crate::{Model, Real};
use alloc::vec::Vec;

/// The most that one agent may speak for a change of names: heads count, not skill, for a cabal that always
/// lies is more skilled than anybody.
const MOST: Real = Real::ratio(1, 5);

/// The new name of each label, where the answers of most independent agents fit it better than the names
/// that the labels have; nothing where they do not. A likelihood says nothing of names: that most agents are
/// better than chance is what is assumed.
pub(crate) fn renamed(model: &Model) -> Option<Vec<usize>> {
	let labels = model.labels().len();
	let mut names: Vec<usize> = (0..labels).collect();
	let mut changed = false;
	// With heads capped, exchanges may run in a circle: as many as there are labels, no more.
	for _ in 0..labels {
		let mut best = (Real::ZERO, 0, 0);
		for one in 0..labels {
			for other in 0..one {
				let gain = gain(model, &names, one, other);
				if gain > best.0 {
					best = (gain, one, other);
				}
			}
		}
		if best.0 == Real::ZERO {
			break;
		}
		names.swap(best.1, best.2);
		changed = true;
	}
	changed.then_some(names)
}

/// Shares under the new names.
pub(crate) fn rename(shares: &[Vec<Real>], names: &[usize]) -> Vec<Vec<Real>> {
	let one = |shares: &Vec<Real>| {
		let mut renamed = shares.clone();
		for (share, name) in shares.iter().zip(names) {
			if let Some(slot) = renamed.get_mut(*name) {
				*slot = *share;
			}
		}
		renamed
	};
	shares.iter().map(one).collect()
}

fn gain(model: &Model, names: &[usize], one: usize, other: usize) -> Real {
	let name = |label: usize| names.get(label).copied().unwrap_or(label);
	let mut sum = Real::ZERO;
	for agent in 0..model.groups().all().len() {
		if model.groups().of(agent).is_some() {
			continue;
		}
		let swapped = model.answers(agent, one, name(other)) + model.answers(agent, other, name(one));
		let kept = model.answers(agent, one, name(one)) + model.answers(agent, other, name(other));
		sum += ((swapped - kept) * Real::HALF).clamp(-MOST, MOST);
	}
	sum
}
