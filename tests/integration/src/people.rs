//! Who acts in tests, and what they trade.

use althing_runtime::{governance::origins::Origin, AccountId, Balances, Curve, Cvt, Runtime, RuntimeOrigin};
use frame_support::{assert_ok, traits::fungible::Mutate};
use polkadot_sdk::*;
use sp_runtime::Permill;

/// A deadline that never comes.
pub const NEVER: u32 = u32::MAX;

/// The origin of a call that `who` signs.
pub fn by(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

/// All that have CVT.
pub fn holders() -> Vec<AccountId> {
	pallet_balances::Account::<Runtime, pallet_balances::Instance2>::iter_keys().collect()
}

/// An account that was not there before, with `vwt` issued to it.
pub fn newcomer(seed: u8, vwt: u128) -> AccountId {
	let who = AccountId::new([seed; 32]);
	Balances::mint_into(&who, vwt).unwrap();
	who
}

/// Has `who` buy CVT for `vwt` at whatever price; gives what it got.
pub fn buy(who: &AccountId, vwt: u128) -> u128 {
	let before = Cvt::free_balance(who);
	assert_ok!(Curve::buy(by(who), vwt, 0, NEVER));
	Cvt::free_balance(who) - before
}

/// Has `who` sell `cvt` at whatever price; gives what it got.
pub fn sell(who: &AccountId, cvt: u128) -> u128 {
	let before = Balances::free_balance(who);
	assert_ok!(Curve::sell(by(who), cvt, 0, NEVER));
	Balances::free_balance(who) - before
}

/// Sets both tributes, as a referendum does.
pub fn set_tributes(share: Permill) {
	let origin = Origin::ParameterChange.into();
	assert_ok!(Curve::set_parameters(origin, Some(share), Some(share)));
}
