//! The client.

use crate::{
	block::Block,
	hex0x,
	nonce::Nonces,
	rpc::{Rpc, Version},
	runtime::Runtime,
	track::Tracker,
	AccountId, Blocks, Error, Hash, Header, Layout, Result, State,
};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};
use subxt::rpcs::rpc_params;

/// Which block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct BlockId {
	/// Its number.
	pub number: u32,
	/// Its hash.
	#[serde(with = "crate::hexed")]
	pub hash: Hash,
}

impl core::fmt::Display for BlockId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "#{} ({})", self.number, hex0x(self.hash))
	}
}

/// How to connect.
#[derive(Clone, Debug)]
pub struct Options {
	/// The node's address, `ws://` or `wss://`.
	pub url: String,
	/// The genesis hash that the chain must have; any chain will do without one.
	pub genesis: Option<Hash>,
	/// How often to try before giving up, with growing pauses that begin at a quarter of a second.
	pub attempts: u32,
	/// How long to wait for any single answer.
	pub patience: Duration,
}

impl Options {
	/// Any chain at `url`, tried five times, half a minute for each answer.
	pub fn new(url: impl Into<String>) -> Self {
		Self {
			url: url.into(),
			genesis: None,
			attempts: 5,
			patience: Duration::from_secs(30),
		}
	}

	/// The same, for the chain with this genesis only.
	pub const fn pinned(mut self, genesis: Hash) -> Self {
		self.genesis = Some(genesis);
		self
	}
}

/// A connection to a chain through one node. Clones share it. It is re-established whenever it breaks.
#[derive(Clone)]
pub struct Chain(Arc<Inner>);

struct Inner {
	rpc: Rpc,
	genesis: Hash,
	shipped: Layout,
	runtimes: Mutex<HashMap<u32, Arc<Runtime>>>,
	tip: tokio::sync::Mutex<Option<(Instant, Tip)>>,
	nonces: Nonces,
	tracker: Tracker,
}

/// Session keys of a node, both parts SCALE-encoded as `Session.set_keys` takes them.
#[derive(Clone, Debug)]
pub struct SessionKeys {
	/// The public keys.
	pub keys: Vec<u8>,
	/// That the node has the private ones, bound to the account that sets them.
	pub proof: Vec<u8>,
}

/// Where the chain stands, for transactions that are to be signed now.
#[derive(Clone)]
pub(crate) struct Tip {
	/// The newest finalized block.
	pub finalized: BlockId,
	/// The block to bind transactions to.
	pub birth: BlockId,
	/// The runtime there.
	pub runtime: Arc<Runtime>,
}

impl Chain {
	/// Connects, and makes sure that it is the right chain and that its runtime is the one this program
	/// was built for.
	///
	/// Errors: [`Error::BadUrl`], [`Error::Unreachable`], [`Error::WrongChain`], [`Error::OtherRuntime`].
	pub async fn connect(options: Options) -> Result<Self> {
		let rpc = Rpc::connect(&options.url, options.attempts, options.patience).await?;
		Self::over(rpc, options.genesis).await
	}

	/// The same over a connection that exists.
	pub(crate) async fn over(rpc: Rpc, pinned: Option<Hash>) -> Result<Self> {
		let genesis = genesis_of(&rpc, pinned).await?;
		let chain = Self(Arc::new(Inner {
			rpc,
			genesis,
			shipped: Layout::shipped()?,
			runtimes: Mutex::default(),
			tip: tokio::sync::Mutex::default(),
			nonces: Nonces::default(),
			tracker: Tracker::default(),
		}));
		let finalized = chain.0.rpc.finalized_hash().await?;
		chain.runtime_at(finalized).await?;
		Ok(chain)
	}

	/// The hash of the chain's first block.
	pub fn genesis(&self) -> Hash {
		self.0.genesis
	}

	/// The node's address.
	pub fn url(&self) -> &str {
		self.0.rpc.url()
	}

	pub(crate) fn rpc(&self) -> &Rpc {
		&self.0.rpc
	}

	pub(crate) fn nonces(&self) -> &Nonces {
		&self.0.nonces
	}

	pub(crate) fn tracker(&self) -> &Tracker {
		&self.0.tracker
	}

	/// New session keys, made in the node's own keystore, with the proof for `owner` that it holds them.
	pub async fn rotate_keys(&self, owner: &AccountId) -> Result<SessionKeys> {
		let (keys, proof) = self.0.rpc.rotate_keys(owner).await?;
		Ok(SessionKeys { keys, proof })
	}

	/// What the chain calls itself.
	pub async fn name(&self) -> Result<String> {
		self.0.rpc.call("system_chain", rpc_params![]).await
	}

	/// The finalized block at height `number`; none when finality has not come so far.
	pub async fn finalized_at(&self, number: u32) -> Result<Option<BlockId>> {
		if self.finalized().await?.number < number {
			return Ok(None);
		}
		let hash = self.0.rpc.block_hash(number).await?;
		Ok(hash.map(|hash| BlockId { number, hash }))
	}

	/// The newest finalized block.
	pub async fn finalized(&self) -> Result<BlockId> {
		self.0.rpc.finalized().await
	}

	/// The newest block, finalized or not. For display only.
	pub async fn best(&self) -> Result<BlockId> {
		let header = self.0.rpc.header(None).await?;
		Ok(BlockId {
			number: header.number,
			hash: header.hash().0,
		})
	}

	/// The header of the block with `hash`.
	pub async fn header(&self, hash: Hash) -> Result<Header> {
		self.0.rpc.header(Some(hash)).await
	}

	/// The state after the block with `hash`. Give it the hash of a finalized block.
	pub async fn at(&self, hash: Hash) -> Result<State> {
		Ok(State::new(self.clone(), hash, self.runtime_at(hash).await?))
	}

	/// The state after the newest finalized block.
	pub async fn now(&self) -> Result<State> {
		let hash = self.0.rpc.finalized_hash().await?;
		self.at(hash).await
	}

	/// Every finalized block after `after`, in order and without gaps; from the next one on without it.
	pub fn follow(&self, after: Option<BlockId>) -> Blocks {
		Blocks::new(self.clone(), after)
	}

	/// One finalized block. Its parent's state must still be known to the node.
	pub async fn block(&self, hash: Hash) -> Result<Block> {
		let header = self.header(hash).await?;
		// A block is executed by the runtime that its parent left.
		let before = if header.number == 0 {
			hash
		} else {
			header.parent_hash.0
		};
		let runtime = self.runtime_at(before).await?;
		Block::read(&self.0.rpc, hash, &runtime).await
	}

	/// The runtime that builds on the block with `hash`.
	pub(crate) async fn runtime_at(&self, hash: Hash) -> Result<Arc<Runtime>> {
		let version = self.0.rpc.version(hash).await?;
		let known = |inner: &Inner| {
			let runtimes = inner.runtimes.lock().unwrap_or_else(PoisonError::into_inner);
			runtimes.get(&version.spec_version).cloned()
		};
		if let Some(runtime) = known(&self.0) {
			return Ok(runtime);
		}
		let runtime = Arc::new(self.load(version, hash).await?);
		let mut runtimes = self.0.runtimes.lock().unwrap_or_else(PoisonError::into_inner);
		Ok(runtimes.entry(version.spec_version).or_insert(runtime).clone())
	}

	async fn load(&self, version: Version, hash: Hash) -> Result<Runtime> {
		let layout = Layout::new(&self.0.rpc.metadata(hash).await?)?;
		if let Some(what) = layout.difference(&self.0.shipped) {
			let shipped = self.0.shipped.spec_version()?;
			return Err(Error::OtherRuntime {
				live: version.spec_version,
				shipped,
				what,
			});
		}
		Runtime::new(layout, version, &self.0.genesis)
	}

	/// Where the chain stands, no older than a slot.
	pub(crate) async fn tip(&self) -> Result<Tip> {
		self.tip_from(0).await
	}

	/// The same, asked anew where block `least` was not final when it was asked last.
	pub(crate) async fn tip_from(&self, least: u32) -> Result<Tip> {
		/// A tip serves for this long, so that a thousand transactions at once ask once.
		const FRESH: Duration = Duration::from_secs(2);
		/// As far behind the best block, a block does not go away any more in practice.
		const DEEP: u32 = 16;
		let mut cached = self.0.tip.lock().await;
		let serves =
			|(since, tip): &&(Instant, Tip)| since.elapsed() < FRESH && tip.finalized.number >= least;
		if let Some((_, tip)) = cached.as_ref().filter(serves) {
			return Ok(tip.clone());
		}
		let finalized = self.finalized().await?;
		let best = self.best().await?;
		// While finality stands still, a transaction bound to the last finalized block would soon be too old.
		let deep = best.number.saturating_sub(DEEP);
		let birth = match deep > finalized.number {
			true => self
				.0
				.rpc
				.block_hash(deep)
				.await?
				.map(|hash| BlockId { number: deep, hash }),
			false => None,
		};
		let runtime = self.runtime_at(finalized.hash).await?;
		let tip = Tip {
			finalized,
			birth: birth.unwrap_or(finalized),
			runtime,
		};
		*cached = Some((Instant::now(), tip.clone()));
		Ok(tip)
	}

	/// What must not keep the client alive holds this.
	pub(crate) fn downgrade(&self) -> WeakChain {
		WeakChain(Arc::downgrade(&self.0))
	}
}

/// A [`Chain`] that may be gone.
pub(crate) struct WeakChain(std::sync::Weak<Inner>);

impl WeakChain {
	/// The client, while somebody holds it.
	pub(crate) fn upgrade(&self) -> Option<Chain> {
		self.0.upgrade().map(Chain)
	}
}

/// The metadata of the runtime at the newest finalized block of the chain at `url`: what this crate ships as
/// `metadata/althing.scale`. Works with any runtime.
pub async fn fetch_metadata(options: &Options) -> Result<Vec<u8>> {
	let rpc = Rpc::connect(&options.url, options.attempts, options.patience).await?;
	rpc.metadata(rpc.finalized_hash().await?).await
}

async fn genesis_of(rpc: &Rpc, pinned: Option<Hash>) -> Result<Hash> {
	let unknown = || Error::UnknownBlock {
		url: rpc.url().into(),
		block: "0".into(),
	};
	let genesis = rpc.block_hash(0).await?.ok_or_else(unknown)?;
	match pinned {
		Some(wanted) if wanted != genesis => Err(Error::WrongChain {
			url: rpc.url().into(),
			wanted: hex0x(wanted),
			found: hex0x(genesis),
		}),
		_ => Ok(genesis),
	}
}

/// The peer id of the node at `url`, which need not be ready for anything else yet.
pub async fn peer_id(url: &str) -> Result<String> {
	const PATIENCE: Duration = Duration::from_secs(2);
	let rpc = Rpc::connect(url, 1, PATIENCE).await?;
	rpc.call("system_localPeerId", rpc_params![]).await
}
