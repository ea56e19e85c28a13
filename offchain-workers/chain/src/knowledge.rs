//! Roots of knowledge stores, and who was let see what.

use crate::{layout::one_key, AccountId, Hash, Result, State};
use althing_primitives::{AgentId, Department};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

const PALLET: &str = "Knowledge";

/// Whose a graph is, or who is let see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Party {
	/// All agents of a department.
	Department(Department),
	/// One agent.
	Agent(AgentId),
}

/// How closely a shared graph is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Level {
	/// For some departments and agents, as it stands or redacted.
	Restricted,
	/// One department's; others get a redacted copy.
	Confidential,
	/// One agent's; other agents get a redacted copy.
	Personal,
}

/// The root of a version of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PublishedRoot {
	/// The version.
	pub version: u64,
	/// The hash of its last commit.
	pub root: Hash,
	/// The agent that published it.
	pub agent: AgentId,
	/// The block of the publication.
	pub at: u32,
}

/// A store as the chain knows it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PublishedStore {
	/// Who owns the agents that publish its roots.
	pub owner: AccountId,
	/// Who published the first.
	pub depositor: AccountId,
	/// What is held for it, in the smallest unit of VWT.
	pub deposit: u128,
	/// The latest roots, the earliest of them first.
	pub roots: Vec<PublishedRoot>,
}

/// What is granted to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
	/// Whose the graph is.
	pub grantor: Party,
	/// Who is let see it.
	pub grantee: Party,
	/// BLAKE2b-256 of the graph's name; see [`Offer::graph_hash`].
	pub graph: Hash,
	/// How closely it is kept.
	pub level: Level,
	/// BLAKE2b-256 of the rules that make the copy, zero for none.
	pub redaction: Hash,
	/// The first block in which it may not be seen any more.
	pub expires: u32,
}

impl Offer {
	/// What a graph with this name is called on chain.
	pub fn graph_hash(name: &str) -> Hash {
		althing_primitives::blake2(name.as_bytes())
	}
}

/// That somebody was let see a graph.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Grant {
	/// Whose the graph is.
	pub grantor: Party,
	/// Who is let see it.
	pub grantee: Party,
	/// BLAKE2b-256 of the graph's name.
	pub graph: Hash,
	/// How closely it is kept.
	pub level: Level,
	/// BLAKE2b-256 of the rules that make the copy, zero for none.
	pub redaction: Hash,
	/// The first block in which it may not be seen any more.
	pub expires: u32,
	/// The block of the grant.
	pub at: u32,
	/// The block in which the grantee said that it knows.
	pub acknowledged: Option<u32>,
	/// Who paid the deposit.
	pub depositor: AccountId,
	/// What is held for it, in the smallest unit of VWT.
	pub deposit: u128,
}

impl State {
	/// The store of a department with this name.
	pub async fn published_store(
		&self,
		department: Department,
		name: &str,
	) -> Result<Option<PublishedStore>> {
		let keys = [department.encode(), name.as_bytes().encode()];
		self.value(PALLET, "Stores", &keys).await
	}

	/// What is held for a store, in the smallest unit of VWT.
	pub fn store_deposit(&self) -> Result<u128> {
		self.constant(PALLET, "StoreDeposit")
	}

	/// What is held for a grant, in the smallest unit of VWT.
	pub fn grant_deposit(&self) -> Result<u128> {
		self.constant(PALLET, "GrantDeposit")
	}

	/// A grant that is kept, over or not.
	pub async fn grant(&self, id: u64) -> Result<Option<Grant>> {
		self.value(PALLET, "Grants", &one_key(&id)).await
	}

	/// At most `limit` of the grants that are kept, by number.
	pub async fn grants(&self, limit: usize) -> Result<Vec<(u64, Grant)>> {
		let mut grants: Vec<(u64, Grant)> = self.entries(PALLET, "Grants", limit).await?;
		grants.sort_by_key(|(id, _)| *id);
		Ok(grants)
	}

	/// The grant by which `grantee` itself may see a graph of `grantor` now.
	pub async fn standing_grant(
		&self,
		grantor: Party,
		graph: Hash,
		grantee: Party,
	) -> Result<Option<(u64, Grant)>> {
		let keys = [(grantor, graph).encode(), grantee.encode()];
		let Some(id) = self.value::<u64>(PALLET, "ByGraph", &keys).await? else {
			return Ok(None);
		};
		let Some(grant) = self.grant(id).await? else {
			return Ok(None);
		};
		let over = self.number().await? >= grant.expires
			|| !self.is_there(grantor).await?
			|| !self.is_there(grantee).await?;
		Ok((!over).then_some((id, grant)))
	}

	/// Whether a party's registration has not ended; a grant ends with it.
	async fn is_there(&self, party: Party) -> Result<bool> {
		match party {
			Party::Department(_) => Ok(true),
			Party::Agent(id) => Ok(self.agent(id).await?.is_some()),
		}
	}
}
