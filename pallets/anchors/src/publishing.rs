//! What is published on request.

use crate::{Config, Error, Pallet};
use althing_primitives::{
	AgentDirectory, AgentId, Entry, Hash, Outcomes, ProposalId, RegistrationEntry, Works,
};
use polkadot_sdk::frame_support::{dispatch::DispatchResult, ensure};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish_registration(
		who: &T::AccountId,
		agent: AgentId,
		evm_owner: [u8; 20],
		card: Hash,
	) -> DispatchResult {
		ensure!(evm_owner != [0; 20], Error::<T>::NoEvmOwner);
		let known = T::Agents::get(agent).ok_or(Error::<T>::UnknownAgent)?;
		ensure!(known.owner == *who, Error::<T>::NotOwner);
		Self::ensure_room()?;
		<Self as Outcomes>::publish(Entry::Registration(RegistrationEntry {
			agent,
			department: known.department,
			owner: known.owner.into(),
			evm_owner,
			card,
		}));
		Ok(())
	}

	pub(crate) fn do_publish_work(agent: AgentId, proposal: ProposalId) -> DispatchResult {
		Self::ensure_room()?;
		let work = T::Works::work(agent, proposal).ok_or(Error::<T>::UnknownWork)?;
		<Self as Outcomes>::publish(Entry::Work(work));
		Ok(())
	}
}
