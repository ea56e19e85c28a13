use crate::{lessons, testing::arbitrary_receipt, Outcome, Receipt, Track};
use proptest::prelude::*;

fn find(wanted: impl Fn(&Receipt) -> bool) -> Receipt {
	(0..10_000).map(arbitrary_receipt).find(wanted).unwrap()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(300))]

	#[test]
	fn every_seat_that_opened_a_ballot_teaches_once_by_its_first(seed in any::<u64>()) {
		let receipt = arbitrary_receipt(seed);
		let taught = lessons(&receipt);
		let first = |seat: u8| receipt.rounds.iter().flat_map(|round| &round.casts)
			.find(|cast| cast.seat == seat && cast.reveal.is_some());
		let expected: Vec<_> = (0..receipt.seats.len() as u8)
			.filter_map(|seat| Some((seat, first(seat)?.reveal?.ballot)))
			.collect();
		let found: Vec<_> = taught.iter().map(|taught| (taught.seat, taught.ballot)).collect();
		prop_assert_eq!(found, expected);
		for one in &taught {
			prop_assert_eq!(one.lesson.believed.is_some(), matches!(receipt.outcome, Outcome::Decided(_)));
			prop_assert!(one.lesson.believed.is_none_or(|belief| belief.counts <= 500 && belief.right <= 1_000));
		}
	}
}

#[test]
fn who_agrees_with_the_decision_is_believed_and_who_does_not_is_not() {
	let receipt = find(|r| {
		let Outcome::Decided(decided) = r.outcome else {
			return false;
		};
		let taught = lessons(r);
		taught.iter().any(|t| t.was_right(r, &decided)) && taught.iter().any(|t| !t.was_right(r, &decided))
	});
	let Outcome::Decided(decided) = receipt.outcome else {
		panic!("found by that")
	};
	for taught in lessons(&receipt) {
		let belief = taught.lesson.believed.unwrap();
		match taught.was_right(&receipt, &decided) {
			true => assert!(belief.right >= 500),
			false => assert!(belief.right <= 500),
		}
	}
}

#[test]
fn the_truth_outweighs_what_the_panel_believed() {
	let receipt = find(|r| matches!(r.outcome, Outcome::Decided(_)));
	let taught = lessons(&receipt)[0];
	let class = receipt.question.class();
	for right in [true, false] {
		let mut track = Track::default();
		track.believe(&taught.lesson, taught.seen);
		track.learn(&taught.lesson, right);
		let newcomer = Track::default().skill(class).accuracy();
		assert_eq!(track.skill(class).accuracy() > newcomer, right);
	}
}
