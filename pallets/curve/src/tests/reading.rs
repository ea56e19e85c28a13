use crate::{mock::*, Error, UNIT};
use polkadot_sdk::frame_support::assert_ok;

#[test]
fn a_quote_is_what_the_order_gives() {
	ExtBuilder::default().run(|| {
		let quote = Curve::quote_buy(123 * UNIT).unwrap();
		let before = cvt(ALICE);
		assert_ok!(buy(ALICE, 123 * UNIT));
		assert_eq!(cvt(ALICE) - before, quote.got);
		let quote = Curve::quote_sell(45 * UNIT).unwrap();
		let before = vwt(ALICE);
		assert_ok!(sell(ALICE, 45 * UNIT));
		assert_eq!(vwt(ALICE) - before, quote.got);
		assert_eq!(Curve::view().unwrap().price, quote.price);
	});
}

#[test]
fn the_view_shows_the_whole_curve() {
	ExtBuilder::default().run(|| {
		let view = Curve::view().unwrap();
		let expected = 4 * 10u128.pow(17);
		assert!(view.price.abs_diff(expected) <= expected / 10u128.pow(12));
		assert!(view.owed <= 60_000 * UNIT && view.owed + 3 >= 60_000 * UNIT);
		assert_eq!(view.unbacked, 0);
		assert!(!view.paused);
	});
}

#[test]
fn a_closed_curve_has_no_view_and_no_quotes() {
	ExtBuilder::closed().run(|| {
		assert_eq!(Curve::view(), None);
		assert!(matches!(Curve::quote_buy(UNIT), Err(Error::NotOpen)));
		assert!(matches!(Curve::quote_sell(UNIT), Err(Error::NotOpen)));
		assert_eq!(Curve::claimable(&ALICE), 0);
	});
}
