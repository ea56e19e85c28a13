//! What the estimator finds in made-up crowds.

#![allow(clippy::unwrap_used)]

use althing_cmp_stats::{
	check, estimate, is_due, majority, warm, Answer, Answers, Claim, Invalid, Real, Settings,
};
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
		assert!((0..30).all(|honest| found.model.groups().of(honest).is_none()));
		assert!((30..50).all(|liar| found.model.groups().of(liar) == Some(0)));
	}
}

#[test]
fn a_cabal_is_found_where_its_pairs_share_few_tasks() {
	let crowd = Crowd::new(5, 2, 900, 4, &[80; 90]).with_cabal(5, 45, 4, 30);
	let found = estimate(&crowd.answers(), &Settings::default());
	let inside = (90..135)
		.filter(|liar| found.model.groups().of(*liar).is_some())
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
	assert_eq!(found.model.groups().count(), 2);
	assert!(crowd.right(&found.labels()) > 0.92);
}

#[test]
fn honest_experts_are_no_cabal() {
	let accuracies: Vec<_> = (0..40).map(|agent| if agent < 20 { 93 } else { 34 }).collect();
	let crowd = Crowd::new(11, 3, 300, 20, &accuracies);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert_eq!(found.model.groups().count(), 0);
	assert!(crowd.right(&found.labels()) > crowd.majority());
}

#[test]
fn a_cabal_is_found_among_people_who_know_a_little() {
	let crowd = Crowd::new(23, 2, 400, 40, &[65; 30]).with_cabal(23, 16, 60, 30);
	let found = estimate(&crowd.answers(), &Settings::default());
	assert_eq!(found.model.groups().count(), 1);
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
	assert_eq!(found.model.groups().count(), 0);
	assert!(crowd.right(&found.labels()) >= crowd.majority() - 0.02);
}

#[test]
fn what_a_claim_comes_to_is_what_was_found() {
	let crowd = Crowd::new(19, 2, 150, 60, &[70; 30]).with_cabal(19, 20, 60, 30);
	let (answers, settings) = (crowd.answers(), Settings::default());
	let found = estimate(&answers, &settings);
	let claim = Claim::of(&found);
	let checked = check(&answers, &settings, &claim).unwrap();
	assert_eq!(checked.labels(), found.labels());
	assert_eq!(checked.model.groups(), found.model.groups());
	assert!((checked.score - found.score).max(found.score - checked.score) < Real::ONE);
}

#[test]
fn a_claim_that_leaves_the_cabal_out_is_worth_less() {
	let crowd = Crowd::new(19, 2, 150, 60, &[70; 30]).with_cabal(19, 20, 60, 30);
	let (answers, settings) = (crowd.answers(), Settings::default());
	let claim = Claim::of(&estimate(&answers, &settings));
	let without = Claim {
		cabals: vec![None; crowd.agents],
		..claim.clone()
	};
	let [with, without] = [claim, without].map(|claim| check(&answers, &settings, &claim));
	assert!(with.unwrap().score > without.map_or(Real::MIN, |found| found.score));
}

#[test]
fn a_claim_with_the_labels_turned_round_is_refused() {
	let crowd = Crowd::new(21, 2, 150, 60, &[75; 20]);
	let (answers, settings) = (crowd.answers(), Settings::default());
	let mut claim = Claim::of(&estimate(&answers, &settings));
	for share in &mut claim.shares {
		*share = u8::MAX - *share;
	}
	assert_eq!(check(&answers, &settings, &claim), None);
}

#[test]
fn nobody_gains_by_claiming_more_certainty_for_some_tasks() {
	let crowd = Crowd::new(22, 2, 200, 40, &[55, 60, 65, 70, 75, 80, 85, 90]);
	let (answers, settings) = (crowd.answers(), Settings::default());
	let honest = Claim::of(&estimate(&answers, &settings));
	let best = check(&answers, &settings, &honest).unwrap().score;
	for start in 0..20 {
		let mut bold = honest.clone();
		for share in bold.shares.iter_mut().skip(start * 10).take(10) {
			*share = if *share > 127 { 0 } else { u8::MAX };
		}
		let bold = check(&answers, &settings, &bold).map_or(Real::MIN, |found| found.score);
		assert!(bold <= best + Real::HALF, "{start}");
	}
}

#[test]
fn a_warm_start_follows_a_window_that_grows() {
	let crowd = Crowd::new(27, 3, 200, 50, &[70; 30]).with_cabal(27, 15, 50, 30);
	let settings = Settings::default();
	let tasks = crowd.tasks[..150].to_vec();
	let before = estimate(&Answers::new(3, crowd.agents, tasks).unwrap(), &settings);
	let after = warm(&crowd.answers(), &settings, &before.model.voices);
	assert_eq!(after.model.groups(), before.model.groups());
	let searched = estimate(&crowd.answers(), &settings);
	assert!(crowd.right(&after.labels()) > crowd.right(&searched.labels()) - 0.02);
}

#[test]
fn truths_that_are_told_outweigh_a_crowd_that_is_wrong() {
	let crowd = Crowd::new(31, 2, 200, 50, &[25; 20]);
	let told = |task: usize| task.is_multiple_of(4).then_some(crowd.truth[task] as u8);
	let answers = crowd.answers().told((0..200).map(told).collect()).unwrap();
	let found = estimate(&answers, &Settings::default());
	assert!(crowd.majority() < 0.1);
	assert!(
		crowd.right(&found.labels()) > 0.9,
		"{}",
		crowd.right(&found.labels())
	);
	let claim = Claim::of(&found);
	assert!(check(&answers, &Settings::default(), &claim).is_some());
}

#[test]
fn truths_must_be_of_labels_that_there_are() {
	let crowd = Crowd::new(31, 2, 3, 50, &[70; 5]);
	let told = |truths| crowd.answers().told(truths);
	assert_eq!(told(vec![None; 2]), Err(Invalid::Answer));
	assert_eq!(told(vec![None, Some(2), None]), Err(Invalid::Answer));
	assert!(told(vec![None, Some(1), None]).is_ok());
}

#[test]
fn estimates_are_due_more_seldom_the_more_was_answered() {
	assert!(!is_due(63, 0) && is_due(64, 0));
	assert!(!is_due(1_063, 1_000) && is_due(1_064, 1_000));
	assert!(!is_due(103_124, 100_000) && is_due(103_125, 100_000));
	assert!(!is_due(5, 10));
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
	fn any_claim_is_checked_or_refused(
		labels in 2usize..5,
		tasks in proptest::collection::vec(proptest::collection::vec((0u16..9, 0u8..5), 0..12), 0..24),
		cabals in proptest::collection::vec(proptest::option::of(0u8..=255), 9),
		shares in proptest::collection::vec(0u8..=255, 72),
		truths in proptest::collection::vec(proptest::option::of(0u8..2), 24),
	) {
		let panel = |task: Vec<(u16, u8)>| task
			.into_iter()
			.map(|(agent, label)| Answer { agent, label: label % labels as u8 })
			.collect();
		let tasks: Vec<Vec<Answer>> = tasks.into_iter().map(panel).collect();
		let (count, settings) = (tasks.len(), Settings::default());
		let answers = Answers::new(labels, 9, tasks).unwrap().told(truths[..count].to_vec()).unwrap();
		let claim = Claim { cabals, shares: shares[..count * (labels - 1)].to_vec() };
		let found = check(&answers, &settings, &claim);
		prop_assert_eq!(&found, &check(&answers, &settings, &claim));
		let short = Claim { cabals: vec![None; 8], ..claim };
		prop_assert_eq!(check(&answers, &settings, &short), None);
	}

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
