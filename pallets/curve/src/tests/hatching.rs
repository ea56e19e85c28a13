use crate::{mock::*, Contributions, Error, Event, Hatch, HatchStatus, TermsOf, Vestings, UNIT};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, DispatchResult, Permill},
};

fn start(terms: TermsOf<Test>) -> DispatchResult {
	Curve::start_hatch(RuntimeOrigin::root(), terms)
}

fn finalize() -> DispatchResult {
	Curve::finalize(RuntimeOrigin::signed(DAVE))
}

fn claim(who: u64) -> DispatchResult {
	Curve::claim(RuntimeOrigin::signed(who))
}

fn refund(who: u64) -> DispatchResult {
	Curve::refund(RuntimeOrigin::signed(CAROL), who)
}

/// A hatch to which Dave gave 1,500 and Bob 500, opened at block 101.
fn opened() {
	assert_ok!(start(terms()));
	assert_ok!(contribute(DAVE, 1_500 * UNIT));
	assert_ok!(contribute(BOB, 500 * UNIT));
	advance(100);
	assert_ok!(finalize());
}

#[test]
fn a_hatch_that_reaches_its_goal_opens_the_curve() {
	ExtBuilder::closed().run(|| {
		opened();
		let state = state();
		assert_eq!((state.reserve, state.supply), (1_800 * UNIT, 4_000 * UNIT));
		assert_eq!(vwt(COMMONS), ED + 200 * UNIT);
		assert_eq!(held(), ED + 1_800 * UNIT);
		let (raised, tribute) = (2_000 * UNIT, 200 * UNIT);
		assert_eq!(
			last_event(),
			Event::Opened {
				raised,
				tribute,
				state
			}
		);
		assert_ok!(buy(ALICE, UNIT));
	});
}

#[test]
fn a_full_hatch_need_not_wait() {
	ExtBuilder::closed().run(|| {
		assert_ok!(start(terms()));
		assert_ok!(contribute(DAVE, 4_999 * UNIT));
		assert_noop!(finalize(), Error::<Test>::HatchRunning);
		assert_noop!(contribute(BOB, UNIT + 1), Error::<Test>::CapExceeded);
		assert_ok!(contribute(BOB, UNIT));
		assert_ok!(finalize());
		assert_noop!(finalize(), Error::<Test>::NoHatch);
		assert_noop!(contribute(BOB, UNIT), Error::<Test>::NoHatch);
	});
}

#[test]
fn tokens_of_a_hatch_vest_after_the_cliff_in_equal_parts() {
	ExtBuilder::closed().run(|| {
		opened();
		assert_ok!(claim(DAVE));
		let (who, total) = (DAVE, 3_000 * UNIT);
		assert_eq!(
			last_event(),
			Event::Claimed {
				who,
				total,
				released: ED
			}
		);
		assert_eq!(cvt(DAVE), ED);
		advance(49);
		assert_noop!(claim(DAVE), Error::<Test>::NothingToClaim);
		advance(1);
		// 50 of 150 blocks.
		assert_eq!(Curve::claimable(&DAVE), 1_000 * UNIT - ED);
		assert_ok!(claim(DAVE));
		assert_eq!(cvt(DAVE), 1_000 * UNIT);
		assert_noop!(claim(DAVE), Error::<Test>::NothingToClaim);
		advance(25);
		assert_ok!(claim(DAVE));
		assert_eq!(cvt(DAVE), 1_500 * UNIT);
		advance(75);
		assert_ok!(claim(DAVE));
		assert_eq!(cvt(DAVE), 3_000 * UNIT);
		assert!(!Vestings::<Test>::contains_key(DAVE));
		assert_noop!(claim(DAVE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn who_claims_late_gets_all_at_once() {
	ExtBuilder::closed().run(|| {
		opened();
		advance(150);
		let before = cvt(BOB);
		assert_ok!(claim(BOB));
		assert_eq!(cvt(BOB), before + 1_000 * UNIT);
		assert!(!Vestings::<Test>::contains_key(BOB));
	});
}

#[test]
fn the_supply_counts_tokens_that_are_not_claimed_yet() {
	ExtBuilder::closed().run(|| {
		opened();
		let supply = state().supply;
		assert_ok!(claim(DAVE));
		assert_eq!(state().supply, supply);
	});
}

#[test]
fn only_contributors_claim() {
	ExtBuilder::closed().run(|| {
		assert_noop!(claim(DAVE), Error::<Test>::NoHatch);
		assert_ok!(start(terms()));
		assert_ok!(contribute(DAVE, UNIT));
		assert_noop!(claim(DAVE), Error::<Test>::NotOpen);
		assert_ok!(contribute(DAVE, 1_000 * UNIT));
		advance(100);
		assert_ok!(finalize());
		assert_noop!(claim(ALICE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn contributors_of_a_failed_hatch_are_refunded() {
	ExtBuilder::closed().run(|| {
		assert_ok!(start(terms()));
		assert_ok!(contribute(DAVE, 600 * UNIT));
		assert_ok!(contribute(DAVE, 300 * UNIT));
		assert_noop!(refund(DAVE), Error::<Test>::HatchNotFailed);
		advance(100);
		assert_noop!(contribute(DAVE, 100 * UNIT), Error::<Test>::HatchOver);
		assert_ok!(finalize());
		assert_eq!(last_event(), Event::HatchFailed { raised: 900 * UNIT });
		assert_noop!(claim(DAVE), Error::<Test>::NotOpen);
		assert_ok!(refund(DAVE));
		assert_eq!(
			last_event(),
			Event::Refunded {
				who: DAVE,
				amount: 900 * UNIT
			}
		);
		assert_eq!(vwt(DAVE), FUNDS);
		assert_eq!(held(), ED);
		assert_noop!(refund(DAVE), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn a_hatch_follows_a_failed_one_once_all_are_refunded() {
	ExtBuilder::closed().run(|| {
		assert_ok!(start(terms()));
		assert_noop!(start(terms()), Error::<Test>::HatchExists);
		assert_ok!(contribute(DAVE, UNIT));
		advance(100);
		assert_ok!(finalize());
		assert_noop!(start(terms()), Error::<Test>::HatchExists);
		assert_ok!(refund(DAVE));
		assert_ok!(start(terms()));
		assert_eq!(Hatch::<Test>::get().unwrap().status, HatchStatus::Running);
	});
}

#[test]
fn an_open_curve_has_no_hatch() {
	ExtBuilder::default().run(|| {
		assert_noop!(start(terms()), Error::<Test>::AlreadyOpen);
		assert_noop!(contribute(DAVE, UNIT), Error::<Test>::NoHatch);
		assert_noop!(finalize(), Error::<Test>::NoHatch);
		assert_noop!(refund(DAVE), Error::<Test>::NoHatch);
	});
}

#[test]
fn terms_that_contradict_each_other_are_refused() {
	ExtBuilder::closed().run(|| {
		let good = terms();
		for bad in [
			TermsOf::<Test> { price: 0, ..good },
			TermsOf::<Test> { goal: 0, ..good },
			TermsOf::<Test> {
				cap: good.goal - 1,
				..good
			},
			TermsOf::<Test> { period: 0, ..good },
			TermsOf::<Test> {
				period: 10_001,
				..good
			},
			TermsOf::<Test> { cliff: 151, ..good },
			TermsOf::<Test> {
				vesting: 10_001,
				..good
			},
			TermsOf::<Test> {
				tribute: Permill::from_percent(21),
				..good
			},
			// A contribution would get less than an existential deposit of tokens.
			TermsOf::<Test> {
				price: 10_000 * UNIT,
				..good
			},
		] {
			assert_noop!(start(bad), Error::<Test>::BadTerms);
		}
		let kappa = TermsOf::<Test> {
			kappa: 999_999,
			..good
		};
		assert_noop!(start(kappa), Error::<Test>::KappaOutOfBounds);
		let goal = TermsOf::<Test> { goal: UNIT, ..good };
		assert_noop!(start(goal), Error::<Test>::AnchorOutOfBounds);
		let cap = TermsOf::<Test> {
			cap: 10u128.pow(31),
			..good
		};
		assert_noop!(start(cap), Error::<Test>::AnchorOutOfBounds);
		assert_noop!(
			Curve::start_hatch(RuntimeOrigin::signed(ALICE), good),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn a_contribution_has_a_least_amount() {
	ExtBuilder::closed().run(|| {
		assert_noop!(contribute(DAVE, UNIT), Error::<Test>::NoHatch);
		assert_ok!(start(terms()));
		assert_noop!(contribute(DAVE, UNIT - 1), Error::<Test>::ContributionTooLow);
		assert_noop!(contribute(DAVE, 0), Error::<Test>::ContributionTooLow);
		assert_noop!(contribute(DAVE, u128::MAX), Error::<Test>::CapExceeded);
		assert_ok!(contribute(DAVE, UNIT));
		assert_eq!(Contributions::<Test>::get(DAVE), Some(UNIT));
	});
}
