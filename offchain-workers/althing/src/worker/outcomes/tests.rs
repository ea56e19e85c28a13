use super::*;
use althing_cmp_rules::{Constants, Kind, Question};
use althing_crowds::replay::Chain;
use althing_primitives::Departments;
use polkadot_sdk::sp_arithmetic::Perbill;

const MANNER: &str = "a model, 3 samples";

fn said(question: u8, answer: Answer, sure: f64) -> Said {
	Said {
		manner: MANNER.into(),
		evidence: [question; 32],
		answer,
		sure,
	}
}

fn receipt(proposal: ProposalId, question: u8, kind: Kind) -> Receipt {
	let question = Question {
		kind,
		departments: Departments::default(),
		risk: Perbill::zero(),
		impact: Perbill::zero(),
		urgency: Perbill::zero(),
		evidence: [question; 32],
	};
	let mut receipt = Chain::of(question, Constants::default(), Vec::new()).ask(&[]);
	receipt.proposal = proposal;
	receipt
}

fn all(outcomes: &Outcomes) -> Vec<(f64, bool)> {
	let table = outcomes.database.begin_read().unwrap().open_table(CAME).unwrap();
	table
		.iter()
		.unwrap()
		.map(|entry| entry.unwrap().1.value())
		.collect()
}

#[test]
fn what_was_said_is_compared_with_what_is_true_once_it_is_told() {
	let folder = tempfile::tempdir().unwrap();
	let outcomes = Outcomes::open(folder.path()).unwrap();
	outcomes.said(7, 1, &said(1, Answer::Binary(true), 0.9)).unwrap();
	outcomes.said(7, 2, &said(1, Answer::Binary(false), 0.6)).unwrap();
	outcomes.said(8, 1, &said(2, Answer::Binary(true), 0.7)).unwrap();
	assert_eq!(outcomes.waiting().unwrap(), [7, 8]);
	// It is on disk.
	drop(outcomes);
	let outcomes = Outcomes::open(folder.path()).unwrap();
	assert_eq!(
		outcomes
			.told(&receipt(7, 1, Kind::Binary), &Answer::Binary(true))
			.unwrap(),
		2
	);
	assert_eq!(all(&outcomes), [(0.9, true), (0.6, false)]);
	assert_eq!(outcomes.waiting().unwrap(), [8]);
	assert_eq!(
		outcomes
			.told(&receipt(7, 1, Kind::Binary), &Answer::Binary(true))
			.unwrap(),
		0,
		"once"
	);
	assert_eq!(all(&outcomes).len(), 2);
}

#[test]
fn an_agents_first_opinion_of_a_question_counts_and_none_of_another_chains() {
	let folder = tempfile::tempdir().unwrap();
	let outcomes = Outcomes::open(folder.path()).unwrap();
	outcomes.said(1, 1, &said(1, Answer::Binary(true), 0.9)).unwrap();
	outcomes.said(1, 1, &said(1, Answer::Binary(false), 0.8)).unwrap();
	outcomes.said(1, 2, &said(9, Answer::Binary(true), 0.7)).unwrap();
	outcomes
		.told(&receipt(1, 1, Kind::Binary), &Answer::Binary(true))
		.unwrap();
	assert_eq!(all(&outcomes), [(0.9, true)]);
	// The same number, another question: that of a chain that began anew.
	outcomes.said(2, 1, &said(1, Answer::Binary(true), 0.9)).unwrap();
	outcomes.said(2, 1, &said(2, Answer::Binary(false), 0.8)).unwrap();
	outcomes
		.told(&receipt(2, 2, Kind::Binary), &Answer::Binary(true))
		.unwrap();
	assert_eq!(all(&outcomes), [(0.9, true), (0.8, false)]);
}

#[test]
fn numbers_are_right_within_the_panels_tolerance() {
	let folder = tempfile::tempdir().unwrap();
	let outcomes = Outcomes::open(folder.path()).unwrap();
	let kind = Kind::Scalar { min: 0, max: 1_000 };
	let close = Constants::default().tolerance * 1_000u32;
	assert!(close > 0);
	outcomes
		.said(1, 1, &said(1, Answer::Scalar(500 + i64::from(close)), 0.9))
		.unwrap();
	outcomes
		.said(1, 2, &said(1, Answer::Scalar(501 + i64::from(close)), 0.9))
		.unwrap();
	outcomes.told(&receipt(1, 1, kind), &Answer::Scalar(500)).unwrap();
	assert_eq!(all(&outcomes), [(0.9, true), (0.9, false)]);
}

#[test]
fn enough_outcomes_calibrate_and_newer_ones_calibrate_anew() {
	let folder = tempfile::tempdir().unwrap();
	let outcomes = Outcomes::open(folder.path()).unwrap();
	let live = |from: u64, count: u64, right: fn(u64) -> bool| {
		for proposal in from..from + count {
			outcomes
				.said(proposal, 1, &said(1, Answer::Binary(true), 0.9))
				.unwrap();
			let truth = Answer::Binary(right(proposal));
			outcomes
				.told(&receipt(proposal, 1, Kind::Binary), &truth)
				.unwrap();
		}
	};
	live(0, 29, |proposal| proposal % 2 == 0);
	assert_eq!(outcomes.calibration(MANNER).unwrap(), None);
	live(29, 1, |_| false);
	let platt = outcomes.calibration(MANNER).unwrap().unwrap();
	assert_eq!(platt.outcomes, 30);
	assert!((platt.apply(0.9) - 0.5).abs() < 0.02, "{}", platt.apply(0.9));
	live(30, 60, |_| true);
	let later = outcomes.calibration(MANNER).unwrap().unwrap();
	assert!(later.apply(0.9) > 0.75 && later.outcomes == 90, "{later:?}");
	assert_eq!(outcomes.calibration("another model").unwrap(), None);
}

#[test]
fn what_is_kept_is_bounded() {
	let folder = tempfile::tempdir().unwrap();
	let outcomes = Outcomes::open(folder.path()).unwrap();
	let text = serde_json::to_string(&said(1, Answer::Binary(true), 0.9)).unwrap();
	outcomes
		.write(|transaction| {
			let (mut waiting, mut came) = (transaction.open_table(SAID)?, transaction.open_table(CAME)?);
			for proposal in 0..MOST_WAITING {
				waiting.insert((proposal, 1), &*text)?;
			}
			for number in 0..MOST_OUTCOMES {
				append(&mut came, MANNER, number as f64 / MOST_OUTCOMES as f64, true)?;
			}
			append(&mut came, "another", 0.5, false)?;
			append(&mut came, MANNER, 1.0, false)
		})
		.unwrap();
	outcomes
		.said(MOST_WAITING, 1, &said(1, Answer::Binary(true), 0.9))
		.unwrap();
	let waiting = outcomes.waiting().unwrap();
	assert_eq!(
		(waiting.len() as u64, waiting.first(), waiting.last()),
		(MOST_WAITING, Some(&1), Some(&MOST_WAITING))
	);
	let own: Vec<_> = all(&outcomes)
		.into_iter()
		.filter(|outcome| *outcome != (0.5, false))
		.collect();
	assert_eq!(
		(own.len() as u64, own.last()),
		(MOST_OUTCOMES, Some(&(1.0, false)))
	);
	assert!(own[0].0 > 0.0);
}
