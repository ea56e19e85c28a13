//! What somebody who means ill might try.

use crate::{mock::*, Error, Payout};
use polkadot_sdk::frame_support::{assert_noop, assert_ok};

#[test]
fn cvt_bought_for_a_moment_passes_nothing() {
	ExtBuilder.run(|| {
		let id = submit(10_000);
		// All the CVT of three quarters of the holders, for one block.
		for who in 2..=4 {
			assert_ok!(Commons::stake(by(who), id, VOTES));
		}
		assert_noop!(Commons::execute(by(2), id), Error::<Test>::NotEnoughConviction);
		advance(1);
		assert_noop!(Commons::execute(by(2), id), Error::<Test>::NotEnoughConviction);
	});
}

#[test]
fn many_small_requests_are_slower_than_one_large() {
	ExtBuilder.run(|| {
		// A quarter of all CVT behind three requests of a hundredth each, or behind one of three hundredths.
		let small = [(); 3].map(|()| submit(POOL / 100));
		for id in small {
			assert_ok!(Commons::stake(by(2), id, VOTES / 3));
		}
		let many = Commons::progress(small[0]).unwrap().blocks.unwrap();
		assert_ok!(Commons::unlock(by(2)));
		let large = submit(3 * POOL / 100);
		assert_ok!(Commons::stake(by(2), large, VOTES));
		let one = Commons::progress(large).unwrap().blocks.unwrap();
		assert!(many > 2 * one, "{many} blocks are not many more than {one}");
	});
}

#[test]
fn every_request_begins_without_conviction() {
	ExtBuilder.run(|| {
		passed(POOL / 100, Payout::Pool);
		let next = submit(POOL / 100);
		assert_ok!(Commons::stake(by(4), next, VOTES));
		assert_eq!(conviction(next), 0);
		assert_noop!(Commons::execute(by(2), next), Error::<Test>::NotEnoughConviction);
	});
}

#[test]
fn conviction_cannot_be_carried_from_one_proposal_to_another() {
	ExtBuilder.run(|| {
		let ids = [submit(1_000), submit(1_000), submit(1_000)];
		let mut last = None;
		// Moved about for nine half-lives: what counts anywhere never adds up to more than the stake.
		for step in 0..100 {
			let id = ids[step % 3];
			if let Some(last) = last.replace(id) {
				assert_ok!(Commons::unstake(by(2), last, 90_000));
			}
			assert_ok!(Commons::stake(by(2), id, 90_000));
			advance(1 + step as u64 % 17);
			assert!(ids.iter().map(|id| conviction(*id)).sum::<u128>() <= 90_000);
		}
	});
}

#[test]
fn a_stake_cannot_be_sold_and_counted_again() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, VOTES));
		advance(100);
		assert_ok!(Commons::unstake(by(2), id, VOTES));
		assert_ok!(Cvt::transfer_allow_death(by(2), 3, VOTES));
		assert_ok!(Commons::stake(by(3), id, VOTES));
		assert_eq!(conviction(id), u128::from(VOTES) / 2);
		advance(900);
		assert!(conviction(id) <= u128::from(VOTES));
	});
}

#[test]
fn places_taken_by_spam_are_paid_for_and_won_back() {
	ExtBuilder.run(|| {
		let spam: Vec<_> = (0..4).map(|_| submit(1)).collect();
		assert_noop!(try_submit(2, 5, Payout::Pool), Error::<Test>::TooManyProposals);
		assert_ok!(Commons::dispute(by(2), spam[0], [0; 32]));
		assert_ok!(Commons::resolve(RuntimeOrigin::root(), spam[0], true));
		assert_ok!(try_submit(2, 5, Payout::Pool));
		assert_eq!(free(Commons::pool()), POOL + EXISTENTIAL + DEPOSIT);
	});
}
