//! Whatever goes wrong, no second ballot, no lost bond, no case opened twice, and every proposal ends.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod sim;

use althing_cmp_rules::Kind;
use althing_core::Event;
use proptest::prelude::*;
use sim::{Faults, World};

fn all_kinds(world: &mut World) {
	let fleets = world.workers.len();
	for (i, contention) in [10, 60, 128, 20, 200, 40].into_iter().enumerate() {
		let kind = match i % 3 {
			0 => Kind::Binary,
			1 => Kind::Choice { options: 5 },
			_ => Kind::Scalar {
				min: -1_000,
				max: 1_000,
			},
		};
		world.submit(i % fleets, kind, contention);
	}
}

fn lived_through(seed: u64, faults: Faults, fleets: u64, agents: u64, panel: usize) -> World {
	let mut world = World::new(seed, faults, fleets, agents, panel);
	world.run(5);
	all_kinds(&mut world);
	world.run(100);
	all_kinds(&mut world);
	world.settle(6_000);
	world.check();
	world
}

#[test]
fn without_faults_every_case_is_decided_and_anchored_once() {
	let world = lived_through(1, Faults::NONE, 3, 192, 24);
	assert_eq!(world.net.chain.done.len(), 12);
	assert!(world.net.chain.done.values().all(|d| d.anchors == 1));
	for worker in &world.workers {
		let trouble = |e: &&Event| {
			matches!(
				e,
				Event::Refused(_)
					| Event::TxFailed { .. }
					| Event::GaveUp { .. }
					| Event::ReceiptRefused { .. }
					| Event::TooLate { .. }
			)
		};
		assert_eq!(worker.events.iter().find(trouble), None);
	}
}

#[test]
fn thousands_of_agents_live_through_every_fault() {
	let world = lived_through(7, Faults::ALL, 4, 4_000, 64);
	assert_eq!(world.net.chain.done.len(), 12);
	assert!(world.workers.iter().map(|w| w.crashes).sum::<u32>() > 10);
}

#[test]
fn the_same_seed_gives_the_same_effects() {
	let trace = |seed| lived_through(seed, Faults::ALL, 3, 300, 16).trace();
	assert_eq!(trace(11), trace(11));
	assert_ne!(trace(11), trace(12));
}

/// How a worker lives that dies at one effect in 67.
fn dying(seed: u64) {
	let faults = Faults {
		crash: 15,
		down: 8,
		delay: 2,
		..Faults::NONE
	};
	lived_through(seed, faults, 2, 100, 12);
}

/// Two lives in which the reveals of the newest proposals came last in every one of them, and never left.
#[test]
fn reveals_leave_before_whatever_a_worker_may_die_of() {
	for seed in [527_250_709_556_613_740, 2_544_800_084_703_265_291] {
		dying(seed);
	}
}

#[test]
fn heartbeats_come_in_time_and_not_all_at_once() {
	let mut world = World::new(
		3,
		Faults {
			lost: 100,
			missed: 100,
			..Faults::NONE
		},
		1,
		2_000,
		8,
	);
	let config = &mut world.workers[0].config;
	(config.heartbeats.period, config.heartbeats.spread) = (100, 100);
	world.workers[0].fleet = Some(althing_core::Fleet::new(world.workers[0].config.clone()));
	world.run(600);
	let now = world.net.chain.block.number;
	let oldest = world
		.net
		.chain
		.agents
		.values()
		.map(|(a, _)| now - a.last_heartbeat)
		.max();
	assert!(oldest < Some(100 + 100 + 30), "{oldest:?}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn every_seed_keeps_the_promises(
		seed: u64,
		fleets in 1u64..4,
		panel in 3usize..20,
		lost in 0u32..250,
		crash in 0u32..6,
		missed in 0u32..400,
		reorg in 0u32..200,
	) {
		let faults = Faults { lost, crash, missed, reorg, ..Faults::ALL };
		lived_through(seed, faults, fleets, 200, panel);
	}

	#[test]
	fn a_worker_may_die_at_any_moment(seed: u64) {
		dying(seed);
	}
}
