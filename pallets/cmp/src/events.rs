//! What is told of proposals.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened. `proposal` and `agent` are numbers, `round` counts from zero, `until` is the first block
	/// in which it is too late, `receipt` is the receipt's hash.
	#[allow(missing_docs)] // the fields, which are those
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A proposal was opened.
		Opened {
			proposal: ProposalId,
			proposer: T::AccountId,
			evidence: Hash,
		},
		/// A panel was drawn.
		PanelDrawn { proposal: ProposalId, seats: u32 },
		/// A round has begun; ballots can be sealed before block `until`.
		SealingStarted {
			proposal: ProposalId,
			round: u8,
			until: u32,
		},
		/// A ballot was sealed.
		Sealed {
			proposal: ProposalId,
			round: u8,
			agent: AgentId,
		},
		/// Ballots can be opened before block `until`.
		RevealingStarted {
			proposal: ProposalId,
			round: u8,
			until: u32,
		},
		/// A ballot was opened.
		Revealed {
			proposal: ProposalId,
			round: u8,
			agent: AgentId,
		},
		/// A sealed ballot was never opened; its agent lost `slashed`.
		RevealMissed {
			proposal: ProposalId,
			round: u8,
			agent: AgentId,
			slashed: BalanceOf<T>,
		},
		/// A round was counted.
		RoundConcluded {
			proposal: ProposalId,
			round: u8,
			support: Perbill,
			verdict: Verdict,
		},
		/// The panel has decided.
		Decided {
			proposal: ProposalId,
			answer: Answer,
			receipt: Hash,
		},
		/// The rounds are used up without consensus: people are asked.
		Escalated { proposal: ProposalId, receipt: Hash },
		/// No panel came together, or none that answered.
		Expired { proposal: ProposalId, receipt: Hash },
		/// A proposal was cancelled; nothing of it stays.
		Cancelled { proposal: ProposalId },
		/// The call of an approved proposal could not be scheduled and will not be made.
		CallNotScheduled {
			proposal: ProposalId,
			error: DispatchError,
		},
		/// An escalated proposal was put to people as `referendum`; the receipt is attached to it.
		Referred { proposal: ProposalId, referendum: u32 },
		/// No referendum could be opened for an escalated proposal.
		NotReferred {
			proposal: ProposalId,
			error: DispatchError,
		},
		/// What turned out to be true of a proposal was told; so many seats had been `right`, so many `wrong`.
		Settled {
			proposal: ProposalId,
			truth: Answer,
			right: u32,
			wrong: u32,
		},
		/// Everybody who had answered a topic's panels before `upto` was appraised anew: so many `agents`, so many `cabals`
		/// among them. The `score` is in nats · 2⁴⁰.
		Appraised {
			topic: Topic,
			upto: u32,
			agents: u32,
			cabals: u32,
			score: i64,
		},
		/// Somebody added `amount` to the prize of a proposal.
		Endowed {
			proposal: ProposalId,
			who: T::AccountId,
			amount: BalanceOf<T>,
		},
		/// The owners of `paid` agents got `each` for having been right.
		Rewarded {
			proposal: ProposalId,
			each: BalanceOf<T>,
			paid: u32,
		},
		/// An agent lost part of its bond for speaking with one voice with others.
		Punished {
			topic: Topic,
			agent: AgentId,
			slashed: BalanceOf<T>,
		},
	}
}
