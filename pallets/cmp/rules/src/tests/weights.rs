use super::strategies::{answer, cast_of, constants, pair, plain, question, seat, shown};
use crate::{
	conclude, weights, Answer, Bias, Calibration, Cast, Constants, Fixed, Grounds, Hearing, Kind, Odds, Pair,
	Reasons, Round, Seat, Shown, Skill, Testimony, Verdict, Weights,
};
use althing_primitives::{Department, Departments, Role};
use bounded_collections::BoundedVec;
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::{collection::vec, prelude::*};

const YES: Option<Answer> = Some(Answer::Binary(true));
const NO: Option<Answer> = Some(Answer::Binary(false));

/// Seats of one owner each; departments in turn.
fn seats(count: u8) -> Vec<Seat> {
	let seat = |number: u8| Seat {
		agent: number.into(),
		account: [number; 32],
		owner: [number; 32],
		department: Department::from_index(number % 8).unwrap(),
		role: Role::DataScout,
	};
	(0..count).map(seat).collect()
}

/// An agent that was right on so many of a hundred, whatever was true.
fn right(percent: u32) -> Shown {
	let odds = Odds {
		right: percent * 1_000,
		wrong: (100 - percent) * 1_000,
	};
	Shown {
		skill: Skill { yes: odds, no: odds },
		calibration: Calibration::default(),
	}
}

fn pairs(seats: &[u8]) -> Vec<Pair> {
	let each = |one: u8| {
		seats
			.iter()
			.filter(move |other| **other > one)
			.map(move |other| (one, *other))
	};
	let all = seats.iter().flat_map(|one| each(*one));
	all.map(|(one, other)| Pair {
		one,
		other,
		common: 30,
		nats: 9_000,
	})
	.collect()
}

fn casts(answers: &[Option<Answer>]) -> Vec<Cast> {
	(0u8..)
		.zip(answers)
		.map(|(seat, answer)| cast_of(seat, *answer))
		.collect()
}

fn weigh(hearing: &Hearing, answers: &[Option<Answer>]) -> Weights {
	weights(
		hearing,
		hearing.testimony.map(Testimony::voices).as_ref(),
		&[],
		answers,
	)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn weights_stay_within_their_bounds_and_say_why(
		question in question(), constants in constants(), seats in vec(seat(), 0..64), shown in vec(shown(), 0..70),
		pairs in vec(pair(), 0..40), answers in vec(proptest::option::of(answer()), 64),
	) {
		let answers: Vec<_> = answers[..seats.len()].iter().map(|answer| answer.filter(|a| question.kind.accepts(a))).collect();
		let hearing = Hearing {
			question: &question, constants: &constants, past: Default::default(), seats: &seats, shown: &shown, pairs: &pairs,
			testimony: None,
		};
		let found = weigh(&hearing, &answers);
		prop_assert_eq!((found.weights.len(), found.grounds.len()), (seats.len(), seats.len()));
		for ((weight, ground), answer) in found.weights.iter().zip(&found.grounds).zip(&answers) {
			prop_assert!((0.0..9.2).contains(&weight.to_f64()));
			prop_assert_eq!(answer.is_none(), *ground == Grounds::default());
			if ground.reasons.0 & !Reasons::STAKEHOLDER.0 == 0 {
				let stakeholder = if ground.reasons.contains(Reasons::STAKEHOLDER) { constants.stakeholder } else { Perbill::zero() };
				let expected = ground.odds.to_f64() * (1.0 + f64::from(stakeholder.deconstruct()) / 1e9);
				prop_assert!((weight.to_f64() - expected).abs() < 1e-12);
			}
		}
		for finding in &found.findings {
			prop_assert!(finding.before <= Perbill::one() && finding.after <= Perbill::one());
		}
	}

	#[test]
	fn more_right_answers_never_weigh_less(low in 0u32..=100, high in 0u32..=100) {
		let (low, high) = (low.min(high), low.max(high));
		let (seats, question, constants) = (seats(2), plain(Kind::Scalar { min: 0, max: 9 }), Constants::default());
		let shown = [right(low), right(high)];
		let hearing = Hearing { shown: &shown, ..Hearing::of_strangers(&question, &constants, &seats) };
		let found = weigh(&hearing, &[Some(Answer::Scalar(1)); 2]);
		prop_assert!(found.grounds[0].odds <= found.grounds[1].odds);
	}
}

#[test]
fn strangers_all_weigh_the_same() {
	let (seats, question, constants) = (seats(9), plain(Kind::Binary), Constants::default());
	let found = weigh(&Hearing::of_strangers(&question, &constants, &seats), &[YES; 9]);
	for weight in &found.weights {
		assert!((weight.to_f64() - (0.7f64 / 0.3).ln()).abs() < 1e-9);
	}
	assert!(found.findings.is_empty());
}

#[test]
fn few_who_were_right_outweigh_many_who_were_not() {
	let (seats, question, constants) = (seats(16), plain(Kind::Binary), Constants::default());
	let shown: Vec<_> = (0..16).map(|n| right(if n < 6 { 95 } else { 52 })).collect();
	let hearing = Hearing {
		shown: &shown,
		..Hearing::of_strangers(&question, &constants, &seats)
	};
	let answers: Vec<_> = (0..16).map(|n| if n < 6 { YES } else { NO }).collect();
	let tally = conclude(&hearing, &[], &casts(&answers));
	assert_eq!(tally.leading, YES);
	assert!(tally.support > Perbill::from_percent(90));
	// Six voices that all but alone count are not enough to be sure on.
	assert!(tally.effective < Fixed::from_int(8));
}

#[test]
fn departments_concerned_weigh_more() {
	let (seats, mut question, constants) = (seats(8), plain(Kind::Binary), Constants::default());
	question.departments = Departments::of([seats[0].department]);
	let found = weigh(&Hearing::of_strangers(&question, &constants, &seats), &[YES; 8]);
	assert!((found.weights[0].to_f64() / found.weights[1].to_f64() - 1.25).abs() < 1e-9);
	assert!(found.grounds[0].reasons.contains(Reasons::STAKEHOLDER));
	assert_eq!(found.grounds[1].reasons, Reasons::default());
}

#[test]
fn copiers_that_say_the_same_weigh_as_much_as_one() {
	let (seats, question, constants) = (seats(16), plain(Kind::Binary), Constants::default());
	let cabal: Vec<u8> = (0..10).collect();
	let pairs = pairs(&cabal);
	let hearing = Hearing {
		pairs: &pairs,
		..Hearing::of_strangers(&question, &constants, &seats)
	};
	let answers: Vec<_> = (0..16).map(|n| if n < 10 { YES } else { NO }).collect();
	let tally = conclude(&hearing, &[], &casts(&answers));
	assert_eq!(tally.leading, NO, "six voices against one");
	let cabal: f64 = tally.weights[..10].iter().map(|weight| weight.to_f64()).sum();
	assert!((cabal / tally.weights[15].to_f64() - 1.0).abs() < 1e-6);
	assert_eq!(tally.findings[0].bias, Bias::Copying { seats: 10 });
	assert!(tally.findings[0].before > tally.findings[0].after);
}

#[test]
fn copiers_that_disagree_are_two_voices() {
	let (seats, question, constants) = (seats(2), plain(Kind::Binary), Constants::default());
	let pairs = pairs(&[0, 1]);
	let hearing = Hearing {
		pairs: &pairs,
		..Hearing::of_strangers(&question, &constants, &seats)
	};
	assert!(weigh(&hearing, &[YES, NO]).findings.is_empty());
}

#[test]
fn who_comes_over_to_the_leader_weighs_less_and_who_leaves_it_does_not() {
	let (seats, question, constants) = (seats(9), plain(Kind::Binary), Constants::default());
	let hearing = Hearing::of_strangers(&question, &constants, &seats);
	let before = [YES, YES, YES, YES, YES, NO, NO, NO, NO];
	let tally = conclude(&hearing, &[], &casts(&before));
	assert_eq!(tally.verdict, Verdict::Undecided);
	let earlier = [Round {
		casts: BoundedVec::truncate_from(casts(&before)),
		tally,
	}];
	let now = [NO, YES, YES, YES, YES, YES, YES, NO, NO];
	let found = weights(&hearing, None, &earlier, &now);
	let herding: Vec<_> = (0..9)
		.filter(|n| found.grounds[*n].reasons.contains(Reasons::HERDING))
		.collect();
	assert_eq!(herding, [5, 6]);
	assert!((found.weights[5].to_f64() / found.weights[1].to_f64() - 0.5).abs() < 1e-9);
	assert_eq!(found.findings[0].bias, Bias::Herding { seats: 2 });
}

#[test]
fn a_department_against_the_others_holds_half_at_most() {
	let mut seats = seats(16);
	for seat in &mut seats[..10] {
		seat.department = Department::Sales;
	}
	for (n, seat) in seats.iter_mut().enumerate().skip(10) {
		seat.department = [Department::Legal, Department::Finance][n % 2];
	}
	let (question, constants) = (plain(Kind::Binary), Constants::default());
	let hearing = Hearing::of_strangers(&question, &constants, &seats);
	let against: Vec<_> = (0..16).map(|n| if n < 10 { YES } else { NO }).collect();
	let tally = conclude(&hearing, &[], &casts(&against));
	assert!(tally.support <= Perbill::from_parts(500_000_001));
	let department = Department::Sales;
	assert_eq!(tally.findings[0].bias, Bias::DepartmentBloc { department });
	let together = conclude(&hearing, &[], &casts(&[YES; 16]));
	assert!(together.findings.is_empty(), "nobody is against it");
	let mut open = against;
	open[0] = NO;
	assert!(
		conclude(&hearing, &[], &casts(&open)).findings.is_empty(),
		"it is not of one mind"
	);
}

#[test]
fn who_is_surer_than_right_weighs_less() {
	let (seats, question, constants) = (seats(5), plain(Kind::Binary), Constants::default());
	let mut shown = [Shown::default(); 5];
	shown[1].calibration = Calibration {
		answers: 100,
		error: 60_000,
	};
	let hearing = Hearing {
		shown: &shown,
		..Hearing::of_strangers(&question, &constants, &seats)
	};
	let found = weigh(&hearing, &[YES; 5]);
	assert!(found.weights[1] < found.weights[0]);
	assert_eq!(found.findings[0].bias, Bias::Miscalibration { seats: 1 });
	assert!(found.grounds[1].reasons.contains(Reasons::MISCALIBRATED));
}
