use crate::{mock::*, Error, Event, HoldReason, Payout};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, TokenError},
};

const TOTAL: Balance = 10_001;
const BLOCKS: u64 = 1_000;

fn stream() -> u64 {
	passed(TOTAL, Payout::Stream { blocks: BLOCKS })
}

fn owed() -> Balance {
	held(HoldReason::Stream, Commons::pool())
}

#[test]
fn a_stream_is_held_on_the_pool_and_is_not_its_funds() {
	ExtBuilder.run(|| {
		let id = stream();
		assert_eq!(owed(), TOTAL);
		assert_eq!(Commons::available(&Payout::Pool), POOL - TOTAL);
		assert_eq!(free(BENEFICIARY), 0);
		assert_eq!(Commons::due(id), Some(0));
		assert_noop!(Commons::claim(by(3), id), Error::<Test>::NothingDue);
	});
}

#[test]
fn what_is_due_is_paid_to_the_beneficiary_whoever_claims() {
	ExtBuilder.run(|| {
		let id = stream();
		advance(BLOCKS / 4);
		assert_eq!(Commons::due(id), Some(2_500));
		assert_ok!(Commons::claim(by(3), id));
		assert_eq!(free(BENEFICIARY), 2_500);
		assert_noop!(Commons::claim(by(3), id), Error::<Test>::NothingDue);
		assert_eq!(
			last_event(),
			Event::Claimed {
				stream: id,
				beneficiary: BENEFICIARY,
				amount: 2_500
			}
		);
	});
}

#[test]
fn at_its_end_everything_was_paid_to_the_last_unit() {
	ExtBuilder.run(|| {
		let id = stream();
		for blocks in [1, 333, 7, 2_000] {
			advance(blocks);
			assert_ok!(Commons::claim(by(3), id));
		}
		assert_eq!(free(BENEFICIARY), TOTAL);
		assert_eq!((owed(), Commons::stream(id)), (0, None));
		assert_noop!(Commons::claim(by(3), id), Error::<Test>::UnknownStream);
	});
}

#[test]
fn a_part_too_small_for_a_new_account_waits() {
	ExtBuilder.run(|| {
		let id = passed(1_000, Payout::Stream { blocks: BLOCKS });
		advance(EXISTENTIAL - 1);
		assert_noop!(Commons::claim(by(3), id), TokenError::CannotCreate);
		advance(1);
		assert_ok!(Commons::claim(by(3), id));
		assert_eq!(free(BENEFICIARY), EXISTENTIAL);
	});
}

#[test]
fn governance_stops_a_stream_and_the_rest_returns_to_the_pool() {
	ExtBuilder.run(|| {
		let id = stream();
		advance(BLOCKS / 2);
		assert_noop!(Commons::stop(by(1), id), DispatchError::BadOrigin);
		assert_ok!(Commons::stop(RuntimeOrigin::root(), id));
		assert_eq!(free(BENEFICIARY), 5_000);
		assert_eq!(Commons::available(&Payout::Pool), POOL - 5_000);
		assert_eq!(
			last_event(),
			Event::StreamStopped {
				stream: id,
				returned: 5_001
			}
		);
		assert_noop!(
			Commons::stop(RuntimeOrigin::root(), id),
			Error::<Test>::UnknownStream
		);
	});
}

#[test]
fn a_beneficiary_that_cannot_be_paid_keeps_no_stream_running() {
	ExtBuilder.run(|| {
		let id = passed(1_000, Payout::Stream { blocks: BLOCKS });
		advance(EXISTENTIAL - 1);
		assert_ok!(Commons::stop(RuntimeOrigin::root(), id));
		assert_eq!((owed(), free(BENEFICIARY)), (0, 0));
	});
}

#[test]
fn streams_are_few() {
	ExtBuilder.run(|| {
		let (first, _) = (stream(), stream());
		let third = submit_for(TOTAL, Payout::Stream { blocks: BLOCKS });
		assert_ok!(Commons::stake(by(4), third, VOTES));
		advance(LIFETIME - 1);
		assert_noop!(Commons::execute(by(2), third), Error::<Test>::TooManyStreams);
		assert_ok!(Commons::claim(by(2), first));
		assert_ok!(Commons::execute(by(2), third));
	});
}
