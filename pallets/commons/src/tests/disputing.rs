use crate::{mock::*, Error, Event, HoldReason, Status};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, dispatch::DispatchResult},
	sp_runtime::{DispatchError, TokenError},
};

fn dispute(who: u64, id: u64) -> DispatchResult {
	Commons::dispute(by(who), id, [3; 32])
}

fn resolve(id: u64, upheld: bool) -> DispatchResult {
	Commons::resolve(RuntimeOrigin::root(), id, upheld)
}

/// A proposal that could pass now.
fn convincing() -> u64 {
	let id = submit(1_000);
	assert_ok!(Commons::stake(by(4), id, VOTES));
	advance(500);
	id
}

#[test]
fn a_disputed_proposal_does_not_pass() {
	ExtBuilder.run(|| {
		let id = convincing();
		assert_ok!(dispute(2, id));
		assert_eq!(held(HoldReason::DisputeDeposit, 2), DISPUTE);
		assert_eq!(
			last_event(),
			Event::Disputed {
				proposal: id,
				by: 2,
				reason: [3; 32],
				until: 501 + RULING
			}
		);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::IsDisputed);
		assert_noop!(Commons::cancel(by(1), id), Error::<Test>::IsDisputed);
		assert_noop!(Commons::expire(by(3), id), Error::<Test>::IsDisputed);
		assert_noop!(dispute(3, id), Error::<Test>::IsDisputed);
		// Stakes move as before.
		assert_ok!(Commons::stake(by(3), id, 500));
		assert_ok!(Commons::unstake(by(4), id, 500));
	});
}

#[test]
fn a_proposal_that_governance_rules_against_ends_and_costs_its_deposit() {
	ExtBuilder.run(|| {
		let id = convincing();
		assert_ok!(dispute(2, id));
		assert_ok!(resolve(id, true));
		assert_eq!(last_event(), Event::DisputeUpheld { proposal: id });
		assert_eq!(Commons::proposal(id), None);
		assert_eq!((free(1), free(2)), (FUNDS - DEPOSIT, FUNDS));
		assert_eq!(free(Commons::pool()), POOL + EXISTENTIAL + DEPOSIT);
	});
}

#[test]
fn a_rejected_dispute_costs_its_deposit_and_gives_the_time_back() {
	ExtBuilder.run(|| {
		let id = convincing();
		assert_ok!(dispute(2, id));
		advance(20);
		assert_ok!(resolve(id, false));
		assert_eq!(last_event(), Event::DisputeRejected { proposal: id });
		assert_eq!(info(id).status, Status::Open);
		assert_eq!(info(id).expires_at, 1 + LIFETIME + 20);
		assert_eq!(free(2), FUNDS - DISPUTE);
		assert_ok!(Commons::execute(by(3), id));
		assert_eq!(free(Commons::pool()), POOL + EXISTENTIAL + DISPUTE - 1_000);
	});
}

#[test]
fn silence_rejects() {
	ExtBuilder.run(|| {
		let id = convincing();
		assert_ok!(dispute(2, id));
		advance(RULING - 1);
		assert_noop!(Commons::execute(by(3), id), Error::<Test>::IsDisputed);
		advance(1);
		assert_noop!(resolve(id, true), Error::<Test>::NotDisputed);
		assert_ok!(Commons::execute(by(3), id));
		assert_eq!(free(2), FUNDS - DISPUTE);
	});
}

#[test]
fn a_second_dispute_settles_the_one_that_lapsed() {
	ExtBuilder.run(|| {
		let id = convincing();
		assert_ok!(dispute(2, id));
		advance(RULING + 5);
		assert_ok!(dispute(3, id));
		assert_eq!(free(2), FUNDS - DISPUTE);
		assert_eq!(info(id).expires_at, 1 + LIFETIME + RULING);
		assert!(matches!(info(id).status, Status::Disputed { by: 3, .. }));
	});
}

#[test]
fn time_cannot_be_wasted_by_a_dispute_at_the_end() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(4), id, VOTES));
		advance(LIFETIME - 1);
		assert_ok!(dispute(2, id));
		advance(RULING);
		assert_ok!(Commons::execute(by(3), id));
	});
}

#[test]
fn only_governance_rules_and_only_on_disputes() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_noop!(resolve(id, true), Error::<Test>::NotDisputed);
		assert_noop!(resolve(7, true), Error::<Test>::UnknownProposal);
		assert_ok!(dispute(2, id));
		assert_noop!(Commons::resolve(by(2), id, true), DispatchError::BadOrigin);
	});
}

#[test]
fn what_is_over_or_unknown_is_not_disputed_and_nothing_without_a_deposit() {
	ExtBuilder.run(|| {
		assert_noop!(dispute(2, 0), Error::<Test>::UnknownProposal);
		let id = submit(1_000);
		assert_noop!(dispute(BENEFICIARY, id), TokenError::FundsUnavailable);
		advance(LIFETIME);
		assert_noop!(dispute(2, id), Error::<Test>::TimeOver);
	});
}
