//! What the relayer asks of the chain that it relays from.

use althing_chain::{new_beefy_keys, BeefyKeys, BlockId, Chain, Error, Hash, ProvenLeaf};
use std::future::Future;

/// The chain that is relayed from. Nothing that it says is believed: the light client checks all of it.
pub trait Source: Sync {
	/// The hash of its first block.
	fn genesis(&self) -> Hash;

	/// The newest block that its validators signed; nothing while the node has seen none.
	fn newest(&self) -> impl Future<Output = Result<Option<BlockId>, Error>> + Send;

	/// The final block with this number.
	fn block(&self, number: u32) -> impl Future<Output = Result<Option<BlockId>, Error>> + Send;

	/// The signatures over a block, SCALE of a `VersionedFinalityProof`; nothing where the node keeps none.
	fn signatures(&self, block: BlockId) -> impl Future<Output = Result<Option<Vec<u8>>, Error>> + Send;

	/// The keys that sign for a block.
	fn keys(&self, block: BlockId) -> impl Future<Output = Result<BeefyKeys, Error>> + Send;

	/// The leaf of block `of` under the root after block `after`, asked at a final block not before that.
	fn leaf(
		&self,
		of: u32,
		after: u32,
		at: BlockId,
	) -> impl Future<Output = Result<ProvenLeaf, Error>> + Send;
}

impl Source for Chain {
	fn genesis(&self) -> Hash {
		Self::genesis(self)
	}

	async fn newest(&self) -> Result<Option<BlockId>, Error> {
		self.beefy_head().await
	}

	async fn block(&self, number: u32) -> Result<Option<BlockId>, Error> {
		self.finalized_at(number).await
	}

	async fn signatures(&self, block: BlockId) -> Result<Option<Vec<u8>>, Error> {
		self.beefy_justification(block.hash).await
	}

	async fn keys(&self, block: BlockId) -> Result<BeefyKeys, Error> {
		// The first block of a session names them in its header, which every node keeps; states are pruned.
		let header = self.header(block.hash).await?;
		match new_beefy_keys(&header)? {
			Some(keys) => Ok(keys),
			None => self.beefy_keys(block.hash).await,
		}
	}

	async fn leaf(&self, of: u32, after: u32, at: BlockId) -> Result<ProvenLeaf, Error> {
		self.leaf_of(of, after, at.hash).await
	}
}
