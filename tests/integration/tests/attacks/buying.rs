//! Buying CVT for a referendum.

use super::{run, GRAIN};
use althing_integration_tests::{
	next_block,
	people::{buy, by, newcomer, sell, NEVER},
	referenda::{ask, end, remark, root, status, vote},
};
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	governance::{
		origins::{Origin, Spender},
		pace, pallet_origins,
		tracks::{support_floor, SMALL_SPENDER},
		StakeCap,
	},
	AccountId, Commons, Curve, Cvt, Runtime, System,
};
use frame_support::{assert_noop, assert_ok, traits::Get};
use pallet_conviction_voting::Conviction;
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{Perbill, TokenError};

type LockingPeriod = <Runtime as pallet_conviction_voting::Config>::VoteLockingPeriod;

/// What the attacker pays: it buys a tenth of all CVT.
const PAID: u128 = 1_000_000 * UNIT;

/// Blocks of the main network at the test network's pace.
fn paced(blocks: u32) -> u32 {
	pace::at(blocks, pallet_origins::Pace::<Runtime>::get())
}

/// A newcomer who has bought a little more than a tenth of all CVT, and how much that is.
fn tenth() -> (AccountId, u128) {
	let who = newcomer(101, PAID + UNIT);
	let bought = buy(&who, PAID);
	let share = Perbill::from_rational(bought, Cvt::total_issuance());
	assert!(share > Perbill::from_percent(10) && share < Perbill::from_percent(11));
	(who, bought)
}

/// What the tributes and rounding take of `paid` on its way into CVT and back.
fn tributes(paid: u128) -> u128 {
	let rates = Curve::view().unwrap().tributes;
	rates.entry.mul_ceil(paid) + rates.exit.mul_ceil(paid) + GRAIN
}

/// Fails unless of `paid` that has gone into CVT and come `back` the tributes took their part, and nothing else
/// more than rounding.
fn assert_only_tributes_lost(paid: u128, back: u128) {
	let (lost, most) = (paid.saturating_sub(back), tributes(paid));
	// The second tribute is taken of what the first has left.
	assert!(lost <= most && lost > most * 9 / 10, "{lost} of {most}");
}

#[test]
fn a_bought_tenth_carries_root_against_nobody_and_is_locked_for_three_weeks() {
	run(|| {
		let index = ask(root(), remark());
		let (who, bought) = tenth();
		assert_ok!(vote(&who, index, true, Conviction::Locked1x, bought));
		assert_noop!(
			Curve::sell(by(&who), UNIT, 0, NEVER),
			TokenError::FundsUnavailable
		);
		let began = System::block_number();
		assert!(end(index), "nobody opposes it");
		let ended = System::block_number();
		assert!(
			ended - began > paced(14 * DAYS),
			"only when the curve has fallen to a tenth"
		);

		let free_at = ended + LockingPeriod::get();
		System::set_block_number(free_at - 1);
		assert_ok!(Commons::unlock(by(&who)));
		assert_noop!(
			Curve::sell(by(&who), UNIT, 0, NEVER),
			TokenError::FundsUnavailable
		);
		System::set_block_number(free_at);
		assert_ok!(Commons::unlock(by(&who)));
		assert_only_tributes_lost(PAID, sell(&who, bought));
		assert!(free_at - began >= paced(21 * DAYS));
	});
}

#[test]
fn who_wants_to_leave_at_once_counts_a_tenth_and_loses_to_a_holder_of_a_ninetieth() {
	run(|| {
		let index = ask(root(), remark());
		let (who, bought) = tenth();
		assert_ok!(vote(&who, index, true, Conviction::None, bought));
		assert_eq!(status(index).unwrap().tally.ayes, bought / 10);
		let holder = Sr25519Keyring::Eve.to_account_id();
		let little = Cvt::total_issuance() / 90;
		assert_ok!(vote(&holder, index, false, Conviction::Locked1x, little));
		assert!(!end(index));
		assert_ok!(Commons::unlock(by(&who)));
		assert!(sell(&who, bought) <= PAID);
	});
}

#[test]
fn a_vote_of_a_moment_confirms_nothing() {
	run(|| {
		let index = ask(root(), remark());
		let (who, bought) = tenth();
		next_block();
		let since = status(index).unwrap().deciding.unwrap().since;
		// In the last blocks of the decision, when a tenth is enough.
		while System::block_number() < since + paced(14 * DAYS) - 2 {
			next_block();
		}
		assert_ok!(vote(&who, index, true, Conviction::None, bought));
		next_block();
		let confirmed_at = status(index).unwrap().deciding.unwrap().confirming;
		assert_eq!(confirmed_at, Some(System::block_number() + paced(DAYS)));
		// Without the vote there is nothing to confirm: it has to stay for a day at least.
		assert_ok!(Commons::unlock(by(&who)));
		assert!(sell(&who, bought) <= PAID);
		assert!(!end(index));
	});
}

/// Nine accounts are not enough, however much they buy; eleven are, while nobody opposes them. Their capital
/// is what keeps them away, not what they lose of it.
#[test]
fn a_small_spend_takes_eleven_accounts_and_a_capital_of_180_spends() {
	run(|| {
		let index = ask(Origin::SmallSpender, remark());
		let each = 17_000 * UNIT;
		let bought: Vec<(AccountId, u128)> = (101..112)
			.map(|seed| newcomer(seed, each + UNIT))
			.map(|who| (who.clone(), buy(&who, each)))
			.collect();
		let most = StakeCap::most(SMALL_SPENDER, false).unwrap();
		assert!(bought.iter().all(|(_, cvt)| *cvt >= most));
		for (who, _) in &bought[..9] {
			assert_noop!(
				vote(who, index, true, Conviction::Locked1x, most + 1),
				pallet_origins::Error::<Runtime>::StakeAboveCap
			);
			assert_ok!(vote(who, index, true, Conviction::None, most));
		}
		let support = || status(index).unwrap().tally.support;
		let floor = support_floor(SMALL_SPENDER).unwrap() * Cvt::total_issuance();
		assert!(support() < floor);
		for (who, _) in &bought[9..] {
			assert_ok!(vote(who, index, true, Conviction::None, most));
		}
		assert!(support() > floor);
		assert!(end(index), "nobody opposes it");

		let capital = 11 * each;
		assert!(capital > 180 * Spender::limit(&Origin::SmallSpender).unwrap());
		let mut back = 0;
		for (who, cvt) in &bought {
			assert_ok!(Commons::unlock(by(who)));
			back += sell(who, *cvt);
		}
		assert_only_tributes_lost(capital, back);
	});
}
