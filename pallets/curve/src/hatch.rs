//! The hatch: contributions, the opening, vesting, refunds.

use althing_curve_math::mul_div;
use polkadot_sdk::{
	frame_support::{
		ensure,
		pallet_prelude::DispatchResult,
		traits::{
			fungible::{Inspect, Mutate, MutateHold},
			tokens::{Precision, Preservation},
			Get,
		},
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::{
		traits::{Saturating, Zero},
		SaturatedConversion,
	},
};

use crate::{
	Balance, Config, Contributions, CurveState, Error, Event, Hatch, HatchInfo, HatchInfoOf, HatchStatus,
	HoldReason, Pallet, State, TermsOf, Vesting, Vestings, UNIT,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_start_hatch(terms: TermsOf<T>) -> DispatchResult {
		ensure!(!State::<T>::exists(), Error::<T>::AlreadyOpen);
		let over = |hatch: HatchInfoOf<T>| hatch.status == HatchStatus::Failed && hatch.raised.is_zero();
		ensure!(Hatch::<T>::get().is_none_or(over), Error::<T>::HatchExists);
		Self::ensure_sound(&terms)?;
		let own = T::Reserve::balance(&Self::account_id());
		ensure!(own >= T::Reserve::minimum_balance(), Error::<T>::AccountNotFunded);

		let until = frame_system::Pallet::<T>::block_number().saturating_add(terms.period);
		let (raised, status) = (Balance::zero(), HatchStatus::Running);
		Hatch::<T>::put(HatchInfo {
			terms,
			until,
			raised,
			status,
		});
		Self::deposit_event(Event::HatchStarted { terms, until });
		Ok(())
	}

	/// The curve has to be able to open whatever sum between goal and cap is raised: amounts grow with it, so
	/// it is enough to look at both ends.
	fn ensure_sound(terms: &TermsOf<T>) -> Result<(), Error<T>> {
		let longest = T::MaxPeriod::get();
		let times = !terms.period.is_zero()
			&& terms.period <= longest
			&& terms.cliff <= terms.vesting
			&& terms.vesting <= longest;
		let sums = !terms.price.is_zero() && !terms.goal.is_zero() && terms.goal <= terms.cap;
		ensure!(times && sums, Error::<T>::BadTerms);
		ensure!(terms.tribute <= T::MaxTribute::get(), Error::<T>::BadTerms);
		let least = Self::tokens_for(terms, T::MinContribution::get())?;
		ensure!(least >= T::Token::minimum_balance(), Error::<T>::BadTerms);
		for raised in [terms.goal, terms.cap] {
			Self::opening(terms, raised)?;
		}
		Ok(())
	}

	/// The tribute of `raised` and the curve that opens with the rest.
	fn opening(terms: &TermsOf<T>, raised: Balance) -> Result<(Balance, CurveState), Error<T>> {
		let tribute = terms.tribute.mul_ceil(raised);
		let supply = Self::tokens_for(terms, raised)?;
		let state = CurveState::opened(terms.kappa, raised.saturating_sub(tribute), supply)?;
		Ok((tribute, state))
	}

	/// The tokens that `amount` of contributions get, rounded down: those of all contributors together are
	/// never more than those of the sum.
	fn tokens_for(terms: &TermsOf<T>, amount: Balance) -> Result<Balance, Error<T>> {
		mul_div(amount, UNIT, terms.price).ok_or(Error::<T>::BadTerms)
	}

	pub(crate) fn do_contribute(who: T::AccountId, amount: Balance) -> DispatchResult {
		Self::ensure_not_paused()?;
		let mut hatch = Self::hatch()?;
		ensure!(hatch.status == HatchStatus::Running, Error::<T>::NoHatch);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now < hatch.until, Error::<T>::HatchOver);
		ensure!(
			amount >= T::MinContribution::get(),
			Error::<T>::ContributionTooLow
		);
		let raised = hatch.raised.checked_add(amount).ok_or(Error::<T>::CapExceeded)?;
		ensure!(raised <= hatch.terms.cap, Error::<T>::CapExceeded);

		T::Reserve::transfer(&who, &Self::account_id(), amount, Preservation::Preserve)?;
		hatch.raised = raised;
		Hatch::<T>::put(hatch);
		// Saturating: the sum of all is not above the cap; qed.
		Contributions::<T>::mutate(&who, |sum| {
			*sum = Some(sum.unwrap_or_default().saturating_add(amount))
		});
		Self::deposit_event(Event::Contributed { who, amount, raised });
		Ok(())
	}

	pub(crate) fn do_finalize() -> DispatchResult {
		let mut hatch = Self::hatch()?;
		ensure!(hatch.status == HatchStatus::Running, Error::<T>::NoHatch);
		let now = frame_system::Pallet::<T>::block_number();
		let full = hatch.raised >= hatch.terms.cap;
		ensure!(full || now >= hatch.until, Error::<T>::HatchRunning);

		let raised = hatch.raised;
		if raised >= hatch.terms.goal {
			let (tribute, state) = Self::opening(&hatch.terms, raised)?;
			Self::pay_commons(&Self::account_id(), tribute)?;
			State::<T>::put(state);
			hatch.status = HatchStatus::Opened { at: now };
			Self::deposit_event(Event::Opened {
				raised,
				tribute,
				state,
			});
		} else {
			hatch.status = HatchStatus::Failed;
			Self::deposit_event(Event::HatchFailed { raised });
		}
		Hatch::<T>::put(hatch);
		Ok(())
	}

	pub(crate) fn do_claim(who: T::AccountId) -> DispatchResult {
		let hatch = Self::hatch()?;
		let HatchStatus::Opened { at } = hatch.status else {
			return Err(Error::<T>::NotOpen.into());
		};
		match Contributions::<T>::take(&who) {
			Some(contribution) => Self::issue(who, &hatch.terms, at, contribution),
			None => Self::release_vested(who, &hatch.terms, at),
		}
	}

	/// Issues the tokens of a contribution and holds those that have not vested.
	fn issue(
		who: T::AccountId,
		terms: &TermsOf<T>,
		opened: BlockNumberFor<T>,
		contribution: Balance,
	) -> DispatchResult {
		let total = Self::tokens_for(terms, contribution)?;
		// An account needs an existential deposit beside what is held on it.
		let least = T::Token::minimum_balance();
		let released = Self::vested(terms, opened, total).max(least).min(total);
		let held = total.saturating_sub(released);
		T::Token::mint_into(&who, total)?;
		if !held.is_zero() {
			T::Token::hold(&HoldReason::HatchVesting.into(), &who, held)?;
			Vestings::<T>::insert(&who, Vesting { total, released });
		}
		Self::deposit_event(Event::Claimed { who, total, released });
		Ok(())
	}

	fn release_vested(who: T::AccountId, terms: &TermsOf<T>, opened: BlockNumberFor<T>) -> DispatchResult {
		let mut vesting = Vestings::<T>::get(&who).ok_or(Error::<T>::NothingToClaim)?;
		let vested = Self::vested(terms, opened, vesting.total);
		let amount = vested.saturating_sub(vesting.released);
		ensure!(!amount.is_zero(), Error::<T>::NothingToClaim);
		T::Token::release(&HoldReason::HatchVesting.into(), &who, amount, Precision::Exact)?;
		vesting.released = vested;
		if vested >= vesting.total {
			Vestings::<T>::remove(&who);
		} else {
			Vestings::<T>::insert(&who, vesting);
		}
		let released = vested;
		Self::deposit_event(Event::Vested {
			who,
			amount,
			released,
		});
		Ok(())
	}

	/// What of `total` has vested by now: nothing before the cliff's end, then the share of the vesting time
	/// that is over, rounded down, and all at its end.
	pub(crate) fn vested(terms: &TermsOf<T>, opened: BlockNumberFor<T>, total: Balance) -> Balance {
		let elapsed = frame_system::Pallet::<T>::block_number().saturating_sub(opened);
		if elapsed < terms.cliff {
			return Zero::zero();
		}
		if elapsed >= terms.vesting {
			return total;
		}
		let (elapsed, vesting) = (
			elapsed.saturated_into::<u128>(),
			terms.vesting.saturated_into::<u128>(),
		);
		// The vesting time is not zero, being above `elapsed`, and the share is below one; qed.
		mul_div(total, elapsed, vesting).unwrap_or_default()
	}

	pub(crate) fn do_refund(who: T::AccountId) -> DispatchResult {
		let mut hatch = Self::hatch()?;
		ensure!(hatch.status == HatchStatus::Failed, Error::<T>::HatchNotFailed);
		let amount = Contributions::<T>::take(&who).ok_or(Error::<T>::NothingToClaim)?;
		T::Reserve::transfer(&Self::account_id(), &who, amount, Preservation::Preserve)?;
		// Saturating: what was raised is the sum of the contributions; qed.
		hatch.raised = hatch.raised.saturating_sub(amount);
		Hatch::<T>::put(hatch);
		Self::deposit_event(Event::Refunded { who, amount });
		Ok(())
	}

	fn hatch() -> Result<HatchInfoOf<T>, Error<T>> {
		Hatch::<T>::get().ok_or(Error::<T>::NoHatch)
	}
}
