//! Finalized blocks, one after the other.

use crate::{block::Block, runtime::Runtime, BlockId, Chain, Error, Hash, Header, Result};
use std::{sync::Arc, time::Duration};
use subxt::rpcs::client::RpcSubscription;

/// Without a word from the subscription for so long, the node is asked.
const SILENCE: Duration = Duration::from_secs(6);
/// Pause after something went wrong that may go right next time.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a chain is given for its next final block by those who try something once per block.
pub(crate) const GROWING: Duration = Duration::from_secs(60);
/// On how many final blocks that is tried which the chain does not take for a reason that passes.
pub(crate) const TRIES: u32 = 8;

/// Every finalized block in order and without gaps.
///
/// Blocks are read when asked for, so that nothing piles up behind a slow reader. Notifications of the node
/// only wake the reader: what was missed while the connection was down is read all the same, and a block
/// that does not follow the one before it is an error, whatever the node calls it.
pub struct Blocks {
	chain: Chain,
	last: Option<BlockId>,
	finalized: Option<BlockId>,
	runtime: Option<Arc<Runtime>>,
	heads: Option<RpcSubscription<Header>>,
}

impl Blocks {
	pub(crate) const fn new(chain: Chain, after: Option<BlockId>) -> Self {
		Self {
			chain,
			last: after,
			finalized: None,
			runtime: None,
			heads: None,
		}
	}

	/// The last block that was given.
	pub const fn last(&self) -> Option<BlockId> {
		self.last
	}

	/// The newest finalized block that is known of: how far the reader is behind.
	pub const fn finalized(&self) -> Option<BlockId> {
		self.finalized
	}

	/// The next finalized block, as soon as there is one. Waits as long as the node is away or finality
	/// stands still; may be dropped and called again without losing anything.
	///
	/// Errors are final: [`Error::Contradiction`], [`Error::OtherRuntime`], [`Error::Pruned`] and what cannot
	/// be decoded.
	pub async fn next(&mut self) -> Result<Block> {
		loop {
			match self.advance().await {
				Ok(Some(block)) => return Ok(block),
				Ok(None) => self.wake().await,
				Err(error) if error.is_transient() => {
					tracing::warn!(%error, "cannot read the next finalized block; will try again");
					self.heads = None;
					tokio::time::sleep(PAUSE).await;
				}
				Err(error) => return Err(error),
			}
		}
	}

	/// The next finalized block, if there is one within [`GROWING`].
	pub(crate) async fn next_soon(&mut self) -> Result<Option<Block>> {
		tokio::time::timeout(GROWING, self.next()).await.ok().transpose()
	}

	/// All of them as a stream, which ends after the first error.
	pub fn into_stream(self) -> impl futures::Stream<Item = Result<Block>> {
		futures::stream::unfold(Some(self), |blocks| async {
			let mut blocks = blocks?;
			let next = blocks.next().await;
			let rest = next.is_ok().then_some(blocks);
			Some((next, rest))
		})
	}

	/// The next block if it is finalized already.
	async fn advance(&mut self) -> Result<Option<Block>> {
		let known = self.finalized.map_or(0, |block| block.number);
		let behind = self.last.is_some_and(|last| last.number < known);
		if !behind {
			let finalized = self.chain.finalized().await?;
			self.finalized = Some(finalized);
			let last = *self.last.get_or_insert(finalized);
			if finalized.number == last.number && finalized != last {
				return Err(Error::Contradiction {
					number: finalized.number,
					last,
				});
			}
			if finalized.number <= last.number {
				return Ok(None);
			}
		}
		let Some(last) = self.last else { return Ok(None) };
		let block = self.read_after(last).await?;
		self.last = Some(block.id);
		Ok(Some(block))
	}

	async fn read_after(&mut self, last: BlockId) -> Result<Block> {
		let number = last.number.saturating_add(1);
		let hash: Option<Hash> = self.chain.rpc().block_hash(number).await?;
		let unknown = || Error::UnknownBlock {
			url: self.chain.url().into(),
			block: number.to_string(),
		};
		let hash = hash.ok_or_else(unknown)?;
		let header = self.chain.header(hash).await?;
		if header.number != number || header.parent_hash.0 != last.hash {
			return Err(Error::Contradiction { number, last });
		}
		let runtime = match &self.runtime {
			Some(runtime) => runtime.clone(),
			None => self.chain.runtime_at(last.hash).await?,
		};
		let block = Block::read(self.chain.rpc(), hash, &runtime).await?;
		self.runtime = (!block.changes_runtime()).then_some(runtime);
		Ok(block)
	}

	/// Waits until there may be something new.
	async fn wake(&mut self) {
		if self.heads.is_none() {
			match self.chain.rpc().finalized_heads().await {
				Ok(heads) => self.heads = Some(heads),
				Err(error) => {
					tracing::debug!(%error, "no notifications of finalized blocks; will ask instead");
					return tokio::time::sleep(PAUSE).await;
				}
			}
		}
		let Some(heads) = &mut self.heads else { return };
		if let Ok(None | Some(Err(_))) = tokio::time::timeout(SILENCE, heads.next()).await {
			self.heads = None;
			tokio::time::sleep(PAUSE).await;
		}
	}
}
