//! What runtime APIs read.

use crate::{
	Active, Ballots, Config, Decision, Decisions, Duty, Pallet, Panel, Panels, Phase, ProposalInfoOf,
	Proposals, Receipts, Record, Records, SeatBallot, Tracks,
};
use alloc::vec::Vec;
use althing_cmp_rules::{Receipt, Track};
use althing_primitives::{AgentDirectory, AgentId, ProposalId};

impl<T: Config> Pallet<T> {
	/// The active proposals with the block in which something is due for each, the earliest first.
	pub fn active() -> Vec<(u32, ProposalId)> {
		Active::<T>::get().into_inner()
	}

	/// An active proposal.
	pub fn proposal(proposal: ProposalId) -> Option<ProposalInfoOf<T>> {
		Proposals::<T>::get(proposal)
	}

	/// The panel of an active proposal, once it is drawn. Later it is in the receipt.
	pub fn panel(proposal: ProposalId) -> Option<Panel> {
		Panels::<T>::get(proposal)
	}

	/// What each seat of an active proposal has done, in the order of the seats.
	pub fn ballots(proposal: ProposalId) -> Vec<(AgentId, SeatBallot)> {
		let seats = Panels::<T>::get(proposal)
			.map(|panel| panel.seats)
			.unwrap_or_default();
		seats
			.iter()
			.filter_map(|seat| Some((seat.agent, Ballots::<T>::get(proposal, seat.agent)?)))
			.collect()
	}

	/// How a proposal ended.
	pub fn decision(proposal: ProposalId) -> Option<Decision> {
		Decisions::<T>::get(proposal)
	}

	/// The receipt of a proposal that ended lately.
	pub fn receipt(proposal: ProposalId) -> Option<Receipt> {
		Receipts::<T>::get(proposal)
	}

	/// An agent's past on panels.
	pub fn record(agent: AgentId) -> Record {
		Records::<T>::get(agent)
	}

	/// What an agent has shown.
	pub fn track(agent: AgentId) -> Track {
		Tracks::<T>::get(agent)
	}

	/// What the agent that signs with `account` can do now without a fee, the most urgent first. A
	/// transaction must be in a block before [`Duty::due`].
	pub fn duties(account: T::AccountId) -> Vec<Duty> {
		let Some(agent) = T::Agents::id_of(&account) else {
			return Vec::new();
		};
		let account = account.into();
		Active::<T>::get()
			.into_iter()
			.filter_map(|(_, proposal)| Self::duty(proposal, agent, &account))
			.collect()
	}

	fn duty(proposal: ProposalId, agent: AgentId, account: &[u8; 32]) -> Option<Duty> {
		let ballot = Ballots::<T>::get(proposal, agent).filter(|ballot| ballot.account == *account)?;
		let info = Proposals::<T>::get(proposal)?;
		let (round, reveal) = match info.phase {
			Phase::Sealing { round, .. } if ballot.commitment(round).is_none() => (round, None),
			Phase::Revealing { round, .. } if ballot.reveal.is_none() => {
				(round, Some(ballot.commitment(round)?))
			}
			_ => return None,
		};
		(Self::now() < info.due).then_some(Duty {
			proposal,
			agent,
			seat: ballot.seat,
			round,
			reveal,
			due: info.due,
		})
	}
}
