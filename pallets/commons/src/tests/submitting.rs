use crate::{mock::*, Error, Event, HoldReason, Payout, Status, Terms};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::Hooks},
	sp_runtime::{DispatchError, Perbill, TokenError},
};

#[test]
fn a_proposal_holds_a_deposit_and_waits() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_eq!(id, 0);
		assert_eq!(held(HoldReason::ProposalDeposit, 1), DEPOSIT);
		assert_eq!(info(id).status, Status::Open);
		assert_eq!(info(id).expires_at, 1 + LIFETIME);
		assert_eq!(
			last_event(),
			Event::Submitted {
				proposal: 0,
				proposer: 1,
				amount: 1_000
			}
		);
	});
}

#[test]
fn numbers_are_never_given_out_twice() {
	ExtBuilder.run(|| {
		assert_eq!(submit(1), 0);
		assert_ok!(Commons::cancel(by(1), 0));
		assert_eq!(submit(1), 1);
		assert_eq!(Commons::proposals(0, 10).len(), 1);
	});
}

#[test]
fn nothing_is_not_asked_for() {
	ExtBuilder.run(|| {
		assert_noop!(try_submit(1, 0, Payout::Pool), Error::<Test>::NothingRequested);
	});
}

#[test]
fn a_stream_takes_some_time_and_not_forever() {
	ExtBuilder.run(|| {
		for blocks in [0, 10_001, u64::MAX] {
			assert_noop!(
				try_submit(1, 5, Payout::Stream { blocks }),
				Error::<Test>::BadDuration
			);
		}
		assert_ok!(try_submit(1, 5, Payout::Stream { blocks: 10_000 }));
	});
}

#[test]
fn places_are_few() {
	ExtBuilder.run(|| {
		for _ in 0..4 {
			submit(1);
		}
		assert_noop!(try_submit(2, 1, Payout::Pool), Error::<Test>::TooManyProposals);
		assert_ok!(Commons::cancel(by(1), 2));
		assert_ok!(try_submit(2, 1, Payout::Pool));
	});
}

#[test]
fn who_cannot_pay_the_deposit_submits_nothing() {
	ExtBuilder.run(|| {
		assert_noop!(
			try_submit(BENEFICIARY, 1, Payout::Pool),
			TokenError::FundsUnavailable
		);
		assert_noop!(
			Commons::submit(RuntimeOrigin::none(), 1, 2, Payout::Pool, [0; 32]),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn terms_out_of_bounds_are_brought_into_them() {
	let wild = Terms {
		half_life: 0,
		beta: Perbill::one(),
		rho: Perbill::zero(),
		floor: Perbill::zero(),
	};
	let tame = wild.clamped();
	assert_eq!(tame.half_life, 10);
	assert_eq!(tame.beta, Perbill::from_percent(50));
	// A hundredth of β² is what a vanishing request needs of the supply.
	assert_eq!(tame.rho, Perbill::from_parts(2_500_000));
	assert_eq!(tame.floor, Perbill::from_percent(1));
	assert_eq!(USUAL.clamped(), USUAL);
	let impossible = Terms {
		rho: Perbill::one(),
		..USUAL
	};
	assert_eq!(
		impossible.clamped().rho,
		Perbill::from_percent(90) * Perbill::from_percent(4)
	);
}

#[test]
fn the_configuration_is_sound() {
	ExtBuilder.run(<Commons as Hooks<u64>>::integrity_test);
}
