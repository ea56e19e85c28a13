//! The curve, the commons and the mandates in the real runtime: what a chain begins with, and that one call
//! frees everything.

use althing_integration_tests::{
	assert_conserved, genesis, next_block,
	people::by,
	referenda::{remark, root, submit, vote},
};
use althing_primitives::{Department, Departments, Role};
use althing_runtime::{
	constants::currency::{EXISTENTIAL_DEPOSIT, UNIT},
	governance::tracks::{BIG_SPENDER, ROOT},
	AccountId, Balances, Commons, ConvictionVoting, Curve, Cvt, Mandates, Runtime, RuntimeCall,
	RuntimeOrigin,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::Get};
use frame_system::limits::BlockWeights;
use pallet_commons::Payout;
use pallet_conviction_voting::{Conviction, VotingFor};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, MultiAddress};

const NETWORKS: [&str; 2] = ["development", "local_testnet"];

fn eve() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

/// A panel's word on a proposal that named `departments`.
fn panel(departments: &[Department]) -> RuntimeOrigin {
	pallet_cmp::Origin::Approved {
		proposal: 7,
		departments: Departments::of(departments.iter().copied()),
	}
	.into()
}

#[test]
fn every_cvt_of_a_test_network_is_backed_from_the_first_block() {
	for network in NETWORKS {
		genesis(network).execute_with(|| {
			let view = Curve::view().unwrap();
			assert_eq!(view.state.supply, Cvt::total_issuance());
			assert_eq!(view.unbacked, 0);
			let account = Curve::account_id();
			assert_eq!(
				Balances::free_balance(&account),
				view.state.reserve + EXISTENTIAL_DEPOSIT
			);
			// κ R / S: half a VWT, but for what the anchor is rounded by.
			let half: u128 = 500_000_000_000_000_000;
			assert!(view.price.abs_diff(half) < 1_000, "{}", view.price);
			assert_conserved();
		});
	}
}

#[test]
fn the_staging_network_waits_for_its_founders_with_a_pool_that_can_be_paid() {
	genesis("staging").execute_with(|| {
		assert_eq!(Curve::view(), None);
		assert_eq!(Balances::free_balance(Commons::pool()), EXISTENTIAL_DEPOSIT);
		assert!(Mandates::mandate(Department::Sales, Role::GrowthAdvisor).is_some());
		assert_eq!(Mandates::budget(Department::Sales).ceiling, 0);
		assert_conserved();
	});
}

#[test]
fn departments_of_a_test_network_have_money_and_budgets() {
	genesis("development").execute_with(|| {
		for department in Department::ALL {
			let budget = Mandates::budget(department);
			assert!(0 < budget.per_period && budget.per_period < budget.ceiling);
			assert!(Balances::free_balance(Mandates::account_of(department)) >= budget.ceiling);
		}
	});
}

#[test]
fn orders_move_both_issuances_and_tributes_reach_the_commons() {
	genesis("local_testnet").execute_with(|| {
		let tribute = sp_runtime::Permill::from_percent(5);
		let change = RuntimeCall::Curve(pallet_curve::Call::set_parameters {
			entry: Some(tribute),
			exit: Some(tribute),
		});
		assert_ok!(change.dispatch(althing_runtime::governance::origins::Origin::ParameterChange.into()));
		let (vwt, cvt, pool) = (
			Balances::total_issuance(),
			Cvt::total_issuance(),
			Balances::free_balance(Commons::pool()),
		);
		assert_ok!(Curve::buy(by(&eve()), 1_000 * UNIT, 0, 10));
		assert_eq!(Balances::total_issuance(), vwt);
		assert!(Cvt::total_issuance() > cvt);
		assert_eq!(Balances::free_balance(Commons::pool()), pool + 50 * UNIT);
		assert_eq!(Curve::view().unwrap().unbacked, 0);
		assert_ok!(Curve::sell(by(&eve()), 1_000 * UNIT, 0, 10));
		assert_eq!(Curve::view().unwrap().unbacked, 0);
		assert_conserved();
	});
}

#[test]
fn one_call_frees_votes_delegations_and_stakes() {
	genesis("local_testnet").execute_with(|| {
		let who = eve();
		let locked = || {
			Cvt::locks(&who)
				.iter()
				.map(|lock| lock.amount)
				.max()
				.unwrap_or_default()
		};
		for _ in 0..3 {
			let index = submit(&Sr25519Keyring::Ferdie.to_account_id(), root(), remark());
			assert_ok!(vote(&who, index, true, Conviction::Locked1x, 900_000 * UNIT));
		}
		let to = MultiAddress::Id(Sr25519Keyring::Ferdie.to_account_id());
		assert_ok!(ConvictionVoting::delegate(
			by(&who),
			BIG_SPENDER,
			to,
			Conviction::None,
			10_000 * UNIT
		));
		assert_ok!(Commons::submit(
			by(&who),
			UNIT,
			who.clone(),
			Payout::Pool,
			[1; 32]
		));
		assert_ok!(Commons::stake(by(&who), 0, 800_000 * UNIT));
		assert_eq!(locked(), 900_000 * UNIT);
		next_block();

		let unlock = RuntimeCall::Commons(pallet_commons::Call::unlock {});
		let declared = unlock.get_dispatch_info().call_weight;
		let normal = <<Runtime as frame_system::Config>::BlockWeights as Get<BlockWeights>>::get();
		let normal = normal.get(frame_support::dispatch::DispatchClass::Normal);
		assert!(declared.all_lte(normal.max_extrinsic.unwrap()));
		let actual = unlock.dispatch(by(&who)).unwrap().actual_weight.unwrap();
		assert!(actual.all_lte(declared));

		assert_eq!(locked(), 0);
		assert!(Commons::stakes(&who).is_empty());
		let votes = VotingFor::<Runtime>::get(&who, ROOT);
		assert_eq!(votes.locked_balance(), 0);
		let everything = Cvt::free_balance(&who) - EXISTENTIAL_DEPOSIT;
		let dest = MultiAddress::Id(Sr25519Keyring::Ferdie.to_account_id());
		assert_ok!(Cvt::transfer_keep_alive(by(&who), dest, everything));
		assert_conserved();
	});
}

#[test]
fn disputes_are_ruled_on_by_a_panel_that_heard_law_and_money() {
	genesis("local_testnet").execute_with(|| {
		let who = eve();
		assert_ok!(Commons::submit(
			by(&who),
			UNIT,
			who.clone(),
			Payout::Pool,
			[1; 32]
		));
		assert_ok!(Commons::dispute(by(&who), 0, [2; 32]));
		for named in [&[][..], &[Department::Legal], &[Department::Finance]] {
			assert_noop!(Commons::resolve(panel(named), 0, true), DispatchError::BadOrigin);
		}
		let named = [Department::Finance, Department::Legal];
		assert_ok!(Commons::resolve(panel(&named), 0, true));
		assert_conserved();
	});
}
