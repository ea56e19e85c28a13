//! What people are told.

use crate::{BallotKey, BlockNumber, JournalKey, TxKey, TxOutcome};
use althing_cmp_rules::Outcome;
use althing_primitives::{Hash, ProposalId};
use core::fmt;

/// What people are told.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
	/// An input was not acted upon.
	Refused(Refusal),
	/// A proposal was seen for the first time.
	ProposalOpened {
		/// The proposal.
		proposal: ProposalId,
	},
	/// A panel was drawn.
	PanelDrawn {
		/// The proposal.
		proposal: ProposalId,
		/// How many seats it has.
		seats: usize,
		/// How many of them are ours.
		own: usize,
	},
	/// More seats have sealed.
	Sealed {
		/// The proposal.
		proposal: ProposalId,
		/// The round.
		round: u8,
		/// How many have.
		sealed: usize,
		/// Out of how many.
		seats: usize,
	},
	/// More seats have revealed.
	Revealed {
		/// The proposal.
		proposal: ProposalId,
		/// The round.
		round: u8,
		/// How many have.
		revealed: usize,
		/// Out of how many that sealed.
		sealed: usize,
	},
	/// A brain gave no answer that can be used; the agent stays silent in this round.
	JudgeFailed {
		/// Which ballot.
		key: BallotKey,
		/// Why.
		reason: String,
	},
	/// A ballot came when there was no use for it any more.
	TooLate {
		/// Which ballot.
		key: BallotKey,
	},
	/// An own seat has sealed something that the journal does not hold: the journal was lost, or another
	/// process uses the same key. The brain is asked again, in case it says the very same.
	ForeignSeal {
		/// Which ballot.
		key: BallotKey,
	},
	/// The brain said the very same again: the seal can be opened.
	SealRecovered {
		/// Which ballot.
		key: BallotKey,
	},
	/// It did not: the seal cannot be opened, and a share of the agent's bond is lost.
	SealLost {
		/// Which ballot.
		key: BallotKey,
	},
	/// A transaction came to nothing; it is sent again where that makes sense.
	TxFailed {
		/// What it was for.
		key: TxKey,
		/// Which attempt.
		attempt: u32,
		/// What became of it.
		outcome: TxOutcome,
	},
	/// A transaction was sent as often as the configuration allows, in vain.
	GaveUp {
		/// What it was for.
		key: TxKey,
	},
	/// A case is not put to a panel.
	CaseRefused {
		/// The case, by [`Case::key`](crate::Case::key).
		case: Hash,
		/// Why.
		why: CaseRefusal,
	},
	/// A case has become a proposal, now or earlier.
	CaseOpened {
		/// The case.
		case: Hash,
		/// The proposal.
		proposal: ProposalId,
	},
	/// A case could not be opened, and will not be tried again.
	CaseFailed {
		/// The case.
		case: Hash,
		/// Why.
		reason: String,
	},
	/// A proposal has ended.
	Ended {
		/// The proposal.
		proposal: ProposalId,
		/// How.
		outcome: Outcome,
	},
	/// A receipt was recomputed and holds.
	ReceiptVerified {
		/// The proposal.
		proposal: ProposalId,
		/// Its hash.
		receipt: Hash,
	},
	/// A receipt does not hold: nothing is anchored.
	ReceiptRefused {
		/// The proposal.
		proposal: ProposalId,
		/// Why.
		reason: String,
	},
	/// A receipt could not be had before the patience ended.
	ReceiptMissing {
		/// The proposal.
		proposal: ProposalId,
	},
	/// A decision's anchor is final.
	Anchored {
		/// The proposal.
		proposal: ProposalId,
	},
	/// A proposal is neither active nor ended for so long that it is given up.
	Vanished {
		/// The proposal.
		proposal: ProposalId,
	},
}

/// Why an input was not acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
	/// The view does not continue the chain seen so far: its parent is another block, or it descends from
	/// a view that was refused.
	Forked {
		/// The view's number.
		number: BlockNumber,
		/// The view's hash.
		hash: Hash,
	},
	/// A proposal that cannot be: too many seats or rounds, or a question that cannot be put.
	Malformed {
		/// The proposal.
		proposal: ProposalId,
	},
	/// There are as many proposals as the configuration allows.
	TooManyProposals {
		/// The proposal.
		proposal: ProposalId,
	},
	/// A case's body has not the hash that the proposal names.
	WrongBody {
		/// The proposal.
		proposal: ProposalId,
	},
	/// Nobody waits for this ballot.
	Unasked {
		/// Which ballot.
		key: BallotKey,
	},
	/// A journal record contradicts itself: a ballot that does not give its own commitment, or a case that
	/// has not its own hash.
	CorruptRecord {
		/// Which record.
		key: JournalKey,
	},
	/// The journal holds two different ballots under one key; the first counts.
	ConflictingRecord {
		/// Which ballot.
		key: BallotKey,
	},
	/// The journal holds a ballot on another question of the same number: another chain's journal.
	StaleRecord {
		/// Which ballot.
		key: BallotKey,
	},
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Forked { number, .. } => {
				write!(
					f,
					"finalized block {number} does not continue the chain seen so far"
				)
			}
			Self::Malformed { proposal } => write!(f, "proposal {proposal} is malformed"),
			Self::TooManyProposals { proposal } => {
				write!(f, "proposal {proposal} is beyond what this fleet follows")
			}
			Self::WrongBody { proposal } => {
				write!(
					f,
					"the case of proposal {proposal} has not the hash that the chain names"
				)
			}
			Self::Unasked { key } => write!(f, "nobody waits for the ballot {key}"),
			Self::CorruptRecord { key } => write!(f, "the journal record {key} contradicts itself"),
			Self::ConflictingRecord { key } => {
				write!(f, "the journal holds two ballots {key}; the first counts")
			}
			Self::StaleRecord { key } => {
				write!(
					f,
					"the journaled ballot {key} is on another question: the journal of another chain"
				)
			}
		}
	}
}

/// Why a case is not put to a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseRefusal {
	/// No account is configured to open proposals with.
	NoProposer,
	/// The question cannot be put: too few options, or an empty range.
	InvalidQuestion,
	/// The body is empty.
	EmptyBody,
	/// The body is longer than the chain takes.
	BodyTooLong,
	/// The body has not the hash that the question names.
	WrongEvidence,
	/// The same case is being opened already.
	InProgress,
	/// As many cases are being opened as the configuration allows.
	TooManyCases,
}

impl fmt::Display for CaseRefusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::NoProposer => "no account is configured to open proposals with",
			Self::InvalidQuestion => "the question cannot be put: too few options, or an empty range",
			Self::EmptyBody => "the case is empty",
			Self::BodyTooLong => "the case is longer than the chain takes",
			Self::WrongEvidence => "the case has not the hash that its question names",
			Self::InProgress => "this very case is being opened already",
			Self::TooManyCases => "too many cases are being opened; try again later",
		})
	}
}
