//! What agents' past on panels says of them.

use crate::{Config, Decisions, Event, Pallet, Record, Records, Tracks};
use althing_cmp_rules::Cast;
use althing_primitives::{AgentDirectory, AgentId, Bonds, OnRetired, ProposalId, Reputation};
use polkadot_sdk::{
	frame_support::traits::{Contains, Get},
	sp_runtime::Perbill,
};

impl<T: Config> Pallet<T> {
	/// Records what a seat did in a round; takes the share of the bond if it sealed and did not open.
	pub(crate) fn note_round(proposal: ProposalId, round: u8, agent: AgentId, cast: Option<&Cast>) {
		let revealed = cast.is_some_and(|cast| cast.reveal.is_some());
		// Nothing is kept of a registration that has ended since the draw.
		if T::Agents::get(agent).is_some() {
			// 2³² rounds never come.
			Records::<T>::mutate(agent, |record| {
				record.sealed = record.sealed.saturating_add(cast.is_some().into());
				record.revealed = record.revealed.saturating_add(revealed.into());
				record.missed = record.missed.saturating_add(cast.is_none().into());
			});
		}
		if cast.is_some() && !revealed {
			let slashed = T::Agents::slash(agent, T::MissedRevealSlash::get());
			Self::deposit_event(Event::RevealMissed {
				proposal,
				round,
				agent,
				slashed,
			});
		}
	}
}

/// The share of rounds in which the agent did its duty to the end, (revealed + 1) / (sealed + missed + 2):
/// Laplace's rule of succession, so that one of which nothing is known stands at one half. It says whether
/// an agent does its work, not whether it is right.
impl<T: Config> Reputation for Pallet<T> {
	fn of(agent: AgentId) -> Perbill {
		let Record {
			sealed,
			revealed,
			missed,
		} = Records::<T>::get(agent);
		// Three numbers of 32 bits: far from the end of 64.
		let done = u64::from(revealed).saturating_add(1);
		let asked = u64::from(sealed).saturating_add(missed.into()).saturating_add(2);
		Perbill::from_rational(done, asked)
	}
}

impl<T: Config> OnRetired for Pallet<T> {
	fn on_retired(agent: AgentId) {
		Records::<T>::remove(agent);
		Tracks::<T>::remove(agent);
	}
}

/// The proposals that have ended with a decision, an escalation or an expiry, however long ago.
impl<T: Config> Contains<ProposalId> for Pallet<T> {
	fn contains(proposal: &ProposalId) -> bool {
		Decisions::<T>::contains_key(proposal)
	}
}
