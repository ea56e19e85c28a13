//! What governance may change, and how far.

use althing_curve_math::Kappa;
use polkadot_sdk::{
	frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get},
	frame_system,
	sp_runtime::{traits::Saturating, Permill},
};

use crate::{Config, CurveState, Error, Event, NextKappaAt, Pallet, Paused, State, TributeRates, Tributes};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_parameters(entry: Option<Permill>, exit: Option<Permill>) -> DispatchResult {
		let before = TributeRates::<T>::get();
		let tributes = Tributes {
			entry: entry.unwrap_or(before.entry),
			exit: exit.unwrap_or(before.exit),
		};
		let highest = tributes.entry.max(tributes.exit);
		ensure!(highest <= T::MaxTribute::get(), Error::<T>::TributeTooHigh);
		TributeRates::<T>::put(tributes);
		Self::deposit_event(Event::TributesSet { tributes });
		Ok(())
	}

	pub(crate) fn do_set_kappa(kappa: u32) -> DispatchResult {
		let before = Self::open_curve()?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= NextKappaAt::<T>::get(), Error::<T>::KappaTooSoon);
		let after = Self::reshaped(&before, kappa)?;
		State::<T>::put(after);
		// Saturating: a block that never comes.
		NextKappaAt::<T>::put(now.saturating_add(T::KappaInterval::get()));
		Self::deposit_event(Event::KappaSet { before, after });
		Ok(())
	}

	/// The curve with another κ, the same price, and no more owed than is held.
	fn reshaped(before: &CurveState, kappa: u32) -> Result<CurveState, Error<T>> {
		let step = kappa.abs_diff(before.kappa);
		let kappa = Kappa::new(kappa)?;
		ensure!(step <= T::MaxKappaStep::get(), Error::<T>::KappaStepTooLarge);
		let curve = before.curve()?.with_kappa(kappa, before.supply)?;
		ensure!(
			before.reserve >= curve.backing(before.supply)?,
			Error::<T>::ReserveTooLow
		);
		let (anchor_reserve, anchor_supply) = curve.anchor();
		Ok(CurveState {
			kappa: kappa.parts(),
			anchor_reserve,
			anchor_supply,
			..*before
		})
	}

	pub(crate) fn do_pause() -> DispatchResult {
		Self::ensure_not_paused()?;
		Paused::<T>::put(true);
		Self::deposit_event(Event::TradingPaused);
		Ok(())
	}

	pub(crate) fn do_unpause() -> DispatchResult {
		ensure!(Paused::<T>::get(), Error::<T>::NotPaused);
		Paused::<T>::kill();
		Self::deposit_event(Event::TradingResumed);
		Ok(())
	}
}
