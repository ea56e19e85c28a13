//! Which chunks are here, which are asked for, and which is next.

use std::collections::BTreeSet;

/// Chunks that are asked for before the ones behind them are here and checked. What a liar can have stored in vain, and
/// what a restart may have to fetch again.
pub(super) const WINDOW: u32 = 32;

#[derive(Debug)]
pub(super) struct Tracker {
	/// Chunks from this one on are here, and lead to the address.
	anchored: u32,
	/// Here before the chunks behind them are.
	ahead: BTreeSet<u32>,
	asked: BTreeSet<u32>,
}

impl Tracker {
	/// Of `chunks` chunks, the last `here` ones are here.
	pub(super) fn new(chunks: u32, here: u32) -> Self {
		Self {
			anchored: chunks.saturating_sub(here),
			ahead: BTreeSet::new(),
			asked: BTreeSet::new(),
		}
	}

	/// The last chunk that is neither here nor asked for, if it is near enough; it is asked for from now on.
	pub(super) fn next(&mut self) -> Option<u32> {
		let window = self.anchored.saturating_sub(WINDOW)..self.anchored;
		let open = |chunk: &u32| !self.ahead.contains(chunk) && !self.asked.contains(chunk);
		let next = window.rev().find(open)?;
		self.asked.insert(next);
		Some(next)
	}

	/// A chunk is here.
	pub(super) fn got(&mut self, chunk: u32) {
		self.asked.remove(&chunk);
		if chunk < self.anchored {
			self.ahead.insert(chunk);
		}
		while let Some(before) = self.anchored.checked_sub(1) {
			if !self.ahead.remove(&before) {
				break;
			}
			self.anchored = before;
		}
	}

	/// A chunk that was asked for did not come.
	pub(super) fn lost(&mut self, chunk: u32) {
		self.asked.remove(&chunk);
	}

	/// How many are not here.
	pub(super) fn missing(&self) -> u32 {
		self.anchored.saturating_sub(self.ahead.len() as u32)
	}

	/// Of those that are not here, whether any is asked for.
	pub(super) fn whole(&self) -> bool {
		self.anchored == 0
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn the_last_chunks_come_first_and_none_is_asked_twice() {
		let mut tracker = Tracker::new(5, 1);
		let asked: Vec<u32> = std::iter::from_fn(|| tracker.next()).collect();
		assert_eq!(asked, [3, 2, 1, 0]);
		tracker.got(1);
		tracker.lost(2);
		assert_eq!((tracker.next(), tracker.missing()), (Some(2), 3));
		tracker.got(3);
		tracker.got(2);
		assert_eq!((tracker.anchored, tracker.whole()), (1, false));
		tracker.got(0);
		assert!(tracker.whole());
	}

	#[test]
	fn nothing_far_from_what_is_checked_is_asked_for() {
		let mut tracker = Tracker::new(1_000, 1);
		let asked: Vec<u32> = std::iter::from_fn(|| tracker.next()).collect();
		assert_eq!(asked.len(), WINDOW as usize);
		asked.iter().skip(1).for_each(|chunk| tracker.got(*chunk));
		assert_eq!(
			tracker.next(),
			None,
			"the chunk next to those that are checked is not here"
		);
	}

	proptest! {
		#[test]
		fn whatever_is_lost_all_comes_in_the_end(
			chunks in 1u32..200,
			here in 0u32..200,
			order in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..400),
		) {
			let here = here.min(chunks);
			let mut tracker = Tracker::new(chunks, here);
			let mut flight: Vec<u32> = Vec::new();
			for (at, lost) in order {
				flight.extend(tracker.next());
				if flight.is_empty() {
					break;
				}
				let chunk = flight.swap_remove(at.index(flight.len()));
				if lost {
					tracker.lost(chunk);
				} else {
					tracker.got(chunk);
				}
			}
			for chunk in flight {
				tracker.got(chunk);
			}
			let mut rest = tracker.missing();
			while let Some(chunk) = tracker.next() {
				tracker.got(chunk);
				rest -= 1;
			}
			prop_assert_eq!(rest, 0);
			prop_assert!(tracker.whole());
		}
	}
}
