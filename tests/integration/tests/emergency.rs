//! The chain in safe mode: what stops, and what holders go on with.

use althing_integration_tests::{
	genesis, next_block,
	people::{by, holders},
	referenda::{ask, end, vote},
};
use althing_runtime::{
	constants::currency::UNIT,
	governance::{origins::Origin, StakeCap},
	parameters::RuntimeParameters,
	AccountId, Balances, Curve, Multisig, Parameters, Proxy, Runtime, RuntimeCall, RuntimeOrigin, SafeMode,
};
use frame_support::{assert_ok, traits::Contains};
use pallet_conviction_voting::{AccountVote, Conviction, Vote, VotingFor};
use pallet_safe_mode::EnteredUntil;
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, MultiAddress};

type ProxyType = <Runtime as pallet_proxy::Config>::ProxyType;

fn stopped(test: impl FnOnce()) {
	genesis("local_testnet").execute_with(|| {
		assert_ok!(SafeMode::force_enter(Origin::EmergencyStop.into()));
		test();
	});
}

fn vote_call(index: u32) -> RuntimeCall {
	let vote = Vote {
		aye: true,
		conviction: Conviction::None,
	};
	RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::vote {
		poll_index: index,
		vote: AccountVote::Standard { vote, balance: UNIT },
	})
}

fn has_voted(who: &AccountId, index: u32) -> bool {
	VotingFor::<Runtime>::iter_prefix(who).any(|(_, voting)| match voting {
		pallet_conviction_voting::Voting::Casting(casting) => {
			casting.votes.iter().any(|(poll, _)| *poll == index)
		}
		_ => false,
	})
}

#[test]
fn money_stands_still_also_behind_proxies_and_multisigs() {
	stopped(|| {
		let pay = RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive {
			dest: MultiAddress::Id(Sr25519Keyring::Bob.to_account_id()),
			value: UNIT,
		});
		let (alice, bob) = (
			Sr25519Keyring::Alice.to_account_id(),
			Sr25519Keyring::Bob.to_account_id(),
		);
		let before = Balances::free_balance(&bob);
		let wrapped = [
			pay.clone(),
			RuntimeCall::Utility(pallet_utility::Call::batch_all {
				calls: vec![pay.clone()],
			}),
			RuntimeCall::Multisig(pallet_multisig::Call::as_multi_threshold_1 {
				other_signatories: vec![bob.clone()],
				call: Box::new(pay.clone()),
			}),
			RuntimeCall::Proxy(pallet_proxy::Call::proxy {
				real: MultiAddress::Id(alice.clone()),
				force_proxy_type: None,
				call: Box::new(pay),
			}),
		];
		for call in wrapped {
			// A proxy's own call succeeds and reports what came of the inner one.
			let _ = call.dispatch(by(&alice));
			assert_eq!(Balances::free_balance(&bob), before);
		}
	});
}

#[test]
fn a_holder_behind_a_proxy_votes_on_the_way_out() {
	genesis("local_testnet").execute_with(|| {
		let (alice, bob) = (
			Sr25519Keyring::Alice.to_account_id(),
			Sr25519Keyring::Bob.to_account_id(),
		);
		assert_ok!(Proxy::add_proxy(
			by(&alice),
			MultiAddress::Id(bob.clone()),
			ProxyType::Governance,
			0
		));
		assert_ok!(SafeMode::force_enter(Origin::EmergencyStop.into()));
		let exit = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {});
		let index = ask(Origin::EmergencyStop, exit);
		let call = RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: MultiAddress::Id(alice.clone()),
			force_proxy_type: None,
			call: Box::new(vote_call(index)),
		});
		assert_ok!(call.dispatch(by(&bob)));
		assert!(has_voted(&alice, index));
	});
}

#[test]
fn a_multisig_of_holders_votes_on_the_way_out() {
	stopped(|| {
		let people = [Sr25519Keyring::Alice, Sr25519Keyring::Bob].map(|person| person.to_account_id());
		let mut sorted = people.to_vec();
		sorted.sort();
		let together = Multisig::multi_account_id(&sorted, 1);
		let exit = RuntimeCall::SafeMode(pallet_safe_mode::Call::force_exit {});
		let index = ask(Origin::EmergencyStop, exit);
		assert_ok!(
			<althing_runtime::Cvt as frame_support::traits::fungible::Mutate<_>>::mint_into(
				&together,
				10 * UNIT
			)
		);
		let call = RuntimeCall::Multisig(pallet_multisig::Call::as_multi_threshold_1 {
			other_signatories: vec![people[1].clone()],
			call: Box::new(vote_call(index)),
		});
		assert_ok!(call.dispatch(by(&people[0])));
		assert!(has_voted(&together, index));
	});
}

#[test]
fn what_holders_decided_before_the_stop_is_done_all_the_same() {
	genesis("local_testnet").execute_with(|| {
		let call = RuntimeCall::Curve(pallet_curve::Call::pause {});
		let index = ask(Origin::EmergencyStop, call);
		let track = althing_runtime::governance::tracks::EMERGENCY_STOP;
		let most = StakeCap::most(track, false).expect("the track is capped");
		for who in holders() {
			assert_ok!(vote(&who, index, true, Conviction::Locked1x, most));
		}
		assert_ok!(SafeMode::force_enter(Origin::EmergencyStop.into()));
		assert!(end(index));
		for _ in 0..20 {
			next_block();
		}
		assert!(EnteredUntil::<Runtime>::exists(), "still stopped");
		assert!(Curve::view().expect("it is open").paused);
	});
}

#[test]
fn an_account_gains_nothing_by_the_calls_that_only_governance_makes() {
	type GoesOn = <Runtime as pallet_safe_mode::Config>::WhitelistedCalls;
	stopped(|| {
		let who = || RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id());
		let orders = [
			RuntimeCall::Curve(pallet_curve::Call::pause {}),
			RuntimeCall::Agents(pallet_agents::Call::suspend {
				id: 0,
				reason: [0; 32],
			}),
			RuntimeCall::Cmp(pallet_cmp::Call::cancel { proposal: 0 }),
			RuntimeCall::Cmp(pallet_cmp::Call::settle {
				proposal: 0,
				truth: althing_cmp_rules::Answer::Binary(true),
			}),
			RuntimeCall::Commons(pallet_commons::Call::stop { stream: 0 }),
			RuntimeCall::Treasury(pallet_treasury::Call::void_spend { index: 0 }),
		];
		for call in orders {
			assert!(GoesOn::contains(&call), "{call:?}");
			assert!(call.dispatch(who()).is_err());
		}
		assert!(Parameters::set_parameter(who(), parameter()).is_err());
	});
}

fn parameter() -> RuntimeParameters {
	use althing_runtime::parameters::dynamic_params::cmp::{Parameters as Cmp, Quorum};
	RuntimeParameters::Cmp(Cmp::Quorum(Quorum, None))
}
