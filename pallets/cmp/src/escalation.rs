//! What happens when a panel finds no consensus: people are asked.

use crate::{
	BoundedCallOf, Config, Decisions, Event, Pallet, ProposalInfoOf, Receipts, Referred, ReferredCalls,
};
use alloc::vec::Vec;
use althing_primitives::{Departments, Hash, ProposalId};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{
		traits::{Defensive, QueryPreimage},
		weights::Weight,
	},
	sp_runtime::DispatchError,
};

/// A proposal that ended without consensus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation<Call> {
	/// The proposal.
	pub proposal: ProposalId,
	/// The departments that it named.
	pub departments: Departments,
	/// The receipt's SCALE encoding, of which the receipt's hash is the BLAKE2b-256.
	pub receipt: Vec<u8>,
	/// What is to be made with [`Origin::Escalated`](crate::Origin::Escalated) when people say yes.
	pub call: Option<Call>,
}

/// Asks people what a panel could not decide.
pub trait OnEscalated<Call> {
	/// Opens a referendum; returns its number. Either all of it happens or nothing.
	///
	/// # Errors
	///
	/// When none can be opened; the proposal stays escalated without one.
	fn on_escalated(escalation: Escalation<Call>) -> Result<u32, DispatchError>;

	/// Whether people may still say yes or no.
	fn is_open(referendum: u32) -> bool;

	/// The receipt with this hash, which was given to `referendum`, is not kept any longer.
	fn on_receipt_dropped(referendum: u32, receipt: &Hash);

	/// The most that [`Self::on_escalated`] weighs.
	fn weight() -> Weight;

	/// The most that [`Self::is_open`], [`Self::on_receipt_dropped`] and letting go of a call weigh together.
	fn dropping_weight() -> Weight;
}

/// Nobody to ask.
impl<Call> OnEscalated<Call> for () {
	fn on_escalated(_: Escalation<Call>) -> Result<u32, DispatchError> {
		Err(DispatchError::Unavailable)
	}

	fn is_open(_: u32) -> bool {
		false
	}

	fn on_receipt_dropped(_: u32, _: &Hash) {}

	fn weight() -> Weight {
		Weight::zero()
	}

	fn dropping_weight() -> Weight {
		Weight::zero()
	}
}

impl<T: Config> Pallet<T> {
	/// Has people asked about a proposal whose receipt has just been written; returns what it weighed.
	///
	/// Its call's preimage stays requested until the receipt leaves: whoever noted it must not be able to take
	/// it away while people vote on it.
	pub(crate) fn escalate(proposal: ProposalId, info: &ProposalInfoOf<T>) -> Weight {
		let Some(receipt) = Receipts::<T>::get(proposal).defensive() else {
			Self::drop_call(info);
			return Weight::zero();
		};
		let escalation = Escalation::<BoundedCallOf<T>> {
			proposal,
			departments: info.question.departments,
			receipt: receipt.encode(),
			call: info.call.clone(),
		};
		match T::OnEscalated::on_escalated(escalation) {
			Ok(referendum) => {
				Referred::<T>::insert(proposal, referendum);
				ReferredCalls::<T>::set(proposal, info.call.clone());
				Self::deposit_event(Event::Referred { proposal, referendum });
			}
			Err(error) => {
				Self::drop_call(info);
				Self::deposit_event(Event::NotReferred { proposal, error });
			}
		}
		T::OnEscalated::weight()
	}

	/// Whether people are still being asked about `proposal`.
	pub(crate) fn is_asked(proposal: ProposalId) -> bool {
		Referred::<T>::get(proposal).is_some_and(T::OnEscalated::is_open)
	}

	/// Lets go of what a referendum was given, when the receipt of its proposal leaves.
	pub(crate) fn drop_referred(proposal: ProposalId) {
		let Some(referendum) = Referred::<T>::take(proposal) else {
			return;
		};
		if let Some(call) = ReferredCalls::<T>::take(proposal) {
			T::Preimages::drop(&call);
		}
		if let Some(decision) = Decisions::<T>::get(proposal).defensive() {
			T::OnEscalated::on_receipt_dropped(referendum, &decision.receipt);
		}
	}
}
