//! Submitting proposals and ending them.

use althing_primitives::CommonsId;
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{fungible::MutateHold, tokens::Precision, Defensive, DefensiveSaturating, Get},
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::{
		traits::{Saturating, Zero},
		ArithmeticError,
	},
};

use crate::{
	BalanceOf, Config, Error, Event, HoldReason, NextId, Pallet, Payout, Proposal, ProposalCount, ProposalOf,
	Proposals, RequestOf, Status, TotalStaked,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit(proposer: T::AccountId, request: RequestOf<T>) -> DispatchResult {
		Self::ensure_can_submit(&request)?;
		let proposal = NextId::<T>::get();
		NextId::<T>::put(proposal.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		// Below `MaxProposals`.
		ProposalCount::<T>::mutate(|count| count.saturating_inc());
		let deposit = T::Deposit::get();
		T::Currency::hold(&HoldReason::ProposalDeposit.into(), &proposer, deposit)?;
		let now = Self::now();
		Self::deposit_event(Event::Submitted {
			proposal,
			proposer: proposer.clone(),
			amount: request.amount,
		});
		let info = Proposal {
			proposer,
			deposit,
			request,
			staked: Zero::zero(),
			conviction: 0,
			accrued_at: now,
			// Saturating: a time that no block reaches never comes.
			expires_at: now.saturating_add(T::Lifetime::get()),
			status: Status::Open,
		};
		Proposals::<T>::insert(proposal, info);
		Ok(())
	}

	fn ensure_can_submit(request: &RequestOf<T>) -> Result<(), Error<T>> {
		ensure!(!request.amount.is_zero(), Error::<T>::NothingRequested);
		if let Payout::Stream { blocks } = request.payout {
			let possible = !blocks.is_zero() && blocks <= T::MaxStreamBlocks::get();
			ensure!(possible, Error::<T>::BadDuration);
		}
		ensure!(
			ProposalCount::<T>::get() < T::MaxProposals::get(),
			Error::<T>::TooManyProposals
		);
		Ok(())
	}

	/// Cancels by governance: nobody loses a deposit that was not lost before.
	pub(crate) fn do_cancel(proposal: CommonsId) -> DispatchResult {
		let info = match Self::pending_dispute(proposal)? {
			Some((info, by, deposit)) => {
				Self::give_back(HoldReason::DisputeDeposit, &by, deposit);
				info
			}
			// A dispute that has lapsed is rejected already.
			None => Self::undisputed(proposal)?,
		};
		Self::end(proposal, &info);
		Self::give_back(HoldReason::ProposalDeposit, &info.proposer, info.deposit);
		Self::deposit_event(Event::Cancelled { proposal });
		Ok(())
	}

	pub(crate) fn do_cancel_own(who: &T::AccountId, proposal: CommonsId) -> DispatchResult {
		let info = Self::undisputed(proposal)?;
		ensure!(info.proposer == *who, Error::<T>::NotProposer);
		Self::end(proposal, &info);
		Self::give_back(HoldReason::ProposalDeposit, &info.proposer, info.deposit);
		Self::deposit_event(Event::Cancelled { proposal });
		Ok(())
	}

	pub(crate) fn do_expire(proposal: CommonsId) -> DispatchResult {
		let info = Self::undisputed(proposal)?;
		ensure!(Self::now() >= info.expires_at, Error::<T>::TooSoon);
		Self::end(proposal, &info);
		Self::give_back(HoldReason::ProposalDeposit, &info.proposer, info.deposit);
		Self::deposit_event(Event::Expired { proposal });
		Ok(())
	}

	/// Removes a proposal; its deposits are the caller's matter, its stakes that of their owners.
	pub(crate) fn end(proposal: CommonsId, info: &ProposalOf<T>) {
		Proposals::<T>::remove(proposal);
		ProposalCount::<T>::mutate(|count| *count = count.checked_sub(1).defensive_unwrap_or_default());
		TotalStaked::<T>::mutate(|total| *total = total.defensive_saturating_sub(info.staked));
	}

	/// Releases a deposit.
	pub(crate) fn give_back(reason: HoldReason, who: &T::AccountId, deposit: BalanceOf<T>) {
		// What something else has taken from the hold cannot come back, and keeps nobody from the rest.
		let _ = T::Currency::release(&reason.into(), who, deposit, Precision::BestEffort).defensive();
	}

	pub(crate) fn known(proposal: CommonsId) -> Result<ProposalOf<T>, Error<T>> {
		Proposals::<T>::get(proposal).ok_or(Error::<T>::UnknownProposal)
	}

	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}
}
