//! Disputes and what becomes of them.

use althing_primitives::{CommonsId, Hash};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{
			fungible::MutateHold,
			tokens::{Fortitude, Precision, Restriction},
			Get,
		},
	},
	frame_system,
	sp_runtime::{traits::Saturating, DispatchError},
};

use crate::{BalanceOf, Config, Error, Event, HoldReason, Pallet, ProposalOf, Proposals, Status};

/// A proposal, who disputes it, and the deposit for that.
type Disputed<T> = (
	ProposalOf<T>,
	<T as frame_system::Config>::AccountId,
	BalanceOf<T>,
);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(by: T::AccountId, proposal: CommonsId, reason: Hash) -> DispatchResult {
		let mut info = Self::undisputed(proposal)?;
		let since = Self::now();
		ensure!(since < info.expires_at, Error::<T>::TimeOver);
		let deposit = T::DisputeDeposit::get();
		T::Currency::hold(&HoldReason::DisputeDeposit.into(), &by, deposit)?;
		let until = since.saturating_add(T::DisputePeriod::get());
		Self::deposit_event(Event::Disputed {
			proposal,
			by: by.clone(),
			reason,
			until,
		});
		info.status = Status::Disputed {
			by,
			deposit,
			since,
			until,
		};
		Proposals::<T>::insert(proposal, info);
		Ok(())
	}

	pub(crate) fn do_resolve(proposal: CommonsId, upheld: bool) -> DispatchResult {
		// A dispute that has lapsed is rejected already.
		let (mut info, by, deposit) = Self::pending_dispute(proposal)?.ok_or(Error::<T>::NotDisputed)?;
		if upheld {
			Self::end(proposal, &info);
			Self::give_back(HoldReason::DisputeDeposit, &by, deposit);
			Self::forfeit(HoldReason::ProposalDeposit, &info.proposer, info.deposit)?;
			Self::deposit_event(Event::DisputeUpheld { proposal });
		} else {
			Self::reject(proposal, &mut info)?;
			Proposals::<T>::insert(proposal, info);
		}
		Ok(())
	}

	/// The proposal and its dispute, while somebody may rule on it.
	pub(crate) fn pending_dispute(proposal: CommonsId) -> Result<Option<Disputed<T>>, Error<T>> {
		let info = Self::known(proposal)?;
		let Status::Disputed {
			by, deposit, until, ..
		} = info.status.clone()
		else {
			return Ok(None);
		};
		Ok((Self::now() < until).then_some((info, by, deposit)))
	}

	/// The proposal, if it is open or its dispute has lapsed. In the latter case the dispute is settled, and
	/// the caller has to write the proposal back or end it.
	pub(crate) fn undisputed(proposal: CommonsId) -> Result<ProposalOf<T>, DispatchError> {
		let mut info = Self::known(proposal)?;
		if let Status::Disputed { until, .. } = info.status {
			ensure!(Self::now() >= until, Error::<T>::IsDisputed);
			Self::reject(proposal, &mut info)?;
		}
		Ok(info)
	}

	/// Ends a dispute in the proposal's favour, and gives the proposal the time back.
	fn reject(proposal: CommonsId, info: &mut ProposalOf<T>) -> DispatchResult {
		let Status::Disputed {
			by,
			deposit,
			since,
			until,
		} = core::mem::replace(&mut info.status, Status::Open)
		else {
			return Ok(());
		};
		let lost = Self::now().min(until).saturating_sub(since);
		info.expires_at = info.expires_at.saturating_add(lost);
		Self::forfeit(HoldReason::DisputeDeposit, &by, deposit)?;
		Self::deposit_event(Event::DisputeRejected { proposal });
		Ok(())
	}

	/// Moves a deposit to the pool.
	fn forfeit(reason: HoldReason, who: &T::AccountId, deposit: BalanceOf<T>) -> DispatchResult {
		// By force: what is lost is lost also where something else freezes it.
		T::Currency::transfer_on_hold(
			&reason.into(),
			who,
			&Self::pool(),
			deposit,
			Precision::BestEffort,
			Restriction::Free,
			Fortitude::Force,
		)?;
		Ok(())
	}
}
