//! Anchoring a batch, and letting go of it.

use crate::{
	Anchor, Anchors, BalanceOf, Batch, ByKey, Config, Error, Event, HoldReason, NextId, Pallet, Schemas,
};
use althing_primitives::{AgentDirectory, AnchorEntry, AnchorId, Candidate, Entry, Grade, Outcomes};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{fungible::MutateHold, tokens::Precision, Contains, Get},
	},
	frame_system,
	sp_runtime::{traits::Saturating, ArithmeticError, DispatchError},
};

/// An agent as this pallet sees it.
pub(crate) type AgentOf<T> = Candidate<<T as frame_system::Config>::AccountId, BalanceOf<T>>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit(who: T::AccountId, batch: Batch) -> DispatchResult {
		let agent = Self::ensure_can_submit(&who, &batch)?;
		Self::record(who, batch, &agent, Grade::Signed).map(|_| ())
	}

	/// Whether `who` may anchor this; gives the agent.
	pub(crate) fn ensure_can_submit(who: &T::AccountId, batch: &Batch) -> Result<AgentOf<T>, DispatchError> {
		ensure!(
			(1..=T::MaxLeaves::get()).contains(&batch.count),
			Error::<T>::BadCount
		);
		let agent = T::Agents::get(batch.agent).ok_or(Error::<T>::UnknownAgent)?;
		ensure!(agent.account == *who || agent.owner == *who, Error::<T>::NotAgent);
		ensure!(
			!ByKey::<T>::contains_key(batch.agent, batch.key),
			Error::<T>::Duplicate
		);
		ensure!(
			batch.proposal.is_none_or(|id| T::Proposals::contains(&id)),
			Error::<T>::UnknownProposal
		);
		let described = batch.schema == [0; 32] || Schemas::<T>::contains_key(batch.schema);
		ensure!(described, Error::<T>::UnknownSchema);
		Self::ensure_room()?;
		Ok(agent)
	}

	/// Holds the deposit, keeps the anchor and publishes it; gives its number.
	pub(crate) fn record(
		who: T::AccountId,
		batch: Batch,
		agent: &AgentOf<T>,
		grade: Grade,
	) -> Result<AnchorId, DispatchError> {
		let id = NextId::<T>::get();
		NextId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let deposit = T::Deposit::get();
		T::Currency::hold(&HoldReason::AnchorDeposit.into(), &who, deposit)?;
		ByKey::<T>::insert(batch.agent, batch.key, id);
		Self::deposit_event(Event::Anchored {
			id,
			agent: batch.agent,
			proposal: batch.proposal,
			root: batch.root,
			key: batch.key,
		});
		<Self as Outcomes>::publish(Entry::Anchor(AnchorEntry {
			id,
			agent: batch.agent,
			department: agent.department,
			grade,
			schema: batch.schema,
			root: batch.root,
			count: batch.count,
			key: batch.key,
		}));
		let anchor = Anchor {
			root: batch.root,
			count: batch.count,
			schema: batch.schema,
			proposal: batch.proposal,
			agent: batch.agent,
			key: batch.key,
			depositor: who,
			deposit,
			grade,
			at: frame_system::Pallet::<T>::block_number(),
		};
		Anchors::<T>::insert(id, anchor);
		Ok(id)
	}

	pub(crate) fn do_remove(who: &T::AccountId, id: AnchorId) -> DispatchResult {
		let anchor = Anchors::<T>::get(id).ok_or(Error::<T>::UnknownAnchor)?;
		ensure!(anchor.depositor == *who, Error::<T>::NotDepositor);
		let age = frame_system::Pallet::<T>::block_number().saturating_sub(anchor.at);
		ensure!(age >= T::Retention::get(), Error::<T>::TooSoon);
		Anchors::<T>::remove(id);
		ByKey::<T>::remove(anchor.agent, anchor.key);
		let reason = HoldReason::AnchorDeposit.into();
		let deposit = T::Currency::release(&reason, who, anchor.deposit, Precision::Exact)?;
		Self::deposit_event(Event::Removed { id, deposit });
		Ok(())
	}
}
