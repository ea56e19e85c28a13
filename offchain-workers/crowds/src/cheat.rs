//! Made-up agents who are not honest.

use crate::colluders::{common_answers, other};
use crate::family::drawn;
use crate::Crowd;
use althing_cmp_stats::{Answer, MAX_AGENTS};
use rand::{seq::index, Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How often an honest agent is right, as far as cheats play one.
const HONEST: f64 = 0.75;

/// What cheats do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cheat {
	/// Each is wrong on every task, on its own.
	Liars,
	/// One common answer, right on the given share of tasks; each departs from it with the given chance.
	Cabal(f64, f64),
	/// Honest at first; after the given share of the tasks a cabal that is always wrong.
	Sleepers(f64),
	/// Each repeats, with the given chance, what one of them thinks, who is right as often as chance would be;
	/// else it answers honestly.
	Copycats(f64),
	/// So many cabals, each with an answer of its own, right on three tasks of ten.
	Split(usize),
	/// Each answers at random.
	Noise,
	/// One mind behind all, right more often than not by a tenth; the accounts differ in one answer of twenty.
	Owner,
	/// All give the same label on every task.
	Same,
}

impl Cheat {
	/// What the curve of the cabals compares, with a name each.
	pub const CURVE: [(&'static str, Self); 6] = [
		("constant liars", Self::Liars),
		("sleepers that turn", Self::Sleepers(0.5)),
		("copycats", Self::Copycats(0.95)),
		("split cabals", Self::Split(3)),
		("random noise", Self::Noise),
		("one owner, many accounts", Self::Owner),
	];

	/// Adds `count` cheats to a crowd; each answers as many tasks as the average agent, drawn at random.
	pub fn join(self, crowd: &mut Crowd, count: usize, seed: u64) {
		let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0xc4ea7);
		let honest = crowd.agents.len();
		let count = count.min(MAX_AGENTS.saturating_sub(honest));
		let (tasks, labels) = (crowd.tasks.len(), crowd.labels.len().max(2) as u8);
		let each = (crowd.given() as f64 / honest.max(1) as f64).round() as usize;
		let minds: Vec<_> = (0..self.minds())
			.map(|_| common_answers(crowd, self.right(labels), &mut random))
			.collect();
		for cheat in 0..count {
			let agent = u16::try_from(honest + cheat).unwrap_or_default();
			crowd.agents.push(format!("cheat-{}", cheat + 1));
			let mind = minds.get(cheat % self.minds());
			for task in index::sample(&mut random, tasks, each.min(tasks)) {
				let truth = crowd.truth.get(task).copied().flatten().unwrap_or_default();
				let common = mind.and_then(|mind| mind.get(task)).copied().unwrap_or_default();
				let late = task as f64 / tasks as f64;
				let label = self.answer(truth, common, late, labels, &mut random);
				if let Some(panel) = crowd.tasks.get_mut(task) {
					panel.push(Answer { agent, label });
				}
			}
		}
	}

	fn minds(self) -> usize {
		match self {
			Self::Split(minds) => minds.max(1),
			_ => 1,
		}
	}

	/// How often what they have in common is right.
	fn right(self, labels: u8) -> f64 {
		let even = 1.0 / f64::from(labels);
		match self {
			Self::Cabal(right, _) => right,
			Self::Split(_) => 0.3,
			Self::Copycats(_) => even,
			Self::Owner => even + 0.1,
			Self::Liars | Self::Sleepers(_) | Self::Noise | Self::Same => 0.0,
		}
	}

	fn answer(self, truth: u8, common: u8, late: f64, labels: u8, random: &mut ChaCha8Rng) -> u8 {
		match self {
			Self::Liars => other(truth, labels, random),
			Self::Cabal(_, noise) => drawn(common, labels, 1.0 - noise, random),
			Self::Sleepers(turn) if late < turn => drawn(truth, labels, HONEST, random),
			Self::Copycats(copied) if !random.gen_bool(copied) => drawn(truth, labels, HONEST, random),
			Self::Sleepers(_) | Self::Copycats(_) | Self::Split(_) => common,
			Self::Noise => random.gen_range(0..labels),
			Self::Owner => drawn(common, labels, 0.95, random),
			Self::Same => 0,
		}
	}
}
