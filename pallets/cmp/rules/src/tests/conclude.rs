use super::strategies::{answer, cast, cast_of, constants, pair, panel, past, plain, question, seat, shown};
use crate::{
	conclude, outcome, Answer, Cast, Constants, Fixed, Hearing, Kind, Outcome, Round, Seat, Tally, Verdict,
	MAX_ROUNDS,
};
use althing_primitives::{Department, Role};
use bounded_collections::BoundedVec;
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::{collection::vec, prelude::*};

/// A panel of agents alike in all but their owners.
fn seats(count: u8) -> Vec<Seat> {
	let seat = |number: u8| Seat {
		agent: number.into(),
		account: [number; 32],
		owner: [number; 32],
		department: Department::Engineering,
		role: Role::DataScout,
	};
	(0..count).map(seat).collect()
}

fn binary(yes: u8, no: u8) -> Tally {
	let casts: Vec<_> = (0..yes + no)
		.map(|n| cast_of(n, Some(Answer::Binary(n < yes))))
		.collect();
	conclude(
		&Hearing::of_strangers(&plain(Kind::Binary), &Constants::default(), &seats(yes + no)),
		&[],
		&casts,
	)
}

fn split(panel: &[(Seat, Answer)]) -> (Vec<Seat>, Vec<Cast>) {
	let seats = panel.iter().map(|(seat, _)| *seat).collect();
	let casts = (0u8..)
		.zip(panel)
		.map(|(n, (_, answer))| cast_of(n, Some(*answer)))
		.collect();
	(seats, casts)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn any_input_gives_a_sound_tally(
		question in question(), constants in constants(), past in past(), seats in vec(seat(), 0..80),
		shown in vec(shown(), 0..80), pairs in vec(pair(), 0..80), casts in vec(cast(), 0..80), before in vec(cast(), 0..80),
	) {
		let hearing = Hearing {
			question: &question, constants: &constants, past, seats: &seats, shown: &shown, pairs: &pairs,
			testimony: None,
		};
		let earlier = [Round {
			tally: conclude(&hearing, &[], &before), casts: BoundedVec::truncate_from(before),
		}];
		let tally = conclude(&hearing, &earlier, &casts);
		let panel = seats.len().min(64);
		prop_assert_eq!(tally.weights.len(), panel);
		prop_assert!(tally.lower <= tally.support && tally.support <= tally.upper);
		let revealed = tally.weights.iter().filter(|weight| **weight > Fixed::ZERO).count();
		prop_assert!(tally.effective <= Fixed::from_int(revealed as i64));
		prop_assert_eq!(tally.leading.is_some(), revealed > 0);
		prop_assert!(tally.leading.is_none_or(|answer| question.kind.accepts(&answer)));
		if let Verdict::Decided(answer) = tally.verdict {
			prop_assert_eq!(Some(answer), tally.leading);
			prop_assert!(tally.support >= tally.threshold && tally.lower > Perbill::from_percent(50));
		}
		prop_assert_eq!(&tally, &conclude(&hearing, &earlier, &casts));
		let rounds = [Round { casts: BoundedVec::truncate_from(casts), tally }];
		let _ = outcome(&constants, &rounds);
	}

	#[test]
	fn the_order_of_the_seats_changes_nothing(
		question in question(), constants in constants(), panel in panel(), turn in 0usize..24,
	) {
		let mut turned = panel.clone();
		turned.rotate_left(turn % panel.len());
		let conclude = |panel: &[(Seat, Answer)]| {
			let (seats, casts) = split(panel);
			conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts)
		};
		let mut found = conclude(&turned);
		found.weights.as_mut().rotate_right(turn % panel.len());
		found.grounds.as_mut().rotate_right(turn % panel.len());
		prop_assert_eq!(found, conclude(&panel));
	}

	#[test]
	fn an_agreeing_ballot_never_lowers_support(
		constants in constants(), panel in panel(), newcomer in seat(), choice in any::<bool>(),
	) {
		let kind = if choice { Kind::Choice { options: 4 } } else { Kind::Binary };
		let question = plain(kind);
		// A third department on the panel is what makes blocs of the others.
		let constants = Constants { department_cap: Perbill::one(), ..constants };
		let (seats, casts) = split(&panel);
		let before = conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts);
		let Some(leading) = before.leading else { return Ok(()) };

		let mut larger = panel.clone();
		larger.push((newcomer, leading));
		let (seats, casts) = split(&larger);
		let after = conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts);
		// Both are rounded to a billionth.
		prop_assert!(after.support.deconstruct() + 1 >= before.support.deconstruct());
	}

	#[test]
	fn agreement_of_equals_never_lowers_a_scalars_support(values in vec(-40i64..40, 1..20), room in 0u32..100) {
		let constants = Constants { tolerance: Perbill::from_percent(room), ..Default::default() };
		let question = plain(Kind::Scalar { min: -50, max: 50 });
		let count = values.len() as u8;
		let cast = |(n, value): (u8, &i64)| cast_of(n, Some(Answer::Scalar(*value)));
		let mut casts: Vec<_> = (0u8..).zip(&values).map(cast).collect();
		let before = conclude(&Hearing::of_strangers(&question, &constants, &seats(count)), &[], &casts);
		casts.push(cast_of(count, before.leading));
		let after = conclude(&Hearing::of_strangers(&question, &constants, &seats(count + 1)), &[], &casts);
		prop_assert_eq!(after.leading, before.leading);
		prop_assert!(after.support >= before.support);
	}

	#[test]
	fn what_does_not_count_changes_nothing_but_the_quorum(
		question in question(), constants in constants(), panel in panel(), wrong in answer(), late in answer(),
	) {
		let (seats, mut casts) = split(&panel);
		let before = conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts);
		casts.push(cast_of(200, Some(wrong)));
		casts.push(cast_of(255, None));
		if question.kind.accepts(&panel[0].1) {
			casts.push(cast_of(0, Some(late)));
			casts.push(cast_of(0, None));
		}
		prop_assert_eq!(conclude(&Hearing::of_strangers(&question, &constants, &seats), &[], &casts), before);
	}
}

#[test]
fn a_unanimous_panel_decides() {
	let tally = binary(15, 0);
	assert_eq!(tally.verdict, Verdict::Decided(Answer::Binary(true)));
	assert_eq!((tally.support, tally.upper), (Perbill::one(), Perbill::one()));
	assert_eq!(tally.lower.deconstruct() / 1_000_000, 796);
	assert_eq!(tally.effective, Fixed::from_int(15));
	assert_eq!(binary(0, 15).verdict, Verdict::Decided(Answer::Binary(false)));
}

#[test]
fn twelve_of_sixteen_decide_and_eleven_do_not() {
	let tally = binary(12, 4);
	assert_eq!(tally.support, Perbill::from_percent(75));
	assert_eq!(tally.lower.deconstruct() / 1_000_000, 505);
	assert_eq!(tally.verdict, Verdict::Decided(Answer::Binary(true)));
	let tally = binary(11, 5);
	assert!(tally.support >= tally.threshold && tally.lower <= Perbill::from_percent(50));
	assert_eq!(tally.verdict, Verdict::Undecided);
}

#[test]
fn support_equal_to_the_threshold_suffices() {
	let mut constants = Constants {
		base: Perbill::from_percent(75),
		..Default::default()
	};
	let casts: Vec<_> = (0..20)
		.map(|n| cast_of(n, Some(Answer::Binary(n < 15))))
		.collect();
	let at = |constants: &Constants| {
		conclude(
			&Hearing::of_strangers(&plain(Kind::Binary), constants, &seats(20)),
			&[],
			&casts,
		)
		.verdict
	};
	assert_eq!(at(&constants), Verdict::Decided(Answer::Binary(true)));
	constants.base = Perbill::from_parts(750_000_001);
	assert_eq!(at(&constants), Verdict::Undecided);
}

#[test]
fn a_quorum_is_rounded_up_and_at_least_one() {
	let verdict = |revealed: u8, count: u8, quorum: u32| {
		let constants = Constants {
			quorum: Perbill::from_percent(quorum),
			..Default::default()
		};
		let casts: Vec<_> = (0..count)
			.map(|n| cast_of(n, (n < revealed).then_some(Answer::Binary(true))))
			.collect();
		conclude(
			&Hearing::of_strangers(&plain(Kind::Binary), &constants, &seats(count)),
			&[],
			&casts,
		)
		.verdict
	};
	let decided = Verdict::Decided(Answer::Binary(true));
	assert_eq!(verdict(7, 15, 50), Verdict::NoQuorum);
	assert_eq!(verdict(8, 15, 50), decided);
	assert_eq!(verdict(8, 16, 50), decided);
	assert_eq!(verdict(0, 16, 0), Verdict::NoQuorum);
	assert_eq!(verdict(0, 0, 0), Verdict::NoQuorum);
	assert_eq!(verdict(15, 16, 100), Verdict::NoQuorum);
}

#[test]
fn without_a_quorum_the_count_is_still_told() {
	let casts: Vec<_> = (0..5).map(|n| cast_of(n, Some(Answer::Binary(true)))).collect();
	let tally = conclude(
		&Hearing::of_strangers(&plain(Kind::Binary), &Constants::default(), &seats(16)),
		&[],
		&casts,
	);
	assert_eq!(
		(tally.verdict, tally.leading),
		(Verdict::NoQuorum, Some(Answer::Binary(true)))
	);
	assert_eq!(
		(tally.support, tally.effective),
		(Perbill::one(), Fixed::from_int(5))
	);
}

#[test]
fn nothing_revealed_says_nothing() {
	let tally = conclude(
		&Hearing::of_strangers(&plain(Kind::Binary), &Constants::default(), &seats(4)),
		&[],
		&[cast_of(0, None)],
	);
	assert_eq!(
		(tally.leading, tally.support, tally.effective),
		(None, Perbill::zero(), Fixed::ZERO)
	);
	assert_eq!((tally.lower, tally.upper), (Perbill::zero(), Perbill::one()));
	assert_eq!(tally.weights.into_inner(), [Fixed::ZERO; 4]);
}

#[test]
fn an_owner_cannot_outvote_the_others_by_number() {
	let mut seats = seats(20);
	for seat in &mut seats[..14] {
		seat.owner = [99; 32];
	}
	let casts: Vec<_> = (0..20)
		.map(|n| cast_of(n, Some(Answer::Binary(n < 14))))
		.collect();
	let tally = conclude(
		&Hearing::of_strangers(&plain(Kind::Binary), &Constants::default(), &seats),
		&[],
		&casts,
	);
	assert_eq!(tally.leading, Some(Answer::Binary(false)));
	assert_eq!(tally.support, Perbill::from_parts(666_666_667));
	assert_eq!(tally.findings.len(), 1);
}

fn round(tally: Tally, revealed: bool) -> Round {
	let casts = vec![cast_of(0, revealed.then_some(Answer::Binary(true)))];
	Round {
		casts: BoundedVec::truncate_from(casts),
		tally,
	}
}

#[test]
fn a_decision_ends_a_proposal_at_once() {
	let rounds = [round(binary(2, 2), true), round(binary(15, 0), true)];
	assert_eq!(outcome(&Constants::default(), &rounds[..1]), None);
	assert_eq!(
		outcome(&Constants::default(), &rounds),
		Some(Outcome::Decided(Answer::Binary(true)))
	);
}

#[test]
fn used_up_rounds_end_it_without_one() {
	let undecided = vec![round(binary(2, 2), true); 8];
	let silent = vec![round(binary(0, 0), false); 8];
	assert_eq!(outcome(&Constants::default(), &[]), None);
	assert_eq!(outcome(&Constants::default(), &undecided[..2]), None);
	assert_eq!(
		outcome(&Constants::default(), &undecided[..3]),
		Some(Outcome::Escalated)
	);
	assert_eq!(
		outcome(&Constants::default(), &silent[..3]),
		Some(Outcome::Expired)
	);
	let mixed = [silent[0].clone(), undecided[0].clone(), silent[0].clone()];
	assert_eq!(outcome(&Constants::default(), &mixed), Some(Outcome::Escalated));
}

#[test]
fn the_number_of_rounds_is_kept_within_bounds() {
	let rounds = vec![round(binary(2, 2), true); MAX_ROUNDS as usize];
	let none = Constants {
		rounds: 0,
		..Default::default()
	};
	assert_eq!(outcome(&none, &rounds[..1]), Some(Outcome::Escalated));
	let many = Constants {
		rounds: u8::MAX,
		..Default::default()
	};
	assert_eq!(outcome(&many, &rounds[..7]), None);
	assert_eq!(outcome(&many, &rounds), Some(Outcome::Escalated));
}
