//! `replay ANSWERS TRUTH [COLLUDERS] [SEED]`: accuracy on a truth-inference file, with colluders drawn in.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use althing_cmp_stats::{estimate, majority, Answer, Answers, Online, Settings};
use std::{collections::HashMap, fs, time::Instant};

struct Random(u64);

impl Random {
	fn next(&mut self, below: usize) -> usize {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(((z ^ (z >> 31)) as u128 * below as u128) >> 64) as usize
	}

	fn shuffle<T>(&mut self, values: &mut [T]) {
		for last in (1..values.len()).rev() {
			values.swap(last, self.next(last + 1));
		}
	}
}

fn number(names: &mut HashMap<String, usize>, name: &str) -> usize {
	let next = names.len();
	*names.entry(name.to_owned()).or_insert(next)
}

fn main() {
	let arguments: Vec<String> = std::env::args().collect();
	let (Some(answers), Some(truth)) = (arguments.get(1), arguments.get(2)) else {
		return eprintln!("replay ANSWERS TRUTH [COLLUDERS] [SEED]");
	};
	let share: f64 = arguments.get(3).map_or(0.0, |text| text.parse().unwrap());
	let mut random = Random(arguments.get(4).map_or(0, |text| text.parse().unwrap()));
	let read = |path: &str| fs::read_to_string(path).unwrap();
	let (answers, truth) = (read(answers), read(truth));
	let (mut questions, mut workers, mut names) = (HashMap::new(), HashMap::new(), HashMap::new());
	let mut all: Vec<&str> = answers
		.lines()
		.skip(1)
		.filter_map(|line| line.split(',').nth(2))
		.collect();
	all.sort();
	all.iter().for_each(|name| _ = number(&mut names, name.trim()));
	let mut tasks: Vec<Vec<Answer>> = Vec::new();
	for line in answers.lines().skip(1) {
		let cells: Vec<_> = line.split(',').map(str::trim).collect();
		let question = number(&mut questions, cells[0]);
		tasks.resize(tasks.len().max(question + 1), Vec::new());
		let agent = number(&mut workers, cells[1]) as u16;
		tasks[question].push(Answer {
			agent,
			label: number(&mut names, cells[2]) as u8,
		});
	}
	let mut right = vec![usize::MAX; tasks.len()];
	for line in truth.lines().skip(1) {
		let cells: Vec<_> = line.split(',').map(str::trim).collect();
		right[number(&mut questions, cells[0])] = number(&mut names, cells[1]);
	}
	let (labels, honest) = (names.len(), workers.len());
	let colluders = (share / (1.0 - share) * honest as f64).round() as usize;
	let each = tasks
		.iter()
		.map(Vec::len)
		.sum::<usize>()
		.div_ceil(honest)
		.min(tasks.len());
	let common: Vec<usize> = right
		.iter()
		.map(|right| {
			if random.next(10) < 3 {
				*right
			} else {
				(right + 1 + random.next(labels - 1)) % labels
			}
		})
		.collect();
	for colluder in 0..colluders {
		let mut order: Vec<usize> = (0..tasks.len()).collect();
		random.shuffle(&mut order);
		for task in order.into_iter().take(each) {
			tasks[task].push(Answer {
				agent: (honest + colluder) as u16,
				label: common[task] as u8,
			});
		}
	}
	tasks.iter_mut().for_each(|task| random.shuffle(task));
	let agents = honest + colluders;
	let score = |found: &[usize]| {
		let known = found
			.iter()
			.zip(&right)
			.filter(|(_, right)| **right != usize::MAX);
		let hits = known.clone().filter(|(found, right)| found == right).count();
		hits as f64 / known.count() as f64
	};
	let heads: Vec<_> = tasks.iter().map(|task| majority(labels, task)).collect();
	println!("majority   {:.4}", score(&heads));
	let start = Instant::now();
	let window = Answers::new(labels, agents, tasks.clone()).unwrap();
	let found = estimate(&window, &Settings::default());
	let inside = |agent: &usize| found.model.groups.of(*agent).is_some();
	println!(
		"cmp_final  {:.4}  ({:.1} s, {} cabals with {} of {honest} honest and {} of {colluders} colluders)",
		score(&found.labels()),
		start.elapsed().as_secs_f64(),
		found.model.groups.count(),
		(0..honest).filter(inside).count(),
		(honest..agents).filter(inside).count(),
	);
	if std::env::var("FINAL_ONLY").is_ok() {
		return;
	}
	let start = Instant::now();
	let mut online = Online::new(labels, agents, 1 << 16, Settings::default());
	let mut decided = Vec::new();
	for task in tasks {
		decided.push(online.decide(&task));
		online.remember(task);
		if online.is_due() {
			let estimate = online.estimate().unwrap();
			online.adopt(estimate);
		}
	}
	println!(
		"cmp_online {:.4}  ({:.1} s)",
		score(&decided),
		start.elapsed().as_secs_f64()
	);
}
