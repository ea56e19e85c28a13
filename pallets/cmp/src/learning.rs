//! What is learnt of agents: a little when their panel has decided, the rest when the truth is known.

use crate::{Config, Error, Event, Pallet, Pasts, Receipts, Settlement, Settlements, Tracks};
use alloc::vec::Vec;
use althing_cmp_rules::{agrees, lessons, Answer, Outcome, Receipt};
use althing_primitives::{AgentDirectory, AgentId, Departments, ProposalId};
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure},
	sp_runtime::DispatchError,
};

impl<T: Config> Pallet<T> {
	/// Remembers what was said on a panel that has ended, and believes its decision as far as the constants allow.
	pub(crate) fn learn_softly(receipt: &Receipt) {
		for taught in lessons(receipt) {
			if let Some(agent) = Self::still_registered(receipt, taught.seat) {
				Tracks::<T>::mutate(agent, |track| track.believe(&taught.lesson, taught.seen));
			}
		}
	}

	/// The departments that a proposal named whose truth can still be told.
	pub(crate) fn concerned(proposal: ProposalId) -> Result<Departments, DispatchError> {
		let receipt = Receipts::<T>::get(proposal).ok_or(Error::<T>::NoReceipt)?;
		Ok(receipt.question.departments)
	}

	/// Takes down what turned out to be true, and judges everybody who sat on the panel by it.
	pub(crate) fn do_settle(proposal: ProposalId, truth: Answer) -> DispatchResult {
		let receipt = Receipts::<T>::get(proposal).ok_or(Error::<T>::NoReceipt)?;
		ensure!(
			!Settlements::<T>::contains_key(proposal),
			Error::<T>::AlreadySettled
		);
		ensure!(receipt.question.kind.accepts(&truth), Error::<T>::DoesNotAnswer);
		let at = Self::now();
		Settlements::<T>::insert(proposal, Settlement { truth, at });

		let (mut right, mut wrong) = (Vec::new(), 0u32);
		for taught in lessons(&receipt) {
			let was_right = taught.was_right(&receipt, &truth);
			match was_right {
				true => right.push(taught.seat),
				false => wrong = wrong.saturating_add(1), // at most 64
			}
			if let Some(agent) = Self::still_registered(&receipt, taught.seat) {
				Tracks::<T>::mutate(agent, |track| track.learn(&taught.lesson, was_right));
			}
		}
		Self::remember_class(&receipt, &truth);
		Self::tell(&receipt, &truth);
		Self::reward(&receipt, &truth, &right);
		Self::deposit_event(Event::Settled {
			proposal,
			truth,
			right: right.len() as u32, // at most 64
			wrong,
		});
		Ok(())
	}

	/// Counts a decision among those of its class that were right or wrong.
	fn remember_class(receipt: &Receipt, truth: &Answer) {
		let Outcome::Decided(decided) = receipt.outcome else {
			return;
		};
		let wrong = !agrees(
			&receipt.question.kind,
			receipt.constants.tolerance,
			&decided,
			truth,
		);
		Pasts::<T>::mutate(receipt.question.class(), |past| *past = past.plus(wrong));
	}

	/// The agent on a seat, if its registration has not ended: nothing is kept of those that have.
	fn still_registered(receipt: &Receipt, seat: u8) -> Option<AgentId> {
		let agent = receipt.seats.get(usize::from(seat))?.agent;
		T::Agents::get(agent).map(|candidate| candidate.id)
	}

	/// What turned out to be true of an ended proposal, if that was told.
	pub fn settlement(proposal: ProposalId) -> Option<Settlement> {
		Settlements::<T>::get(proposal)
	}
}
