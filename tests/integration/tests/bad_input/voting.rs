//! Votes, delegations and what they lock.

use super::{bob, eve, refused, run};
use althing_integration_tests::{
	people::{by, NEVER},
	referenda::{ask, end, remark, root, status, vote},
};
use althing_runtime::{
	constants::currency::UNIT,
	governance::{
		origins::Origin,
		pallet_origins,
		tracks::{CMP_ESCALATION, PARAMETER_CHANGE, ROOT},
		StakeCap,
	},
	Cvt, Runtime, RuntimeCall,
};
use frame_support::assert_ok;
use pallet_conviction_voting::{AccountVote, Call, Conviction, Error, Vote};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{MultiAddress, TokenError};

type Voting = Call<Runtime>;
type Refusal = Error<Runtime>;

fn ballot(poll_index: u32, balance: u128) -> Voting {
	let vote = Vote {
		aye: true,
		conviction: Conviction::Locked1x,
	};
	Call::vote {
		poll_index,
		vote: AccountVote::Standard { vote, balance },
	}
}

fn delegate(class: u16, to: Sr25519Keyring, balance: u128) -> Voting {
	Call::delegate {
		class,
		to: MultiAddress::Id(to.to_account_id()),
		conviction: Conviction::None,
		balance,
	}
}

fn remove(class: Option<u16>, index: u32) -> Voting {
	Call::remove_vote { class, index }
}

fn remove_others(index: u32) -> Voting {
	Call::remove_other_vote {
		target: MultiAddress::Id(eve()),
		class: ROOT,
		index,
	}
}

#[test]
fn votes_on_nothing_and_with_more_than_there_is() {
	run(|| {
		refused(by(&eve()), ballot(0, UNIT), Refusal::NotOngoing);
		let index = ask(root(), remark());
		refused(
			by(&eve()),
			ballot(index, 1_000_001 * UNIT),
			Refusal::InsufficientFunds,
		);
		refused(by(&eve()), ballot(index, u128::MAX), Refusal::InsufficientFunds);
		let split = AccountVote::Split {
			aye: u128::MAX,
			nay: u128::MAX,
		};
		let split = Voting::vote {
			poll_index: index,
			vote: split,
		};
		refused(by(&eve()), split, Refusal::InsufficientFunds);
		refused(by(&eve()), remove(Some(ROOT), index), Refusal::NotVoter);
		refused(by(&eve()), remove(None, index + 1), Refusal::ClassNeeded);
	});
}

#[test]
fn votes_above_the_cap_of_a_track_however_they_are_put() {
	run(|| {
		let index = ask(Origin::ParameterChange, remark());
		let most = StakeCap::most(PARAMETER_CHANGE, false).unwrap();
		let above = pallet_origins::Error::<Runtime>::StakeAboveCap;
		refused(by(&eve()), ballot(index, most + 1), above);
		let filtered = || frame_system::Error::<Runtime>::CallFiltered;
		let delegation = delegate(PARAMETER_CHANGE, Sr25519Keyring::Bob, most + 1);
		refused(by(&eve()), delegation.clone(), filtered());
		// A batch says what became of the calls in it by an event; one that has to do all is refused.
		let batch = pallet_utility::Call::<Runtime>::batch_all {
			calls: vec![RuntimeCall::from(delegation)],
		};
		refused(by(&eve()), batch, filtered());
		let split = Voting::vote {
			poll_index: index,
			vote: AccountVote::SplitAbstain {
				aye: 0,
				nay: 0,
				abstain: most + 1,
			},
		};
		let above = pallet_origins::Error::<Runtime>::StakeAboveCap;
		refused(by(&eve()), split, above);
	});
}

/// A second vote takes the place of the first: it is no error, and nothing counts twice.
#[test]
fn a_double_vote_counts_once() {
	run(|| {
		let index = ask(root(), remark());
		for _ in 0..2 {
			assert_ok!(vote(&eve(), index, true, Conviction::Locked1x, 5 * UNIT));
		}
		let tally = status(index).unwrap().tally;
		assert_eq!((tally.ayes, tally.nays, tally.support), (5 * UNIT, 0, 5 * UNIT));
		assert_ok!(vote(&eve(), index, false, Conviction::Locked2x, 2 * UNIT));
		let tally = status(index).unwrap().tally;
		assert_eq!((tally.ayes, tally.nays, tally.support), (0, 4 * UNIT, 0));
	});
}

#[test]
fn delegations_to_oneself_on_no_track_and_beside_votes() {
	run(|| {
		refused(
			by(&eve()),
			delegate(ROOT, Sr25519Keyring::Eve, UNIT),
			Refusal::Nonsense,
		);
		refused(
			by(&eve()),
			delegate(7, Sr25519Keyring::Bob, UNIT),
			Refusal::BadClass,
		);
		let all = 1_000_001 * UNIT;
		refused(
			by(&eve()),
			delegate(ROOT, Sr25519Keyring::Bob, all),
			Refusal::InsufficientFunds,
		);
		refused(
			by(&eve()),
			Voting::undelegate { class: ROOT },
			Refusal::NotDelegating,
		);

		let index = ask(root(), remark());
		assert_ok!(vote(&eve(), index, true, Conviction::None, UNIT));
		refused(
			by(&eve()),
			delegate(ROOT, Sr25519Keyring::Bob, UNIT),
			Refusal::AlreadyVoting,
		);
		let to_eve = RuntimeCall::from(delegate(ROOT, Sr25519Keyring::Eve, UNIT));
		assert_ok!(sp_runtime::traits::Dispatchable::dispatch(to_eve, by(&bob())));
		refused(
			by(&bob()),
			delegate(ROOT, Sr25519Keyring::Eve, UNIT),
			Refusal::AlreadyDelegating,
		);
		refused(by(&bob()), ballot(index, UNIT), Refusal::AlreadyDelegating);
	});
}

#[test]
fn taking_back_what_has_to_stay() {
	run(|| {
		let index = ask(Origin::ParameterChange, remark());
		let most = StakeCap::most(PARAMETER_CHANGE, false).unwrap();
		assert_ok!(vote(&eve(), index, true, Conviction::Locked1x, most));
		let other = || Voting::remove_other_vote {
			target: MultiAddress::Id(eve()),
			class: PARAMETER_CHANGE,
			index,
		};
		refused(by(&bob()), other(), Refusal::NoPermission);
		refused(by(&bob()), remove_others(index), Refusal::NotVoter);
		for who in althing_integration_tests::people::holders() {
			assert_ok!(vote(&who, index, true, Conviction::Locked1x, most));
		}
		assert!(end(index));
		refused(by(&bob()), other(), Refusal::NoPermissionYet);
		refused(by(&eve()), remove(None, index), Refusal::ClassNeeded);
		refused(by(&eve()), ballot(index, UNIT), Refusal::NotOngoing);

		// What is locked cannot be spent, sold, or left out of what is spent.
		let free = Cvt::free_balance(eve()) - most;
		let beyond = RuntimeCall::Cvt(pallet_balances::Call::transfer_allow_death {
			dest: MultiAddress::Id(bob()),
			value: free + 1,
		});
		refused(by(&eve()), beyond, TokenError::Frozen);
		let sale = pallet_curve::Call::<Runtime>::sell {
			tokens_in: free + 1,
			min_out: 0,
			deadline: NEVER,
		};
		refused(by(&eve()), sale, TokenError::FundsUnavailable);
	});
}

#[test]
fn delegations_on_the_track_that_only_the_chain_fills_are_capped_too() {
	run(|| {
		let most = StakeCap::most(CMP_ESCALATION, false).unwrap();
		let filtered = frame_system::Error::<Runtime>::CallFiltered;
		refused(
			by(&eve()),
			delegate(CMP_ESCALATION, Sr25519Keyring::Bob, most + 1),
			filtered,
		);
	});
}
