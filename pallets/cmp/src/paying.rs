//! What being right is worth, and what colluding costs.

use crate::{
	Appraisals, BalanceOf, Config, Error, Event, Pallet, Prizes, Promised, Proposals, Reward, Rewards,
};
use althing_cmp_rules::{surprise, Answer, Receipt, Topic};
use althing_primitives::{AgentId, Bonds, ProposalId};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{
			fungible::{Inspect, Mutate},
			tokens::{Fortitude, Preservation},
			Get,
		},
	},
	sp_runtime::{
		traits::{CheckedDiv, Saturating, Zero},
		Perbill,
	},
};

impl<T: Config> Pallet<T> {
	/// Adds to the prize of an active proposal.
	pub(crate) fn do_endow(who: &T::AccountId, proposal: ProposalId, amount: BalanceOf<T>) -> DispatchResult {
		ensure!(
			Proposals::<T>::contains_key(proposal),
			Error::<T>::UnknownProposal
		);
		T::Currency::transfer(who, &T::Pot::get(), amount, Preservation::Preserve)?;
		// No more than is issued.
		Prizes::<T>::mutate(proposal, |prize| {
			*prize = Some(prize.unwrap_or_default().saturating_add(amount))
		});
		Promised::<T>::mutate(|sum| *sum = sum.saturating_add(amount));
		Self::deposit_event(Event::Endowed {
			proposal,
			who: who.clone(),
			amount,
		});
		Ok(())
	}

	/// Shares the prize out among the owners of the seats that were right: each gets the same, so that who was right with
	/// few others gets most, and who was right against the panel more than anybody.
	pub(crate) fn reward(receipt: &Receipt, truth: &Answer, right: &[u8]) {
		let proposal = receipt.proposal;
		let prize = Self::free_prize().saturating_add(Self::forget_prize(proposal));
		let due = surprise(receipt, truth).mul_floor(prize);
		let share = due.checked_div(&BalanceOf::<T>::from(right.len() as u32)); // at most 64
		let Some(each) = share.filter(|each| !each.is_zero()) else {
			return;
		};
		// A share below the existential deposit does not reach an account that is not there.
		let pays = |seat: &u8| {
			receipt.seats.get(usize::from(*seat)).is_some_and(|seat| {
				let owner = T::AccountId::from(seat.owner);
				T::Currency::transfer(&T::Pot::get(), &owner, each, Preservation::Preserve).is_ok()
			})
		};
		let seats = right
			.iter()
			.filter(|seat| pays(seat))
			.fold(0u64, |seats, seat| seats | seat_bit(*seat));
		Rewards::<T>::insert(proposal, Reward { each, seats });
		let paid = seats.count_ones();
		Self::deposit_event(Event::Rewarded { proposal, each, paid });
	}

	/// What the owner of a seat was paid when the truth was told.
	pub(crate) fn rewarded(proposal: ProposalId, seat: u8) -> BalanceOf<T> {
		Rewards::<T>::get(proposal)
			.filter(|reward| reward.seats & seat_bit(seat) != 0)
			.map(|reward| reward.each)
			.unwrap_or_default()
	}

	/// What the pot adds to a prize of its own.
	fn free_prize() -> BalanceOf<T> {
		let there = T::Currency::reducible_balance(&T::Pot::get(), Preservation::Preserve, Fortitude::Polite);
		T::Prize::get().min(there.saturating_sub(Promised::<T>::get()))
	}

	/// Leaves what was endowed on a proposal to the pot; returns it.
	pub(crate) fn forget_prize(proposal: ProposalId) -> BalanceOf<T> {
		let endowed = Prizes::<T>::take(proposal).unwrap_or_default();
		if !endowed.is_zero() {
			Promised::<T>::mutate(|sum| *sum = sum.saturating_sub(endowed));
		}
		endowed
	}

	/// Takes `share` of the bonds of agents that belong to a cabal by what is believed of the topic. All of them must.
	pub(crate) fn do_punish(topic: Topic, agents: &[AgentId], share: Perbill) -> DispatchResult {
		let appraisal = Appraisals::<T>::get(topic).ok_or(Error::<T>::NotColluding)?;
		let colludes = |agent: &AgentId| {
			let known = appraisal.known(*agent);
			known.is_some_and(|known| known.cabal.is_some())
		};
		ensure!(agents.iter().all(colludes), Error::<T>::NotColluding);
		for agent in agents {
			let slashed = T::Agents::slash(*agent, share);
			Self::deposit_event(Event::Punished {
				topic,
				agent: *agent,
				slashed,
			});
		}
		Ok(())
	}
}

/// A panel has as many seats as a word has bits.
fn seat_bit(seat: u8) -> u64 {
	1u64.checked_shl(seat.into()).unwrap_or_default()
}
