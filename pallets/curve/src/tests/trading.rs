use crate::{mock::*, Error, Event, State, UNIT};
use polkadot_sdk::{
	frame_support::{
		assert_noop, assert_ok,
		traits::{
			fungible::{Mutate, MutateHold},
			tokens::{Fortitude, Precision, Preservation},
		},
	},
	sp_runtime::{DispatchError, Permill, TokenError},
};

fn tributes(entry: u32, exit: u32) {
	assert_ok!(Curve::set_parameters(
		RuntimeOrigin::root(),
		Some(Permill::from_percent(entry)),
		Some(Permill::from_percent(exit)),
	));
}

#[test]
fn a_purchase_moves_vwt_into_the_reserve_and_issues_cvt() {
	ExtBuilder::default().run(|| {
		let (before, issuance) = (held(), Cvt::total_issuance());
		// (300,000 + x)² / 300,000² · 60,000 = 60,000 + 12,600: x = 30,000.
		assert_ok!(buy(ALICE, 12_600 * UNIT));
		let got = cvt(ALICE) - FUNDS;
		assert!((30_000 * UNIT - 10..=30_000 * UNIT).contains(&got), "{got}");
		assert_eq!(vwt(ALICE), FUNDS - 12_600 * UNIT);
		assert_eq!(held(), before + 12_600 * UNIT);
		assert_eq!(Cvt::total_issuance(), issuance + got);
		assert_eq!(state().supply, 3 * FUNDS + got);
		assert_eq!(state().reserve, 72_600 * UNIT);
	});
}

#[test]
fn a_sale_burns_cvt_and_pays_out_of_the_reserve() {
	ExtBuilder::default().run(|| {
		let (before, issuance) = (held(), Cvt::total_issuance());
		// 60,000 · (1 − 0.9²) = 11,400.
		assert_ok!(sell(ALICE, 30_000 * UNIT));
		let got = vwt(ALICE) - FUNDS;
		assert!((11_400 * UNIT - 10..=11_400 * UNIT).contains(&got), "{got}");
		assert_eq!(cvt(ALICE), FUNDS - 30_000 * UNIT);
		assert_eq!(held(), before - got);
		assert_eq!(Cvt::total_issuance(), issuance - 30_000 * UNIT);
		assert_eq!(state().reserve, 60_000 * UNIT - got);
	});
}

#[test]
fn tributes_go_to_the_commons() {
	ExtBuilder::default().run(|| {
		tributes(5, 10);
		assert_ok!(buy(ALICE, 1_000 * UNIT));
		assert_eq!(vwt(COMMONS), ED + 50 * UNIT);
		assert_eq!(state().reserve, 60_950 * UNIT);
		let reserve = state().reserve;
		assert_ok!(sell(BOB, 1_000 * UNIT));
		let gross = reserve - state().reserve;
		let tribute = Permill::from_percent(10).mul_ceil(gross);
		assert_eq!(vwt(COMMONS), ED + 50 * UNIT + tribute);
		assert_eq!(vwt(BOB), FUNDS + gross - tribute);
	});
}

#[test]
fn events_tell_the_order_and_the_curve_after_it() {
	ExtBuilder::default().run(|| {
		let order = Curve::quote_buy(100 * UNIT).unwrap();
		assert_ok!(buy(ALICE, 100 * UNIT));
		assert_eq!(last_event(), Event::Bought { who: ALICE, order });
		assert_eq!((order.supply, order.reserve), (state().supply, state().reserve));
		let order = Curve::quote_sell(7 * UNIT).unwrap();
		assert_ok!(sell(ALICE, 7 * UNIT));
		assert_eq!(last_event(), Event::Sold { who: ALICE, order });
	});
}

#[test]
fn an_order_gives_no_less_than_it_accepts() {
	ExtBuilder::default().run(|| {
		let (buying, selling) = (
			Curve::quote_buy(UNIT).unwrap().got,
			Curve::quote_sell(UNIT).unwrap().got,
		);
		let alice = || RuntimeOrigin::signed(ALICE);
		assert_noop!(
			Curve::buy(alice(), UNIT, buying + 1, LATE),
			Error::<Test>::SlippageExceeded
		);
		assert_noop!(
			Curve::sell(alice(), UNIT, selling + 1, LATE),
			Error::<Test>::SlippageExceeded
		);
		assert_ok!(Curve::buy(alice(), UNIT, buying, LATE));
	});
}

#[test]
fn an_order_behind_a_great_one_is_protected_by_its_limit() {
	ExtBuilder::default().run(|| {
		let least = Curve::quote_buy(1_000 * UNIT).unwrap().got * 99 / 100;
		assert_ok!(buy(BOB, 10_000 * UNIT));
		assert_noop!(
			Curve::buy(RuntimeOrigin::signed(ALICE), 1_000 * UNIT, least, LATE),
			Error::<Test>::SlippageExceeded
		);
	});
}

#[test]
fn an_order_is_executed_up_to_its_deadline() {
	ExtBuilder::default().run(|| {
		advance(9);
		let alice = || RuntimeOrigin::signed(ALICE);
		assert_ok!(Curve::buy(alice(), UNIT, 0, 10));
		assert_noop!(Curve::buy(alice(), UNIT, 0, 9), Error::<Test>::DeadlinePassed);
		assert_noop!(Curve::sell(alice(), UNIT, 0, 9), Error::<Test>::DeadlinePassed);
	});
}

#[test]
fn orders_for_nothing_or_dust_are_refused() {
	ExtBuilder::default().run(|| {
		assert_noop!(buy(ALICE, 0), Error::<Test>::NothingOrdered);
		assert_noop!(sell(ALICE, 0), Error::<Test>::NothingOrdered);
		assert_noop!(sell(ALICE, 1), Error::<Test>::OrderTooSmall);
		// All of a single unit is tribute.
		tributes(1, 1);
		assert_noop!(buy(ALICE, 1), Error::<Test>::OrderTooSmall);
	});
}

#[test]
fn orders_beyond_counting_are_refused() {
	ExtBuilder::default().run(|| {
		assert_noop!(buy(ALICE, u128::MAX), Error::<Test>::OrderTooLarge);
		assert_noop!(buy(ALICE, 10u128.pow(30)), Error::<Test>::OrderTooLarge);
		assert_noop!(sell(ALICE, u128::MAX), Error::<Test>::ExceedsSupply);
	});
}

#[test]
fn who_lacks_what_an_order_gives_is_refused() {
	ExtBuilder::default().run(|| {
		assert_noop!(buy(ALICE, FUNDS + 1), TokenError::FundsUnavailable);
		assert_noop!(sell(DAVE, UNIT), TokenError::FundsUnavailable);
		assert_noop!(
			Curve::buy(RuntimeOrigin::root(), UNIT, 0, LATE),
			DispatchError::BadOrigin
		);
		assert_noop!(
			Curve::sell(RuntimeOrigin::none(), UNIT, 0, LATE),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn nothing_is_traded_before_the_curve_is_open() {
	ExtBuilder::closed().run(|| {
		assert_noop!(buy(ALICE, UNIT), Error::<Test>::NotOpen);
		assert_noop!(sell(ALICE, UNIT), Error::<Test>::NotOpen);
		assert_noop!(
			Curve::donate(RuntimeOrigin::signed(ALICE), UNIT),
			Error::<Test>::NotOpen
		);
	});
}

#[test]
fn buying_and_selling_again_never_gains() {
	ExtBuilder::default().run(|| {
		for amount in [1_000, UNIT / 3, UNIT, 777 * UNIT, 50_000 * UNIT] {
			let (vwt_before, cvt_before) = (vwt(ALICE), cvt(ALICE));
			assert_ok!(buy(ALICE, amount));
			assert_ok!(sell(ALICE, cvt(ALICE) - cvt_before));
			assert!(vwt(ALICE) <= vwt_before);
			assert!(vwt(ALICE) + 10 >= vwt_before, "rounding takes a few units");
		}
	});
}

#[test]
fn the_whole_supply_can_be_sold() {
	ExtBuilder::default().run(|| {
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(sell(who, FUNDS));
		}
		assert_eq!(state().supply, 0);
		assert!(state().reserve <= 10, "{}", state().reserve);
		assert_ok!(buy(DAVE, 60_000 * UNIT));
		assert!(cvt(DAVE).abs_diff(3 * FUNDS) <= 10, "{}", cvt(DAVE));
	});
}

#[test]
fn cvt_issued_elsewhere_never_take_more_than_the_supply_is_owed() {
	// Only a third of the CVT of the genesis is counted.
	ExtBuilder::opening(2_000_000, 20_000 * UNIT, FUNDS).run(|| {
		assert_eq!(Curve::view().unwrap().unbacked, 2 * FUNDS);
		assert_ok!(sell(ALICE, FUNDS));
		assert_noop!(sell(BOB, UNIT), Error::<Test>::ExceedsSupply);
		assert!(vwt(ALICE) <= FUNDS + 20_000 * UNIT);
		// What is bought brings its own reserve.
		assert_ok!(buy(DAVE, 100 * UNIT));
		assert_ok!(sell(BOB, cvt(DAVE)));
		assert!(vwt(BOB) <= FUNDS + 100 * UNIT);
	});
}

#[test]
fn cvt_burnt_elsewhere_leave_their_reserve() {
	ExtBuilder::default().run(|| {
		let (preservation, force) = (Preservation::Expendable, Fortitude::Polite);
		assert_ok!(Cvt::burn_from(
			&CAROL,
			FUNDS,
			preservation,
			Precision::Exact,
			force
		));
		assert_ok!(sell(ALICE, FUNDS));
		assert_ok!(sell(BOB, FUNDS));
		assert_eq!(state().supply, FUNDS);
		assert!(state().reserve >= 60_000 * UNIT / 9);
	});
}

#[test]
fn held_tokens_cannot_be_sold() {
	ExtBuilder::default().run(|| {
		let reason = crate::HoldReason::HatchVesting.into();
		assert_ok!(<Cvt as MutateHold<u64>>::hold(&reason, &ALICE, FUNDS / 2));
		assert_noop!(sell(ALICE, FUNDS / 2 + 1), TokenError::FundsUnavailable);
		assert_ok!(sell(ALICE, FUNDS / 2 - ED));
		let precision = Precision::Exact;
		assert_ok!(<Cvt as MutateHold<u64>>::release(
			&reason,
			&ALICE,
			FUNDS / 2,
			precision
		));
	});
}

#[test]
fn a_donation_raises_what_is_held_and_not_what_is_owed() {
	ExtBuilder::default().run(|| {
		let owed = Curve::view().unwrap().owed;
		assert_ok!(Curve::donate(RuntimeOrigin::signed(DAVE), 500 * UNIT));
		let (who, amount, reserve) = (DAVE, 500 * UNIT, 60_500 * UNIT);
		assert_eq!(last_event(), Event::Donated { who, amount, reserve });
		assert_eq!(Curve::view().unwrap().owed, owed);
		assert_noop!(
			Curve::donate(RuntimeOrigin::signed(DAVE), 0),
			Error::<Test>::NothingOrdered
		);
	});
}

#[test]
fn vwt_sent_to_the_account_are_not_reserve() {
	ExtBuilder::default().run(|| {
		let reserve = State::<Test>::get().unwrap().reserve;
		let to = Curve::account_id();
		assert_ok!(<Vwt as Mutate<u64>>::transfer(
			&DAVE,
			&to,
			UNIT,
			Preservation::Preserve
		));
		assert_eq!(state().reserve, reserve);
	});
}
