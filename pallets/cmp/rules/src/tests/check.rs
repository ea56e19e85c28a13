use crate::{
	testing::arbitrary_receipt, Answer, Kind, Mismatch, Odds, Outcome, Pair, Reasons, Receipt, Round, Verdict,
};
use codec::{Decode, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use proptest::prelude::*;

/// The first receipt of which `wanted` is true.
fn find(wanted: impl Fn(&Receipt) -> bool) -> Receipt {
	(0..10_000).map(arbitrary_receipt).find(wanted).unwrap()
}

/// A receipt of yes-or-no with two ballots opened in its first round.
fn ordinary() -> Receipt {
	find(|r| {
		let opened = r
			.rounds
			.first()
			.map_or(0, |x| x.casts.iter().filter(|c| c.reveal.is_some()).count());
		r.question.kind == Kind::Binary && opened > 2
	})
}

fn broken(mut receipt: Receipt, change: impl FnOnce(&mut Receipt)) -> Mismatch {
	let before = receipt.clone();
	change(&mut receipt);
	assert!(receipt != before, "the change changed nothing");
	let mismatch = receipt.check().unwrap_err();
	assert!(mismatch.to_string().len() > 20);
	mismatch
}

fn other(share: &mut Perbill) {
	*share = if share.is_one() {
		Perbill::zero()
	} else {
		Perbill::one()
	};
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(500))]

	#[test]
	fn valid_receipts_hold(seed in any::<u64>()) {
		let receipt = arbitrary_receipt(seed);
		prop_assert_eq!(receipt.check(), Ok(()));
		prop_assert_eq!(&receipt, &arbitrary_receipt(seed));
		prop_assert!(receipt.encoded_size() <= Receipt::max_encoded_len());
	}

	#[test]
	fn receipts_read_back_from_both_encodings(seed in any::<u64>()) {
		let receipt = arbitrary_receipt(seed);
		prop_assert_eq!(&Receipt::decode(&mut &receipt.encode()[..]).unwrap(), &receipt);
		let json = serde_json::to_string(&receipt).unwrap();
		prop_assert_eq!(&serde_json::from_str::<Receipt>(&json).unwrap(), &receipt);
	}

	#[test]
	fn a_changed_byte_never_passes(seed in any::<u64>(), place in any::<prop::sample::Index>(), mask in 1u8..) {
		let receipt = arbitrary_receipt(seed);
		let mut bytes = receipt.encode();
		let place = place.index(bytes.len());
		bytes[place] ^= mask;
		if let Ok(changed) = Receipt::decode(&mut &bytes[..]) {
			prop_assert!(changed.check().is_err() || changed.hash() != receipt.hash());
		}
	}

	#[test]
	fn changed_bytes_of_a_count_are_found_without_the_hash(seed in any::<u64>(), at in any::<prop::sample::Index>(), mask in 1u8..) {
		let mut receipt = arbitrary_receipt(seed);
		prop_assume!(!receipt.rounds.is_empty());
		let round = at.index(receipt.rounds.len());
		let mut bytes = receipt.rounds[round].tally.encode();
		let place = at.index(bytes.len());
		bytes[place] ^= mask;
		if let Ok(changed) = Decode::decode(&mut &bytes[..]) {
			receipt.rounds.as_mut()[round].tally = changed;
			prop_assert!(receipt.check().is_err());
		}
	}
}

#[test]
fn the_generator_reaches_every_outcome_and_kind() {
	let receipts: Vec<_> = (0..400).map(arbitrary_receipt).collect();
	let some = |wanted: &dyn Fn(&Receipt) -> bool| assert!(receipts.iter().any(wanted));
	some(&|r| matches!(r.outcome, Outcome::Decided(Answer::Binary(true))));
	some(&|r| matches!(r.outcome, Outcome::Decided(Answer::Binary(false))));
	some(&|r| matches!(r.outcome, Outcome::Decided(Answer::Choice(_))));
	some(&|r| matches!(r.outcome, Outcome::Decided(Answer::Scalar(_))));
	some(&|r| r.outcome == Outcome::Escalated);
	some(&|r| r.outcome == Outcome::Expired && !r.rounds.is_empty());
	some(&|r| r.rounds.is_empty());
	some(&|r| r.rounds.len() > 3);
	some(&|r| r.seats.len() == 64);
	for reason in [
		Reasons::STAKEHOLDER,
		Reasons::MISCALIBRATED,
		Reasons::HERDING,
		Reasons::COPYING,
		Reasons::BLOC,
		Reasons::OWNER,
	] {
		let given = |round: &Round| {
			round
				.tally
				.grounds
				.iter()
				.any(|ground| ground.reasons.contains(reason))
		};
		some(&|r| r.rounds.iter().any(given));
	}
	some(&|r| {
		r.rounds
			.iter()
			.any(|round| round.tally.verdict == Verdict::NoQuorum)
	});
}

#[test]
fn a_share_above_one_is_found() {
	let mut json = serde_json::to_value(ordinary()).unwrap();
	json["question"]["risk"] = 1_000_000_001.into();
	let receipt: Receipt = serde_json::from_value(json).unwrap();
	assert_eq!(receipt.check(), Err(Mismatch::Form));
}

#[test]
fn an_impossible_question_is_found() {
	let kind = Kind::Choice { options: 1 };
	assert_eq!(
		broken(ordinary(), |r| r.question.kind = kind),
		Mismatch::Kind { kind }
	);
}

#[test]
fn blocks_out_of_order_are_found() {
	for change in [
		|r: &mut Receipt| r.opened_at = 5_000,
		|r: &mut Receipt| r.decided_at = 0,
	] {
		assert!(matches!(broken(ordinary(), change), Mismatch::Blocks { .. }));
	}
}

#[test]
fn an_agent_on_two_seats_is_found() {
	let mismatch = broken(ordinary(), |r| r.seats.as_mut()[1].agent = r.seats[0].agent);
	assert!(matches!(
		mismatch,
		Mismatch::SeatTwice {
			first: 0,
			second: 1,
			..
		}
	));
}

#[test]
fn ballots_out_of_order_are_found() {
	let swapped = broken(ordinary(), |r| r.rounds.as_mut()[0].casts.as_mut().swap(0, 1));
	assert!(matches!(swapped, Mismatch::CastOrder { round: 0, .. }));
	let doubled = broken(ordinary(), |r| {
		let casts = r.rounds.as_mut()[0].casts.as_mut();
		casts[1] = casts[0];
	});
	assert!(matches!(doubled, Mismatch::CastOrder { round: 0, .. }));
}

#[test]
fn a_ballot_of_no_seat_is_found() {
	let mismatch = broken(ordinary(), |r| {
		r.rounds.as_mut()[0].casts.as_mut().last_mut().unwrap().seat = 64
	});
	assert!(matches!(
		mismatch,
		Mismatch::CastSeat {
			round: 0,
			seat: 64,
			..
		}
	));
}

#[test]
fn an_answer_to_another_question_is_found() {
	let mismatch = broken(ordinary(), |r| {
		let cast = r.rounds.as_mut()[0]
			.casts
			.iter_mut()
			.find(|c| c.reveal.is_some())
			.unwrap();
		cast.reveal.as_mut().unwrap().ballot.answer = Answer::Scalar(1);
	});
	assert!(matches!(mismatch, Mismatch::Answer { round: 0, .. }));
	assert!(
		mismatch
			.to_string()
			.contains("yes or no, but the answer is the number 1"),
		"{mismatch}"
	);
}

#[test]
fn every_part_of_a_seal_is_bound() {
	let opened = |r: &mut Receipt, change: fn(&mut crate::Cast)| {
		change(
			r.rounds.as_mut()[0]
				.casts
				.iter_mut()
				.find(|c| c.reveal.is_some())
				.unwrap(),
		);
	};
	let changes: [fn(&mut crate::Cast); 5] = [
		|c| c.commitment[0] ^= 1,
		|c| c.reveal.as_mut().unwrap().salt[31] ^= 1,
		|c| c.reveal.as_mut().unwrap().ballot.rationale[7] ^= 1,
		|c| other(&mut c.reveal.as_mut().unwrap().ballot.confidence),
		|c| {
			let answer = &mut c.reveal.as_mut().unwrap().ballot.answer;
			*answer = Answer::Binary(*answer != Answer::Binary(true));
		},
	];
	for change in changes {
		assert!(matches!(
			broken(ordinary(), |r| opened(r, change)),
			Mismatch::Seal { round: 0, .. }
		));
	}
	assert!(matches!(
		broken(ordinary(), |r| r.proposal ^= 1),
		Mismatch::Seal { .. }
	));
	let voter = ordinary().rounds[0]
		.casts
		.iter()
		.find(|c| c.reveal.is_some())
		.unwrap()
		.seat as usize;
	let account = broken(ordinary(), |r| r.seats.as_mut()[voter].account[0] ^= 1);
	assert!(matches!(account, Mismatch::Seal { .. }));
	let agent = broken(ordinary(), |r| r.seats.as_mut()[voter].agent += 1 << 50);
	assert!(matches!(agent, Mismatch::Seal { .. }));
	let chain = broken(ordinary(), |r| r.genesis[0] ^= 1);
	assert!(matches!(chain, Mismatch::Seal { .. }));
}

#[test]
fn another_form_of_receipt_is_refused() {
	assert_eq!(
		broken(ordinary(), |r| r.version = 1),
		Mismatch::Version { found: 1 }
	);
}

#[test]
fn what_agents_had_shown_cannot_be_changed() {
	let voter = |r: &Receipt| {
		usize::from(
			r.rounds[0]
				.casts
				.iter()
				.find(|c| c.reveal.is_some())
				.unwrap()
				.seat,
		)
	};
	let mismatch = broken(ordinary(), |r| {
		let voter = voter(r);
		let flattered = Odds {
			right: 190_000,
			wrong: 0,
		};
		let shown = &mut r.shown.as_mut()[voter].skill;
		(shown.yes, shown.no) = (flattered, flattered);
	});
	assert!(matches!(mismatch, Mismatch::Tally { round: 0, .. }));
	let mismatch = broken(ordinary(), |r| r.shown.truncate(1));
	assert!(matches!(mismatch, Mismatch::Shown { found: 1, .. }));
}

#[test]
fn pairs_that_cannot_be_are_found() {
	let pair = |one, other| Pair {
		one,
		other,
		common: 9,
		nats: 5_000,
	};
	for pairs in [
		vec![pair(1, 0)],
		vec![pair(0, 0)],
		vec![pair(0, 64)],
		vec![pair(0, 1), pair(0, 1)],
	] {
		let mismatch = broken(ordinary(), |r| r.pairs = pairs.clone().try_into().unwrap());
		assert!(matches!(mismatch, Mismatch::Pair { .. }));
	}
}

#[test]
fn a_pair_left_out_is_found() {
	let copied = find(|r| {
		r.rounds.iter().any(|round| {
			round
				.tally
				.grounds
				.iter()
				.any(|ground| ground.reasons.contains(Reasons::COPYING))
		})
	});
	let mismatch = broken(copied, |r| r.pairs.truncate(0));
	assert!(matches!(mismatch, Mismatch::Tally { .. }));
}

#[test]
fn every_part_of_a_count_is_recomputed() {
	let told = |change: &dyn Fn(&mut crate::Tally)| {
		let mismatch = broken(ordinary(), |r| change(&mut r.rounds.as_mut()[0].tally));
		assert!(matches!(mismatch, Mismatch::Tally { round: 0, .. }));
		mismatch.to_string()
	};
	assert!(told(&|t| other(&mut t.threshold)).contains("threshold"));
	assert!(told(&|t| t.leading = None).contains("no answer leads"));
	assert!(told(&|t| other(&mut t.support)).contains("support"));
	assert!(told(&|t| other(&mut t.lower)).contains("lower end"));
	assert!(told(&|t| other(&mut t.upper)).contains("upper end"));
	assert!(told(&|t| t.effective = crate::Fixed::ZERO).contains("voices"));
	assert!(told(&|t| t.weights.as_mut()[2] = crate::Fixed::MAX).contains("seat 2 weighs"));
	assert!(told(&|t| t.weights.truncate(1)).contains("lists 1"));
	assert!(told(&|t| t.grounds.as_mut()[0].reasons = Reasons(64)).contains("grounds"));
	assert!(told(&|t| t.verdict = Verdict::Decided(Answer::Choice(9))).contains("option 9"));
}

#[test]
fn a_finding_left_out_is_found() {
	let biased = find(|r| {
		r.rounds
			.first()
			.is_some_and(|round| !round.tally.findings.is_empty())
	});
	let mismatch = broken(biased, |r| r.rounds.as_mut()[0].tally.findings.truncate(0));
	assert!(mismatch.to_string().contains("biases"), "{mismatch}");
}

#[test]
fn an_abstention_made_up_is_found() {
	let decided = find(|r| matches!(r.outcome, Outcome::Decided(_)));
	let last = decided.rounds.len() - 1;
	let mismatch = broken(decided, |r| {
		let cast = r.rounds.as_mut()[last]
			.casts
			.iter_mut()
			.find(|c| c.reveal.is_some())
			.unwrap();
		cast.reveal = None;
	});
	assert!(matches!(mismatch, Mismatch::Tally { .. }));
}

#[test]
fn an_outcome_that_does_not_follow_is_found() {
	let decided = find(|r| matches!(r.outcome, Outcome::Decided(_)));
	let mismatch = broken(decided, |r| r.outcome = Outcome::Escalated);
	assert!(matches!(
		mismatch,
		Mismatch::Outcome {
			found: Outcome::Escalated,
			..
		}
	));
	let empty = find(|r| r.rounds.is_empty());
	let mismatch = broken(empty, |r| r.outcome = Outcome::Decided(Answer::Binary(true)));
	assert!(matches!(
		mismatch,
		Mismatch::Outcome {
			expected: Outcome::Expired,
			..
		}
	));
}

#[test]
fn missing_and_surplus_rounds_are_found() {
	let long = find(|r| r.rounds.len() > 1);
	let mismatch = broken(long.clone(), |r| r.rounds.truncate(1));
	assert!(matches!(mismatch, Mismatch::Unfinished { rounds: 1, .. }));
	let mismatch = broken(long, |r| r.constants.rounds = 1);
	assert!(matches!(mismatch, Mismatch::EndedEarlier { round: 0, .. }));
}
