//! How well something is remembered: base-level activation (Anderson & Schooler, Reflections of the environment in
//! memory, Psychological Science 2, 1991; the form is ACT-R's).
//!
//! Something that was used t₁ … tₙ hours ago has B = ln Σ tⱼ^(−d) with d = ½: a power law, in which what is used often
//! fades slowly. The newest [`Uses::KEPT`] times are kept; for those before, of which only the first and the number are
//! known, stands the mean of t^(−½) between the oldest that is kept and the first (Petrov, Computationally efficient
//! approximation of the base-level learning equation in ACT-R, ICCM 2006).

/// What importance 1 adds to the activation: as much as being used e² times as often. A first guess, not fitted.
pub const IMPORTANCE: f64 = 2.0;

/// What relevance 1 adds to the activation: more than a year takes away. A first guess, not fitted.
pub const RELEVANCE: f64 = 6.0;

/// Nothing is younger than a second, in hours: at 0 the power law has no value.
const YOUNGEST: f64 = 1.0 / 3_600.0;

/// Milliseconds of an hour.
const HOUR: f64 = 3_600_000.0;

/// When something was used, in milliseconds since 1970. Coming to be is the first use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uses {
	first: u64,
	count: u64,
	/// The newest first.
	recent: Vec<u64>,
}

impl Uses {
	/// How many times are kept exactly.
	pub const KEPT: usize = 8;

	/// Of what came to be at `at`.
	pub fn begun(at: u64) -> Self {
		Self {
			first: at,
			count: 1,
			recent: vec![at],
		}
	}

	/// As they were written down. Times that are missing count as the first.
	pub fn read(first: u64, count: u64, mut recent: Vec<u64>) -> Self {
		recent.sort_unstable_by(|a, b| b.cmp(a));
		recent.dedup();
		recent.truncate(Self::KEPT);
		if recent.is_empty() {
			recent.push(first);
		}
		Self {
			first,
			count: count.max(recent.len() as u64),
			recent,
		}
	}

	/// One more use. Two within the same millisecond are told apart by counting on. Returns what time it got, and which
	/// time is not kept any more.
	pub fn again(&mut self, now: u64) -> (u64, Option<u64>) {
		let newest = self.recent.first().copied().unwrap_or(self.first);
		let at = now.max(newest.saturating_add(1));
		self.recent.insert(0, at);
		self.count = self.count.saturating_add(1);
		let gone = if self.recent.len() > Self::KEPT {
			self.recent.pop()
		} else {
			None
		};
		(at, gone)
	}

	/// When it was used first.
	pub fn first(&self) -> u64 {
		self.first
	}

	/// How often it was used.
	pub fn count(&self) -> u64 {
		self.count
	}

	/// The newest times, newest first.
	pub fn recent(&self) -> &[u64] {
		&self.recent
	}

	/// Σ t^(−½) at `now`: e^B, always above 0. It never grows with `now`.
	pub fn strength(&self, now: u64) -> f64 {
		let exact: f64 = self.recent.iter().map(|at| 1.0 / age(*at, now).sqrt()).sum();
		let more = self.count.saturating_sub(self.recent.len() as u64);
		let oldest = self.recent.last().copied().unwrap_or(self.first);
		// The mean of t^(−½) from a to b is 2 (√b − √a) / (b − a) = 2 / (√a + √b).
		let mean = 2.0 / (age(oldest, now).sqrt() + age(self.first, now).sqrt());
		exact + more as f64 * mean
	}

	/// B = ln Σ t^(−½) at `now`, t in hours: 0 an hour after a single use, −1.6 after a day, −3.3 after a month.
	pub fn activation(&self, now: u64) -> f64 {
		self.strength(now).ln()
	}
}

/// How old, in hours.
fn age(at: u64, now: u64) -> f64 {
	(now.saturating_sub(at) as f64 / HOUR).max(YOUNGEST)
}

/// What something is worth keeping at `now`: its activation, and more where it is important (0 to 1).
pub fn value(uses: &Uses, importance: f64, now: u64) -> f64 {
	uses.activation(now) + IMPORTANCE * importance
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const DAY: u64 = 86_400_000;

	fn used(first: u64, gaps: &[u64]) -> (Uses, u64) {
		let mut uses = Uses::begun(first);
		let mut now = first;
		for gap in gaps {
			now += gap;
			uses.again(now);
		}
		(uses, now)
	}

	#[test]
	fn a_single_use_fades_as_the_square_root_of_time() {
		let uses = Uses::begun(0);
		assert!(uses.activation(3_600_000).abs() < 1e-12);
		assert!((uses.activation(DAY) + 24_f64.ln() / 2.0).abs() < 1e-12);
		assert!(uses.activation(0).is_finite());
	}

	#[test]
	fn what_is_used_often_is_remembered_longer() {
		let (often, now) = used(0, &[DAY; 30]);
		assert!(often.activation(now + 60 * DAY) > Uses::begun(now).activation(now + 60 * DAY));
	}

	#[test]
	fn times_that_are_not_kept_are_approximated_well() {
		let gaps = [DAY; 200];
		let (uses, now) = used(0, &gaps);
		assert_eq!((uses.count(), uses.recent().len()), (201, Uses::KEPT));
		let later = now + 5 * DAY;
		let exact: f64 = (0..=200).map(|n| 1.0 / age(n * DAY, later).sqrt()).sum();
		assert!((uses.strength(later) / exact - 1.0).abs() < 0.02);
	}

	proptest! {
		#[test]
		fn decay_never_turns_back(
			first in 0..DAY,
			gaps in prop::collection::vec(0..30 * DAY, 0..40),
			waits in prop::collection::vec(0..90 * DAY, 1..20),
		) {
			let (uses, mut now) = used(first, &gaps);
			let mut before = uses.activation(now);
			for wait in waits {
				now += wait;
				let after = uses.activation(now);
				prop_assert!(after <= before && after.is_finite());
				before = after;
			}
		}

		#[test]
		fn one_more_use_strengthens(first in 0..DAY, gaps in prop::collection::vec(0..30 * DAY, 0..40), wait in 0..90 * DAY) {
			let (mut uses, now) = used(first, &gaps);
			let now = now + wait;
			let before = uses.strength(now);
			uses.again(now);
			prop_assert!(uses.strength(now + 1) > before * 0.999);
		}

		#[test]
		fn what_was_written_down_reads_the_same(first in 0..DAY, gaps in prop::collection::vec(0..30 * DAY, 0..40)) {
			let (uses, _) = used(first, &gaps);
			prop_assert_eq!(Uses::read(uses.first(), uses.count(), uses.recent().to_vec()), uses);
		}
	}
}
