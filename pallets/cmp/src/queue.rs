//! What is due when: transitions of proposals, and the end of receipts.

use crate::{
	Active, Config, Error, Expiring, ExpiringRange, HeardAt, OnEscalated, Pallet, Receipts, Rewards,
	WeightInfo,
};
use althing_primitives::ProposalId;
use polkadot_sdk::{
	frame_support::{
		traits::{Defensive, Get},
		weights::WeightMeter,
	},
	sp_runtime::traits::SaturatedConversion,
};

impl<T: Config> Pallet<T> {
	/// Puts a new proposal on the list.
	pub(crate) fn list(proposal: ProposalId, due: u32) -> Result<(), Error<T>> {
		Active::<T>::try_mutate(|active| {
			let place = active.partition_point(|entry| *entry < (due, proposal));
			active
				.try_insert(place, (due, proposal))
				.map_err(|_| Error::<T>::Busy)
		})
	}

	/// Takes a proposal off the list.
	pub(crate) fn unlist(proposal: ProposalId) {
		Active::<T>::mutate(|active| active.retain(|(_, other)| *other != proposal));
	}

	/// Moves a proposal to where `due` belongs.
	pub(crate) fn relist(proposal: ProposalId, due: u32) {
		Self::unlist(proposal);
		// Its own place has just become free.
		let _ = Self::list(proposal, due).defensive();
	}

	/// Has the receipt of `proposal` leave after the retention.
	pub(crate) fn enqueue_receipt(proposal: ProposalId) {
		let leaves = Self::now().saturating_add(T::ReceiptRetention::get().saturated_into());
		ExpiringRange::<T>::mutate(|(_, end)| {
			Expiring::<T>::insert(*end, (leaves, proposal));
			*end = end.saturating_add(1); // in fact: 2^64 places would take longer than there are blocks
		});
	}

	/// Removes the receipts whose time is over, as far as the weight goes. One that people are still being
	/// asked about gets the same time again.
	pub(crate) fn drop_receipts(now: u32, meter: &mut WeightMeter) {
		let (mut start, end) = ExpiringRange::<T>::get();
		let before = start;
		let each = T::WeightInfo::drop_receipt().saturating_add(T::OnEscalated::dropping_weight());
		while start < end && meter.try_consume(each).is_ok() {
			let Some((leaves, proposal)) = Expiring::<T>::get(start).defensive() else {
				break;
			};
			if leaves > now {
				break;
			}
			Expiring::<T>::remove(start);
			start = start.saturating_add(1); // up to `end`
			if Self::is_asked(proposal) {
				Self::enqueue_receipt(proposal);
				continue;
			}
			Receipts::<T>::remove(proposal);
			HeardAt::<T>::remove(proposal);
			Rewards::<T>::remove(proposal);
			Self::forget_prize(proposal);
			Self::drop_referred(proposal);
		}
		if start != before {
			ExpiringRange::<T>::mutate(|(first, _)| *first = start);
		}
	}
}
