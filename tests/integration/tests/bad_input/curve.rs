//! The curve.

use super::{bob, eve, refused, run};
use althing_integration_tests::{
	genesis, next_block,
	people::{by, newcomer, NEVER},
};
use althing_runtime::{constants::currency::UNIT, governance::origins::Origin, Runtime, RuntimeOrigin};
use frame_support::assert_ok;
use pallet_curve::{Call, Error, Terms};
use polkadot_sdk::*;
use sp_runtime::{DispatchError, Permill, TokenError};

type Curve = Call<Runtime>;
type Refusal = Error<Runtime>;

fn buy(reserve_in: u128, min_out: u128, deadline: u32) -> Curve {
	Call::buy {
		reserve_in,
		min_out,
		deadline,
	}
}

fn sell(tokens_in: u128, min_out: u128, deadline: u32) -> Curve {
	Call::sell {
		tokens_in,
		min_out,
		deadline,
	}
}

#[test]
fn orders_for_nothing_dust_and_more_than_there_is() {
	run(|| {
		refused(by(&eve()), buy(0, 0, NEVER), Refusal::NothingOrdered);
		refused(by(&eve()), sell(0, 0, NEVER), Refusal::NothingOrdered);
		refused(by(&eve()), sell(1, 0, NEVER), Refusal::OrderTooSmall);
		refused(by(&eve()), buy(u128::MAX, 0, NEVER), Refusal::OrderTooLarge);
		refused(by(&eve()), sell(u128::MAX, 0, NEVER), Refusal::ExceedsSupply);
		let all = 16_000_000 * UNIT;
		refused(by(&eve()), sell(all + 1, 0, NEVER), Refusal::ExceedsSupply);
		// Within the curve's bounds, but not the account's.
		refused(
			by(&eve()),
			buy(2_000_000 * UNIT, 0, NEVER),
			TokenError::FundsUnavailable,
		);
		refused(
			by(&eve()),
			sell(2_000_000 * UNIT, 0, NEVER),
			TokenError::FundsUnavailable,
		);
		// Less than an account of CVT has to have.
		let who = newcomer(101, UNIT);
		refused(by(&who), buy(1_000, 0, NEVER), TokenError::BelowMinimum);
		refused(
			RuntimeOrigin::none(),
			buy(UNIT, 0, NEVER),
			DispatchError::BadOrigin,
		);
	});
}

#[test]
fn orders_too_late_or_at_another_price() {
	run(|| {
		let now = next_block();
		for call in [buy(UNIT, 0, now - 1), sell(UNIT, 0, now - 1)] {
			refused(by(&eve()), call, Refusal::DeadlinePassed);
		}
		let got = althing_runtime::Curve::quote_buy(UNIT).unwrap().got;
		refused(by(&eve()), buy(UNIT, got + 1, now), Refusal::SlippageExceeded);
		let got = althing_runtime::Curve::quote_sell(UNIT).unwrap().got;
		refused(by(&eve()), sell(UNIT, got + 1, now), Refusal::SlippageExceeded);
	});
}

#[test]
fn gifts_of_nothing_and_of_more_than_can_be_counted() {
	run(|| {
		refused(by(&eve()), Curve::donate { amount: 0 }, Refusal::NothingOrdered);
		refused(
			by(&eve()),
			Curve::donate { amount: u128::MAX },
			Refusal::OrderTooLarge,
		);
		let amount = 2_000_000 * UNIT;
		refused(by(&eve()), Curve::donate { amount }, TokenError::FundsUnavailable);
	});
}

#[test]
fn what_belongs_to_a_hatch_where_there_is_none() {
	run(|| {
		refused(by(&eve()), Curve::contribute { amount: UNIT }, Refusal::NoHatch);
		refused(by(&eve()), Curve::finalize {}, Refusal::NoHatch);
		refused(by(&eve()), Curve::claim {}, Refusal::NoHatch);
		refused(by(&eve()), Curve::refund { who: bob() }, Refusal::NoHatch);
		let terms = Terms {
			price: UNIT,
			goal: 100 * UNIT,
			cap: 200 * UNIT,
			period: 10,
			tribute: Permill::zero(),
			kappa: 2_000_000,
			cliff: 0,
			vesting: 10,
		};
		let start = |terms| Curve::start_hatch { terms };
		refused(by(&eve()), start(terms), DispatchError::BadOrigin);
		refused(Origin::ParameterChange, start(terms), Refusal::AlreadyOpen);
	});
}

#[test]
fn a_hatch_that_contradicts_itself_and_orders_before_it() {
	genesis("staging").execute_with(|| {
		refused(by(&eve()), buy(UNIT, 0, NEVER), Refusal::NotOpen);
		refused(by(&eve()), sell(UNIT, 0, NEVER), Refusal::NotOpen);
		refused(by(&eve()), Curve::donate { amount: UNIT }, Refusal::NotOpen);
		refused(
			Origin::ParameterChange,
			Curve::set_kappa { kappa: 2_000_000 },
			Refusal::NotOpen,
		);
		let sound = Terms {
			price: UNIT,
			goal: 100 * UNIT,
			cap: 200 * UNIT,
			period: 10,
			tribute: Permill::zero(),
			kappa: 2_000_000,
			cliff: 0,
			vesting: 10,
		};
		for (terms, error) in [
			(Terms { price: 0, ..sound }, Refusal::BadTerms),
			(Terms { goal: 0, ..sound }, Refusal::BadTerms),
			(Terms { cap: UNIT, ..sound }, Refusal::BadTerms),
			(Terms { period: 0, ..sound }, Refusal::BadTerms),
			(
				Terms {
					period: u32::MAX,
					..sound
				},
				Refusal::BadTerms,
			),
			(Terms { cliff: 11, ..sound }, Refusal::BadTerms),
			(
				Terms {
					tribute: Permill::from_percent(21),
					..sound
				},
				Refusal::BadTerms,
			),
			(
				Terms {
					kappa: 999_999,
					..sound
				},
				Refusal::KappaOutOfBounds,
			),
			(Terms { goal: UNIT, ..sound }, Refusal::AnchorOutOfBounds),
		] {
			refused(Origin::ParameterChange, Curve::start_hatch { terms }, error);
		}
	});
}

#[test]
fn governance_beyond_the_bounds_and_by_the_wrong_track() {
	run(|| {
		let tributes = |share: u32| Curve::set_parameters {
			entry: Some(Permill::from_percent(share)),
			exit: None,
		};
		refused(by(&eve()), tributes(1), DispatchError::BadOrigin);
		refused(Origin::BigSpender, tributes(1), DispatchError::BadOrigin);
		refused(Origin::ParameterChange, tributes(21), Refusal::TributeTooHigh);
		for (kappa, error) in [
			(999_999, Refusal::KappaOutOfBounds),
			(8_000_001, Refusal::KappaOutOfBounds),
			(2_500_001, Refusal::KappaStepTooLarge),
			// The same price with more in reserve than there is.
			(1_900_000, Refusal::ReserveTooLow),
		] {
			refused(Origin::ParameterChange, Curve::set_kappa { kappa }, error);
		}
		let kappa = 2_100_000;
		assert_ok!(althing_runtime::Curve::set_kappa(
			Origin::ParameterChange.into(),
			kappa
		));
		refused(
			Origin::ParameterChange,
			Curve::set_kappa { kappa },
			Refusal::KappaTooSoon,
		);
		refused(Origin::ParameterChange, Curve::pause {}, DispatchError::BadOrigin);
		refused(Origin::EmergencyStop, Curve::unpause {}, Refusal::NotPaused);
		assert_ok!(althing_runtime::Curve::pause(Origin::EmergencyStop.into()));
		refused(Origin::EmergencyStop, Curve::pause {}, Refusal::TradingIsPaused);
		refused(by(&eve()), buy(UNIT, 0, NEVER), Refusal::TradingIsPaused);
		refused(by(&eve()), sell(UNIT, 0, NEVER), Refusal::TradingIsPaused);
	});
}
