//! What being right is worth, and what colluding costs.

use crate::{mock::*, *};
use althing_cmp_rules::{Cabal, Known, Matrix, Part};
use althing_cmp_stats::Real;
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{AccountId32, TokenError},
};

const TOPIC: Topic = Topic::ALL[0];

fn endow(proposal: ProposalId, amount: Balance) {
	assert_ok!(Cmp::endow(signed(person(2)), proposal, amount));
}

/// Yes from the seats before `first`, and no from the others.
fn held(first: usize, endowed: Balance) -> (ProposalId, Vec<Seat>) {
	let proposal = open_and_draw();
	if endowed > 0 {
		endow(proposal, endowed);
	}
	let seats = seats(proposal);
	for _ in 0..8 {
		if Proposals::<Test>::contains_key(proposal) {
			hold_round(proposal, |position| Answer::Binary(position < first));
		}
	}
	(proposal, seats)
}

fn settle(proposal: ProposalId, truth: Answer) {
	assert_ok!(Cmp::settle(RuntimeOrigin::root(), proposal, truth));
}

/// What the owners have got.
fn got(seats: &[Seat]) -> Vec<Balance> {
	let owner = |seat: &Seat| Balances::free_balance(AccountId32::from(seat.owner));
	seats.iter().map(owner).collect()
}

fn rewarded() -> Option<(Balance, u32)> {
	events().into_iter().find_map(|event| match event {
		Event::Rewarded { each, paid, .. } => Some((each, paid)),
		_ => None,
	})
}

/// One owner for each agent, so that each account is one seat's.
fn chain() -> ExtBuilder {
	ExtBuilder::default().owners(24)
}

#[test]
fn half_of_the_prize_goes_in_equal_shares_to_who_was_right_when_nothing_was_expected() {
	chain().run(|| {
		let (proposal, seats) = held(10, 8_000);
		settle(proposal, YES);
		assert_eq!(rewarded(), Some((400, 10)));
		assert_eq!(got(&seats), [[400; 10].as_slice(), &[0; 2]].concat());
		assert_eq!(Balances::free_balance(Pot::get()), 4_000, "the rest stays");
		assert_eq!(Promised::<Test>::get(), 0);
	});
}

#[test]
fn who_dissents_and_turns_out_right_gets_most() {
	chain().run(|| {
		let (proposal, seats) = held(11, 8_000);
		assert_eq!(receipt(proposal).outcome, Outcome::Decided(YES));
		settle(proposal, NO);
		assert_eq!(got(&seats)[11], 4_000);
	});
}

#[test]
fn a_truth_that_was_expected_pays_less() {
	chain().run(|| {
		// Before the panel is drawn, the estimate says that yes is true in ten of 100 cases.
		believe([90, 10]);
		let (proposal, _) = held(12, 8_000);
		let receipt = receipt(proposal);
		let surprise = |truth| althing_cmp_rules::surprise(&receipt, &truth).deconstruct() / 10_000_000;
		assert_eq!((surprise(YES), surprise(NO)), (90, 10));
		settle(proposal, YES);
		assert_eq!(
			rewarded().map(|(each, _)| each / 10),
			Some(60),
			"8,000 · 0.9 / 12"
		);
	});
}

#[test]
fn the_pot_adds_what_it_has_to_spare() {
	chain().run(|| {
		Prize::set(2_000);
		assert_ok!(Balances::transfer_allow_death(
			signed(person(3)),
			Pot::get(),
			1_010
		));
		let waiting = open();
		endow(waiting, 5_000);
		let (proposal, _) = held(10, 0);
		settle(proposal, YES);
		assert_eq!(
			rewarded(),
			Some((50, 10)),
			"what is endowed on others is not touched"
		);
		assert_eq!(Promised::<Test>::get(), 5_000);
	});
}

#[test]
fn nothing_is_paid_when_nobody_was_right_or_nothing_is_there() {
	chain().run(|| {
		let (proposal, _) = held(12, 8_000);
		settle(proposal, NO);
		let (other, _) = held(12, 0);
		settle(other, YES);
		assert_eq!(rewarded(), None);
		assert_eq!(Balances::free_balance(Pot::get()), 8_000);
	});
}

#[test]
fn an_endowment_is_for_an_active_proposal_and_by_who_has_it() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		let rich = Cmp::endow(signed(person(2)), proposal, FUNDS + 1);
		assert_noop!(rich, TokenError::FundsUnavailable);
		let (ended, _) = held(12, 0);
		let late = Cmp::endow(signed(person(2)), ended, 100);
		assert_noop!(late, Error::<Test>::UnknownProposal);
	});
}

#[test]
fn what_is_not_paid_in_time_falls_to_the_pot() {
	ExtBuilder::default().run(|| {
		let cancelled = open();
		endow(cancelled, 700);
		assert_ok!(Cmp::cancel(RuntimeOrigin::root(), cancelled));
		assert_eq!(Promised::<Test>::get(), 0);
		held(12, 300);
		assert_eq!(Promised::<Test>::get(), 300);
		run_to(System::block_number() + RETENTION);
		assert_eq!(Promised::<Test>::get(), 0);
		assert_eq!(Balances::free_balance(Pot::get()), 1_000);
	});
}

/// What is believed of yes and no: so many of 100 are true; agents 0 to 2 are a cabal.
fn believe(labels: [i32; 2]) {
	let part = |percent| Part::of(Real::ratio(percent, 100));
	let matrix = Matrix::of_parts([70, 30, 30, 70].map(part).to_vec());
	let known = |agent: AgentId| {
		let cabal = (agent < 3).then_some(0);
		let matrix = matrix.clone();
		(agent, Known { matrix, cabal })
	};
	let appraisal = Appraisal {
		upto: 0,
		seen: 0,
		score: 0,
		labels: BoundedVec::truncate_from(labels.map(part).to_vec()),
		average: matrix.clone(),
		agents: BoundedVec::truncate_from((0..6).map(known).collect()),
		cabals: BoundedVec::truncate_from(vec![Cabal {
			matrix: matrix.clone(),
			noise: part(3),
		}]),
	};
	Appraisals::<Test>::insert(TOPIC, appraisal);
}

fn punish(origin: RuntimeOrigin, agents: &[AgentId]) -> DispatchResult {
	let agents = BoundedVec::truncate_from(agents.to_vec());
	Cmp::punish(origin, TOPIC, agents, Perbill::from_percent(20))
}

#[test]
fn members_of_a_cabal_lose_a_share_of_their_bonds_when_people_say_so() {
	ExtBuilder::default().run(|| {
		believe([50, 50]);
		assert_ok!(punish(RuntimeOrigin::root(), &[0, 2]));
		assert_eq!(Table::slashes(), [(0, UNIT / 5), (2, UNIT / 5)]);
	});
}

#[test]
fn who_is_in_no_cabal_loses_nothing_and_strangers_punish_nobody() {
	ExtBuilder::default().run(|| {
		let unknown = punish(RuntimeOrigin::root(), &[0]);
		assert_noop!(unknown, Error::<Test>::NotColluding);
		believe([50, 50]);
		for innocent in [5, 99] {
			let mixed = punish(RuntimeOrigin::root(), &[0, innocent]);
			assert_noop!(mixed, Error::<Test>::NotColluding);
		}
		assert_noop!(punish(signed(person(1)), &[0]), DispatchError::BadOrigin);
		assert_eq!(Table::slashes(), []);
	});
}
