//! Who gets a seat, and when.

use crate::{
	draw::{weight, Draw},
	entropy::Stream,
	mock::*,
	*,
};
use althing_primitives::{Department, Reputation};
use polkadot_sdk::{frame_support::assert_ok, sp_runtime::AccountId32};
use std::collections::{BTreeMap, BTreeSet};

fn draw(named: Departments, size: u32, seed: u8) -> Vec<Agent> {
	let mut stream = Stream::new([seed; 32], 0);
	Draw::<AccountId32, Balance, Table, Cmp>::run(&mut stream, named, size)
}

fn most_of_one_owner(panel: &[Agent]) -> usize {
	let mut owners = BTreeMap::<_, usize>::new();
	panel
		.iter()
		.for_each(|agent| *owners.entry(&agent.owner).or_default() += 1);
	owners.into_values().max().unwrap_or(0)
}

#[test]
fn the_panel_is_drawn_after_the_delay_and_sealing_begins() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		run_to(DRAWN - 1);
		assert_eq!(Cmp::panel(proposal), None);
		run_to(DRAWN);
		let panel = Cmp::panel(proposal).unwrap();
		assert_eq!((panel.drawn_at, panel.seats.len()), (DRAWN, 12));
		assert_eq!(panel.entropy, Entropy::<Test>::get().value);
		let until = DRAWN + PACE.seal_period;
		assert_eq!(info(proposal).phase, Phase::Sealing { round: 0, sealed: 0 });
		assert_eq!(info(proposal).due, until);
		let drawn = Event::PanelDrawn { proposal, seats: 12 };
		let started = Event::SealingStarted {
			proposal,
			round: 0,
			until,
		};
		assert_eq!(events()[1..], [drawn, started]);
	});
}

#[test]
fn no_agent_sits_twice_and_no_owner_has_more_than_a_third() {
	for owners in [3, 4, 8] {
		ExtBuilder::default().owners(owners).run(|| {
			for seed in 0..50 {
				let panel = draw(Departments::default(), 12, seed);
				let distinct: BTreeSet<_> = panel.iter().map(|agent| agent.id).collect();
				assert_eq!(distinct.len(), panel.len());
				assert_eq!(panel.len(), 12);
				assert!(most_of_one_owner(&panel) <= 4);
			}
		});
	}
}

#[test]
fn with_too_few_owners_the_panel_is_smaller() {
	ExtBuilder::default().owners(2).run(|| {
		assert_eq!(draw(Departments::default(), 12, 1).len(), 8);
	});
}

#[test]
fn every_department_named_has_a_seat() {
	ExtBuilder::default().agents(20).run(|| {
		let named = Departments::of([Department::Legal, Department::Sales, Department::Customer]);
		for seed in 0..50 {
			for (departments, size) in [(named, 3), (named, 12), (Departments::default(), 8)] {
				let panel = draw(departments, size, seed);
				let seated = Departments::of(panel.iter().map(|agent| agent.department));
				assert!(departments.iter().all(|department| seated.contains(department)));
				assert_eq!(panel.len(), size as usize);
				if departments.is_empty() {
					assert_eq!(seated.0, u8::MAX);
				}
			}
		}
	});
}

#[test]
fn a_department_whose_last_live_agent_hides_among_the_dead_is_still_heard() {
	ExtBuilder::default().agents(16).run(|| {
		let legal: Vec<_> = (0..16)
			.map(|n| Table::nth(Department::Legal, n).unwrap().id)
			.collect();
		legal
			.iter()
			.skip(1)
			.for_each(|id| Table::change(*id, |agent| agent.alive = false));
		for seed in 0..50 {
			assert!(draw(Departments::of([Department::Legal]), 9, seed)
				.iter()
				.any(|agent| agent.id == legal[0]));
		}
	});
}

#[test]
fn fewer_seats_than_departments_are_dealt_among_all_of_them() {
	ExtBuilder::default().run(|| {
		let seated = (0..100).flat_map(|seed| draw(Departments::default(), 3, seed));
		assert_eq!(Departments::of(seated.map(|agent| agent.department)).0, u8::MAX);
	});
}

#[test]
fn the_dead_are_never_drawn() {
	ExtBuilder::default().run(|| {
		(0..12).for_each(|id| Table::change(id, |agent| agent.alive = false));
		for seed in 0..50 {
			assert!(draw(Departments::default(), 12, seed)
				.iter()
				.all(|agent| agent.alive));
		}
	});
}

#[test]
fn a_panel_as_large_as_the_population_takes_everybody() {
	ExtBuilder::default().agents(8).run(|| {
		assert_eq!(draw(Departments::default(), 64, 1).len(), 64);
	});
}

#[test]
fn seats_go_by_weight() {
	ExtBuilder::default().agents(100).owners(150).run(|| {
		// Half of each department has sixteen times the bond, which weighs four times as much.
		(0..800)
			.filter(|id| id % 2 == 0)
			.for_each(|id| Table::change(id, |agent| agent.bond *= 16));
		let seated: Vec<_> = (0..200)
			.flat_map(|seed| draw(Departments::default(), 24, seed))
			.collect();
		let rich = seated.iter().filter(|agent| agent.id % 2 == 0).count();
		let share = rich as f64 / seated.len() as f64;
		// 0.8 with replacement; without, the few seats per pool pull it a little towards the middle.
		assert!((0.75..0.82).contains(&share), "{share}");
	});
}

#[test]
fn everybody_of_the_same_weight_is_drawn_as_often() {
	ExtBuilder::default().agents(8).owners(64).run(|| {
		let mut times = BTreeMap::<_, u32>::new();
		for seed in 0..=255 {
			for proposal in 0..8 {
				let mut stream = Stream::new([seed; 32], proposal);
				let panel =
					Draw::<AccountId32, Balance, Table, Cmp>::run(&mut stream, Departments::default(), 16);
				panel
					.iter()
					.for_each(|agent| *times.entry(agent.id).or_default() += 1);
			}
		}
		// 512 expected of each of 64, with a standard deviation of 20.
		assert_eq!(times.len(), 64);
		assert!(
			times.values().all(|times| (410..615).contains(times)),
			"{times:?}"
		);
	});
}

#[test]
fn weight_is_the_root_of_the_stake_up_to_sixteen_units_times_reputation() {
	let one = Perbill::one();
	assert_eq!(weight(1_000, 1_000, one), 1 << 14);
	assert_eq!(weight(4_000, 1_000, one), 1 << 15);
	assert_eq!(weight(16_000, 1_000, one), 1 << 16);
	assert_eq!(weight(u128::MAX, 1_000, one), 1 << 16);
	assert_eq!(weight(16_000, 1_000, Perbill::from_percent(25)), 1 << 14);
	assert_eq!(weight(u128::MAX, u128::MAX / 4, one), 1 << 15);
	assert_eq!(
		weight(5, 0, one),
		weight(5, 1, one),
		"a unit of nothing counts as one"
	);
	assert_eq!(weight(0, 1_000, one), 0);
	assert_eq!(weight(1_000, 1_000, Perbill::zero()), 0);
}

#[test]
fn a_draw_waits_for_fresh_randomness() {
	ExtBuilder::default().run(|| {
		open_and_draw();
		Outputs::set(false);
		let proposal = open();
		run_to(DRAWN + PACE.draw_delay + 4);
		assert_eq!(info(proposal).phase, Phase::Drawing { attempts: 5 });
		Outputs::set(true);
		next_block();
		assert_eq!(
			Cmp::panel(proposal),
			None,
			"one output may be of the author who let it in"
		);
		next_block();
		assert!(Cmp::panel(proposal).is_some());
	});
}

#[test]
fn without_a_panel_a_proposal_expires_with_a_receipt() {
	ExtBuilder::default().owners(1).run(|| {
		// One owner's third of 6 seats is two.
		Schedule::set(Timing {
			panel_size: 6,
			..PACE
		});
		let proposal = open();
		let last = DRAWN + u32::from(MAX_DRAWS) - 1;
		run_to(last - 1);
		assert_eq!(
			info(proposal).phase,
			Phase::Drawing {
				attempts: MAX_DRAWS - 1
			}
		);
		run_to(last);
		let receipt = receipt(proposal);
		assert_eq!(receipt.outcome, Outcome::Expired);
		assert_eq!((receipt.drawn_at, receipt.decided_at), (last, last));
		assert!(receipt.seats.is_empty() && receipt.rounds.is_empty());
		assert_eq!(held(1), 0);
		let hash = receipt.hash();
		assert_eq!(
			events().last(),
			Some(&Event::Expired {
				proposal,
				receipt: hash
			})
		);
	});
}

#[test]
fn proposals_of_one_block_have_different_panels() {
	ExtBuilder::default().run(|| {
		let (one, other) = (open(), open());
		run_to(DRAWN);
		assert_ne!(seats(one), seats(other));
		assert_eq!(
			Cmp::panel(one).unwrap().entropy,
			Cmp::panel(other).unwrap().entropy
		);
	});
}

#[test]
fn reputation_follows_the_record() {
	ExtBuilder::default().run(|| {
		assert_eq!(<Cmp as Reputation>::of(0), Perbill::from_percent(50));
		Records::<Test>::insert(
			0,
			Record {
				sealed: 8,
				revealed: 8,
				missed: 0,
			},
		);
		assert_eq!(<Cmp as Reputation>::of(0), Perbill::from_percent(90));
		Records::<Test>::insert(
			0,
			Record {
				sealed: 8,
				revealed: 0,
				missed: 10,
			},
		);
		assert_eq!(<Cmp as Reputation>::of(0), Perbill::from_percent(5));
		Records::<Test>::insert(
			0,
			Record {
				sealed: u32::MAX,
				revealed: u32::MAX,
				missed: u32::MAX,
			},
		);
		assert!(<Cmp as Reputation>::of(0) < Perbill::from_percent(51));
		Table::retire(0);
		assert_eq!(Records::<Test>::iter().count(), 0);
	});
}

#[test]
fn no_entropy_is_gathered_while_nothing_is_active() {
	ExtBuilder::default().run(|| {
		run_to(10);
		assert_eq!(Entropy::<Test>::get().outputs, 0);
		let proposal = open();
		run_to(12);
		assert_eq!(Entropy::<Test>::get().outputs, 2);
		assert_ok!(Cmp::cancel(RuntimeOrigin::root(), proposal));
		run_to(20);
		assert_eq!(Entropy::<Test>::get().outputs, 2);
	});
}
