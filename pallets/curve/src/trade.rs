//! Buying, selling, giving.

use althing_curve_math::Error as MathError;
use polkadot_sdk::{
	frame_support::{
		ensure,
		pallet_prelude::DispatchResult,
		traits::{
			fungible::Mutate,
			tokens::{Fortitude, Precision, Preservation},
			Get,
		},
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::{traits::Zero, Permill},
};

use crate::{Balance, Config, CurveState, Error, Event, Pallet, Paused, Quote, State, TributeRates};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_buy(
		who: T::AccountId,
		reserve_in: Balance,
		min_out: Balance,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_can_trade(deadline)?;
		let state = Self::open_curve()?;
		let (order, after) = Self::purchase(&state, TributeRates::<T>::get().entry, reserve_in)?;
		ensure!(order.got >= min_out, Error::<T>::SlippageExceeded);

		// A purchase gives no less than its tribute: see `purchase`.
		let net = order.given.saturating_sub(order.tribute);
		T::Reserve::transfer(&who, &Self::account_id(), net, Preservation::Preserve)?;
		Self::pay_commons(&who, order.tribute)?;
		T::Token::mint_into(&who, order.got)?;
		State::<T>::put(after);
		Self::deposit_event(Event::Bought { who, order });
		Ok(())
	}

	pub(crate) fn do_sell(
		who: T::AccountId,
		tokens_in: Balance,
		min_out: Balance,
		deadline: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_can_trade(deadline)?;
		let state = Self::open_curve()?;
		let (order, after) = Self::sale(&state, TributeRates::<T>::get().exit, tokens_in)?;
		ensure!(order.got >= min_out, Error::<T>::SlippageExceeded);

		T::Token::burn_from(
			&who,
			tokens_in,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		let account = Self::account_id();
		T::Reserve::transfer(&account, &who, order.got, Preservation::Preserve)?;
		Self::pay_commons(&account, order.tribute)?;
		State::<T>::put(after);
		Self::deposit_event(Event::Sold { who, order });
		Ok(())
	}

	pub(crate) fn do_donate(who: T::AccountId, amount: Balance) -> DispatchResult {
		ensure!(!amount.is_zero(), Error::<T>::NothingOrdered);
		let mut state = Self::open_curve()?;
		state.reserve = state
			.reserve
			.checked_add(amount)
			.ok_or(Error::<T>::OrderTooLarge)?;
		T::Reserve::transfer(&who, &Self::account_id(), amount, Preservation::Preserve)?;
		State::<T>::put(state);
		let reserve = state.reserve;
		Self::deposit_event(Event::Donated { who, amount, reserve });
		Ok(())
	}

	/// What paying `given` VWT does to the curve. The tribute is rounded up, so that splitting an order does
	/// not lower it.
	pub(crate) fn purchase(
		state: &CurveState,
		entry: Permill,
		given: Balance,
	) -> Result<(Quote, CurveState), Error<T>> {
		ensure!(!given.is_zero(), Error::<T>::NothingOrdered);
		let tribute = entry.mul_ceil(given);
		// Tributes are a half at most, but all of a single unit when rounded up.
		let net = given.saturating_sub(tribute);
		ensure!(!net.is_zero(), Error::<T>::OrderTooSmall);
		let got = state.curve()?.mint(state.supply, net)?;
		let supply = state.supply.checked_add(got).ok_or(Error::<T>::OrderTooLarge)?;
		let reserve = state.reserve.checked_add(net).ok_or(Error::<T>::OrderTooLarge)?;
		Self::after(
			state,
			supply,
			reserve,
			Quote {
				given,
				got,
				tribute,
				..Quote::default()
			},
		)
	}

	/// What having `given` CVT burnt does to the curve. The tribute is rounded up, as above.
	pub(crate) fn sale(
		state: &CurveState,
		exit: Permill,
		given: Balance,
	) -> Result<(Quote, CurveState), Error<T>> {
		let gross = state.curve()?.burn(state.supply, given)?;
		let tribute = exit.mul_ceil(gross);
		let got = gross.saturating_sub(tribute);
		ensure!(!got.is_zero(), Error::<T>::OrderTooSmall);
		let supply = state.supply.checked_sub(given).ok_or(Error::<T>::ExceedsSupply)?;
		let reserve = state
			.reserve
			.checked_sub(gross)
			.ok_or(Error::<T>::ReserveTooLow)?;
		Self::after(
			state,
			supply,
			reserve,
			Quote {
				given,
				got,
				tribute,
				..Quote::default()
			},
		)
	}

	/// The curve at `supply` and `reserve`, once more checked to be backed. The check cannot fail while the
	/// proofs in [`althing_curve_math`] are right; if one were wrong, an order would be refused and nobody's
	/// reserve be paid to another.
	fn after(
		state: &CurveState,
		supply: Balance,
		reserve: Balance,
		order: Quote,
	) -> Result<(Quote, CurveState), Error<T>> {
		let curve = state.curve()?;
		ensure!(reserve >= curve.backing(supply)?, Error::<T>::ReserveTooLow);
		let price = Self::price_at(&curve, supply)?;
		let after = CurveState {
			supply,
			reserve,
			..*state
		};
		Ok((
			Quote {
				supply,
				reserve,
				price,
				..order
			},
			after,
		))
	}

	/// The price at `supply`; the greatest number where it is beyond.
	pub(crate) fn price_at(curve: &althing_curve_math::Curve, supply: Balance) -> Result<Balance, Error<T>> {
		match curve.price(supply) {
			Err(MathError::TooLarge) => Ok(Balance::MAX),
			price => Ok(price?),
		}
	}

	pub(crate) fn open_curve() -> Result<CurveState, Error<T>> {
		State::<T>::get().ok_or(Error::<T>::NotOpen)
	}

	pub(crate) fn ensure_not_paused() -> Result<(), Error<T>> {
		ensure!(!Paused::<T>::get(), Error::<T>::TradingIsPaused);
		Ok(())
	}

	fn ensure_can_trade(deadline: BlockNumberFor<T>) -> Result<(), Error<T>> {
		Self::ensure_not_paused()?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now <= deadline, Error::<T>::DeadlinePassed);
		Ok(())
	}

	/// Pays a tribute, if there is one.
	pub(crate) fn pay_commons(from: &T::AccountId, tribute: Balance) -> DispatchResult {
		if !tribute.is_zero() {
			T::Reserve::transfer(from, &T::Commons::get(), tribute, Preservation::Preserve)?;
		}
		Ok(())
	}
}
