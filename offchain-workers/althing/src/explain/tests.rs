use super::{svg, Explanation};
use althing_cmp_rules::{conclude, testing::arbitrary_receipt, Outcome, Receipt, Verdict};

fn receipts() -> impl Iterator<Item = Receipt> {
	(0..120).map(arbitrary_receipt)
}

#[test]
fn every_receipt_can_be_explained_and_drawn() {
	for receipt in receipts() {
		let explanation = Explanation::of(&receipt);
		let words = explanation.to_string();
		assert!(words.starts_with(&format!("Proposal {}", receipt.proposal)));
		let picture = svg(&explanation);
		assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"));
		assert!(serde_json::to_string(&explanation).is_ok());
	}
}

#[test]
fn whoever_dissents_is_named() {
	for receipt in receipts() {
		let explanation = Explanation::of(&receipt);
		for (told, round) in explanation.rounds.iter().zip(&receipt.rounds) {
			let opened = round.casts.iter().filter(|cast| cast.reveal.is_some()).count();
			assert_eq!(told.seats.len(), opened);
			let with: u64 = told
				.seats
				.iter()
				.filter(|seat| !seat.dissents)
				.map(|seat| u64::from(seat.share.deconstruct()))
				.sum();
			assert!(
				with.abs_diff(round.tally.support.deconstruct().into()) < 1_000,
				"{told:?}"
			);
		}
	}
}

#[test]
fn the_ballots_named_would_have_changed_it_and_one_fewer_would_not() {
	let mut found = 0;
	for receipt in receipts() {
		let Some(change) = Explanation::of(&receipt).change else {
			continue;
		};
		let (Some(ballots), Some(said)) = (change.ballots, change.said) else {
			continue;
		};
		let (last, earlier) = receipt.rounds.split_last().unwrap();
		let verdict = |agents: &[u64]| {
			let mut casts = last.casts.to_vec();
			for cast in &mut casts {
				if agents.contains(&receipt.seats[usize::from(cast.seat)].agent) {
					cast.reveal.as_mut().unwrap().ballot.answer = said;
				}
			}
			conclude(&receipt.hearing(), earlier, &casts).verdict
		};
		assert_ne!(verdict(&ballots), last.tally.verdict);
		assert_eq!(verdict(&ballots[..ballots.len() - 1]), last.tally.verdict);
		found += 1;
	}
	assert!(found > 20);
}

#[test]
fn a_decision_names_the_threshold_at_which_it_would_have_failed() {
	let decided = receipts()
		.find(|receipt| matches!(receipt.outcome, Outcome::Decided(_)))
		.unwrap();
	let last = decided.rounds.last().unwrap();
	assert!(matches!(last.tally.verdict, Verdict::Decided(_)));
	let change = Explanation::of(&decided).change.unwrap();
	assert_eq!(change.threshold, Some(last.tally.support));
}
