use crate::{mock::*, Error, Event, Tributes, UNIT};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_runtime::{DispatchError, DispatchResult, Permill},
};

fn set_kappa(kappa: u32) -> DispatchResult {
	Curve::set_kappa(RuntimeOrigin::root(), kappa)
}

fn price() -> u128 {
	Curve::view().unwrap().price
}

#[test]
fn tributes_have_a_bound() {
	ExtBuilder::default().run(|| {
		let (five, most) = (Permill::from_percent(5), MaxTribute::get());
		let set = |entry, exit| Curve::set_parameters(RuntimeOrigin::root(), entry, exit);
		assert_ok!(set(Some(five), None));
		assert_ok!(set(None, Some(most)));
		let tributes = Tributes {
			entry: five,
			exit: most,
		};
		assert_eq!(last_event(), Event::TributesSet { tributes });
		let above = Permill::from_parts(most.deconstruct() + 1);
		assert_noop!(set(Some(above), None), Error::<Test>::TributeTooHigh);
		assert_noop!(set(None, Some(above)), Error::<Test>::TributeTooHigh);
	});
}

#[test]
fn a_greater_kappa_keeps_the_price_and_frees_reserve() {
	ExtBuilder::default().run(|| {
		let (before, owed) = (price(), Curve::view().unwrap().owed);
		assert_ok!(set_kappa(2_500_000));
		assert!(before.abs_diff(price()) <= before / 10u128.pow(12) + 1);
		assert!(Curve::view().unwrap().owed < owed);
		assert_eq!(state().reserve, 60_000 * UNIT);
		// 60,000 · 2 / 2.5 back the supply now.
		assert_ok!(sell(ALICE, FUNDS));
		assert_ok!(sell(BOB, FUNDS));
		assert_ok!(sell(CAROL, FUNDS));
		assert!(state().reserve >= 12_000 * UNIT);
	});
}

#[test]
fn a_lesser_kappa_needs_reserve_first() {
	ExtBuilder::default().run(|| {
		let before = price();
		assert_noop!(set_kappa(1_600_000), Error::<Test>::ReserveTooLow);
		// 60,000 · 2 / 1.6 = 75,000.
		assert_ok!(Curve::donate(RuntimeOrigin::signed(DAVE), 15_001 * UNIT));
		assert_ok!(set_kappa(1_600_000));
		assert!(before.abs_diff(price()) <= before / 10u128.pow(12) + 1);
	});
}

#[test]
fn kappa_moves_within_bounds_and_in_small_steps() {
	ExtBuilder::default().run(|| {
		assert_noop!(set_kappa(2_500_001), Error::<Test>::KappaStepTooLarge);
		assert_noop!(set_kappa(999_999), Error::<Test>::KappaOutOfBounds);
		assert_noop!(set_kappa(8_000_001), Error::<Test>::KappaOutOfBounds);
		assert_noop!(set_kappa(u32::MAX), Error::<Test>::KappaOutOfBounds);
	});
}

#[test]
fn steps_of_kappa_do_not_follow_each_other_at_once() {
	ExtBuilder::default().run(|| {
		assert_ok!(set_kappa(2_500_000));
		assert_noop!(set_kappa(3_000_000), Error::<Test>::KappaTooSoon);
		advance(9);
		assert_noop!(set_kappa(3_000_000), Error::<Test>::KappaTooSoon);
		advance(1);
		assert_ok!(set_kappa(3_000_000));
	});
}

#[test]
fn the_kappa_of_an_almost_empty_curve_stays() {
	ExtBuilder::default().run(|| {
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(sell(who, FUNDS));
		}
		assert_noop!(set_kappa(2_100_000), Error::<Test>::AnchorOutOfBounds);
	});
}

#[test]
fn a_pause_stops_trading_and_nothing_else() {
	ExtBuilder::closed().run(|| {
		assert_ok!(Curve::start_hatch(RuntimeOrigin::root(), terms()));
		assert_ok!(contribute(DAVE, 2_000 * UNIT));
		assert_ok!(Curve::pause(RuntimeOrigin::root()));
		assert_eq!(last_event(), Event::TradingPaused);
		assert_noop!(
			Curve::pause(RuntimeOrigin::root()),
			Error::<Test>::TradingIsPaused
		);
		assert_noop!(contribute(DAVE, UNIT), Error::<Test>::TradingIsPaused);
		advance(100);
		assert_ok!(Curve::finalize(RuntimeOrigin::signed(DAVE)));
		assert_ok!(Curve::claim(RuntimeOrigin::signed(DAVE)));
		assert_noop!(buy(ALICE, UNIT), Error::<Test>::TradingIsPaused);
		assert_noop!(sell(ALICE, UNIT), Error::<Test>::TradingIsPaused);
		assert_ok!(Curve::unpause(RuntimeOrigin::root()));
		assert_eq!(last_event(), Event::TradingResumed);
		assert_noop!(Curve::unpause(RuntimeOrigin::root()), Error::<Test>::NotPaused);
		assert_ok!(buy(ALICE, UNIT));
	});
}

#[test]
fn only_governance_governs() {
	ExtBuilder::default().run(|| {
		let alice = || RuntimeOrigin::signed(ALICE);
		assert_noop!(
			Curve::set_parameters(alice(), None, None),
			DispatchError::BadOrigin
		);
		assert_noop!(Curve::set_kappa(alice(), 2_100_000), DispatchError::BadOrigin);
		assert_noop!(Curve::pause(alice()), DispatchError::BadOrigin);
		assert_noop!(Curve::unpause(alice()), DispatchError::BadOrigin);
	});
}
