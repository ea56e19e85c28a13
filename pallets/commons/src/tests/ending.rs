use crate::{mock::*, Error, Event, HoldReason};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

#[test]
fn a_proposer_cancels_and_has_the_deposit_back() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_noop!(Commons::cancel(by(2), id), Error::<Test>::NotProposer);
		assert_ok!(Commons::cancel(by(1), id));
		assert_eq!(last_event(), Event::Cancelled { proposal: id });
		assert_eq!(free(1), FUNDS);
		assert_noop!(Commons::cancel(by(1), id), Error::<Test>::UnknownProposal);
	});
}

#[test]
fn governance_cancels_even_what_is_disputed_and_nobody_loses() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::dispute(by(2), id, [0; 32]));
		assert_ok!(Commons::cancel(RuntimeOrigin::root(), id));
		assert_eq!((free(1), free(2)), (FUNDS, FUNDS));
	});
}

#[test]
fn a_dispute_that_has_lapsed_is_lost_also_when_governance_cancels() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::dispute(by(2), id, [0; 32]));
		advance(RULING);
		assert_ok!(Commons::cancel(RuntimeOrigin::root(), id));
		assert_eq!((free(1), free(2)), (FUNDS, FUNDS - DISPUTE));
	});
}

#[test]
fn what_did_not_pass_in_time_expires() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		advance(LIFETIME - 1);
		assert_noop!(Commons::expire(by(3), id), Error::<Test>::TooSoon);
		advance(1);
		assert_ok!(Commons::expire(by(3), id));
		assert_eq!(last_event(), Event::Expired { proposal: id });
		assert_eq!(held(HoldReason::ProposalDeposit, 1), 0);
	});
}

#[test]
fn an_end_leaves_the_stakes_to_their_owners() {
	ExtBuilder.run(|| {
		let (a, b) = (submit(1_000), submit(1_000));
		assert_ok!(Commons::stake(by(2), a, 300));
		assert_ok!(Commons::stake(by(2), b, 200));
		assert_ok!(Commons::cancel(by(1), a));
		// Its stake no longer counts for S, and stays frozen until it is taken back.
		assert_eq!(crate::TotalStaked::<Test>::get(), 200);
		assert_eq!(frozen(2), 500);
		assert_ok!(Commons::withdraw(by(2)));
		assert_eq!(last_event(), Event::Withdrawn { who: 2, amount: 300 });
		assert_eq!(frozen(2), 200);
		// Twice does no harm.
		assert_ok!(Commons::withdraw(by(2)));
		assert_ok!(Commons::withdraw(by(3)));
	});
}

#[test]
fn a_stake_on_what_has_ended_can_be_taken_off_alone() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 300));
		assert_ok!(Commons::cancel(by(1), id));
		assert_ok!(Commons::unstake(by(2), id, 300));
		assert_eq!(frozen(2), 0);
	});
}
