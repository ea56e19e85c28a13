use super::*;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};

const LIMITS: Limits = Limits {
	batch: 48,
	running: 4,
	queue: 64,
};

/// Checks that every page has as many readers as sequences that name it, and that none is lost.
fn consistent(schedule: &Schedule) {
	let mut readers: HashMap<u32, usize> = HashMap::new();
	for sequence in schedule.sequences.values() {
		let own: BTreeSet<u32> = sequence.pages.iter().copied().collect();
		assert_eq!(own.len(), sequence.pages.len(), "a page twice in one sequence");
		own.into_iter()
			.for_each(|page| *readers.entry(page).or_default() += 1);
		// What is not yet full is nobody else's.
		for page in sequence.pages.iter().skip(sequence.computed / PAGE) {
			assert_eq!(
				schedule.pages.readers(*page),
				1,
				"a page that is written has two readers"
			);
		}
		assert!(sequence.pages.len() * PAGE >= sequence.computed);
	}
	for (page, count) in &readers {
		assert_eq!(schedule.pages.readers(*page), *count);
	}
	assert_eq!(
		schedule.pages.available() + readers.len(),
		schedule.pages.count(),
		"a page is lost"
	);
}

/// Goes one step; who is `done` with its tokens leaves. Returns who left.
fn step(schedule: &mut Schedule, most: &HashMap<Id, usize>) -> Vec<Id> {
	let slices = schedule.plan();
	assert!(slices.iter().map(|s| s.count).sum::<usize>() <= schedule.limits.batch);
	let each: BTreeSet<Id> = slices.iter().map(|s| s.id).collect();
	assert_eq!(each.len(), slices.len(), "a sequence twice in one step");
	let mut left = Vec::new();
	for slice in slices {
		let (tokens, pages) = schedule.work(&slice).expect("planned");
		assert!(
			pages.len() * PAGE >= slice.start + tokens.len(),
			"pages do not reach"
		);
		schedule.advance(&slice, slice.last.then_some(7));
		let length = schedule.sequences[&slice.id].tokens.len();
		if slice.last && length >= most[&slice.id] {
			schedule.remove(slice.id);
			left.push(slice.id);
		}
	}
	consistent(schedule);
	left
}

#[derive(Clone, Debug)]
enum Act {
	Submit {
		prompt: usize,
		more: usize,
		priority: u8,
		alike: bool,
	},
	Cancel(usize),
	Step,
}

fn act() -> impl Strategy<Value = Act> {
	prop_oneof![
		(1usize..90, 1usize..40, 0u8..4, any::<bool>()).prop_map(|(prompt, more, priority, alike)| {
			Act::Submit {
				prompt,
				more,
				priority,
				alike,
			}
		}),
		(0usize..64).prop_map(Act::Cancel),
		Just(Act::Step),
		Just(Act::Step),
	]
}

proptest! {
	#[test]
	fn whatever_comes_no_page_is_lost_or_written_twice_and_all_come_to_an_end(acts in prop::collection::vec(act(), 1..120)) {
		let mut schedule = Schedule::new(LIMITS, 12);
		let mut most = HashMap::new();
		for (index, act) in acts.into_iter().enumerate() {
			let id = index as Id;
			match act {
				Act::Submit { prompt, more, priority, alike } => {
					let first = if alike { 1 } else { index as u32 + 1000 };
					let tokens: Vec<u32> = (0..prompt as u32).map(|t| t + first).collect();
					if schedule.submit(id, tokens, prompt + more, priority, alike).is_ok() {
						most.insert(id, prompt + more);
					}
				}
				Act::Cancel(which) => {
					let id = schedule.sequences.keys().nth(which).copied();
					id.into_iter().for_each(|id| schedule.remove(id));
				}
				Act::Step => {
					step(&mut schedule, &most);
				}
			}
			consistent(&schedule);
		}
		let work: usize = schedule.sequences.values().map(|s| s.tokens.len()).sum::<usize>() + 64 * 64;
		for _ in 0..work * 4 {
			if schedule.is_empty() {
				break;
			}
			step(&mut schedule, &most);
		}
		prop_assert!(schedule.is_empty(), "{:?}", schedule.load());
		prop_assert_eq!(schedule.pages.available(), 12);
	}

	#[test]
	fn who_waits_is_served_however_many_more_important_ones_keep_coming(prompt in 1usize..100, priority in 1u8..5) {
		let mut schedule = Schedule::new(LIMITS, 12);
		let mut most = HashMap::from([(0, prompt + 5)]);
		schedule.submit(0, vec![1; prompt], prompt + 5, 0, false).unwrap();
		// After so many arrivals all later ones stand behind; those before it are served within their own tokens.
		let bound = (HEADSTART * i64::from(priority)) as u64 * 60 + 200;
		let mut served = None;
		for round in 1..=bound {
			if schedule.submit(round, vec![round as u32; 40], 50, priority, false).is_ok() {
				most.insert(round, 50);
			}
			if step(&mut schedule, &most).contains(&0) {
				served = Some(round);
				break;
			}
		}
		prop_assert!(served.is_some(), "not within {bound} steps");
	}
}

#[test]
fn the_same_beginning_is_read_once() {
	let mut schedule = Schedule::new(LIMITS, 64);
	let most = HashMap::from([(1, 41), (2, 41)]);
	schedule.submit(1, (0..40).collect(), 41, 0, true).unwrap();
	assert_eq!(step(&mut schedule, &most), [1]);
	schedule.submit(2, (0..40).collect(), 41, 0, true).unwrap();
	let slices = schedule.plan();
	assert_eq!((slices[0].start, slices[0].count), (32, 8));
	assert_eq!(schedule.cached(2), 32);
}

#[test]
fn more_important_ones_go_first_and_others_keep_their_place() {
	let mut schedule = Schedule::new(Limits { running: 1, ..LIMITS }, 64);
	for (id, priority) in [(1, 0), (2, 0), (3, 1)] {
		schedule
			.submit(id, vec![id as u32; 60], 70, priority, false)
			.unwrap();
	}
	assert_eq!(schedule.plan()[0].id, 3);
	schedule.remove(3);
	assert_eq!(schedule.plan()[0].id, 1);
	schedule.submit(4, vec![4; 60], 70, 1, false).unwrap();
	// Put aside, not forgotten.
	assert_eq!(schedule.plan()[0].id, 4);
	schedule.remove(4);
	assert_eq!(schedule.plan()[0].id, 1);
}

#[test]
fn what_can_never_fit_is_refused_and_the_queue_ends() {
	let mut schedule = Schedule::new(Limits { queue: 1, ..LIMITS }, 4);
	assert_eq!(
		schedule.submit(1, vec![1; 10], 65, 0, true),
		Err(Refusal::TooLong)
	);
	assert_eq!(schedule.submit(1, vec![], 5, 0, true), Err(Refusal::TooLong));
	assert_eq!(schedule.submit(1, vec![1; 10], 64, 0, true), Ok(()));
	assert_eq!(schedule.submit(2, vec![1; 10], 64, 0, true), Err(Refusal::Full));
}
