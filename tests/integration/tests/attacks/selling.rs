//! Voting, then selling what was voted with.

use super::run;
use althing_integration_tests::{
	people::{by, newcomer, NEVER},
	referenda::{ask, remark, root, status, vote},
};
use althing_runtime::{constants::currency::UNIT, Commons, Curve, Cvt, System};
use frame_support::{assert_noop, assert_ok};
use pallet_commons::Payout;
use pallet_conviction_voting::Conviction;
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{MultiAddress, TokenError};

#[test]
fn what_is_voted_with_or_staked_cannot_leave_its_account() {
	run(|| {
		let who = Sr25519Keyring::Eve.to_account_id();
		let dest = || MultiAddress::Id(Sr25519Keyring::Bob.to_account_id());
		let all = Cvt::free_balance(&who);
		let index = ask(root(), remark());
		assert_ok!(vote(&who, index, true, Conviction::None, all));
		assert_noop!(
			Cvt::transfer_allow_death(by(&who), dest(), UNIT),
			TokenError::Frozen
		);
		assert_noop!(
			Curve::sell(by(&who), UNIT, 0, NEVER),
			TokenError::FundsUnavailable
		);

		assert_ok!(Commons::unlock(by(&who)));
		assert_ok!(Commons::submit(
			by(&who),
			UNIT,
			who.clone(),
			Payout::Pool,
			[0; 32]
		));
		assert_ok!(Commons::stake(by(&who), 0, all));
		assert_noop!(
			Cvt::transfer_allow_death(by(&who), dest(), UNIT),
			TokenError::Frozen
		);
		assert_noop!(
			Curve::sell(by(&who), UNIT, 0, NEVER),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn a_token_counts_once_in_a_referendum_however_often_it_changes_hands() {
	run(|| {
		let index = ask(root(), remark());
		let stake = 100_000 * UNIT;
		let hands: Vec<_> = (101..106).map(|seed| newcomer(seed, UNIT)).collect();
		let mut holder = Sr25519Keyring::Eve.to_account_id();
		for next in hands {
			assert_ok!(vote(&holder, index, true, Conviction::Locked6x, stake));
			let tally = status(index).unwrap().tally;
			assert_eq!((tally.support, tally.ayes), (stake, 6 * stake));
			// To be sold, the vote has to go.
			assert_ok!(Commons::unlock(by(&holder)));
			assert_eq!(status(index).unwrap().tally.support, 0);
			let dest = MultiAddress::Id(next.clone());
			assert_ok!(Cvt::transfer_allow_death(by(&holder), dest, stake));
			holder = next;
		}
	});
}

#[test]
fn conviction_in_the_commons_does_not_change_hands() {
	run(|| {
		let seller = Sr25519Keyring::Eve.to_account_id();
		let buyer = newcomer(101, UNIT);
		let stake = 100_000 * UNIT;
		assert_ok!(Commons::submit(
			by(&seller),
			UNIT,
			seller.clone(),
			Payout::Pool,
			[0; 32]
		));
		assert_ok!(Commons::stake(by(&seller), 0, stake));
		let half_life = Commons::terms().half_life;
		System::set_block_number(1 + half_life);
		assert_ok!(Commons::unstake(by(&seller), 0, stake));
		let dest = MultiAddress::Id(buyer.clone());
		assert_ok!(Cvt::transfer_allow_death(by(&seller), dest, stake));
		assert_ok!(Commons::stake(by(&buyer), 0, stake));
		// A half of it has grown and fades, a half grows anew: together never more than the tokens.
		for half_lives in 1..20 {
			System::set_block_number(1 + half_lives * half_life);
			assert!(Commons::progress(0).unwrap().conviction <= stake);
		}
	});
}
