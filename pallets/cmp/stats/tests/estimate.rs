//! What the estimator finds in made-up crowds.

#![allow(clippy::unwrap_used)]

use althing_cmp_stats::{estimate, majority, refit, Answer, Answers, Online, Real, Settings};
use proptest::prelude::*;

struct Random(u64);

impl Random {
	fn below(&mut self, below: usize) -> usize {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(((z ^ (z >> 31)) as u128 * below as u128) >> 64) as usize
	}
}

struct Crowd {
	labels: usize,
	agents: usize,
	tasks: Vec<Vec<Answer>>,
	truth: Vec<usize>,
}

impl Crowd {
	/// Each agent answers a task with the chance `density` %, and rightly with its own chance in %.
	fn new(seed: u64, labels: usize, tasks: usize, density: usize, accuracies: &[usize]) -> Self {
		let mut random = Random(seed);
		let mut crowd = Self {
			labels,
			agents: accuracies.len(),
			tasks: Vec::new(),
			truth: Vec::new(),
		};
		for _ in 0..tasks {
			let truth = random.below(labels);
			let mut panel = Vec::new();
			for (agent, accuracy) in accuracies.iter().enumerate() {
				if random.below(100) < density {
					let right = random.below(100) < *accuracy;
					let label = if right {
						truth
					} else {
						(truth + 1 + random.below(labels - 1)) % labels
					};
					panel.push(Answer {
						agent: agent as u16,
						label: label as u8,
					});
				}
			}
			crowd.tasks.push(panel);
			crowd.truth.push(truth);
		}
		crowd
	}

	/// Adds agents who all say the same, which is right on `honest` % of the tasks.
	fn with_cabal(mut self, seed: u64, members: usize, density: usize, honest: usize) -> Self {
		let mut random = Random(seed ^ 0xcaba1);
		for (panel, truth) in self.tasks.iter_mut().zip(&self.truth) {
			let right = random.below(100) < honest;
			let said = if right {
				*truth
			} else {
				(truth + 1 + random.below(self.labels - 1)) % self.labels
			};
			for member in 0..members {
				if random.below(100) < density {
					panel.push(Answer {
						agent: (self.agents + member) as u16,
						label: said as u8,
					});
				}
			}
		}
		self.agents += members;
		self
	}

	fn answers(&self) -> Answers {
		Answers::new(self.labels, self.agents, self.tasks.clone()).unwrap()
	}

	fn right(&self, found: &[usize]) -> f64 {
		let hits = found
			.iter()
			.zip(&self.truth)
			.filter(|(found, truth)| found == truth)
			.count();
		hits as f64 / self.truth.len() as f64
	}

	fn majority(&self) -> f64 {
		let heads: Vec<_> = self
			.tasks
			.iter()
			.map(|panel| majority(self.labels, panel))
			.collect();
		self.right(&heads)
	}
}

#[test]
fn a_cabal_of_two_in_five_has_one_voice() {
	for labels in 2..=4 {
		let crowd = Crowd::new(3, labels, 150, 60, &[70; 30]).with_cabal(3, 20, 60, 30);
		let found = estimate(&crowd.answers(), &Settings::default());
		assert!(crowd.majority() < 0.75, "the crowd is deceived");
		assert!(
			crowd.right(&found.labels()) > 0.92,
			"{labels} labels: {}",
			crowd.right(&found.labels())
		);
		assert!((0..30).all(|honest| found.model.groups.of(honest).is_none()));
		assert!((30..50).all(|liar| found.model.groups.of(liar) == Some(0)));
	}
}

#[test]
fn a_cabal_is_found_where_its_pairs_share_few_tasks() {
	let crowd = Crowd::new(5, 2, 900, 4, &[80; 90]).with_cabal(5, 45, 4, 30);
	let found = estimate(&crowd.answers(), &Settings::default());
	let inside = (90..135)
		.filter(|liar| found.model.groups.of(*liar).is_some())
		.count();
	assert!(inside > 40, "{inside}");
	assert!(crowd.right(&found.labels()) > crowd.majority());
}

#[test]
fn split_cabals_are_told_apart() {
	let crowd = Crowd::new(7, 3, 150, 60, &[70; 30])
		.with_cabal(7, 8, 60, 30)
		.with_cabal(8, 8, 60, 30);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert_eq!(found.model.groups.count(), 2);
	assert!(crowd.right(&found.labels()) > 0.92);
}

#[test]
fn honest_experts_are_no_cabal() {
	let accuracies: Vec<_> = (0..40).map(|agent| if agent < 20 { 93 } else { 34 }).collect();
	let crowd = Crowd::new(11, 3, 300, 20, &accuracies);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert_eq!(found.model.groups.count(), 0);
	assert!(crowd.right(&found.labels()) > crowd.majority());
}

#[test]
fn a_cabal_is_found_among_people_who_know_a_little() {
	let crowd = Crowd::new(23, 2, 400, 40, &[65; 30]).with_cabal(23, 16, 60, 30);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert_eq!(found.model.groups.count(), 1);
	assert!(crowd.right(&found.labels()) > crowd.majority() + 0.2);
}

#[test]
fn liars_who_are_fewer_than_the_honest_do_not_turn_the_labels_round() {
	let crowd = Crowd::new(13, 2, 200, 60, &[75; 30]).with_cabal(13, 12, 60, 0);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert!(crowd.right(&found.labels()) > 0.95);
}

#[test]
fn an_independent_crowd_is_left_alone() {
	let crowd = Crowd::new(17, 2, 200, 50, &[60, 65, 70, 75, 80, 85, 60, 65, 70, 75, 80, 85]);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert_eq!(found.model.groups.count(), 0);
	assert!(crowd.right(&found.labels()) >= crowd.majority() - 0.02);
}

#[test]
fn a_chain_checks_an_estimate_by_its_score() {
	let crowd = Crowd::new(19, 2, 150, 60, &[70; 30]).with_cabal(19, 20, 60, 30);
	let (answers, settings) = (crowd.answers(), Settings::default());
	let found = estimate(&answers, &settings);
	let checked = refit(&answers, &settings, found.model.groups.all());
	let alone = refit(&answers, &settings, &[]);
	assert!(checked.score > alone.score);
	assert_eq!(checked.labels(), found.labels());
}

#[test]
fn decisions_recover_while_the_cabal_goes_on() {
	let crowd = Crowd::new(23, 2, 120, 90, &[70; 30]).with_cabal(23, 20, 90, 30);
	let mut online = Online::new(2, crowd.agents, 1 << 12, Settings::default());
	let mut decided = Vec::new();
	for panel in &crowd.tasks {
		decided.push(online.decide(panel));
		online.remember(panel.clone());
		if online.is_due() {
			let estimate = online.estimate().unwrap();
			online.adopt(estimate);
		}
	}
	assert!(
		crowd.right(&decided) > crowd.majority() + 0.2,
		"{}",
		crowd.right(&decided)
	);
}

#[test]
fn panels_that_say_nothing_or_name_nobody_are_not_remembered() {
	let mut online = Online::new(2, 3, 16, Settings::default());
	let answer = |agent, label| Answer { agent, label };
	online.remember(vec![answer(0, 1), answer(2, 0)]);
	for panel in [vec![], vec![answer(3, 0)], vec![answer(0, 1), answer(1, 2)]] {
		online.remember(panel);
	}
	assert_eq!(online.estimate().unwrap().shares.len(), 1);
}

#[test]
fn a_posterior_is_that_of_doubles() {
	let crowd = Crowd::new(29, 3, 100, 60, &[50, 60, 70, 80, 90]);
	let found = estimate(&crowd.answers(), &Settings::default());
	let double = |value: Real| value.raw() as f64 / (1u64 << 40) as f64;
	for panel in &crowd.tasks {
		let mut shares: Vec<f64> = found.model.labels().iter().map(|share| double(*share)).collect();
		for answer in panel {
			for (label, share) in shares.iter_mut().enumerate() {
				*share *= double(
					found
						.model
						.answers(answer.agent.into(), label, answer.label.into()),
				);
			}
		}
		let sum: f64 = shares.iter().sum();
		for (share, ours) in shares.iter().zip(&found.model.posterior(panel).shares) {
			assert!((share / sum - double(*ours)).abs() < 1e-9);
		}
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn any_answers_have_an_estimate(
		labels in 2usize..5,
		tasks in proptest::collection::vec(proptest::collection::vec((0u16..9, 0u8..5), 0..12), 0..24),
	) {
		let panel = |task: Vec<(u16, u8)>| task
			.into_iter()
			.map(|(agent, label)| Answer { agent, label: label % labels as u8 })
			.collect();
		let tasks: Vec<Vec<Answer>> = tasks.into_iter().map(panel).collect();
		let answers = Answers::new(labels, 9, tasks.clone()).unwrap();
		let found = estimate(&answers, &Settings::default());
		for shares in &found.shares {
			let sum: Real = shares.iter().copied().sum();
			prop_assert!(sum.raw().abs_diff(Real::ONE.raw()) <= labels as u64);
			prop_assert!(shares.iter().all(|share| *share >= Real::ZERO));
		}
		prop_assert_eq!(found, estimate(&answers, &Settings::default()));
	}
}
