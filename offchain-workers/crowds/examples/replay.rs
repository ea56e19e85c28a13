//! `replay ANSWERS TRUTH [SHARE] [SEED] [online] [POLLUTED]`: accuracies on one line, online also for each tenth of the
//! tasks, without the worker's binary.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_crowds::reference::{by_majority, dawid_skene, one_pass, Coins};
use althing_crowds::{colluders, file, replay, Settings};
use std::fs::File;
use std::time::Instant;

fn main() {
	let arguments: Vec<String> = std::env::args().skip(1).collect();
	let answers = file::read_answers(File::open(&arguments[0]).unwrap()).unwrap();
	let mut crowd = answers.with_truth(File::open(&arguments[1]).unwrap()).unwrap();
	let share: f64 = arguments.get(2).map_or(0.0, |text| text.parse().unwrap());
	let seed: u64 = arguments.get(3).map_or(1, |text| text.parse().unwrap());
	let honest = crowd.agents.len();
	colluders::add(&mut crowd, share, seed).unwrap();
	if let Some(path) = arguments.get(5) {
		file::write(&crowd, File::create(path).unwrap()).unwrap();
	}
	let settings = Settings::default();
	let start = Instant::now();
	let end = replay::at_the_end(&crowd, &settings).unwrap();
	let took = start.elapsed().as_secs_f64();
	let inside = |agent: &usize| end.model.groups().of(*agent).is_some();
	let (wrongly, rightly) = (
		(0..honest).filter(inside).count(),
		(honest..crowd.agents.len()).filter(inside).count(),
	);
	print!(
		"{share} {seed} maj {:.4} ds {:.4} 1c {:.4} pass {:.4} final {:.4} ({took:.0} s, {} cabals, {wrongly} honest, {rightly} of {})",
		crowd.accuracy(&by_majority(&crowd)),
		crowd.accuracy(&dawid_skene(&crowd, Coins::Full)),
		crowd.accuracy(&dawid_skene(&crowd, Coins::One)),
		crowd.accuracy(&one_pass(&crowd, Coins::Full)),
		crowd.accuracy(&end.labels()),
		end.model.groups().count(),
		crowd.agents.len() - honest,
	);
	if arguments.get(4).is_some_and(|word| word == "online") {
		let start = Instant::now();
		let decided = replay::online(&crowd, |_| ()).unwrap();
		print!(
			" online {:.4} ({:.0} s)",
			crowd.accuracy(&decided),
			start.elapsed().as_secs_f64()
		);
		print!("; by tenths");
		for tenth in 0..10 {
			let part = tenth * crowd.tasks.len() / 10..(tenth + 1) * crowd.tasks.len() / 10;
			let known = part.filter(|task| crowd.truth[*task].is_some());
			let (all, right) = known.fold((0, 0), |(all, right), task| {
				let hit = crowd.truth[task].map(usize::from) == Some(decided[task]);
				(all + 1, right + usize::from(hit))
			});
			print!(" {:.3}", right as f64 / all.max(1) as f64);
		}
	}
	println!();
}
