//! Weights, against doubles.

#![allow(clippy::unwrap_used)]

use althing_cmp_stats::{warm, Answer, Answers, Groups, Model, Real, Settings, Voices};
use proptest::prelude::*;

fn double(value: Real) -> f64 {
	value.raw() as f64 / (1u64 << 40) as f64
}

fn window(labels: usize, tasks: Vec<Vec<(u16, u8)>>) -> Answers {
	let panel = |task: Vec<(u16, u8)>| {
		let answer = |(agent, label): (u16, u8)| Answer {
			agent,
			label: label % labels as u8,
		};
		task.into_iter().map(answer).collect()
	};
	Answers::new(labels, 9, tasks.into_iter().map(panel).collect()).unwrap()
}

/// What is known before anything was: labels are equally frequent, agents are right in `right` of the cases.
fn strangers(labels: usize, agents: usize, right: Real) -> Voices {
	let wrong = (Real::ONE - right).over(Real::from_count(labels.saturating_sub(1)));
	let row = |truth: usize| (0..labels).map(move |label| if label == truth { right } else { wrong });
	let matrix: Vec<_> = (0..labels).flat_map(row).collect();
	let even = Real::ONE.over(Real::from_count(labels));
	Voices::new(
		&vec![even; labels],
		&vec![matrix; agents],
		Groups::of_known(vec![None; agents], 0),
		&[],
	)
}

fn fitted(answers: &Answers, labels: usize, groups: Groups) -> Model {
	let mut voices = strangers(labels, 9, Real::ratio(7, 10));
	voices.groups = groups;
	warm(answers, &Settings::default(), &voices).model
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn a_weight_is_that_of_doubles(
		labels in 2usize..5,
		tasks in proptest::collection::vec(proptest::collection::vec((0u16..9, 0u8..5), 0..12), 0..40),
	) {
		let model = fitted(&window(labels, tasks), labels, Groups::of_known(vec![None; 9], 0));
		for agent in 0..9 {
			let log = |row, column| double(model.answers(agent, row, column)).ln();
			let (mut sum, mut pairs) = (0.0, 0.0);
			for one in 0..labels {
				for other in 0..one {
					sum += log(one, one) + log(other, other) - log(one, other) - log(other, one);
					pairs += 2.0;
				}
			}
			let reference = f64::max(sum / pairs, 0.0);
			prop_assert!((double(model.weight(agent)) - reference).abs() < 1e-9);
		}
		prop_assert_eq!(model.weight(9), Real::ZERO);
	}

	#[test]
	fn members_of_a_cabal_weigh_what_its_one_voice_does(
		tasks in proptest::collection::vec(proptest::collection::vec((0u16..9, 0u8..2), 3..12), 1..40),
	) {
		let groups = (0..9).map(|agent| (agent < 4).then_some(0)).collect();
		let model = fitted(&window(2, tasks), 2, Groups::of_known(groups, 1));
		let members: Vec<_> = (0..4).map(|agent| model.weight(agent)).collect();
		prop_assert!(members.iter().all(|weight| Some(weight) == members.first() && *weight >= Real::ZERO));
	}
}
