//! The end of a round, and of a proposal.

use crate::{
	Ballots, Config, Decision, Decisions, Ended, Event, Pallet, Panel, Panels, ProposalInfoOf, Proposals,
	Receipts, Rounds,
};
use alloc::vec::Vec;
use althing_cmp_rules::{
	conclude, outcome, threshold, Answer, Outcome, Receipt, Round, MAX_ROUNDS, RECEIPT_VERSION,
};
use althing_primitives::ProposalId;
use polkadot_sdk::{
	frame_support::{traits::Defensive, weights::Weight, BoundedVec},
	sp_runtime::Perbill,
};

impl<T: Config> Pallet<T> {
	/// Settles and counts round `round`, in which `missed` sealed ballots were not opened; returns what it
	/// weighed.
	pub(crate) fn close_round(
		proposal: ProposalId,
		info: ProposalInfoOf<T>,
		round: u8,
		missed: u8,
	) -> Weight {
		let weight = Self::closing_weight(info.seats, round, missed);
		let Some(panel) = Panels::<T>::get(proposal).defensive() else {
			return weight.saturating_add(Self::finish(proposal, info, Outcome::Expired));
		};
		let mut casts = Vec::new();
		for seat in &panel.seats {
			let cast = Ballots::<T>::get(proposal, seat.agent).and_then(|ballot| ballot.cast(round));
			Self::note_round(proposal, round, seat.agent, cast.as_ref());
			casts.extend(cast);
		}
		let mut rounds = Self::rounds(proposal);
		let hearing = panel.hearing(&info.question, &info.constants, info.past);
		let tally = conclude(&hearing, &rounds, &casts);
		let (support, verdict) = (tally.support, tally.verdict);
		Self::deposit_event(Event::RoundConcluded {
			proposal,
			round,
			support,
			verdict,
		});
		let held = Round {
			casts: BoundedVec::truncate_from(casts),
			tally,
		};
		Rounds::<T>::insert(proposal, round, &held);
		rounds.push(held);

		match outcome(&info.constants, &rounds) {
			Some(outcome) => weight.saturating_add(Self::finish(proposal, info, outcome)),
			None => {
				Self::start_sealing(proposal, info, round.saturating_add(1)); // below MAX_ROUNDS
				weight
			}
		}
	}

	/// Ends a proposal: writes the receipt and the decision, gives the deposit back, has the call made if
	/// the answer is yes, has people asked if there is none; returns what it weighed.
	pub(crate) fn finish(proposal: ProposalId, info: ProposalInfoOf<T>, outcome: Outcome) -> Weight {
		let (panel, rounds) = Self::clear(proposal, &info);
		let weight = Self::finishing_weight(panel.seats.len() as u32, rounds.len() as u32);
		let receipt = Self::write_receipt(proposal, &info, outcome, panel, rounds);
		Self::publish_decision(proposal, &info.question, outcome, receipt);
		if outcome == Outcome::Decided(Answer::Binary(true)) {
			if let Err(error) = Self::schedule_call(proposal, &info) {
				Self::deposit_event(Event::CallNotScheduled { proposal, error });
			}
		}
		Ended::<T>::mutate(|ended| ended.add(outcome));
		Self::deposit_event(match outcome {
			Outcome::Decided(answer) => Event::Decided {
				proposal,
				answer,
				receipt,
			},
			Outcome::Escalated => Event::Escalated { proposal, receipt },
			Outcome::Expired => Event::Expired { proposal, receipt },
		});
		let asked = match outcome {
			Outcome::Escalated => Self::escalate(proposal, &info),
			_ => {
				Self::drop_call(&info);
				Weight::zero()
			}
		};
		weight.saturating_add(asked)
	}

	/// Removes the working state of `proposal` and gives the deposit back; returns its panel and its
	/// rounds. Without a draw the panel is empty and of this block.
	pub(crate) fn clear(proposal: ProposalId, info: &ProposalInfoOf<T>) -> (Panel, Vec<Round>) {
		let panel = Panels::<T>::take(proposal).unwrap_or_else(|| Panel {
			drawn_at: Self::now(),
			entropy: Default::default(),
			seats: Default::default(),
			shown: Default::default(),
			pairs: Default::default(),
			testimony: None,
		});
		for seat in &panel.seats {
			Ballots::<T>::remove(proposal, seat.agent);
		}
		let rounds = Self::rounds(proposal);
		for (round, _) in (0u8..).zip(&rounds) {
			Rounds::<T>::remove(proposal, round);
		}
		Proposals::<T>::remove(proposal);
		Self::unlist(proposal);
		Self::release_deposit(info);
		(panel, rounds)
	}

	/// Writes the receipt, what is learnt from it and what stays for good; returns the receipt's hash.
	fn write_receipt(
		proposal: ProposalId,
		info: &ProposalInfoOf<T>,
		outcome: Outcome,
		panel: Panel,
		rounds: Vec<Round>,
	) -> althing_primitives::Hash {
		let decided_at = Self::now();
		let last = rounds.last().map(|round| &round.tally);
		let share = |of: fn(&althing_cmp_rules::Tally) -> Perbill| last.map(of).unwrap_or_default();
		let mut decision = Decision {
			outcome,
			support: share(|tally| tally.support),
			lower: share(|tally| tally.lower),
			upper: share(|tally| tally.upper),
			threshold: threshold(&info.question, &info.constants, &info.past),
			rounds: rounds.len() as u8, // at most 8
			receipt: Default::default(),
			evidence: info.question.evidence,
			decided_at,
		};
		let receipt = Receipt {
			version: RECEIPT_VERSION,
			genesis: Self::genesis(),
			proposal,
			question: info.question,
			proposer: info.proposer.clone().into(),
			constants: info.constants,
			past: info.past,
			opened_at: info.opened_at,
			drawn_at: panel.drawn_at,
			entropy: panel.entropy,
			seats: panel.seats,
			shown: panel.shown,
			pairs: panel.pairs,
			testimony: panel.testimony,
			rounds: BoundedVec::truncate_from(rounds),
			decided_at,
			outcome,
		};
		decision.receipt = receipt.hash();
		Decisions::<T>::insert(proposal, decision);
		Self::learn_softly(&receipt);
		Self::hear(&receipt);
		Receipts::<T>::insert(proposal, receipt);
		Self::enqueue_receipt(proposal);
		decision.receipt
	}

	/// The rounds of an active proposal that are over, in their order.
	pub fn rounds(proposal: ProposalId) -> Vec<Round> {
		(0u8..MAX_ROUNDS as u8)
			.map_while(|round| Rounds::<T>::get(proposal, round))
			.collect()
	}
}
