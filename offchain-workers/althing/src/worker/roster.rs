//! The fleet's keys: who signs for which agent, and who owns it.

use althing_chain::{AccountId, Keypair};
use althing_primitives::{Department, Role};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One agent of the fleet.
#[derive(Clone)]
pub struct Member {
	/// Signs its ballots and heartbeats.
	pub keypair: Keypair,
	/// The account that owns it.
	pub owner: AccountId,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
}

/// The fleet's keys. Cloning is cheap.
#[derive(Clone)]
pub struct Roster(Arc<Keys>);

struct Keys {
	agents: BTreeMap<AccountId, Member>,
	owners: BTreeMap<AccountId, Keypair>,
}

impl Roster {
	/// From the agents and the key pairs of their owners.
	pub fn new(members: impl IntoIterator<Item = Member>, owners: impl IntoIterator<Item = Keypair>) -> Self {
		Self(Arc::new(Keys {
			agents: members
				.into_iter()
				.map(|member| (member.keypair.account(), member))
				.collect(),
			owners: owners.into_iter().map(|owner| (owner.account(), owner)).collect(),
		}))
	}

	/// The same with one more key pair that can sign for itself.
	pub fn with_owner(&self, owner: Keypair) -> Self {
		let owners = self.owners().cloned().chain([owner]);
		Self::new(self.agents().cloned(), owners.collect::<Vec<_>>())
	}

	/// The agent that signs with `account`.
	pub fn agent(&self, account: &AccountId) -> Option<&Member> {
		self.0.agents.get(account)
	}

	/// All agents, in the order of their accounts.
	pub fn agents(&self) -> impl Iterator<Item = &Member> {
		self.0.agents.values()
	}

	/// How many agents there are.
	pub fn len(&self) -> usize {
		self.0.agents.len()
	}

	/// Whether there is none.
	pub fn is_empty(&self) -> bool {
		self.0.agents.is_empty()
	}

	/// The key pair of an owner.
	pub fn owner(&self, account: &AccountId) -> Option<&Keypair> {
		self.0.owners.get(account)
	}

	/// All owners, in the order of their accounts.
	pub fn owners(&self) -> impl Iterator<Item = &Keypair> {
		self.0.owners.values()
	}

	/// Who can sign for `account`, agent or owner.
	pub fn signer(&self, account: &AccountId) -> Option<&Keypair> {
		self.agent(account)
			.map(|member| &member.keypair)
			.or_else(|| self.owner(account))
	}
}
