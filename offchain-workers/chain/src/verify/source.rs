//! Who answers questions about the chain: a node, or a test.

use crate::{rpc::Rpc, Chain, Hash, Header, Result};
use core::future::Future;

/// Who answers questions about the chain. No answer is believed.
pub trait Source: Sync {
	/// The header with `hash`.
	fn header(&self, hash: Hash) -> impl Future<Output = Result<Header>> + Send;

	/// The number of the newest block that is said to be final.
	fn finalized(&self) -> impl Future<Output = Result<u32>> + Send;

	/// `grandpa_proveFinality`: SCALE of the proof that block `number` is final.
	fn prove_finality(&self, number: u32) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send;

	/// `state_getReadProof`: trie nodes that prove the values of `keys` after the block with `hash`.
	fn read_proof(&self, keys: &[Vec<u8>], hash: Hash) -> impl Future<Output = Result<Vec<Vec<u8>>>> + Send;
}

impl Source for Rpc {
	async fn header(&self, hash: Hash) -> Result<Header> {
		Self::header(self, Some(hash)).await
	}

	async fn finalized(&self) -> Result<u32> {
		Ok(Self::finalized(self).await?.number)
	}

	async fn prove_finality(&self, number: u32) -> Result<Option<Vec<u8>>> {
		Self::prove_finality(self, number).await
	}

	async fn read_proof(&self, keys: &[Vec<u8>], hash: Hash) -> Result<Vec<Vec<u8>>> {
		Self::read_proof(self, keys, hash).await
	}
}

impl Source for Chain {
	async fn header(&self, hash: Hash) -> Result<Header> {
		Source::header(self.rpc(), hash).await
	}

	async fn finalized(&self) -> Result<u32> {
		Source::finalized(self.rpc()).await
	}

	async fn prove_finality(&self, number: u32) -> Result<Option<Vec<u8>>> {
		Source::prove_finality(self.rpc(), number).await
	}

	async fn read_proof(&self, keys: &[Vec<u8>], hash: Hash) -> Result<Vec<Vec<u8>>> {
		Source::read_proof(self.rpc(), keys, hash).await
	}
}
