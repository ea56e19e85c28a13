//! Staking and taking stakes back.

use althing_commons_math::Conviction;
use althing_primitives::{CommonsId, Unlock};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{
			fungible::{InspectFreeze, MutateFreeze},
			tokens::Fortitude,
			Defensive, DefensiveSaturating, Get,
		},
		weights::Weight,
		BoundedVec,
	},
	sp_runtime::{
		traits::{CheckedAdd, CheckedSub, SaturatedConversion, Saturating, Zero},
		ArithmeticError, DispatchError,
	},
};

use crate::{
	bounded_half_life, Config, Error, Event, FreezeReason, Pallet, ProposalOf, Proposals, Stake, Stakes,
	TotalStaked, VotesOf, WeightInfo,
};

/// The stakes of an account.
type StakesOf<T> = BoundedVec<Stake<VotesOf<T>>, <T as Config>::MaxStakes>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_stake(who: &T::AccountId, proposal: CommonsId, amount: VotesOf<T>) -> DispatchResult {
		let mut info = Self::known(proposal)?;
		ensure!(Self::now() < info.expires_at, Error::<T>::TimeOver);
		Self::accrue(&mut info);

		let mut stakes = Stakes::<T>::get(who);
		match stakes.iter_mut().find(|stake| stake.proposal == proposal) {
			Some(stake) => {
				stake.amount = stake
					.amount
					.checked_add(&amount)
					.ok_or(ArithmeticError::Overflow)?;
			}
			None => {
				ensure!(amount >= T::MinStake::get(), Error::<T>::StakeTooLow);
				stakes
					.try_push(Stake { proposal, amount })
					.map_err(|_| Error::<T>::TooManyStakes)?;
			}
		}
		let sum = Self::sum(&stakes).ok_or(ArithmeticError::Overflow)?;
		// Politely: refused where the account has less than that.
		T::Votes::set_frozen(&FreezeReason::Stake.into(), who, sum, Fortitude::Polite)?;
		Stakes::<T>::insert(who, stakes);

		info.staked = info
			.staked
			.checked_add(&amount)
			.ok_or(ArithmeticError::Overflow)?;
		Proposals::<T>::insert(proposal, info);
		TotalStaked::<T>::try_mutate(|total| {
			*total = total.checked_add(&amount).ok_or(ArithmeticError::Overflow)?;
			Ok::<(), DispatchError>(())
		})?;
		let who = who.clone();
		Self::deposit_event(Event::Staked {
			proposal,
			who,
			amount,
		});
		Ok(())
	}

	pub(crate) fn do_unstake(who: &T::AccountId, proposal: CommonsId, amount: VotesOf<T>) -> DispatchResult {
		let mut stakes = Stakes::<T>::get(who);
		let stake = stakes
			.iter_mut()
			.find(|stake| stake.proposal == proposal)
			.ok_or(Error::<T>::NoSuchStake)?;
		stake.amount = stake.amount.checked_sub(&amount).ok_or(Error::<T>::NoSuchStake)?;
		ensure!(
			stake.amount.is_zero() || stake.amount >= T::MinStake::get(),
			Error::<T>::StakeTooLow
		);
		stakes.retain(|stake| !stake.amount.is_zero());
		Self::take_off(who, proposal, amount);
		Self::keep(who, stakes)
	}

	/// Takes back stakes on proposals that have ended; returns how many stakes were looked at.
	pub(crate) fn do_withdraw(who: &T::AccountId) -> Result<u32, DispatchError> {
		let mut stakes = Stakes::<T>::get(who);
		let count = stakes.len() as u32; // at most `MaxStakes`
		if stakes.is_empty() {
			return Ok(count); // and leave an account alone that may not exist
		}
		let before = Self::frozen(who);
		stakes.retain(|stake| Proposals::<T>::contains_key(stake.proposal));
		Self::keep(who, stakes)?;
		let amount = before.saturating_sub(Self::frozen(who));
		if !amount.is_zero() {
			let who = who.clone();
			Self::deposit_event(Event::Withdrawn { who, amount });
		}
		Ok(count)
	}

	/// Takes back all stakes; returns how many there were.
	pub(crate) fn do_unlock(who: &T::AccountId) -> Result<u32, DispatchError> {
		let stakes = Stakes::<T>::get(who);
		if stakes.is_empty() {
			return Ok(0); // and leave an account alone that may not exist
		}
		for stake in &stakes {
			Self::take_off(who, stake.proposal, stake.amount);
		}
		Self::keep(who, Default::default())?;
		Ok(stakes.len() as u32) // at most `MaxStakes`
	}

	/// Lowers what is staked on a proposal, if it has not ended.
	fn take_off(who: &T::AccountId, proposal: CommonsId, amount: VotesOf<T>) {
		if let Some(mut info) = Proposals::<T>::get(proposal) {
			Self::accrue(&mut info);
			info.staked = info.staked.defensive_saturating_sub(amount);
			Proposals::<T>::insert(proposal, info);
			TotalStaked::<T>::mutate(|total| *total = total.defensive_saturating_sub(amount));
		}
		let who = who.clone();
		Self::deposit_event(Event::Unstaked {
			proposal,
			who,
			amount,
		});
	}

	/// Writes the stakes that are left, which are not more than before, and freezes no more than them.
	fn keep(who: &T::AccountId, stakes: StakesOf<T>) -> DispatchResult {
		// Not more than before, which did not overflow.
		let sum = Self::sum(&stakes).defensive_unwrap_or_default();
		T::Votes::set_freeze(&FreezeReason::Stake.into(), who, sum)?;
		if stakes.is_empty() {
			Stakes::<T>::remove(who);
		} else {
			Stakes::<T>::insert(who, stakes);
		}
		Ok(())
	}

	/// What is frozen of `who` by this pallet.
	pub(crate) fn frozen(who: &T::AccountId) -> VotesOf<T> {
		T::Votes::balance_frozen(&FreezeReason::Stake.into(), who)
	}

	pub(crate) fn sum(stakes: &StakesOf<T>) -> Option<VotesOf<T>> {
		stakes.iter().try_fold(Zero::zero(), |sum: VotesOf<T>, stake| {
			sum.checked_add(&stake.amount)
		})
	}

	/// Counts a proposal's conviction up to the current block.
	pub(crate) fn accrue(info: &mut ProposalOf<T>) {
		info.conviction = Self::conviction(info).raw();
		info.accrued_at = Self::now();
	}

	/// A proposal's conviction in the current block.
	pub(crate) fn conviction(info: &ProposalOf<T>) -> Conviction {
		let blocks = Self::now().saturating_sub(info.accrued_at).saturated_into();
		let half_life = bounded_half_life(T::HalfLife::get());
		Conviction::from_raw(info.conviction).after(info.staked.saturated_into(), blocks, half_life.into())
	}
}

impl<T: Config> Unlock<T::AccountId> for Pallet<T> {
	fn unlock(who: &T::AccountId) -> Weight {
		let stakes = Self::do_unlock(who).defensive_unwrap_or(T::MaxStakes::get());
		T::WeightInfo::unlock(stakes)
	}

	fn dearest() -> Weight {
		T::WeightInfo::unlock(T::MaxStakes::get())
	}
}
