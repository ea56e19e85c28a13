//! `families [SEEDS] [FIRST] [ONLINE]`: the estimator on made-up crowds with cheats: the data it was developed on.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_crowds::cheat::Cheat;
use althing_crowds::family::{Family, Skill};
use althing_crowds::reference::{by_majority, dawid_skene, Coins};
use althing_crowds::{replay, Settings};
use std::time::Instant;

fn families() -> Vec<(&'static str, Family)> {
	let family = |labels, tasks, agents, panel, first, skill, hard| Family {
		labels,
		tasks,
		agents,
		panel,
		first,
		skill,
		hard,
	};
	vec![
		(
			"dense one-coin",
			family(2, 150, 30, 30, 0.5, Skill::OneCoin(0.5, 0.85), 0.0),
		),
		(
			"dense two-coin, hard",
			family(2, 120, 40, 40, 0.4, Skill::EachLabel(0.4, 0.95), 0.1),
		),
		(
			"sparse two-coin",
			family(2, 1500, 100, 4, 0.5, Skill::EachLabel(0.55, 0.95), 0.0),
		),
		(
			"skewed two-coin",
			family(2, 2000, 120, 3, 0.88, Skill::EachLabel(0.6, 0.98), 0.02),
		),
		(
			"3 labels, hammers",
			family(3, 400, 40, 6, 0.33, Skill::Hammers(0.5, 0.85), 0.0),
		),
		(
			"3 labels, sparse",
			family(3, 800, 60, 5, 0.5, Skill::EachLabel(0.4, 0.9), 0.05),
		),
		(
			"4 labels",
			family(4, 500, 60, 8, 0.25, Skill::EachLabel(0.35, 0.9), 0.05),
		),
		(
			"4 labels, skewed",
			family(4, 800, 100, 5, 0.6, Skill::OneCoin(0.4, 0.85), 0.1),
		),
		("tiny", family(2, 60, 12, 12, 0.5, Skill::OneCoin(0.55, 0.9), 0.0)),
	]
}

fn cells() -> Vec<(&'static str, Cheat, f64)> {
	vec![
		("clean", Cheat::Noise, 0.0),
		("cabal 20", Cheat::Cabal(0.3, 0.0), 0.2),
		("cabal 40", Cheat::Cabal(0.3, 0.0), 0.4),
		("noisy 40", Cheat::Cabal(0.3, 0.15), 0.4),
		("liars 30", Cheat::Liars, 0.3),
		("sleepers 40", Cheat::Sleepers(0.5), 0.4),
		("copycats 40", Cheat::Copycats(0.95), 0.4),
		("split 40", Cheat::Split(3), 0.4),
		("noise 40", Cheat::Noise, 0.4),
		("owner 40", Cheat::Owner, 0.4),
		("same 40", Cheat::Same, 0.4),
	]
}

fn main() {
	let mut arguments = std::env::args().skip(1);
	let seeds: u64 = arguments.next().map_or(2, |text| text.parse().unwrap());
	let first: u64 = arguments.next().map_or(1000, |text| text.parse().unwrap());
	let with_online = arguments.next().is_some();
	let settings = Settings::default();
	let mut all = [0.0; 6];
	let mut by_cheat = vec![[0.0; 6]; cells().len()];
	let start = Instant::now();
	for (name, family) in families() {
		let mut sums = [0.0; 6];
		for (place, (_, cheat, share)) in cells().into_iter().enumerate() {
			let mut cell = [0.0; 6];
			for seed in first..first + seeds {
				let mut crowd = family.crowd(seed);
				let oracle = replay::at_the_end(&crowd, &settings).unwrap();
				let oracle = crowd.accuracy(&oracle.labels());
				let honest = crowd.agents.len() as f64;
				cheat.join(
					&mut crowd,
					(share / (1.0 - share) * honest).round() as usize,
					seed,
				);
				let end = replay::at_the_end(&crowd, &settings).unwrap();
				let online = if with_online {
					crowd.accuracy(&replay::online(&crowd, |_| ()).unwrap())
				} else {
					0.0
				};
				let values = [
					crowd.accuracy(&by_majority(&crowd)),
					crowd.accuracy(&dawid_skene(&crowd, Coins::Full)),
					crowd.accuracy(&dawid_skene(&crowd, Coins::One)),
					oracle,
					crowd.accuracy(&end.labels()),
					online,
				];
				for (sum, value) in cell.iter_mut().zip(values) {
					*sum += value / seeds as f64;
				}
			}
			let best = cell[..3].iter().copied().fold(0.0, f64::max);
			if cell[4] < best - 0.02 {
				println!("   {name}, {}: {cell:.3?}", cells()[place].0);
			}
			for (at, value) in cell.iter().enumerate() {
				sums[at] += value / cells().len() as f64;
				by_cheat[place][at] += value / families().len() as f64;
				all[at] += value / (cells().len() * families().len()) as f64;
			}
		}
		println!("{name:24} {sums:.3?}");
	}
	for ((name, _, _), values) in cells().iter().zip(&by_cheat) {
		println!("{name:24} {values:.3?}");
	}
	println!(
		"maj, DS, one-coin, oracle, end, online: {all:.4?}  {:.0} s",
		start.elapsed().as_secs_f64()
	);
}
