//! Trying again, counted in blocks.

use crate::BlockNumber;

/// How often something was tried, and when it may be tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retry {
	/// How often.
	pub attempt: u32,
	/// Not before this block.
	pub next: BlockNumber,
}

impl Retry {
	/// Whether it may be tried at `now`.
	pub const fn is_due(&self, now: BlockNumber) -> bool {
		self.next <= now
	}

	/// It is tried at `now`; an answer is waited for `patience` blocks.
	pub fn start(&mut self, now: BlockNumber, patience: BlockNumber) {
		self.attempt = self.attempt.saturating_add(1);
		self.next = now.saturating_add(patience.max(1));
	}

	/// The last attempt failed: a pause of one block, twice as long each time, `longest` at most.
	pub fn fail(&mut self, now: BlockNumber, longest: BlockNumber) {
		let doublings = self.attempt.saturating_sub(1).min(31);
		let pause = 1u32
			.checked_shl(doublings)
			.unwrap_or(u32::MAX)
			.min(longest.max(1));
		self.next = now.saturating_add(pause);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pauses_double_up_to_the_longest() {
		let mut retry = Retry::default();
		let pauses: Vec<_> = (0..5)
			.map(|_| {
				retry.start(100, 6);
				retry.fail(100, 6);
				retry.next - 100
			})
			.collect();
		assert_eq!(pauses, [1, 2, 4, 6, 6]);
		assert!(!retry.is_due(105) && retry.is_due(106));
	}

	#[test]
	fn an_unanswered_attempt_is_repeated_after_the_patience() {
		let mut retry = Retry::default();
		assert!(retry.is_due(0));
		retry.start(10, 6);
		assert!(!retry.is_due(15) && retry.is_due(16));
	}
}
