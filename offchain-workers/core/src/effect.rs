//! What the shell carries out for the fleet.

use crate::{Account, BallotKey, BlockNumber, BlockRef, Distribution, Event, JournalRecord, TxKey};
use althing_cmp_rules::{Question, Reveal};
use althing_primitives::{AgentId, Department, Hash, ProposalId, Role};
use std::sync::Arc;

/// What the shell carries out for the fleet. Journal effects in the order given, the rest in any.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
	/// Read a case from the body of the block that opened its proposal; answered by
	/// [`Input::CaseFetched`](crate::Input::CaseFetched).
	FetchCase {
		/// The proposal.
		proposal: ProposalId,
		/// The finalized block that opened it.
		opened_at: BlockNumber,
		/// BLAKE2b-256 of the body.
		evidence: Hash,
	},
	/// Ask an agent's brain; answered by [`Input::Judged`](crate::Input::Judged) or
	/// [`Input::JudgeFailed`](crate::Input::JudgeFailed), always.
	Judge(Box<Judge>),
	/// Write a record and answer [`Input::Journaled`](crate::Input::Journaled) once it is on disk for
	/// good. A record that was written before may come again, unchanged.
	Journal(JournalRecord),
	/// Remove records from the journal, at leisure.
	Forget(Forget),
	/// Sign and send a transaction; answered by [`Input::TxOutcome`](crate::Input::TxOutcome).
	Submit(Box<Submission>),
	/// Look in the finalized blocks `from..=until` for a proposal opened by `proposer` with `evidence`;
	/// answered by [`Input::CaseFound`](crate::Input::CaseFound). All of them are final already.
	FindCase {
		/// The case.
		case: Hash,
		/// The attempt.
		attempt: u32,
		/// Who would have opened it.
		proposer: Account,
		/// BLAKE2b-256 of the body.
		evidence: Hash,
		/// The first block to look at.
		from: BlockNumber,
		/// The last one.
		until: BlockNumber,
	},
	/// Read a receipt from state; answered by [`Input::ReceiptFetched`](crate::Input::ReceiptFetched).
	FetchReceipt {
		/// The proposal.
		proposal: ProposalId,
		/// The receipt's hash.
		hash: Hash,
	},
	/// Tell people.
	Report(Event),
}

/// A question to a brain.
#[derive(Clone, Debug, PartialEq)]
pub struct Judge {
	/// Which ballot is wanted.
	pub key: BallotKey,
	/// The seat's department.
	pub department: Department,
	/// The seat's role.
	pub role: Role,
	/// What is asked.
	pub question: Question,
	/// The case's body; its hash has been checked.
	pub body: Arc<[u8]>,
	/// What the panel said in the round before; none in the first.
	pub previous: Option<Arc<Distribution>>,
}

/// A transaction to be signed and sent.
///
/// It is mortal: valid from `since`, and in no block above `until`.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
	/// What it is for.
	pub key: TxKey,
	/// How many times this was sent, this one included. An earlier attempt may be in the pool still.
	pub attempt: u32,
	/// Who signs.
	pub signer: Account,
	/// What is called.
	pub call: Call,
	/// The finalized block that its era starts from.
	pub since: BlockRef,
	/// The last block that may include it.
	pub until: BlockNumber,
}

/// What a transaction calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
	/// Seal a ballot.
	Seal {
		/// The proposal.
		proposal: ProposalId,
		/// The round.
		round: u8,
		/// The agent.
		agent: AgentId,
		/// The sealed ballot.
		commitment: Hash,
	},
	/// Open a sealed ballot.
	Reveal {
		/// The proposal.
		proposal: ProposalId,
		/// The round.
		round: u8,
		/// The agent.
		agent: AgentId,
		/// The ballot and its salt.
		reveal: Reveal,
	},
	/// Say that an agent is alive.
	Heartbeat {
		/// The agent.
		agent: AgentId,
	},
	/// Anchor a decision.
	Anchor {
		/// The proposal; with the receipt, the anchor's idempotency key.
		proposal: ProposalId,
		/// The agent that anchors it.
		agent: AgentId,
		/// The receipt's hash: the first leaf.
		receipt: Hash,
		/// The receipt's hash, then the rationale's hash of every revealed ballot, by round and seat.
		leaves: Vec<Hash>,
	},
	/// Open a proposal.
	Open {
		/// The case.
		case: Hash,
		/// The question.
		question: Question,
		/// The body.
		body: Arc<[u8]>,
	},
}

/// Records that are needed no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forget {
	/// All ballots of a proposal.
	Proposal(ProposalId),
	/// The attempts to open a case; that it is opened stays.
	Attempts(Hash),
	/// Everything about a case.
	Case(Hash),
}
