//! The methods of a node that are used.

use super::{Header, Rpc};
use crate::{hex0x, verify::FinalityProof, AccountId, BlockId, Error, Hash, Result};
use codec::Encode;
use polkadot_sdk::sp_core::{Bytes, H256};
use serde::Deserialize;
use std::collections::HashMap;
use subxt::rpcs::{client::RpcSubscription, rpc_params};

/// What `chain_getBlock` returns, as far as it is used here.
#[derive(Deserialize)]
struct SignedBlock {
	block: RawBlock,
}

/// A block as it travels.
#[derive(Deserialize)]
pub(crate) struct RawBlock {
	/// Its header.
	pub header: Header,
	/// Its extrinsics, each with its length in front.
	pub extrinsics: Vec<Bytes>,
}

/// What `state_getRuntimeVersion` returns, as far as it is used here.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Version {
	/// Version of the rules.
	pub spec_version: u32,
	/// Version of how extrinsics are encoded.
	pub transaction_version: u32,
}

#[derive(Deserialize)]
struct ReadProof {
	proof: Vec<Bytes>,
}

#[derive(Deserialize)]
struct ChangeSet {
	changes: Vec<(Bytes, Option<Bytes>)>,
}

/// New session keys of a node.
#[derive(Clone, Debug, Deserialize)]
struct RawSessionKeys {
	keys: Bytes,
	proof: Option<Bytes>,
}

impl Rpc {
	/// Has the node make new session keys and prove to `owner` that it holds them: the keys and the proof,
	/// both SCALE-encoded. Nodes refuse it to those that are not on their own machine.
	pub(crate) async fn rotate_keys(&self, owner: &AccountId) -> Result<(Vec<u8>, Vec<u8>)> {
		const METHOD: &str = "author_rotateKeysWithOwner";
		let made: RawSessionKeys = self.call(METHOD, rpc_params![hex0x(owner)]).await?;
		let proof = made.proof.ok_or_else(|| Error::BadAnswer {
			method: METHOD,
			reason: "there is no proof with the keys".into(),
		})?;
		Ok((made.keys.0, proof.0))
	}

	/// Wakes the reader at every newly finalized block. Notifications may be missed.
	pub(crate) async fn finalized_heads(&self) -> Result<RpcSubscription<Header>> {
		const METHOD: &str = "chain_subscribeFinalizedHeads";
		let subscribe = self
			.client
			.subscribe(METHOD, rpc_params![], "chain_unsubscribeFinalizedHeads");
		match tokio::time::timeout(self.patience, subscribe).await {
			Err(_) => Err(Error::Timeout {
				url: self.url.to_string(),
				method: METHOD,
				after: self.patience,
			}),
			Ok(answer) => answer.map_err(|e| self.error(METHOD, e)),
		}
	}

	/// The hash of the block at `number` on the node's best chain.
	pub(crate) async fn block_hash(&self, number: u32) -> Result<Option<Hash>> {
		let hash: Option<H256> = self.call("chain_getBlockHash", rpc_params![number]).await?;
		Ok(hash.map(Into::into))
	}

	/// The hash of the newest block that the node calls finalized.
	pub(crate) async fn finalized_hash(&self) -> Result<Hash> {
		let hash: H256 = self.call("chain_getFinalizedHead", rpc_params![]).await?;
		Ok(hash.into())
	}

	/// The header of the block with `hash`, checked to have that hash; the best block's without one.
	pub(crate) async fn header(&self, hash: Option<Hash>) -> Result<Header> {
		const METHOD: &str = "chain_getHeader";
		let header: Option<Header> = self.call(METHOD, rpc_params![hash.map(H256::from)]).await?;
		let header = header.ok_or_else(|| self.unknown(hash))?;
		match hash {
			Some(hash) if header.hash().0 != hash => Err(Error::BadAnswer {
				method: METHOD,
				reason: "the header has another hash".into(),
			}),
			_ => Ok(header),
		}
	}

	/// The newest block that the node calls finalized.
	pub(crate) async fn finalized(&self) -> Result<BlockId> {
		let hash = self.finalized_hash().await?;
		let header = self.header(Some(hash)).await?;
		Ok(BlockId {
			number: header.number,
			hash,
		})
	}

	/// The block with `hash`.
	pub(crate) async fn block(&self, hash: Hash) -> Result<RawBlock> {
		const METHOD: &str = "chain_getBlock";
		let block: Option<SignedBlock> = self.call(METHOD, rpc_params![H256::from(hash)]).await?;
		let block = block.ok_or_else(|| self.unknown(Some(hash)))?.block;
		if block.header.hash().0 != hash {
			return Err(Error::BadAnswer {
				method: METHOD,
				reason: "the block has another hash".into(),
			});
		}
		Ok(block)
	}

	/// The version of the runtime that builds on the block with `hash`.
	pub(crate) async fn version(&self, hash: Hash) -> Result<Version> {
		self.call("state_getRuntimeVersion", rpc_params![H256::from(hash)])
			.await
	}

	/// The metadata of that runtime, in version 16, SCALE-encoded.
	pub(crate) async fn metadata(&self, hash: Hash) -> Result<Vec<u8>> {
		const FUNCTION: &str = "Metadata_metadata_at_version";
		/// The first version that tells everything that is needed: runtime APIs and all ways to sign.
		const VERSION: u32 = 16;
		let answer = self.state_call(FUNCTION, &VERSION.encode(), hash).await?;
		let metadata: Option<Vec<u8>> = crate::layout::decode(FUNCTION, &answer)?;
		metadata.ok_or_else(|| Error::Missing(format!("metadata of version {VERSION}")))
	}

	/// Calls `function` of the runtime's API at the block with `hash`.
	pub(crate) async fn state_call(&self, function: &str, args: &[u8], hash: Hash) -> Result<Vec<u8>> {
		let params = rpc_params![function, hex0x(args), H256::from(hash)];
		let bytes: Bytes = self.call("state_call", params).await?;
		Ok(bytes.0)
	}

	/// One value of the state at the block with `hash`.
	pub(crate) async fn storage(&self, key: &[u8], hash: Hash) -> Result<Option<Vec<u8>>> {
		let value: Option<Bytes> = self
			.call("state_getStorage", rpc_params![hex0x(key), H256::from(hash)])
			.await?;
		Ok(value.map(|bytes| bytes.0))
	}

	/// Several values of the state at the block with `hash`, in the order of the keys.
	pub(crate) async fn storages(&self, keys: &[Vec<u8>], hash: Hash) -> Result<Vec<Option<Vec<u8>>>> {
		let names: Vec<String> = keys.iter().map(hex0x).collect();
		let sets: Vec<ChangeSet> = self
			.call("state_queryStorageAt", rpc_params![names, H256::from(hash)])
			.await?;
		let mut found: HashMap<Vec<u8>, Option<Vec<u8>>> = sets
			.into_iter()
			.flat_map(|set| set.changes)
			.map(|(key, value)| (key.0, value.map(|value| value.0)))
			.collect();
		Ok(keys.iter().map(|key| found.remove(key).flatten()).collect())
	}

	/// At most `count` keys below `prefix` that come after `after`.
	pub(crate) async fn keys(
		&self,
		prefix: &[u8],
		count: u32,
		after: Option<&[u8]>,
		hash: Hash,
	) -> Result<Vec<Vec<u8>>> {
		let params = rpc_params![hex0x(prefix), count, after.map(hex0x), H256::from(hash)];
		let keys: Vec<Bytes> = self.call("state_getKeysPaged", params).await?;
		Ok(keys.into_iter().map(|key| key.0).collect())
	}

	/// Trie nodes that prove the values (or their absence) of `keys` at the block with `hash`.
	pub(crate) async fn read_proof(&self, keys: &[Vec<u8>], hash: Hash) -> Result<Vec<Vec<u8>>> {
		let names: Vec<String> = keys.iter().map(hex0x).collect();
		let answer: ReadProof = self
			.call("state_getReadProof", rpc_params![names, H256::from(hash)])
			.await?;
		Ok(answer.proof.into_iter().map(|node| node.0).collect())
	}

	/// The SCALE-encoded proof that block `number` is finalized, if the node can give one.
	pub(crate) async fn prove_finality(&self, number: u32) -> Result<Option<Vec<u8>>> {
		/// The node's word for a chain whose authorities have never changed: it proves nothing by number, and
		/// points to its subscription.
		const NEVER_CHANGED: i32 = 4;
		let answer: Result<Option<Bytes>> = self.call("grandpa_proveFinality", rpc_params![number]).await;
		match answer {
			Err(Error::Refused {
				code: NEVER_CHANGED, ..
			}) => self.next_justification().await.map(Some),
			answer => Ok(answer?.map(|bytes| bytes.0)),
		}
	}

	/// The justification of the next block that becomes final, in the form of a proof.
	async fn next_justification(&self) -> Result<Vec<u8>> {
		const METHOD: &str = "grandpa_subscribeJustifications";
		let next = async {
			let mut subscription: RpcSubscription<Bytes> = self
				.client
				.subscribe(METHOD, rpc_params![], "grandpa_unsubscribeJustifications")
				.await
				.map_err(|e| self.error(METHOD, e))?;
			let ended = || Error::BadAnswer {
				method: METHOD,
				reason: "the subscription ended".into(),
			};
			subscription
				.next()
				.await
				.ok_or_else(ended)?
				.map_err(|e| self.error(METHOD, e))
		};
		let justification = match tokio::time::timeout(self.patience, next).await {
			Err(_) => {
				return Err(Error::Timeout {
					url: self.url.to_string(),
					method: METHOD,
					after: self.patience,
				});
			}
			Ok(justification) => justification?.0,
		};
		FinalityProof::of(justification).ok_or_else(|| Error::BadAnswer {
			method: METHOD,
			reason: "this is no justification".into(),
		})
	}

	/// The next nonce of `account`, counting what waits in the pool.
	pub(crate) async fn next_nonce(&self, account: &AccountId) -> Result<u64> {
		self.call("system_accountNextIndex", rpc_params![crate::ss58(account)])
			.await
	}

	/// Puts an extrinsic into the pool.
	pub(crate) async fn submit(&self, extrinsic: &[u8]) -> Result<Hash> {
		let hash: H256 = self
			.call("author_submitExtrinsic", rpc_params![hex0x(extrinsic)])
			.await?;
		Ok(hash.into())
	}
}
