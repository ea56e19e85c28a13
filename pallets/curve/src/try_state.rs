//! What must hold after every block.

use polkadot_sdk::{
	frame_support::{
		ensure,
		traits::{
			fungible::{Inspect, InspectHold},
			Get,
		},
	},
	sp_runtime::TryRuntimeError,
};

use crate::{
	Balance, Config, Contributions, Hatch, HatchStatus, HoldReason, Pallet, State, TributeRates, Vestings,
};

impl<T: Config> Pallet<T> {
	/// Checks every rule between the storage items; the error names the one that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_reserve()?;
		Self::check_hatch()?;
		Self::check_vesting()?;
		let tributes = TributeRates::<T>::get();
		ensure!(
			tributes.entry.max(tributes.exit) <= T::MaxTribute::get(),
			"a tribute is above the bound"
		);
		Ok(())
	}

	/// The account has what is recorded beside its own existential deposit, and what is recorded as reserve
	/// backs the supply.
	fn check_reserve() -> Result<(), TryRuntimeError> {
		let mut recorded = Balance::default();
		if let Some(state) = State::<T>::get() {
			let curve = state
				.curve()
				.map_err(|_| "the curve's parameters are out of bounds")?;
			let owed = curve
				.backing(state.supply)
				.map_err(|_| "what the supply is owed is beyond counting")?;
			ensure!(state.reserve >= owed, "the reserve does not back the supply");
			recorded = state.reserve;
		}
		if let Some(hatch) = Hatch::<T>::get() {
			if !matches!(hatch.status, HatchStatus::Opened { .. }) {
				recorded = recorded.saturating_add(hatch.raised);
			}
		}
		if State::<T>::exists() || Hatch::<T>::exists() {
			recorded = recorded.saturating_add(T::Reserve::minimum_balance());
		}
		ensure!(
			T::Reserve::balance(&Self::account_id()) >= recorded,
			"the account has less than what is recorded"
		);
		Ok(())
	}

	/// The contributions are what was raised; an open curve that hatched says so.
	fn check_hatch() -> Result<(), TryRuntimeError> {
		let sum = Contributions::<T>::iter_values().fold(Balance::default(), Balance::saturating_add);
		match Hatch::<T>::get() {
			None => ensure!(sum == 0, "there are contributions without a hatch"),
			Some(hatch) => {
				let opened = matches!(hatch.status, HatchStatus::Opened { .. });
				ensure!(
					opened == State::<T>::exists(),
					"the hatch and the curve do not agree on whether it is open"
				);
				ensure!(
					sum == hatch.raised || opened && sum < hatch.raised,
					"the contributions are not what was raised"
				);
				ensure!(hatch.raised <= hatch.terms.cap, "more was raised than the cap");
			}
		}
		Ok(())
	}

	/// What is held on a contributor is what has not been released.
	fn check_vesting() -> Result<(), TryRuntimeError> {
		for (who, vesting) in Vestings::<T>::iter() {
			ensure!(
				vesting.released < vesting.total,
				"a vesting is kept of which all was released"
			);
			let held = T::Token::balance_on_hold(&HoldReason::HatchVesting.into(), &who);
			ensure!(
				vesting.total.checked_sub(vesting.released) == Some(held),
				"what is held on a contributor is not what has yet to be released"
			);
		}
		Ok(())
	}
}
