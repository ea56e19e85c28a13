//! A receipt as a file.

use crate::{hex0x, unhex, Hash};
use althing_cmp_rules::Receipt;
use althing_primitives::{AnchorId, ProposalId};
use codec::{DecodeAll, Encode};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};

/// No receipt file is larger than this, in bytes.
pub const MAX_FILE: usize = 8 * 1024 * 1024;

/// The format's version.
const VERSION: u32 = 1;

/// A receipt with what belongs to it. Written as JSON; a reader refuses what it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptFile {
	/// The format's version: 1.
	version: u32,
	/// The genesis hash of the chain that decided.
	#[serde(with = "crate::hexed")]
	pub genesis: Hash,
	/// The proposal's number.
	pub proposal: ProposalId,
	/// The receipt, SCALE-encoded, in hex.
	#[serde(with = "hex_bytes")]
	pub receipt: Vec<u8>,
	/// The case's body.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub body: Option<String>,
	/// What agents gave as their reasons, as far as they published them.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub rationales: Vec<Rationale>,
	/// Where the receipt is anchored.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub anchor: Option<AnchorProof>,
}

/// An agent's reasons for a ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rationale {
	/// The round, from zero.
	pub round: u8,
	/// The agent's position on the panel.
	pub seat: u8,
	/// The text, of which the ballot has the BLAKE2b-256.
	pub text: String,
}

/// The place of a receipt in an anchored batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorProof {
	/// The anchor's number.
	pub id: AnchorId,
	/// The leaf's position in the batch.
	pub index: u32,
	/// The leaf's bytes in hex: the receipt's BLAKE2b-256.
	#[serde(with = "hex_bytes")]
	pub leaf: Vec<u8>,
	/// The siblings from the leaf up to the root.
	#[serde(with = "hex_hashes")]
	pub proof: Vec<Hash>,
}

/// Why a file is no receipt file.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
	/// It is too large.
	#[error("a receipt file has at most {MAX_FILE} bytes, and this one has {0}")]
	TooLarge(usize),
	/// It is not the JSON that is expected.
	#[error("this is no receipt file: {0}")]
	Json(#[from] serde_json::Error),
	/// Another version.
	#[error("the receipt file is of version {0}; this program reads version {VERSION}")]
	Version(u32),
}

impl ReceiptFile {
	/// The file of `receipt` on the chain with this genesis hash.
	pub fn new(genesis: Hash, receipt: &Receipt) -> Self {
		Self {
			version: VERSION,
			genesis,
			proposal: receipt.proposal,
			receipt: receipt.encode(),
			body: None,
			rationales: Vec::new(),
			anchor: None,
		}
	}

	/// Reads a file. What it says is not checked here but by [`super::verify_receipt`].
	pub fn parse(bytes: &[u8]) -> Result<Self, FileFault> {
		if bytes.len() > MAX_FILE {
			return Err(FileFault::TooLarge(bytes.len()));
		}
		let file: Self = serde_json::from_slice(bytes)?;
		match file.version {
			VERSION => Ok(file),
			other => Err(FileFault::Version(other)),
		}
	}

	/// The file as it is written.
	pub fn to_json(&self) -> String {
		serde_json::to_string_pretty(self).unwrap_or_default()
	}

	/// The receipt, if the bytes are one and nothing else.
	pub fn decode(&self) -> Option<Receipt> {
		Receipt::decode_all(&mut &self.receipt[..]).ok()
	}
}

mod hex_bytes {
	use super::*;

	pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&hex0x(bytes))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
		let text = String::deserialize(deserializer)?;
		unhex(&text).ok_or_else(|| D::Error::custom("expected bytes in hex"))
	}
}

mod hex_hashes {
	use super::*;

	pub fn serialize<S: Serializer>(hashes: &[Hash], serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(hashes.iter().map(hex0x))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Hash>, D::Error> {
		let texts = Vec::<String>::deserialize(deserializer)?;
		let hash = |text: &String| unhex(text).and_then(|bytes| Hash::try_from(bytes).ok());
		let hashes: Option<Vec<Hash>> = texts.iter().map(hash).collect();
		hashes.ok_or_else(|| D::Error::custom("expected hashes of 32 bytes in hex"))
	}
}
