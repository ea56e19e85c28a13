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

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

	use super::*;

	fn at(start: Instant, seconds: u64) -> Instant {
		start + Duration::from_secs(seconds)
	}

	fn seconds(silence: &Silence<u8>) -> HashMap<u8, u64> {
		silence
			.seconds()
			.map(|(voter, seconds)| (*voter, seconds))
			.collect()
	}

	#[test]
	fn a_voter_that_stops_voting_goes_missing_and_one_that_votes_does_not() {
		let (mut silence, start) = (Silence::default(), Instant::now());
		silence.observe(start, [1, 2].into_iter(), &[1, 2].into());
		silence.observe(at(start, 9), [1, 2].into_iter(), &[1].into());
		assert_eq!(silence.missing(), 0);
		silence.observe(at(start, 10), [1, 2].into_iter(), &[1].into());
		assert_eq!(silence.missing(), 1);
		assert_eq!(seconds(&silence), [(1, 0), (2, 10)].into());
	}

	#[test]
	fn a_voter_that_comes_back_is_no_longer_missing() {
		let (mut silence, start) = (Silence::default(), Instant::now());
		silence.observe(start, [1].into_iter(), &[1].into());
		silence.observe(at(start, 60), [1].into_iter(), &[].into());
		assert_eq!(silence.missing(), 1);
		silence.observe(at(start, 61), [1].into_iter(), &[1].into());
		assert_eq!(silence.missing(), 0);
	}

	#[test]
	fn a_voter_new_to_the_set_gets_time() {
		let (mut silence, start) = (Silence::default(), Instant::now());
		silence.observe(start, [1].into_iter(), &[1].into());
		silence.observe(at(start, 60), [1, 2].into_iter(), &[1].into());
		assert_eq!(silence.missing(), 0);
		assert_eq!(seconds(&silence)[&2], 0);
	}

	#[test]
	fn a_voter_that_left_the_set_is_forgotten() {
		let (mut silence, start) = (Silence::default(), Instant::now());
		silence.observe(start, [1, 2].into_iter(), &[1].into());
		silence.observe(at(start, 60), [1].into_iter(), &[1].into());
		assert_eq!(silence.missing(), 0);
		assert_eq!(seconds(&silence), [(1, 0)].into());
	}

	#[test]
	fn nobody_is_missing_before_the_first_look() {
		assert_eq!(Silence::<u8>::default().missing(), 0);
	}
}
