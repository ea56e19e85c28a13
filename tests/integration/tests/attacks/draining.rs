//! Draining the commons by many small proposals.

use super::run;
use althing_integration_tests::people::by;
use althing_runtime::{
	constants::currency::UNIT, AccountId, Balances, Commons, Cvt, Runtime, RuntimeOrigin, System,
};
use frame_support::{assert_noop, assert_ok};
use pallet_commons::{Error, Payout};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;

type DisputePeriod = <Runtime as pallet_commons::Config>::DisputePeriod;

/// So long that a stake counts in full.
const FOREVER: u32 = 60;

fn drainer() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

/// A twentieth of all CVT.
fn twentieth() -> u128 {
	Cvt::total_issuance() / 20
}

fn pool() -> u128 {
	Balances::free_balance(Commons::pool())
}

fn later(half_lives: u32) {
	let now = System::block_number();
	System::set_block_number(now + half_lives * Commons::terms().half_life);
}

/// The greatest share of the pool that a stake passes when `grown` of it counts and S is at its floor: what
/// the trigger gives, solved for r/R, and a thousandth less.
fn greatest_share(stake: u128, grown: f64) -> f64 {
	let terms = Commons::terms();
	let part = |share: sp_runtime::Perbill| f64::from(share.deconstruct()) / 1e9;
	let supply = part(terms.floor) * Cvt::total_issuance() as f64;
	let share = part(terms.beta) - (part(terms.rho) * supply / (stake as f64 * grown)).sqrt();
	(share - 0.001).max(0.0)
}

fn ask(amount: u128) -> u64 {
	let id = pallet_commons::NextId::<Runtime>::get();
	assert_ok!(Commons::submit(
		by(&drainer()),
		amount,
		drainer(),
		Payout::Pool,
		[0; 32]
	));
	id
}

/// Takes what the twentieth can take in `pieces` of one size and all the time it needs; gives how much.
fn drain(pieces: u32) -> u128 {
	let stake = twentieth() / u128::from(pieces);
	let share = greatest_share(stake, 1.0);
	let before = pool();
	let mut left = before as f64;
	let mut asked = vec![];
	for _ in 0..pieces {
		let amount = share * left;
		left -= amount;
		let id = ask((amount as u128).max(1));
		assert_ok!(Commons::stake(by(&drainer()), id, stake));
		asked.push(id);
	}
	later(FOREVER);
	for id in asked {
		if share > 0.0 {
			assert_ok!(Commons::execute(by(&drainer()), id));
		} else {
			let refused = Error::<Runtime>::NotEnoughConviction;
			assert_noop!(Commons::execute(by(&drainer()), id), refused);
		}
	}
	before - pool()
}

#[test]
fn a_request_split_in_two_gains_a_seventh_in_three_less_in_five_nothing() {
	let [one, two, three, five] = [1, 2, 3, 5].map(|pieces| run(|| drain(pieces)));
	assert!(one > 9_500 * UNIT && one < 10_100 * UNIT, "{one}");
	assert!(two > one && two < one * 8 / 7, "{two}");
	assert!(three < 7_700 * UNIT, "{three}");
	assert_eq!(five, 0);
}

/// What the shipped terms do not stop: a twentieth of all CVT that nobody opposes.
#[test]
fn an_unopposed_twentieth_takes_less_than_a_half_of_the_pool_in_thirty_days() {
	run(|| {
		let before = pool();
		// Ten half-lives are thirty days of the main network.
		for _ in 0..10 {
			let share = greatest_share(twentieth(), 0.5);
			let id = ask((share * pool() as f64) as u128);
			assert_ok!(Commons::stake(by(&drainer()), id, twentieth()));
			later(1);
			assert_ok!(Commons::execute(by(&drainer()), id));
			assert_ok!(Commons::withdraw(by(&drainer())));
		}
		let taken = before - pool();
		assert!(taken < before / 2 && taken > before * 2 / 5, "{taken}");
	});
}

/// The smallest request needs ρ/β² = 5 % of S, which is a quarter of all CVT at least.
#[test]
fn an_unopposed_hundredth_takes_nothing_ever() {
	run(|| {
		let id = ask(1);
		let hundredth = Cvt::total_issuance() / 100;
		assert_ok!(Commons::stake(by(&drainer()), id, hundredth));
		assert_eq!(Commons::progress(id).unwrap().blocks, None);
		later(FOREVER);
		let refused = Error::<Runtime>::NotEnoughConviction;
		assert_noop!(Commons::execute(by(&drainer()), id), refused);
	});
}

#[test]
fn a_dispute_stops_a_request_in_the_block_and_takes_its_deposit() {
	run(|| {
		let defender = Sr25519Keyring::Bob.to_account_id();
		let id = ask(1_000 * UNIT);
		assert_ok!(Commons::stake(by(&drainer()), id, twentieth()));
		later(FOREVER);
		assert_ok!(Commons::dispute(by(&defender), id, [0; 32]));
		assert_noop!(Commons::execute(by(&drainer()), id), Error::<Runtime>::IsDisputed);
		let (before, had) = (pool(), Balances::free_balance(&defender));
		assert_ok!(Commons::resolve(RuntimeOrigin::root(), id, true));
		assert_eq!(pool() - before, 100 * UNIT);
		assert_eq!(Balances::free_balance(&defender) - had, 500 * UNIT);
		assert_noop!(
			Commons::execute(by(&drainer()), id),
			Error::<Runtime>::UnknownProposal
		);
	});
}

/// A dispute that nobody rules on costs who began it five times what a proposal costs.
#[test]
fn disputing_everything_is_dearer_than_proposing() {
	run(|| {
		let nuisance = Sr25519Keyring::Bob.to_account_id();
		let id = ask(1_000 * UNIT);
		assert_ok!(Commons::stake(by(&drainer()), id, twentieth()));
		assert_ok!(Commons::dispute(by(&nuisance), id, [0; 32]));
		let before = pool();
		System::set_block_number(System::block_number() + DisputePeriod::get());
		assert_ok!(Commons::execute(by(&drainer()), id));
		assert_eq!(pool() + 1_000 * UNIT - before, 500 * UNIT);
	});
}
