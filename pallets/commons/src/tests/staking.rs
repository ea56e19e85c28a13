use crate::{mock::*, Error, Event, Stake};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		traits::{LockIdentifier, LockableCurrency, WithdrawReasons},
	},
	sp_runtime::TokenError,
};

#[test]
fn a_stake_is_frozen_on_its_owner() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 400));
		assert_eq!(
			last_event(),
			Event::Staked {
				proposal: id,
				who: 2,
				amount: 400
			}
		);
		assert_eq!(frozen(2), 400);
		assert_eq!(info(id).staked, 400);
		assert_eq!(
			Commons::stakes(&2),
			[Stake {
				proposal: id,
				amount: 400
			}]
		);
		// What is frozen cannot be sold.
		assert_noop!(
			Cvt::transfer_allow_death(by(2), 3, VOTES - 399),
			TokenError::Frozen
		);
		assert_ok!(Cvt::transfer_allow_death(by(2), 3, VOTES - 400));
	});
}

#[test]
fn a_token_counts_once_among_proposals() {
	ExtBuilder.run(|| {
		let (a, b) = (submit(1_000), submit(1_000));
		assert_ok!(Commons::stake(by(2), a, 600_000));
		assert_noop!(Commons::stake(by(2), b, 400_001), TokenError::FundsUnavailable);
		assert_ok!(Commons::stake(by(2), b, 400_000));
		assert_eq!(frozen(2), VOTES);
	});
}

#[test]
fn the_same_token_still_votes_elsewhere() {
	ExtBuilder.run(|| {
		const REFERENDA: LockIdentifier = *b"pyconvot";
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, VOTES));
		// As conviction voting locks.
		<Cvt as LockableCurrency<u64>>::set_lock(REFERENDA, &2, VOTES, WithdrawReasons::all());
		assert_ok!(Commons::unstake(by(2), id, VOTES));
		assert_eq!(frozen(2), 0);
		assert_noop!(Cvt::transfer_allow_death(by(2), 3, 1), TokenError::Frozen);
	});
}

#[test]
fn a_stake_is_raised_and_lowered_in_place() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 400));
		assert_ok!(Commons::stake(by(2), id, 1));
		assert_ok!(Commons::unstake(by(2), id, 101));
		assert_eq!(
			Commons::stakes(&2),
			[Stake {
				proposal: id,
				amount: 300
			}]
		);
		assert_eq!((frozen(2), info(id).staked), (300, 300));
		assert_ok!(Commons::unstake(by(2), id, 300));
		assert!(Commons::stakes(&2).is_empty());
		assert_eq!((frozen(2), info(id).staked), (0, 0));
	});
}

#[test]
fn dust_is_no_stake() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_noop!(Commons::stake(by(2), id, LEAST - 1), Error::<Test>::StakeTooLow);
		assert_noop!(Commons::stake(by(2), id, 0), Error::<Test>::StakeTooLow);
		assert_ok!(Commons::stake(by(2), id, LEAST));
		assert_noop!(Commons::unstake(by(2), id, 1), Error::<Test>::StakeTooLow);
	});
}

#[test]
fn a_voter_has_few_stakes() {
	ExtBuilder.run(|| {
		let ids = [submit(1), submit(1), submit(1), submit(1)];
		for id in &ids[..3] {
			assert_ok!(Commons::stake(by(2), *id, LEAST));
		}
		assert_noop!(Commons::stake(by(2), ids[3], LEAST), Error::<Test>::TooManyStakes);
		assert_ok!(Commons::stake(by(2), ids[0], 1));
		assert_ok!(Commons::stake(by(3), ids[3], LEAST));
	});
}

#[test]
fn more_than_is_staked_is_not_taken_off() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_noop!(Commons::unstake(by(2), id, 1), Error::<Test>::NoSuchStake);
		assert_ok!(Commons::stake(by(2), id, 400));
		assert_noop!(Commons::unstake(by(2), id, 401), Error::<Test>::NoSuchStake);
		assert_noop!(Commons::unstake(by(3), id, 1), Error::<Test>::NoSuchStake);
		assert_noop!(Commons::unstake(by(2), id, u64::MAX), Error::<Test>::NoSuchStake);
	});
}

#[test]
fn unknown_and_expired_proposals_take_no_stake() {
	ExtBuilder.run(|| {
		assert_noop!(Commons::stake(by(2), 0, 100), Error::<Test>::UnknownProposal);
		let id = submit(1_000);
		advance(LIFETIME);
		assert_noop!(Commons::stake(by(2), id, 100), Error::<Test>::TimeOver);
	});
}

#[test]
fn conviction_goes_half_the_way_in_a_half_life() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 80_000));
		assert_eq!(conviction(id), 0);
		advance(100);
		assert_eq!(conviction(id), 40_000);
		advance(100);
		assert_eq!(conviction(id), 60_000);
		assert_ok!(Commons::unstake(by(2), id, 80_000));
		assert_eq!(conviction(id), 60_000);
		advance(100);
		assert_eq!(conviction(id), 30_000);
	});
}

#[test]
fn touching_a_proposal_changes_no_conviction() {
	ExtBuilder.run(|| {
		let (a, b) = (submit(1_000), submit(1_000));
		assert_ok!(Commons::stake(by(2), a, 80_000));
		assert_ok!(Commons::stake(by(3), b, 80_000));
		for _ in 0..50 {
			advance(1);
			assert_ok!(Commons::stake(by(4), a, LEAST));
			assert_ok!(Commons::unstake(by(4), a, LEAST));
		}
		assert!(conviction(b).abs_diff(conviction(a)) <= 1);
	});
}
