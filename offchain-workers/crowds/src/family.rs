//! Made-up crowds of honest agents.

use crate::Crowd;
use althing_cmp_stats::Answer;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How well honest agents answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Skill {
	/// Each has one chance of being right, drawn evenly between the two.
	OneCoin(f64, f64),
	/// The same, drawn for each true label on its own.
	EachLabel(f64, f64),
	/// The first share of them knows the answer with the second chance; the others guess.
	Hammers(f64, f64),
}

/// What a crowd is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
	/// How many labels.
	pub labels: u8,
	/// How many tasks.
	pub tasks: usize,
	/// How many honest agents.
	pub agents: usize,
	/// How many of them answer a task.
	pub panel: usize,
	/// How frequent the first label is; the others share the rest.
	pub first: f64,
	/// How well they answer.
	pub skill: Skill,
	/// The share of tasks on which they all do no better than guess.
	pub hard: f64,
}

impl Family {
	/// A crowd of this family.
	pub fn crowd(&self, seed: u64) -> Crowd {
		let mut random = ChaCha8Rng::seed_from_u64(seed);
		let labels = self.labels.max(2);
		let rights: Vec<_> = (0..self.agents)
			.map(|agent| self.rights(agent, labels, &mut random))
			.collect();
		let mut crowd = Crowd {
			labels: (0..labels).map(|label| label.to_string()).collect(),
			agents: (0..self.agents)
				.map(|agent| format!("honest-{}", agent + 1))
				.collect(),
			..Crowd::default()
		};
		for task in 0..self.tasks {
			let truth = if random.gen_bool(self.first) {
				0
			} else {
				random.gen_range(1..labels)
			};
			let hard = random.gen_bool(self.hard);
			let panel = rand::seq::index::sample(&mut random, self.agents, self.panel.min(self.agents));
			let answer = |agent: usize| {
				let right = rights
					.get(agent)
					.and_then(|rights| rights.get(usize::from(truth)));
				let chance = if hard {
					1.0 / f64::from(labels)
				} else {
					right.copied().unwrap_or_default()
				};
				let label = drawn(truth, labels, chance, &mut random);
				// Families are far smaller than a window may be.
				let agent = u16::try_from(agent).unwrap_or_default();
				Answer { agent, label }
			};
			crowd.tasks.push(panel.into_iter().map(answer).collect());
			crowd.truth.push(Some(truth));
			crowd.questions.push(format!("task-{}", task + 1));
		}
		crowd
	}

	fn rights(&self, agent: usize, labels: u8, random: &mut ChaCha8Rng) -> Vec<f64> {
		let guess = 1.0 / f64::from(labels);
		match self.skill {
			Skill::OneCoin(least, most) => vec![random.gen_range(least..=most); labels.into()],
			Skill::EachLabel(least, most) => (0..labels).map(|_| random.gen_range(least..=most)).collect(),
			Skill::Hammers(share, right) => {
				let knows = (agent as f64) < share * self.agents as f64;
				vec![if knows { right } else { guess }; labels.into()]
			}
		}
	}
}

/// The true label with the given chance, else any other.
pub(crate) fn drawn(truth: u8, labels: u8, chance: f64, random: &mut ChaCha8Rng) -> u8 {
	if random.gen_bool(chance) {
		truth
	} else {
		crate::colluders::other(truth, labels, random)
	}
}
