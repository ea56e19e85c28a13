//! How long nothing was heard of each voter.

use std::{
	collections::{HashMap, HashSet},
	hash::Hash,
	time::Duration,
};
use tokio::time::Instant;

/// A voter of which nothing was heard for so long is missing. At 2 s blocks a round takes about a second, so
/// this is several rounds: nobody is missing only because a round has just begun.
const MISSING_AFTER: Duration = Duration::from_secs(10);

/// How long nothing was heard of each voter of the current set.
pub struct Silence<Voter> {
	now: Option<Instant>,
	last: HashMap<Voter, Instant>,
}

impl<Voter> Default for Silence<Voter> {
	fn default() -> Self {
		Self {
			now: None,
			last: HashMap::new(),
		}
	}
}

impl<Voter: Eq + Hash> Silence<Voter> {
	/// At `now` the set is `voters`, and `heard` are those of which there is a vote. One that is new to the
	/// set counts as heard, so that it gets the time to vote.
	pub fn observe(&mut self, now: Instant, voters: impl Iterator<Item = Voter>, heard: &HashSet<Voter>) {
		self.now = Some(now);
		let last = &mut self.last;
		let current = voters
			.map(|voter| {
				let before = last.remove(&voter).filter(|_| !heard.contains(&voter));
				(voter, before.unwrap_or(now))
			})
			.collect();
		self.last = current;
	}

	/// How many voters are missing.
	pub fn missing(&self) -> u64 {
		self.durations()
			.filter(|(_, silent)| *silent >= MISSING_AFTER)
			.count() as u64
	}

	/// Each voter with the whole seconds of its silence.
	pub fn seconds(&self) -> impl Iterator<Item = (&Voter, u64)> {
		self.durations().map(|(voter, silent)| (voter, silent.as_secs()))
	}

	fn durations(&self) -> impl Iterator<Item = (&Voter, Duration)> {
		self.last
			.iter()
			.filter_map(|(voter, last)| Some((voter, self.now?.saturating_duration_since(*last))))
	}
}
