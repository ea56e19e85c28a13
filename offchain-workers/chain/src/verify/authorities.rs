//! Who decides what is final, and how they hand over.

use super::Fault;
use crate::{BlockId, Header};
use codec::DecodeAll;
use polkadot_sdk::{
	sp_consensus_grandpa::{AuthorityId, ConsensusLog, ScheduledChange, GRANDPA_ENGINE_ID},
	sp_runtime::DigestItem,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most authorities that a set can have here.
const MOST: usize = 10_000;

/// The authorities that decide together what is final, with their weights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct AuthoritySet {
	set_id: u64,
	weights: BTreeMap<AuthorityId, u64>,
	total: u64,
}

/// The form in which a set is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
	set_id: u64,
	authorities: Vec<(AuthorityId, u64)>,
}

impl TryFrom<Unchecked> for AuthoritySet {
	type Error = Fault;

	fn try_from(set: Unchecked) -> Result<Self, Fault> {
		Self::new(set.set_id, set.authorities)
	}
}

impl From<AuthoritySet> for Unchecked {
	fn from(set: AuthoritySet) -> Self {
		Self {
			set_id: set.set_id,
			authorities: set.weights.into_iter().collect(),
		}
	}
}

impl AuthoritySet {
	/// Set number `set_id`, counted from genesis, whose set is number zero.
	pub fn new(set_id: u64, authorities: Vec<(AuthorityId, u64)>) -> Result<Self, Fault> {
		if authorities.is_empty() || authorities.len() > MOST {
			return Err(Fault::Authorities("it has none, or more than ten thousand"));
		}
		let mut weights = BTreeMap::new();
		let mut total = 0u64;
		for (id, weight) in authorities {
			if weight == 0 {
				return Err(Fault::Authorities("one of them weighs nothing"));
			}
			total = total
				.checked_add(weight)
				.ok_or(Fault::Authorities("they weigh too much"))?;
			if weights.insert(id, weight).is_some() {
				return Err(Fault::Authorities("one of them is named twice"));
			}
		}
		Ok(Self {
			set_id,
			weights,
			total,
		})
	}

	/// Which set it is.
	pub const fn set_id(&self) -> u64 {
		self.set_id
	}

	/// How many authorities it has.
	pub fn len(&self) -> usize {
		self.weights.len()
	}

	/// Whether it has none: never.
	pub fn is_empty(&self) -> bool {
		self.weights.is_empty()
	}

	/// The weight of all.
	pub const fn total(&self) -> u64 {
		self.total
	}

	/// The least weight that decides: more than two thirds, as in GRANDPA, total − ⌊(total − 1) / 3⌋.
	pub const fn threshold(&self) -> u64 {
		self.total.saturating_sub(self.total.saturating_sub(1) / 3)
	}

	/// What the vote of `id` weighs, if it is an authority.
	pub fn weight(&self, id: &AuthorityId) -> Option<u64> {
		self.weights.get(id).copied()
	}

	/// The set that decides after the block with `header`, if that block hands over.
	///
	/// The header must be proved final by this set. Authorities change at the end of a session, in the block
	/// that says so; the SDK's other ways (by force after a stall, or delayed) cannot be proved by signatures
	/// and are refused.
	pub fn next(&self, header: &Header) -> Result<Option<Self>, Fault> {
		let refuse = || Fault::UnprovableChange(header.number);
		let mut next = None;
		for log in &header.digest.logs {
			let DigestItem::Consensus(GRANDPA_ENGINE_ID, bytes) = log else {
				continue;
			};
			let log = ConsensusLog::<u32>::decode_all(&mut &bytes[..])
				.map_err(|_| Fault::Unreadable("a change of authorities"))?;
			match log {
				// Of several in one block the first counts.
				ConsensusLog::ScheduledChange(change) if next.is_none() => next = Some(change),
				ConsensusLog::ForcedChange(..) => return Err(refuse()),
				_ => (),
			}
		}
		let Some(ScheduledChange {
			next_authorities,
			delay,
		}) = next
		else {
			return Ok(None);
		};
		if delay != 0 {
			return Err(refuse());
		}
		let set_id = self
			.set_id
			.checked_add(1)
			.ok_or(Fault::Authorities("there was no room for another"))?;
		Self::new(set_id, next_authorities).map(Some)
	}
}

/// A block that is proved final, and who decides after it: from here a later proof can go on, without
/// starting at genesis again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
	/// The genesis of the chain that it belongs to.
	#[serde(with = "crate::hexed")]
	pub genesis: crate::Hash,
	/// The block.
	pub block: BlockId,
	/// Who decides after it.
	pub authorities: AuthoritySet,
}
