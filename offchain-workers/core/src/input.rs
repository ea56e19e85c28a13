//! What the shell feeds to the fleet.

use crate::{BallotKey, BlockNumber, BlockView, JournalKey, JournalRecord, TxKey};
use althing_cmp_rules::{Answer, Question, Receipt};
use althing_primitives::{Hash, ProposalId};
use polkadot_sdk::sp_arithmetic::Perbill;
use std::sync::Arc;

/// What the shell feeds to the fleet, one at a time.
#[derive(Clone, Debug)]
pub enum Input {
	/// What the journal holds. At start, before the first view.
	Restored(Vec<JournalRecord>),
	/// A block was finalized. In order; gaps are allowed. The first view names the fleet's agents.
	Finalized(Box<BlockView>),
	/// The case that [`Effect::FetchCase`](crate::Effect::FetchCase) asked for, or nothing when it could
	/// not be had; it is asked for again later.
	CaseFetched {
		/// The proposal.
		proposal: ProposalId,
		/// The case's body, as it stands in the transaction that opened the proposal.
		body: Option<Arc<[u8]>>,
	},
	/// A brain has judged.
	Judged {
		/// Which ballot it is.
		key: BallotKey,
		/// What the brain says.
		judgement: Judgement,
	},
	/// A brain could not judge: the agent stays silent in this round.
	JudgeFailed {
		/// Which ballot it would have been.
		key: BallotKey,
		/// Why, for people.
		reason: String,
	},
	/// The record of [`Effect::Journal`](crate::Effect::Journal) is on disk for good.
	Journaled(JournalKey),
	/// What became of a transaction.
	TxOutcome {
		/// What it was for.
		key: TxKey,
		/// Which attempt.
		attempt: u32,
		/// What became of it.
		outcome: TxOutcome,
	},
	/// Somebody here wants a case decided. It is safe once
	/// [`Event::CaseOpened`](crate::Event::CaseOpened) is reported, and may be given again until then and
	/// after: the same question is never opened twice.
	CaseSubmitted(Case),
	/// The answer to [`Effect::FindCase`](crate::Effect::FindCase).
	CaseFound {
		/// The case.
		case: Hash,
		/// The attempt that was looked for.
		attempt: u32,
		/// The proposal that it opened, if it opened one.
		proposal: Option<ProposalId>,
	},
	/// The receipt that [`Effect::FetchReceipt`](crate::Effect::FetchReceipt) asked for, or nothing when
	/// it could not be had; it is asked for again later.
	ReceiptFetched {
		/// The proposal.
		proposal: ProposalId,
		/// The receipt.
		receipt: Option<Box<Receipt>>,
	},
}

/// What a brain says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
	/// The answer.
	pub answer: Answer,
	/// How sure the brain is, between zero and one.
	pub confidence: Perbill,
	/// Why, in words. Cut to [`Config::max_rationale`](crate::Config::max_rationale) bytes before it is
	/// hashed.
	pub rationale: String,
}

/// A case to be put to a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
	/// The question; its evidence is the hash of the body.
	pub question: Question,
	/// The body.
	pub body: Arc<[u8]>,
}

impl Case {
	/// Its idempotency key: BLAKE2b-256 of the question's SCALE encoding, which names the body by hash.
	pub fn key(&self) -> Hash {
		crate::cases::key(&self.question)
	}
}

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TxOutcome {
	/// It is in a block that is not final.
	Included,
	/// It is in a finalized block, and the call succeeded.
	Finalized {
		/// The block.
		at: BlockNumber,
	},
	/// The pool dropped it, or the connection broke: it may still be included.
	Dropped,
	/// The chain refused it, or the call failed.
	Invalid {
		/// Why, for people.
		reason: String,
	},
	/// Its time is over.
	Expired,
}
