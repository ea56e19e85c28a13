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

/// What a seal is bound to: one seat of one registration in one round of one proposal on one chain. Copied by
/// another account, kept for a later round, taken along to a new registration or to a fork with another genesis,
/// it opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode)]
pub struct Binding {
	/// The hash of the chain's first block.
	pub genesis: Hash,
	/// The proposal.
	pub proposal: ProposalId,
	/// The round.
	pub round: u8,
	/// The registration that has the seat.
	pub agent: AgentId,
	/// The account that signs for it.
	pub account: [u8; 32],
}

impl Reveal {
	/// Whether this opens `commitment`, made under `binding`, and answers a question of `kind`.
	pub fn opens(&self, commitment: &Hash, kind: &Kind, binding: &Binding) -> bool {
		kind.accepts(&self.ballot.answer)
			&& self::commitment(binding, &self.ballot, &self.salt) == *commitment
	}
}

/// What an agent puts on chain before anybody reveals: BLAKE2b-256 of the domain, the binding, the ballot and the
/// salt.
pub fn commitment(binding: &Binding, ballot: &Ballot, salt: &Salt) -> Hash {
	const DOMAIN: &[u8; 16] = b"althing/ballot/2";
	(DOMAIN, binding, ballot, salt).using_encoded(althing_primitives::blake2)
}
