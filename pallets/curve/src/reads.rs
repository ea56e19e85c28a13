//! What readers may ask: runtime APIs, tests, other crates. Nothing here writes.

use polkadot_sdk::{
	frame_support::traits::{fungible::Inspect, Get},
	sp_runtime::traits::AccountIdConversion,
};

use crate::{
	Balance, Config, CurveView, Error, Hatch, HatchStatus, Pallet, Paused, Quote, State, TributeRates,
	Vestings,
};

impl<T: Config> Pallet<T> {
	/// The account that holds the reserve.
	pub fn account_id() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// What [`Pallet::buy`] with `reserve_in` VWT would give now. Says nothing about pauses.
	///
	/// # Errors
	///
	/// `NotOpen`, `NothingOrdered`, `OrderTooSmall`, `OrderTooLarge`.
	pub fn quote_buy(reserve_in: Balance) -> Result<Quote, Error<T>> {
		let entry = TributeRates::<T>::get().entry;
		Self::purchase(&Self::open_curve()?, entry, reserve_in).map(|(order, _)| order)
	}

	/// What [`Pallet::sell`] of `tokens_in` CVT would give now. Says nothing about pauses.
	///
	/// # Errors
	///
	/// `NotOpen`, `NothingOrdered`, `OrderTooSmall`, `OrderTooLarge`, `ExceedsSupply`.
	pub fn quote_sell(tokens_in: Balance) -> Result<Quote, Error<T>> {
		let exit = TributeRates::<T>::get().exit;
		Self::sale(&Self::open_curve()?, exit, tokens_in).map(|(order, _)| order)
	}

	/// The curve now; `None` while it is not open.
	pub fn view() -> Option<CurveView> {
		let state = State::<T>::get()?;
		let curve = state.curve().ok()?;
		Some(CurveView {
			state,
			price: Self::price_at(&curve, state.supply).ok()?,
			owed: curve.worth(state.supply).ok()?,
			unbacked: T::Token::total_issuance().saturating_sub(state.supply),
			tributes: TributeRates::<T>::get(),
			paused: Paused::<T>::get(),
		})
	}

	/// How many tokens of the hatch, claimed before, `who` could have released now.
	pub fn claimable(who: &T::AccountId) -> Balance {
		let vested = |vesting: &crate::Vesting| {
			let hatch = Hatch::<T>::get()?;
			match hatch.status {
				HatchStatus::Opened { at } => Some(Self::vested(&hatch.terms, at, vesting.total)),
				_ => None,
			}
		};
		Vestings::<T>::get(who)
			.and_then(|vesting| vested(&vesting).map(|amount| amount.saturating_sub(vesting.released)))
			.unwrap_or_default()
	}
}
