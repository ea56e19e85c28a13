use althing_node::metrics::silence::Silence;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

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
