//! The state after one finalized block.

use crate::{
	layout::{decode, one_key},
	runtime::Runtime,
	views::{AgentView, AnchorView, DecisionView, ProposalView, Summary, MAX_PAGE},
	AccountId, Chain, Error, Hash, Layout, Result,
};
use althing_cmp_rules::{Answer, Receipt, Topic, TopicView};
use althing_primitives::{AgentId, AnchorId, ProposalId};
use codec::{Decode, Encode};
use std::sync::Arc;

/// The state after one block.
#[derive(Clone)]
pub struct State {
	chain: Chain,
	hash: Hash,
	runtime: Arc<Runtime>,
}

/// What an account has of one currency, in its smallest unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct AccountBalance {
	/// What can be transferred, but for what is frozen.
	pub free: u128,
	/// What is held: bonds and deposits.
	pub reserved: u128,
	/// How much of the free and reserved balance together must stay.
	pub frozen: u128,
	flags: u128,
}

impl AccountBalance {
	/// A balance of these parts.
	pub const fn new(free: u128, reserved: u128, frozen: u128) -> Self {
		Self {
			free,
			reserved,
			frozen,
			flags: 0,
		}
	}
}

/// `System.Account`.
#[derive(Decode, Default)]
struct AccountInfo {
	nonce: u32,
	_consumers: u32,
	_providers: u32,
	_sufficients: u32,
	data: AccountBalance,
}

/// `Cmp.Settlements`.
#[derive(Decode)]
struct Settlement {
	truth: Answer,
	_at: u32,
}

impl State {
	pub(crate) const fn new(chain: Chain, hash: Hash, runtime: Arc<Runtime>) -> Self {
		Self { chain, hash, runtime }
	}

	/// The block's hash.
	pub const fn hash(&self) -> Hash {
		self.hash
	}

	/// Makes sure that `pallets` are shaped as this program knows them, beside those that every connection is
	/// checked for.
	///
	/// Errors: [`Error::OtherRuntime`].
	pub fn expect(&self, pallets: &[&str]) -> Result<()> {
		let shipped = Layout::shipped()?;
		match self.layout().difference_in(&shipped, pallets) {
			Some(what) => Err(Error::OtherRuntime {
				live: self.spec_version(),
				shipped: shipped.spec_version()?,
				what,
			}),
			None => Ok(()),
		}
	}

	/// The block's number.
	pub async fn number(&self) -> Result<u32> {
		Ok(self.chain.header(self.hash).await?.number)
	}

	/// When the block's author says that it was made, in milliseconds since 1970.
	pub async fn moment(&self) -> Result<u64> {
		Ok(self.value("Timestamp", "Now", &[]).await?.unwrap_or_default())
	}

	/// Where things lie in it.
	pub fn layout(&self) -> &Layout {
		&self.runtime.layout
	}

	/// The version of the rules that build on it.
	pub fn spec_version(&self) -> u32 {
		self.runtime.version.spec_version
	}

	/// What the runtime API of this chain answers.
	pub(crate) async fn api<T: Decode>(&self, function: &str, args: impl Encode) -> Result<T> {
		let function = format!("AlthingApi_{function}");
		let answer = self
			.chain
			.rpc()
			.state_call(&function, &args.encode(), self.hash)
			.await?;
		decode(&function, &answer)
	}

	/// The registered agents whose number is `start` or above, ascending, one page of them. The next page
	/// starts above the last number; an empty page is the end.
	pub async fn agents_from(&self, start: AgentId) -> Result<Vec<AgentView>> {
		self.api("agents", (start, MAX_PAGE)).await
	}

	/// All registered agents, ascending.
	pub async fn agents(&self) -> Result<Vec<AgentView>> {
		let mut agents = Vec::new();
		let mut start = Some(0);
		while let Some(from) = start {
			let page = self.agents_from(from).await?;
			start = page.last().and_then(|agent| agent.id.checked_add(1));
			agents.extend(page);
		}
		Ok(agents)
	}

	/// The agent with this registration number, while it is registered.
	pub async fn agent(&self, id: AgentId) -> Result<Option<AgentView>> {
		self.api("agent", id).await
	}

	/// The registration number of the agent that signs with `account`.
	pub async fn agent_of(&self, account: &AccountId) -> Result<Option<AgentId>> {
		self.api("agent_of", account).await
	}

	/// The registration numbers of the agents that sign with `accounts`, in their order.
	pub async fn agents_of(&self, accounts: &[AccountId]) -> Result<Vec<Option<AgentId>>> {
		self.many("Agents", "IdByAccount", accounts).await
	}

	/// The proposals that have not ended, with their panels and what each seat has done.
	pub async fn proposals(&self) -> Result<Vec<ProposalView>> {
		self.api("proposals", ()).await
	}

	/// The proposal with this number, while it has not ended.
	pub async fn proposal(&self, id: ProposalId) -> Result<Option<ProposalView>> {
		self.api("proposal", id).await
	}

	/// How the proposal with this number ended.
	pub async fn decision(&self, id: ProposalId) -> Result<Option<DecisionView>> {
		self.api("decision", id).await
	}

	/// The receipt of an ended proposal, while the chain keeps it.
	pub async fn receipt(&self, id: ProposalId) -> Result<Option<Receipt>> {
		let bytes: Option<Vec<u8>> = self.api("receipt", id).await?;
		bytes.map(|bytes| decode("a receipt", &bytes)).transpose()
	}

	/// What was told to be true of ended proposals, in their order; none where nothing was.
	pub async fn truths(&self, ids: &[ProposalId]) -> Result<Vec<Option<Answer>>> {
		let told: Vec<Option<Settlement>> = self.many("Cmp", "Settlements", ids).await?;
		Ok(told.into_iter().map(|told| told.map(|told| told.truth)).collect())
	}

	/// The topics of which the chain wants a claim.
	pub async fn wanted(&self) -> Result<Vec<Topic>> {
		self.api("wanted", ()).await
	}

	/// What the latest panels of a topic answered, and what is believed of who sat on them.
	pub async fn topic(&self, topic: Topic) -> Result<Option<TopicView>> {
		self.api("topic", topic).await
	}

	/// The anchor with this number.
	pub async fn anchor(&self, id: AnchorId) -> Result<Option<AnchorView>> {
		self.api("anchor", id).await
	}

	/// The anchor that `agent` submitted under the idempotency key `key`.
	pub async fn anchor_by_key(&self, agent: AgentId, key: &Hash) -> Result<Option<AnchorId>> {
		self.value("Anchors", "ByKey", &[agent.encode(), key.encode()])
			.await
	}

	/// Counts of everything.
	pub async fn summary(&self) -> Result<Summary> {
		self.api("summary", ()).await
	}

	/// What `account` has of VWT.
	pub async fn balance(&self, account: &AccountId) -> Result<AccountBalance> {
		Ok(self.account(account).await?.data)
	}

	/// What `account` has of CVT.
	pub async fn cvt_balance(&self, account: &AccountId) -> Result<AccountBalance> {
		Ok(self
			.value("Cvt", "Account", &one_key(account))
			.await?
			.unwrap_or_default())
	}

	/// How many transactions of `account` were executed.
	pub async fn nonce(&self, account: &AccountId) -> Result<u32> {
		Ok(self.account(account).await?.nonce)
	}

	async fn account(&self, account: &AccountId) -> Result<AccountInfo> {
		Ok(self
			.value("System", "Account", &one_key(account))
			.await?
			.unwrap_or_default())
	}

	/// A constant of the runtime.
	pub fn constant<T: Decode>(&self, pallet: &str, name: &str) -> Result<T> {
		self.layout().constant(pallet, name)
	}

	/// The accounts of the session's validators.
	pub async fn validators(&self) -> Result<Vec<AccountId>> {
		Ok(self
			.value("Session", "Validators", &[])
			.await?
			.unwrap_or_default())
	}

	/// One value of the state; `keys` are a map's keys, each SCALE-encoded. Its default if nothing is stored
	/// and it has one.
	pub async fn value<T: Decode>(&self, pallet: &str, name: &str, keys: &[Vec<u8>]) -> Result<Option<T>> {
		match self.raw(pallet, name, keys).await? {
			Some(bytes) => decode(&format!("{pallet}.{name}"), &bytes).map(Some),
			None => self.layout().default(pallet, name),
		}
	}

	/// The bytes of one value, where something is stored.
	pub(crate) async fn raw(&self, pallet: &str, name: &str, keys: &[Vec<u8>]) -> Result<Option<Vec<u8>>> {
		let key = self.layout().key(pallet, name, keys)?;
		self.chain.rpc().storage(&key, self.hash).await
	}

	/// The values of several keys of a map, in the keys' order.
	pub async fn many<K: Encode, T: Decode>(
		&self,
		pallet: &str,
		name: &str,
		keys: &[K],
	) -> Result<Vec<Option<T>>> {
		let keys: Vec<Vec<Vec<u8>>> = keys.iter().map(one_key).collect();
		let what = format!("{pallet}.{name}");
		self.raws(pallet, name, &keys)
			.await?
			.into_iter()
			.map(|value| value.map(|bytes| decode(&what, &bytes)).transpose())
			.collect()
	}

	/// The bytes of several values of a map, in the keys' order.
	pub(crate) async fn raws(
		&self,
		pallet: &str,
		name: &str,
		keys: &[Vec<Vec<u8>>],
	) -> Result<Vec<Option<Vec<u8>>>> {
		const AT_ONCE: usize = 512;
		let mut found = Vec::with_capacity(keys.len());
		for some in keys.chunks(AT_ONCE) {
			let keys: Vec<Vec<u8>> = some
				.iter()
				.map(|keys| self.layout().key(pallet, name, keys))
				.collect::<Result<_>>()?;
			found.extend(self.chain.rpc().storages(&keys, self.hash).await?);
		}
		Ok(found)
	}

	/// At most `limit` entries of a map with one key, in the order of the trie.
	pub async fn entries<K: Decode, T: Decode>(
		&self,
		pallet: &str,
		name: &str,
		limit: usize,
	) -> Result<Vec<(K, T)>> {
		const PAGE: u32 = 256;
		let prefix = self.layout().prefix(pallet, name)?;
		let mut entries = Vec::new();
		let mut after: Option<Vec<u8>> = None;
		while entries.len() < limit {
			let keys = self
				.chain
				.rpc()
				.keys(&prefix, PAGE, after.as_deref(), self.hash)
				.await?;
			after = keys.last().cloned();
			if after.is_none() {
				break;
			}
			let values = self.chain.rpc().storages(&keys, self.hash).await?;
			for (key, value) in keys.iter().zip(values) {
				let Some(value) = value else { continue };
				let key = self.layout().map_key(pallet, name, key)?;
				entries.push((key, decode(&format!("{pallet}.{name}"), &value)?));
			}
		}
		entries.truncate(limit);
		Ok(entries)
	}
}
