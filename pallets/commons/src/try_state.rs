//! What must hold after every block.

use alloc::collections::{BTreeMap, BTreeSet};
use althing_primitives::CommonsId;
use polkadot_sdk::{
	frame_support::{
		ensure,
		traits::{fungible::InspectHold, Get},
	},
	sp_runtime::{
		traits::{Saturating, Zero},
		TryRuntimeError,
	},
};

use crate::{
	BalanceOf, Config, HoldReason, NextId, Pallet, ProposalCount, Proposals, Stakes, Status, StreamCount,
	Streams, TotalStaked, VotesOf,
};

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every rule between the storage items; the error names the one that is broken.
	pub fn do_try_state() -> Checked {
		Self::check_proposals()?;
		Self::check_stakes()?;
		Self::check_deposits()?;
		Self::check_streams()
	}

	/// Proposals have numbers that were given out and are as many as counted.
	fn check_proposals() -> Checked {
		let next = NextId::<T>::get();
		ensure!(
			Proposals::<T>::iter_keys().all(|id| id < next),
			"a proposal has a number that was not given out"
		);
		let count = ProposalCount::<T>::get();
		ensure!(
			u32::try_from(Proposals::<T>::iter_keys().count()) == Ok(count),
			"the proposals are not as many as counted"
		);
		ensure!(count <= T::MaxProposals::get(), "there are too many proposals");
		Ok(())
	}

	/// The stakes of accounts are the stakes of proposals, and are what is frozen.
	fn check_stakes() -> Checked {
		let mut staked = BTreeMap::<CommonsId, VotesOf<T>>::new();
		for (who, stakes) in Stakes::<T>::iter() {
			ensure!(!stakes.is_empty(), "an account without stakes is kept");
			let proposals: BTreeSet<_> = stakes.iter().map(|stake| stake.proposal).collect();
			ensure!(
				proposals.len() == stakes.len(),
				"an account has two stakes on one proposal"
			);
			for stake in &stakes {
				ensure!(!stake.amount.is_zero(), "a stake is nothing");
				let sum = staked.entry(stake.proposal).or_insert_with(Zero::zero);
				*sum = sum.saturating_add(stake.amount);
			}
			ensure!(
				Self::sum(&stakes) == Some(Self::frozen(&who)),
				"what is frozen is not the sum of an account's stakes"
			);
		}
		let mut total: VotesOf<T> = Zero::zero();
		for (id, info) in Proposals::<T>::iter() {
			let sum = staked.get(&id).copied().unwrap_or_else(Zero::zero);
			ensure!(
				info.staked == sum,
				"what is staked on a proposal is not the sum of its stakes"
			);
			total = total.saturating_add(sum);
		}
		ensure!(
			TotalStaked::<T>::get() == total,
			"the total is not the sum of what is staked"
		);
		Ok(())
	}

	/// What is held for proposals and disputes is what they say.
	fn check_deposits() -> Checked {
		let mut proposing = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut disputing = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for info in Proposals::<T>::iter_values() {
			let sum = proposing.entry(info.proposer).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(info.deposit);
			if let Status::Disputed { by, deposit, .. } = info.status {
				let sum = disputing.entry(by).or_insert_with(Zero::zero);
				*sum = sum.saturating_add(deposit);
			}
		}
		let held = |reason: HoldReason, who: &T::AccountId| T::Currency::balance_on_hold(&reason.into(), who);
		ensure!(
			proposing
				.iter()
				.all(|(who, sum)| held(HoldReason::ProposalDeposit, who) == *sum),
			"what is held of a proposer is not the sum of the deposits"
		);
		ensure!(
			disputing
				.iter()
				.all(|(who, sum)| held(HoldReason::DisputeDeposit, who) == *sum),
			"what is held for disputes is not the sum of the deposits"
		);
		Ok(())
	}

	/// The pool holds what the streams have still to pay.
	fn check_streams() -> Checked {
		let mut owed: BalanceOf<T> = Zero::zero();
		for stream in Streams::<T>::iter_values() {
			ensure!(stream.paid < stream.total, "a stream that is paid out is kept");
			ensure!(!stream.blocks.is_zero(), "a stream takes no time");
			owed = owed.saturating_add(stream.total.saturating_sub(stream.paid));
		}
		ensure!(
			T::Currency::balance_on_hold(&HoldReason::Stream.into(), &Self::pool()) == owed,
			"the pool does not hold what the streams have to pay"
		);
		ensure!(
			u32::try_from(Streams::<T>::iter_keys().count()) == Ok(StreamCount::<T>::get()),
			"the streams are not as many as counted"
		);
		Ok(())
	}
}
