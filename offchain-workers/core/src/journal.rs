//! What must survive a crash.

use crate::{Account, BallotKey, BlockNumber, JournalKey};
use althing_cmp_rules::{commitment, Question, Reveal};
use althing_primitives::{Hash, ProposalId};
use core::fmt;
use serde::{Deserialize, Serialize};

/// One record of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub enum JournalRecord {
	/// A ballot, written before it is sealed.
	Ballot(BallotRecord),
	/// An attempt to open a case, written before it is sent.
	Opening(OpeningRecord),
	/// A case that has become a proposal.
	Opened {
		/// The case.
		case: Hash,
		/// The proposal.
		proposal: ProposalId,
	},
}

impl JournalRecord {
	/// Its name.
	pub const fn key(&self) -> JournalKey {
		match self {
			Self::Ballot(ballot) => JournalKey::Ballot(ballot.key),
			Self::Opening(opening) => JournalKey::Opening {
				case: opening.case,
				attempt: opening.attempt,
			},
			Self::Opened { case, .. } => JournalKey::Opened { case: *case },
		}
	}
}

/// A ballot with everything needed to seal and to reveal it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct BallotRecord {
	/// Which ballot.
	pub key: BallotKey,
	/// The account that signs.
	pub account: Account,
	/// The evidence of the question that it answers: a journal that outlives its chain must not answer
	/// another question of the same number.
	pub evidence: Hash,
	/// The ballot and its salt.
	pub reveal: Reveal,
	/// What is sealed.
	pub commitment: Hash,
	/// The rationale's text.
	pub rationale: String,
}

impl BallotRecord {
	/// Whether the commitment is the ballot's, on the chain that began with `genesis`.
	pub fn is_sound(&self, genesis: &Hash) -> bool {
		let Reveal { ballot, salt } = &self.reveal;
		commitment(&self.key.binding(genesis, &self.account), ballot, salt) == self.commitment
	}
}

/// Without the ballot and the salt: nothing that is logged may open a seal early.
impl fmt::Debug for BallotRecord {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("BallotRecord")
			.field("key", &self.key)
			.field("commitment", &hex::encode(self.commitment))
			.finish_non_exhaustive()
	}
}

/// An attempt to open a case.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OpeningRecord {
	/// The case.
	pub case: Hash,
	/// Which attempt, from one.
	pub attempt: u32,
	/// The first block that may include it.
	pub from: BlockNumber,
	/// The last one.
	pub until: BlockNumber,
	/// The question.
	pub question: Question,
	/// The body.
	#[serde(with = "hex_bytes")]
	pub body: Vec<u8>,
}

/// Without the body, which can be long.
impl fmt::Debug for OpeningRecord {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("OpeningRecord")
			.field("case", &hex::encode(self.case))
			.field("attempt", &self.attempt)
			.field("until", &self.until)
			.finish_non_exhaustive()
	}
}

/// Bytes as hexadecimal text: a quarter of what a list of numbers takes.
mod hex_bytes {
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&hex::encode(bytes))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
		let text = String::deserialize(deserializer)?;
		hex::decode(text).map_err(D::Error::custom)
	}
}
