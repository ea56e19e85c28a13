use crate::{mock::*, Config, WeightInfo};
use althing_primitives::Unlock;
use polkadot_sdk::frame_support::{assert_ok, dispatch::GetDispatchInfo};

#[test]
fn one_call_frees_everything_everywhere() {
	ExtBuilder.run(|| {
		let (a, b) = (submit(1_000), submit(1_000));
		assert_ok!(Commons::stake(by(2), a, 300));
		assert_ok!(Commons::stake(by(2), b, 200));
		assert_ok!(Commons::stake(by(3), a, 50));
		assert_ok!(Commons::cancel(by(1), b));

		assert_ok!(Commons::unlock(by(2)));
		assert_eq!((frozen(2), frozen(3)), (0, 50));
		assert_eq!(info(a).staked, 50);
		assert_eq!(Referenda::unlocked(), [2]);
		assert_ok!(Cvt::transfer_allow_death(by(2), 3, VOTES));
	});
}

#[test]
fn it_does_no_harm_to_who_has_nothing_locked() {
	ExtBuilder.run(|| {
		assert_ok!(Commons::unlock(by(BENEFICIARY)));
		assert_ok!(Commons::unlock(by(2)));
	});
}

#[test]
fn conviction_fades_after_it() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 80_000));
		advance(100);
		assert_ok!(Commons::unlock(by(2)));
		assert_eq!(conviction(id), 40_000);
		advance(100);
		assert_eq!(conviction(id), 20_000);
	});
}

#[test]
fn it_is_paid_for_what_it_did() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 300));
		let most = crate::Call::<Test>::unlock {}.get_dispatch_info().call_weight;
		let own = |stakes| <<Test as Config>::WeightInfo as WeightInfo>::unlock(stakes);
		assert_eq!(most, own(3).saturating_add(Referenda::dearest()));
		let weighed = Commons::unlock(by(2)).unwrap().actual_weight.unwrap();
		assert_eq!(weighed, own(1).saturating_add(Referenda::unlock(&2)));
		assert!(weighed.all_lte(most));
	});
}

#[test]
fn others_reach_the_stakes_through_the_trait() {
	ExtBuilder.run(|| {
		let id = submit(1_000);
		assert_ok!(Commons::stake(by(2), id, 300));
		let weighed = <Commons as Unlock<u64>>::unlock(&2);
		assert!(weighed.all_lte(<Commons as Unlock<u64>>::dearest()));
		assert_eq!(frozen(2), 0);
	});
}
