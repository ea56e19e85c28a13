//! Who belongs to which cabal.

use alloc::{vec, vec::Vec};

/// The cabal of each agent, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
	of: Vec<Option<usize>>,
	count: usize,
}

impl Groups {
	/// Nobody belongs to a cabal.
	pub(crate) fn none(agents: usize) -> Self {
		Self {
			of: vec![None; agents],
			count: 0,
		}
	}

	/// The given membership in `count` cabals, some of which may have no members here; nobody belongs to a cabal
	/// that there is not.
	pub fn of_known(of: Vec<Option<usize>>, count: usize) -> Self {
		let of = of
			.into_iter()
			.map(|group| group.filter(|cabal| *cabal < count))
			.collect();
		Self { of, count }
	}

	/// The given membership; cabals smaller than `least` are dissolved and the others numbered anew.
	pub(crate) fn new(of: Vec<Option<usize>>, least: usize) -> Self {
		let cabals = of.iter().flatten().max().map_or(0, |most| most.saturating_add(1));
		let mut count = 0usize;
		let mut names = vec![None; cabals];
		for (cabal, name) in names.iter_mut().enumerate() {
			if of.iter().filter(|group| **group == Some(cabal)).count() >= least {
				*name = Some(count);
				count = count.saturating_add(1);
			}
		}
		let of = of
			.iter()
			.map(|group| names.get((*group)?).copied().flatten())
			.collect();
		Self { of, count }
	}

	/// The cabal of an agent.
	pub fn of(&self, agent: usize) -> Option<usize> {
		self.of.get(agent).copied().flatten()
	}

	/// The cabal of each agent.
	pub fn all(&self) -> &[Option<usize>] {
		&self.of
	}

	/// How many cabals there are.
	pub fn count(&self) -> usize {
		self.count
	}

	/// How many agents belong to a cabal.
	pub(crate) fn members(&self) -> usize {
		self.of.iter().flatten().count()
	}

	/// One cabal more.
	pub(crate) fn add(&mut self, members: &[usize]) {
		for member in members {
			if let Some(group) = self.of.get_mut(*member) {
				*group = Some(self.count);
			}
		}
		self.count = self.count.saturating_add(1);
	}

	/// The same without one cabal.
	pub(crate) fn without(&self, cabal: usize) -> Self {
		let of = self.of.iter().map(|group| group.filter(|of| *of != cabal));
		Self::new(of.collect(), 1)
	}
}
