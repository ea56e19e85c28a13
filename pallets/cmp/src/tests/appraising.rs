//! What is claimed of panels, and what is believed.

use crate::{mock::*, *};
use althing_cmp_rules::{Bias, Reasons, Topic, MAX_LAG};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

const TOPIC: Topic = Topic::ALL[0];

/// Twelve seats: the last says no.
fn split(position: usize) -> Answer {
	Answer::Binary(position < 11)
}

fn decide(answer: impl Fn(usize) -> Answer) -> (ProposalId, Vec<Seat>) {
	let proposal = open_and_draw();
	let seats = seats(proposal);
	hold_round(proposal, answer);
	(proposal, seats)
}

/// As many panels as make an appraisal due; agents below `liars` say yes whatever is true, which changes from panel to
/// panel.
fn hear_many(liars: AgentId) {
	for turn in 0..12 {
		let proposal = open_and_draw();
		let seats = seats(proposal);
		hold_round(proposal, |position| {
			Answer::Binary(seats[position].agent < liars || turn % 2 == 0)
		});
		while Proposals::<Test>::contains_key(proposal) {
			run_to(System::block_number() + 1);
		}
	}
}

fn window() -> althing_cmp_rules::Window {
	let view = Cmp::topic(TOPIC).unwrap();
	althing_cmp_rules::Window::read(TOPIC, view.upto, &view.heard).unwrap()
}

fn appraise(upto: u32, claim: Claim) -> DispatchResultWithPostInfo {
	Cmp::appraise(signed(person(2)), TOPIC, upto, claim)
}

#[test]
fn the_first_ballots_of_a_panel_are_kept() {
	ExtBuilder::default().run(|| {
		assert_eq!(Cmp::topic(TOPIC), None);
		let (proposal, seats) = decide(split);
		let view = Cmp::topic(TOPIC).unwrap();
		let heard = &view.heard[0];
		assert_eq!((view.upto, heard.proposal, heard.truth), (1, proposal, None));
		assert_eq!(heard.seen, seats.len() as u64);
		let said: Vec<_> = (0..seats.len())
			.map(|n| (seats[n].agent, u8::from(n < 11)))
			.collect();
		assert_eq!(heard.answers.to_vec(), said);
		assert_eq!(Cmp::wanted(), []);
	});
}

#[test]
fn a_claim_is_free_when_it_is_taken_and_changes_the_next_panel() {
	ExtBuilder::default().run(|| {
		hear_many(4);
		let view = Cmp::topic(TOPIC).unwrap();
		assert_eq!(Cmp::wanted(), [TOPIC]);
		let taken = appraise(view.upto, window().search()).unwrap();
		assert_eq!(taken.pays_fee, Pays::No);
		let appraisal = Appraisals::<Test>::get(TOPIC).unwrap();
		assert_eq!((appraisal.upto, appraisal.agents.len()), (view.upto, 24));

		let proposal = open_and_draw();
		let panel = Cmp::panel(proposal).unwrap();
		let testimony = panel.testimony.clone().unwrap();
		assert_eq!(testimony.upto, view.upto);
		assert!(panel.pairs.is_empty());
		hold_round(proposal, |position| {
			Answer::Binary(panel.seats[position].agent < 4)
		});
		let tally = Cmp::rounds(proposal).first().map(|round| round.tally.clone());
		let tally = tally.unwrap_or_else(|| receipt(proposal).rounds[0].tally.clone());
		assert_eq!(tally.leading, Some(NO), "{tally:?}");
	});
}

#[test]
fn agents_who_speak_with_one_voice_share_its_weight() {
	ExtBuilder::default().run(|| {
		hear_many(4);
		let window = window();
		let mut claim = window.search();
		for place in 0..4 {
			claim.cabals[place] = Some(0);
		}
		assert_ok!(appraise(Cmp::topic(TOPIC).unwrap().upto, claim));
		assert_eq!(Appraisals::<Test>::get(TOPIC).unwrap().cabals.len(), 1);
		let proposal = open_and_draw();
		let panel = Cmp::panel(proposal).unwrap();
		hold_round(proposal, |position| {
			Answer::Binary(panel.seats[position].agent >= 4)
		});
		let tally = receipt(proposal).rounds[0].tally.clone();
		let copying = tally
			.findings
			.iter()
			.find(|f| matches!(f.bias, Bias::Copying { .. }));
		assert!(copying.is_some(), "{:?}", tally.findings);
		for (seat, ground) in panel.seats.iter().zip(&tally.grounds) {
			let alike = seat.agent < 4;
			assert_eq!(
				ground.reasons.contains(Reasons::COPYING),
				alike && ground.odds > Default::default()
			);
			if alike {
				assert_eq!(ground.independence, Perbill::from_percent(25));
			}
		}
	});
}

#[test]
fn a_claim_that_does_not_fit_is_refused() {
	ExtBuilder::default().run(|| {
		decide(split);
		assert_noop!(appraise(1, window().search()), Error::<Test>::NotDue);
		hear_many(0);
		let upto = Cmp::topic(TOPIC).unwrap().upto;
		let claim = window().search();
		assert_noop!(appraise(0, claim.clone()), Error::<Test>::WrongWindow);
		assert_noop!(appraise(upto + 1, claim.clone()), Error::<Test>::WrongWindow);
		assert_noop!(appraise(upto - 1, claim.clone()), Error::<Test>::BadClaim);
		assert_noop!(appraise(upto, Claim::default()), Error::<Test>::BadClaim);
		let mut fewer = claim.clone();
		fewer.cabals.pop();
		assert_noop!(appraise(upto, fewer), Error::<Test>::BadClaim);
		let mut turned = claim.clone();
		turned
			.shares
			.iter_mut()
			.for_each(|share| *share = u8::MAX - *share);
		assert_noop!(appraise(upto, turned), Error::<Test>::BadClaim);
		let strange = Topic { labels: 5, ..TOPIC };
		let call = Cmp::appraise(signed(person(2)), strange, upto, claim.clone());
		assert_noop!(call, Error::<Test>::NoSuchTopic);
		let choice = Cmp::appraise(signed(person(2)), Topic::ALL[2], upto, claim);
		assert_noop!(choice, Error::<Test>::WrongWindow);
	});
}

#[test]
fn of_the_same_panels_only_the_better_claim_is_taken() {
	ExtBuilder::default().run(|| {
		hear_many(4);
		let upto = Cmp::topic(TOPIC).unwrap().upto;
		let best = window().search();
		let mut worse = best.clone();
		worse.shares.iter_mut().step_by(5).for_each(|share| *share = 128);
		assert_ok!(appraise(upto, worse));
		let first = Appraisals::<Test>::get(TOPIC).unwrap();
		let again = appraise(upto, best.clone());
		let second = Appraisals::<Test>::get(TOPIC).unwrap();
		match again {
			Ok(taken) => {
				assert!(second.score > first.score);
				assert_eq!(
					taken.pays_fee,
					Pays::Yes,
					"else a bad claim would be worth many free ones"
				);
			}
			Err(refused) => {
				assert_eq!(refused.error, Error::<Test>::NotBetter.into());
				assert_eq!(second, first);
			}
		}
		assert_noop!(appraise(upto, best), Error::<Test>::NotBetter);
	});
}

#[test]
fn a_truth_that_is_told_makes_what_is_believed_stale() {
	ExtBuilder::default().run(|| {
		hear_many(4);
		let upto = Cmp::topic(TOPIC).unwrap().upto;
		assert_ok!(appraise(upto, window().search()));
		let (proposal, _) = decide(split);
		assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, NO));
		let view = Cmp::topic(TOPIC).unwrap();
		assert_eq!(view.heard.last().unwrap().truth, Some(0));
		assert_eq!(Cmp::wanted(), [TOPIC]);
		assert_ok!(appraise(view.upto, window().search()));
		assert_eq!(Cmp::wanted(), []);
	});
}

#[test]
fn the_oldest_panels_are_let_go() {
	ExtBuilder::default().run(|| {
		decide(split);
		let heard = HeardPanels::<Test>::get(TOPIC, 0).unwrap();
		let kept = crate::appraising::KEPT;
		for number in 1..kept {
			let seen = u64::from(number) + 100;
			HeardPanels::<Test>::insert(
				TOPIC,
				number,
				Heard {
					seen,
					..heard.clone()
				},
			);
		}
		let seen = u64::from(kept - 1) + 100;
		HeardRanges::<Test>::insert(
			TOPIC,
			HeardRange {
				first: 0,
				next: kept,
				seen,
			},
		);
		decide(split);
		let range = HeardRanges::<Test>::get(TOPIC);
		assert_eq!((range.first, range.next), (1, kept + 1));
		assert!(!HeardPanels::<Test>::contains_key(TOPIC, 0));
		let claim = Claim::default();
		assert_noop!(
			appraise(range.next - MAX_LAG - 1, claim),
			Error::<Test>::WrongWindow
		);
	});
}
