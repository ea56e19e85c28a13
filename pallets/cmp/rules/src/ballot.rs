//! A ballot, and the commitment that seals it.

use crate::{Answer, Kind};
use althing_primitives::{AgentId, Hash, ProposalId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::sp_arithmetic::Perbill;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Random bytes that keep a sealed ballot from being guessed.
pub type Salt = [u8; 32];

/// One agent's word on a question.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Ballot {
	/// The answer.
	pub answer: Answer,
	/// How sure the agent is, between zero and one. Recorded and scored; it does not weigh.
	pub confidence: Perbill,
	/// BLAKE2b-256 of the rationale's text.
	pub rationale: Hash,
}

/// A ballot with what is needed to open its seal.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Reveal {
	/// What was sealed.
	pub ballot: Ballot,
	/// What it was sealed with.
	pub salt: Salt,
}

impl Reveal {
	/// Whether this opens `commitment`, made by registration `agent` signing with `account`, and answers
	/// a question of `kind`.
	pub fn opens(
		&self,
		commitment: &Hash,
		kind: &Kind,
		proposal: ProposalId,
		round: u8,
		agent: AgentId,
		account: &[u8; 32],
	) -> bool {
		kind.accepts(&self.ballot.answer)
			&& self::commitment(proposal, round, agent, account, &self.ballot, &self.salt) == *commitment
	}
}

/// What an agent puts on chain before anybody reveals.
///
/// Bound to the account and to the registration, so that a copy of somebody else's commitment can never
/// be opened, and to the proposal and the round, so that an old one cannot be used again.
pub fn commitment(
	proposal: ProposalId,
	round: u8,
	agent: AgentId,
	account: &[u8; 32],
	ballot: &Ballot,
	salt: &Salt,
) -> Hash {
	const DOMAIN: &[u8; 16] = b"althing/ballot/1";
	(DOMAIN, proposal, round, agent, account, ballot, salt).using_encoded(althing_primitives::blake2)
}
