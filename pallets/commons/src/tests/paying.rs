use crate::{mock::*, Error, Event, HoldReason, Payout, Terms};
use althing_primitives::{Department, Departmental};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{Perbill, TokenError},
};

/// A tenth of the pool needs ρ·S/(β − 1/10)² = a tenth of S.
const TENTH: Balance = POOL / 10;

#[test]
fn a_proposal_passes_in_the_block_in_which_its_conviction_suffices() {
	ExtBuilder.run(|| {
		let id = submit(TENTH);
		assert_ok!(Commons::stake(by(2), id, 100_000));
		// S is the floor of 400,000; 40,000 of 100,000 are there after log₂(1/0.6) half-lives.
		let progress = Commons::progress(id).unwrap();
		assert_eq!((progress.needed, progress.blocks), (Some(40_000), Some(74)));
		advance(73);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::NotEnoughConviction);
		advance(1);
		assert_ok!(Commons::execute(by(3), id));

		assert_eq!(free(BENEFICIARY), TENTH);
		assert_eq!(free(Commons::pool()), POOL + EXISTENTIAL - TENTH);
		assert_eq!(held(HoldReason::ProposalDeposit, 1), 0);
		assert_eq!(Commons::proposal(id), None);
		let Event::Passed {
			proposal,
			beneficiary,
			amount,
			payout,
			conviction,
		} = last_event()
		else {
			panic!("the last event is another")
		};
		assert_eq!((proposal, beneficiary, amount), (id, BENEFICIARY, TENTH));
		assert_eq!(payout, Payout::Pool);
		assert!((40_000..41_000).contains(&conviction));
	});
}

#[test]
fn it_passes_once() {
	ExtBuilder.run(|| {
		let id = passed(TENTH, Payout::Pool);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::UnknownProposal);
	});
}

#[test]
fn a_larger_share_needs_more() {
	ExtBuilder.run(|| {
		let needed = |amount| Commons::progress(submit(amount)).unwrap().needed;
		assert_eq!(needed(1), Some(10_000));
		assert_eq!(needed(TENTH), Some(40_000));
		assert_eq!(needed(POOL * 19 / 100), Some(4_000_000));
		assert_eq!(needed(POOL / 5), None);
	});
}

#[test]
fn the_share_beta_never_passes() {
	ExtBuilder.run(|| {
		let id = submit(POOL / 5);
		for who in 2..=4 {
			assert_ok!(Commons::stake(by(who), id, VOTES));
		}
		advance(LIFETIME - 1);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::AsksTooMuch);
		// Unless the pool grows.
		assert_ok!(Balances::transfer_allow_death(by(2), Commons::pool(), 90_000));
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::NotEnoughConviction);
	});
}

#[test]
fn who_stakes_alone_still_needs_its_share_of_the_floor() {
	ExtBuilder.run(|| {
		let id = submit(1);
		assert_ok!(Commons::stake(by(2), id, 9_000));
		advance(LIFETIME - 1);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::NotEnoughConviction);
	});
}

#[test]
fn what_others_stake_raises_the_threshold() {
	ExtBuilder.run(|| {
		let (a, b) = (submit(TENTH), submit(1));
		assert_ok!(Commons::stake(by(2), a, 100_000));
		assert_ok!(Commons::stake(by(3), b, 900_000));
		assert_eq!(Commons::progress(a).unwrap().needed, Some(100_000));
	});
}

#[test]
fn a_department_pays_from_its_own_account() {
	ExtBuilder.run(|| {
		let id = passed(TENTH, Payout::Department(Department::Legal));
		assert_eq!(Commons::proposal(id), None);
		let paid = free(Accounts::account(Department::Legal));
		assert_eq!(paid, POOL + EXISTENTIAL - TENTH);
		assert_eq!(free(Commons::pool()), POOL + EXISTENTIAL);
		assert_eq!(free(BENEFICIARY), TENTH);
	});
}

#[test]
fn what_the_beneficiary_cannot_take_leaves_the_proposal_as_it_was() {
	ExtBuilder.run(|| {
		let id = submit(EXISTENTIAL - 1);
		assert_ok!(Commons::stake(by(4), id, VOTES));
		advance(500);
		let before = info(id);
		assert_noop!(Commons::execute(by(3), id), TokenError::BelowMinimum);
		assert_eq!(info(id), before);
	});
}

#[test]
fn expired_and_unknown_proposals_are_not_paid() {
	ExtBuilder.run(|| {
		assert_noop!(Commons::execute(by(3), 0), Error::<Test>::UnknownProposal);
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(4), id, VOTES));
		advance(LIFETIME);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::TimeOver);
	});
}

#[test]
fn governance_may_change_the_terms_under_way() {
	ExtBuilder.run(|| {
		let id = submit(TENTH);
		assert_ok!(Commons::stake(by(2), id, 80_000));
		advance(100);
		assert_eq!(conviction(id), 40_000);
		// What accrued before stays when something touches the proposal; the new half-life counts from there.
		assert_ok!(Commons::stake(by(3), id, LEAST));
		assert_ok!(Commons::unstake(by(3), id, LEAST));
		Governed::set(Terms {
			half_life: 50,
			..USUAL
		});
		assert_eq!(conviction(id), 40_000);
		advance(50);
		assert_eq!(conviction(id), 60_000);
		Governed::set(Terms {
			floor: Perbill::one(),
			..USUAL
		});
		assert_eq!(Commons::progress(id).unwrap().needed, Some(400_000));
	});
}
