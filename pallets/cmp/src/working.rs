//! What others can prove of panels elsewhere: how a proposal ended, and who worked on it.

use crate::{Config, Pallet, Receipts, Settlements};
use althing_cmp_rules::{agrees, first_ballot, Answer, Outcome, Question, Receipt};
use althing_primitives::{
	AgentId, DecisionEntry, Department, Ending, Entry, Hash, Outcomes, ProposalId, WorkEntry, WorkVerdict,
	Works,
};
use polkadot_sdk::sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// Has the end of a proposal be provable elsewhere.
	pub(crate) fn publish_decision(
		proposal: ProposalId,
		question: &Question,
		outcome: Outcome,
		receipt: Hash,
	) {
		let departments = question.departments;
		T::Outcomes::publish(Entry::Decision(DecisionEntry {
			proposal,
			// None stands for all of them.
			department: departments.iter().next().unwrap_or(Department::Engineering),
			departments,
			ending: ending(outcome),
			evidence: question.evidence,
			receipt,
		}));
	}

	/// How the answer of `seat` turned out; nothing when it gave none.
	fn verdict(receipt: &Receipt, seat: u8) -> Option<WorkVerdict> {
		let ballot = first_ballot(receipt, seat)?;
		let (kind, tolerance) = (&receipt.question.kind, receipt.constants.tolerance);
		Some(match Settlements::<T>::get(receipt.proposal) {
			None => WorkVerdict::Untold,
			Some(told) if agrees(kind, tolerance, &ballot.answer, &told.truth) => WorkVerdict::Right,
			Some(_) => WorkVerdict::Wrong,
		})
	}
}

fn ending(outcome: Outcome) -> Ending {
	match outcome {
		Outcome::Decided(Answer::Binary(yes)) => Ending::Binary(yes),
		Outcome::Decided(Answer::Choice(option)) => Ending::Choice(option),
		Outcome::Decided(Answer::Scalar(number)) => Ending::Scalar(number),
		Outcome::Escalated => Ending::Escalated,
		Outcome::Expired => Ending::Expired,
	}
}

/// By the first ballot that the agent opened: what it is judged and paid by.
impl<T: Config> Works for Pallet<T> {
	fn work(agent: AgentId, proposal: ProposalId) -> Option<WorkEntry> {
		let receipt = Receipts::<T>::get(proposal)?;
		let (place, seat) = (0u8..)
			.zip(&receipt.seats)
			.find(|(_, seat)| seat.agent == agent)?;
		Some(WorkEntry {
			agent,
			proposal,
			department: seat.department,
			owner: seat.owner,
			payer: receipt.proposer,
			paid: Self::rewarded(proposal, place).saturated_into(),
			verdict: Self::verdict(&receipt, place)?,
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn prepare() -> (AgentId, ProposalId) {
		crate::benchmarking::worked::<T>()
	}
}
