//! The names of ballots, transactions and journal records: one name, one thing, however often it is tried.

use crate::Account;
use althing_cmp_rules::Binding;
use althing_primitives::{AgentId, Hash, ProposalId};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Which ballot: there is never more than one under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BallotKey {
	/// The proposal.
	pub proposal: ProposalId,
	/// The round, from zero.
	pub round: u8,
	/// The agent.
	pub agent: AgentId,
}

impl BallotKey {
	/// What the ballot's seal is bound to, when `account` signs it on the chain that began with `genesis`.
	pub fn binding(&self, genesis: &Hash, account: &Account) -> Binding {
		Binding {
			genesis: *genesis,
			proposal: self.proposal,
			round: self.round,
			agent: self.agent,
			account: *account,
		}
	}
}

impl fmt::Display for BallotKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(
			f,
			"of agent {} on proposal {}, round {}",
			self.agent, self.proposal, self.round
		)
	}
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TxKey {
	/// Sealing a ballot.
	Seal(BallotKey),
	/// Revealing a ballot.
	Reveal(BallotKey),
	/// An agent's heartbeat.
	Heartbeat(AgentId),
	/// Anchoring a proposal's receipt.
	Anchor(ProposalId),
	/// Opening a proposal for a case.
	Open(Hash),
}

/// Which journal record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum JournalKey {
	/// A ballot.
	Ballot(BallotKey),
	/// An attempt to open a case.
	Opening {
		/// The case.
		case: Hash,
		/// Which attempt.
		attempt: u32,
	},
	/// A case that has become a proposal.
	Opened {
		/// The case.
		case: Hash,
	},
}

impl fmt::Display for JournalKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Ballot(key) => write!(f, "of the ballot {key}"),
			Self::Opening { case, attempt } => {
				write!(f, "of attempt {attempt} to open case {}", hex::encode(case))
			}
			Self::Opened { case } => write!(f, "of the opened case {}", hex::encode(case)),
		}
	}
}
