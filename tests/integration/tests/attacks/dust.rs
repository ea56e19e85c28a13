//! Amounts so small that rounding, or the room that they take, might be worth something.

use super::{run, GRAIN};
use althing_integration_tests::people::{buy, by, newcomer, NEVER};
use althing_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, UNIT},
	AccountId, Balances, Commons, Curve, Cvt, Runtime,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use pallet_commons::Payout;
use polkadot_sdk::*;
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, MultiAddress, TokenError};

fn eve() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

#[test]
fn a_thousand_small_orders_get_no_more_than_one_large() {
	let one = run(|| buy(&eve(), 1_000 * UNIT));
	let many = run(|| (0..1_000).map(|_| buy(&eve(), UNIT)).sum::<u128>());
	assert!(many <= one && one - many < GRAIN, "{many}, {one}");
}

#[test]
fn orders_of_dust_are_refused_or_rounded_against_who_gives_them() {
	run(|| {
		let too_small = pallet_curve::Error::<Runtime>::OrderTooSmall;
		assert_noop!(Curve::sell(by(&eve()), 1, 0, NEVER), too_small);
		let whole = Curve::quote_buy(3_000).unwrap().got;
		let (vwt, cvt) = (Balances::free_balance(eve()), Cvt::free_balance(eve()));
		for _ in 0..1_000 {
			// At times nothing would be got for it.
			let _ = Curve::buy(by(&eve()), 3, 0, NEVER);
		}
		let paid = vwt - Balances::free_balance(eve());
		assert!(paid <= 3_000 && Cvt::free_balance(eve()) - cvt <= whole);
	});
}

#[test]
fn a_thousand_accounts_of_dust_keep_a_vwt() {
	run(|| {
		let dest = |number: u32| MultiAddress::Id(AccountId::new(blake2_256(&number.encode())));
		let below = EXISTENTIAL_DEPOSIT - 1;
		for refused in [
			Balances::transfer_keep_alive(by(&eve()), dest(0), below),
			Cvt::transfer_keep_alive(by(&eve()), dest(0), below),
		] {
			assert_eq!(refused, Err(TokenError::BelowMinimum.into()));
		}
		let before = Balances::free_balance(eve());
		for number in 0..1_000 {
			let paid = Balances::transfer_keep_alive(by(&eve()), dest(number), EXISTENTIAL_DEPOSIT);
			assert_ok!(paid);
		}
		assert_eq!(before - Balances::free_balance(eve()), UNIT);
	});
}

#[test]
fn what_a_sale_leaves_below_the_existential_deposit_is_lost_to_its_owner() {
	run(|| {
		let who = newcomer(101, 11 * UNIT);
		let bought = buy(&who, 10 * UNIT);
		let dust = EXISTENTIAL_DEPOSIT - 1;
		assert_ok!(Curve::sell(by(&who), bought - dust, 0, NEVER));
		assert_eq!(Cvt::free_balance(&who), 0);
		// The reserve keeps what backs it.
		let view = Curve::view().unwrap();
		assert_eq!(view.state.supply - Cvt::total_issuance(), dust);
		assert!(view.state.reserve >= view.owed);
	});
}

#[test]
fn stakes_are_not_dust_and_an_account_has_sixteen() {
	run(|| {
		let free = Balances::free_balance(eve());
		for id in 0..17 {
			assert_ok!(Commons::submit(by(&eve()), UNIT, eve(), Payout::Pool, [0; 32]));
			let low = DispatchError::from(pallet_commons::Error::<Runtime>::StakeTooLow);
			assert_noop!(Commons::stake(by(&eve()), id, UNIT - 1), low);
			if id < 16 {
				assert_ok!(Commons::stake(by(&eve()), id, UNIT));
				assert_noop!(Commons::unstake(by(&eve()), id, 1), low);
			}
		}
		assert_noop!(
			Commons::stake(by(&eve()), 16, UNIT),
			pallet_commons::Error::<Runtime>::TooManyStakes
		);
		assert_eq!(free - Balances::free_balance(eve()), 1_700 * UNIT);
	});
}
