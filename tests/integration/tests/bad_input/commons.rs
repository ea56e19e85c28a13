//! The commons.

use super::{bob, eve, refused, run};
use althing_integration_tests::people::{by, newcomer};
use althing_primitives::Department;
use althing_runtime::{
	constants::{currency::UNIT, time::DAYS},
	Runtime, RuntimeOrigin, System,
};
use frame_support::assert_ok;
use pallet_commons::{Call, Error, Payout};
use polkadot_sdk::*;
use sp_runtime::{ArithmeticError, DispatchError, TokenError};

type Commons = Call<Runtime>;
type Refusal = Error<Runtime>;

fn submit(amount: u128, payout: Payout<u32>) -> Commons {
	Call::submit {
		amount,
		beneficiary: eve(),
		payout,
		evidence: [0; 32],
	}
}

fn stake(proposal: u64, amount: u128) -> Commons {
	Call::stake { proposal, amount }
}

fn unstake(proposal: u64, amount: u128) -> Commons {
	Call::unstake { proposal, amount }
}

/// Eve's proposal number zero, for `amount`.
fn proposed(amount: u128, payout: Payout<u32>) {
	let (who, to) = (by(&eve()), eve());
	assert_ok!(althing_runtime::Commons::submit(who, amount, to, payout, [0; 32]));
}

fn by_root(call: Commons, error: impl Into<DispatchError>) {
	refused(RuntimeOrigin::root(), call, error);
}

#[test]
fn requests_for_nothing_for_no_time_and_without_a_deposit() {
	run(|| {
		refused(by(&eve()), submit(0, Payout::Pool), Refusal::NothingRequested);
		let department = Payout::Department(Department::Sales);
		refused(by(&eve()), submit(0, department), Refusal::NothingRequested);
		for blocks in [0, 730 * DAYS + 1] {
			let stream = Payout::Stream { blocks };
			refused(by(&eve()), submit(UNIT, stream), Refusal::BadDuration);
		}
		let poor = newcomer(101, 50 * UNIT);
		refused(
			by(&poor),
			submit(UNIT, Payout::Pool),
			TokenError::FundsUnavailable,
		);
		refused(
			RuntimeOrigin::none(),
			submit(UNIT, Payout::Pool),
			DispatchError::BadOrigin,
		);
	});
}

#[test]
fn stakes_on_nothing_of_dust_and_of_more_than_there_is() {
	run(|| {
		refused(by(&eve()), stake(0, UNIT), Refusal::UnknownProposal);
		proposed(UNIT, Payout::Pool);
		refused(by(&eve()), stake(0, 0), Refusal::StakeTooLow);
		refused(by(&eve()), stake(0, UNIT - 1), Refusal::StakeTooLow);
		refused(
			by(&eve()),
			stake(0, 1_000_001 * UNIT),
			TokenError::FundsUnavailable,
		);
		refused(by(&eve()), unstake(0, UNIT), Refusal::NoSuchStake);
		assert_ok!(althing_runtime::Commons::stake(by(&eve()), 0, 2 * UNIT));
		refused(by(&eve()), stake(0, u128::MAX), ArithmeticError::Overflow);
		refused(by(&eve()), unstake(0, 2 * UNIT + 1), Refusal::NoSuchStake);
		refused(by(&eve()), unstake(0, UNIT + 1), Refusal::StakeTooLow);
		refused(by(&eve()), unstake(1, UNIT), Refusal::NoSuchStake);
		refused(by(&bob()), unstake(0, UNIT), Refusal::NoSuchStake);
	});
}

#[test]
fn ending_what_is_unknown_anothers_or_not_ready() {
	run(|| {
		let unknown = || Refusal::UnknownProposal;
		let (proposal, reason) = (0, [0; 32]);
		refused(by(&eve()), Commons::cancel { proposal }, unknown());
		refused(by(&eve()), Commons::dispute { proposal, reason }, unknown());
		refused(by(&eve()), Commons::execute { proposal }, unknown());
		refused(by(&eve()), Commons::expire { proposal }, unknown());
		by_root(
			Commons::resolve {
				proposal,
				upheld: true,
			},
			unknown(),
		);

		proposed(UNIT, Payout::Pool);
		refused(by(&bob()), Commons::cancel { proposal }, Refusal::NotProposer);
		refused(by(&bob()), Commons::expire { proposal }, Refusal::TooSoon);
		refused(
			by(&bob()),
			Commons::execute { proposal },
			Refusal::NotEnoughConviction,
		);
		let resolve = || Commons::resolve {
			proposal,
			upheld: true,
		};
		refused(by(&bob()), resolve(), DispatchError::BadOrigin);
		by_root(resolve(), Refusal::NotDisputed);
		let poor = newcomer(101, 50 * UNIT);
		let dispute = || Commons::dispute { proposal, reason };
		refused(by(&poor), dispute(), TokenError::FundsUnavailable);

		assert_ok!(althing_runtime::Commons::dispute(by(&bob()), proposal, reason));
		refused(by(&bob()), dispute(), Refusal::IsDisputed);
		refused(by(&eve()), Commons::cancel { proposal }, Refusal::IsDisputed);
		refused(by(&eve()), Commons::execute { proposal }, Refusal::IsDisputed);
		refused(by(&eve()), Commons::expire { proposal }, Refusal::IsDisputed);
	});
}

#[test]
fn a_request_for_a_fifth_of_the_pool_whatever_is_behind_it() {
	run(|| {
		proposed(20_001 * UNIT, Payout::Pool);
		assert_ok!(althing_runtime::Commons::stake(by(&eve()), 0, 900_000 * UNIT));
		System::set_block_number(10 * DAYS);
		refused(by(&eve()), Commons::execute { proposal: 0 }, Refusal::AsksTooMuch);
	});
}

#[test]
fn whatever_comes_after_a_proposals_time() {
	run(|| {
		proposed(UNIT, Payout::Pool);
		System::set_block_number(60 * DAYS + 1);
		refused(by(&eve()), stake(0, UNIT), Refusal::TimeOver);
		refused(by(&eve()), Commons::execute { proposal: 0 }, Refusal::TimeOver);
		let dispute = Commons::dispute {
			proposal: 0,
			reason: [0; 32],
		};
		refused(by(&eve()), dispute, Refusal::TimeOver);
	});
}

#[test]
fn streams_that_are_unknown_or_owe_nothing_yet() {
	run(|| {
		refused(by(&eve()), Commons::claim { stream: 0 }, Refusal::UnknownStream);
		by_root(Commons::stop { stream: 0 }, Refusal::UnknownStream);
		proposed(UNIT, Payout::Stream { blocks: 10 });
		assert_ok!(althing_runtime::Commons::stake(by(&eve()), 0, 900_000 * UNIT));
		System::set_block_number(DAYS);
		assert_ok!(althing_runtime::Commons::execute(by(&bob()), 0));
		refused(by(&eve()), Commons::claim { stream: 0 }, Refusal::NothingDue);
		refused(by(&eve()), Commons::stop { stream: 0 }, DispatchError::BadOrigin);
		System::set_block_number(DAYS + 10);
		assert_ok!(althing_runtime::Commons::claim(by(&bob()), 0));
		refused(by(&eve()), Commons::claim { stream: 0 }, Refusal::UnknownStream);
	});
}
