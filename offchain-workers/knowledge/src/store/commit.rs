//! Who changed what and why, each commit with the hash of the one before.

use super::state::Delta;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::{SystemTime, UNIX_EPOCH};

/// A SHA-256.
pub type Hash = [u8; 32];

/// Hashes as text.
pub(crate) mod hexadecimal {
	use super::Hash;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(hash: &Hash, to: S) -> Result<S::Ok, S::Error> {
		to.serialize_str(&hex::encode(hash))
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
		let mut hash = Hash::default();
		hex::decode_to_slice(String::deserialize(from)?, &mut hash).map_err(D::Error::custom)?;
		Ok(hash)
	}
}

/// How a graph was touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
	/// The number of its name.
	pub graph: u32,
	/// Triples that came.
	pub added: u64,
	/// Triples that went.
	pub removed: u64,
}

/// One link of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
	/// From 1.
	pub number: u64,
	/// The hash of the commit before; zeros before the first.
	#[serde(with = "hexadecimal")]
	pub parent: Hash,
	/// Milliseconds since 1970.
	pub time: u64,
	/// Who wrote.
	pub author: String,
	/// Why.
	pub reason: String,
	/// How many terms are new.
	pub terms: u64,
	/// Which graphs were touched.
	pub touched: Vec<Touched>,
	/// The hash of what was written.
	#[serde(with = "hexadecimal")]
	pub content: Hash,
	/// The hash of all of the above.
	#[serde(with = "hexadecimal")]
	pub hash: Hash,
}

impl Commit {
	/// A commit whose content is not hashed yet.
	pub fn new(number: u64, parent: Hash, author: &str, reason: &str, delta: &Delta) -> Self {
		let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
		let mut touched: Vec<Touched> = delta
			.graphs
			.iter()
			.map(|graph| Touched {
				graph: graph.graph,
				added: graph.added.len() as u64,
				removed: graph.removed.len() as u64,
			})
			.collect();
		for shape in &delta.shapes {
			if touched.iter().all(|touched| touched.graph != shape.graph) {
				touched.push(Touched {
					graph: shape.graph,
					added: 0,
					removed: 0,
				});
			}
		}
		Self {
			number,
			parent,
			time: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
			author: author.to_owned(),
			reason: reason.to_owned(),
			terms: delta.terms.len() as u64,
			touched,
			content: Hash::default(),
			hash: Hash::default(),
		}
	}

	/// The hash that the fields have: SHA-256 over a name of the format and every field with its length.
	pub fn computed_hash(&self) -> Hash {
		let mut hasher = Sha256::new();
		let mut field = |bytes: &[u8]| {
			hasher.update((bytes.len() as u64).to_le_bytes());
			hasher.update(bytes);
		};
		field(b"althing-knowledge/commit/1");
		field(&self.number.to_le_bytes());
		field(&self.parent);
		field(&self.time.to_le_bytes());
		field(self.author.as_bytes());
		field(self.reason.as_bytes());
		field(&self.terms.to_le_bytes());
		for touched in &self.touched {
			field(&touched.graph.to_le_bytes());
			field(&touched.added.to_le_bytes());
			field(&touched.removed.to_le_bytes());
		}
		field(&self.content);
		hasher.finalize().into()
	}

	/// Triples that came.
	pub fn added(&self) -> u64 {
		self.touched.iter().map(|touched| touched.added).sum()
	}

	/// Triples that went.
	pub fn removed(&self) -> u64 {
		self.touched.iter().map(|touched| touched.removed).sum()
	}
}
