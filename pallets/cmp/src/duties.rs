//! What agents do: seal and reveal.

use crate::{Ballots, Config, Error, Event, Pallet, Phase, ProposalInfoOf, Proposals, Sealed, SeatBallot};
use althing_cmp_rules::{Binding, Reveal};
use althing_primitives::{AgentDirectory, AgentId, Hash, ProposalId};
use polkadot_sdk::{
	frame_support::{dispatch::DispatchResult, ensure},
	frame_system::{ensure_signed, pallet_prelude::OriginFor},
};

/// A seat whose turn it is.
pub(crate) struct Turn<T: Config> {
	info: ProposalInfoOf<T>,
	agent: AgentId,
	ballot: SeatBallot,
	round: u8,
}

impl<T: Config> Pallet<T> {
	/// Whether sealing would succeed for the signer: then it is free.
	pub(crate) fn could_seal(origin: &OriginFor<T>, proposal: ProposalId) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| Self::ensure_can_seal(who, proposal).is_ok())
	}

	/// Whether this reveal would succeed for the signer: then it is free.
	pub(crate) fn could_reveal(origin: &OriginFor<T>, proposal: ProposalId, reveal: &Reveal) -> bool {
		ensure_signed(origin.clone()).is_ok_and(|who| Self::ensure_can_reveal(who, proposal, reveal).is_ok())
	}

	/// Seals a ballot. Fails in no way that [`Self::ensure_can_seal`] does not.
	pub(crate) fn do_seal(who: T::AccountId, proposal: ProposalId, commitment: Hash) -> DispatchResult {
		let Turn {
			mut info,
			agent,
			mut ballot,
			round,
		} = Self::ensure_can_seal(who, proposal)?;
		ballot.sealed = Some(Sealed { round, commitment });
		ballot.reveal = None;
		Ballots::<T>::insert(proposal, agent, ballot);

		let mut complete = false;
		if let Phase::Sealing { sealed, .. } = &mut info.phase {
			*sealed = sealed.saturating_add(1); // at most one per seat
			complete = *sealed >= info.seats;
		}
		Self::save(proposal, info, complete);
		Self::deposit_event(Event::Sealed {
			proposal,
			round,
			agent,
		});
		Ok(())
	}

	/// Opens a ballot. Fails in no way that [`Self::ensure_can_reveal`] does not.
	pub(crate) fn do_reveal(who: T::AccountId, proposal: ProposalId, reveal: Reveal) -> DispatchResult {
		let Turn {
			mut info,
			agent,
			mut ballot,
			round,
		} = Self::ensure_can_reveal(who, proposal, &reveal)?;
		ballot.reveal = Some(reveal);
		Ballots::<T>::insert(proposal, agent, ballot);

		let mut complete = false;
		if let Phase::Revealing { sealed, revealed, .. } = &mut info.phase {
			*revealed = revealed.saturating_add(1); // at most one per sealed ballot
			complete = *revealed >= *sealed;
		}
		Self::save(proposal, info, complete);
		Self::deposit_event(Event::Revealed {
			proposal,
			round,
			agent,
		});
		Ok(())
	}

	/// Writes the proposal; when the phase is `complete` it ends with the next block.
	fn save(proposal: ProposalId, mut info: ProposalInfoOf<T>, complete: bool) {
		let next = Self::now().saturating_add(1);
		if complete && info.due > next {
			info.due = next;
			Self::relist(proposal, next);
		}
		Proposals::<T>::insert(proposal, info);
	}

	/// Whether `who` can seal a ballot now.
	fn ensure_can_seal(who: T::AccountId, proposal: ProposalId) -> Result<Turn<T>, Error<T>> {
		let info = Proposals::<T>::get(proposal).ok_or(Error::<T>::UnknownProposal)?;
		let Phase::Sealing { round, .. } = info.phase else {
			return Err(Error::<T>::NotSealing);
		};
		ensure!(Self::now() < info.due, Error::<T>::TooLate);
		let (agent, ballot) = Self::seat_of(who, proposal)?;
		ensure!(ballot.commitment(round).is_none(), Error::<T>::AlreadySealed);
		Ok(Turn {
			info,
			agent,
			ballot,
			round,
		})
	}

	/// Whether `who` can open its ballot with `reveal` now.
	fn ensure_can_reveal(
		who: T::AccountId,
		proposal: ProposalId,
		reveal: &Reveal,
	) -> Result<Turn<T>, Error<T>> {
		let info = Proposals::<T>::get(proposal).ok_or(Error::<T>::UnknownProposal)?;
		let Phase::Revealing { round, .. } = info.phase else {
			return Err(Error::<T>::NotRevealing);
		};
		ensure!(Self::now() < info.due, Error::<T>::TooLate);
		let (agent, ballot) = Self::seat_of(who, proposal)?;
		let commitment = ballot.commitment(round).ok_or(Error::<T>::NothingSealed)?;
		ensure!(ballot.reveal.is_none(), Error::<T>::AlreadyRevealed);
		let kind = &info.question.kind;
		let binding = Binding {
			genesis: Self::genesis(),
			proposal,
			round,
			agent,
			account: ballot.account,
		};
		ensure!(reveal.opens(&commitment, kind, &binding), Error::<T>::DoesNotOpen);
		Ok(Turn {
			info,
			agent,
			ballot,
			round,
		})
	}

	/// The seat that `who` has under its present registration. An account that registered again since
	/// the draw has none.
	fn seat_of(who: T::AccountId, proposal: ProposalId) -> Result<(AgentId, SeatBallot), Error<T>> {
		let agent = T::Agents::id_of(&who).ok_or(Error::<T>::NotAnAgent)?;
		let ballot = Ballots::<T>::get(proposal, agent).ok_or(Error::<T>::NoSeat)?;
		ensure!(ballot.account == who.into(), Error::<T>::NoSeat);
		Ok((agent, ballot))
	}
}
