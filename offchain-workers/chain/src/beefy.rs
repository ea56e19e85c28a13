//! What the validators sign for other chains, and what leads from it to a block: BEEFY commitments, the keys that sign
//! them, leaves of the Merkle mountain range.

use crate::{layout::decode, BlockId, Chain, Error, Hash, Header, Result};
use althing_merkle::{chain::OutcomeProof, path::Path};
use althing_primitives::EntryId;
use codec::{Decode, Encode};
use polkadot_sdk::{
	sp_core::{Bytes, H256},
	sp_runtime::DigestItem,
};
use serde::Deserialize;
use subxt::rpcs::rpc_params;

/// Whose digests and justifications these are.
const ENGINE: [u8; 4] = *b"BEEF";

/// A public key of ECDSA over secp256k1, compressed.
pub type BeefyKey = [u8; 33];

/// Who signs together, in the order in which the chain commits to them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BeefyKeys {
	/// The keys.
	pub keys: Vec<BeefyKey>,
	/// The set's number.
	pub id: u64,
}

/// A leaf of the mountain range, with its path to the root after some block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenLeaf {
	/// Its SCALE bytes.
	pub leaf: Vec<u8>,
	/// From its hash to the root.
	pub path: Path,
}

/// What `chain_getBlock` returns, as far as it is used here.
#[derive(Deserialize)]
struct Justified {
	justifications: Option<Vec<([u8; 4], Vec<u8>)>>,
}

/// What `mmr_generateProof` returns.
#[derive(Deserialize)]
struct Leaves {
	leaves: Bytes,
	proof: Bytes,
}

/// The SDK's `LeafProof`.
#[derive(Decode)]
struct LeafProof {
	indices: Vec<u64>,
	count: u64,
	items: Vec<Hash>,
}

impl Chain {
	/// The newest block for which the node has seen enough of these signatures; nothing while it has seen none since it
	/// was started.
	pub async fn beefy_head(&self) -> Result<Option<BlockId>> {
		/// The node's word for that.
		const NOT_READY: i32 = 1;
		let hash: H256 = match self.rpc().call("beefy_getFinalizedHead", rpc_params![]).await {
			Err(Error::Refused { code: NOT_READY, .. }) => return Ok(None),
			answer => answer?,
		};
		let header = self.header(hash.0).await?;
		Ok(Some(BlockId {
			number: header.number,
			hash: hash.0,
		}))
	}

	/// The signatures over the block with `hash` and the root after it, SCALE of a `VersionedFinalityProof`; nothing
	/// where the node has none. Nodes keep those of the first block of each session, and what they saw.
	pub async fn beefy_justification(&self, hash: Hash) -> Result<Option<Vec<u8>>> {
		let block: Option<Justified> = self
			.rpc()
			.call("chain_getBlock", rpc_params![H256::from(hash)])
			.await?;
		let all = block.and_then(|block| block.justifications).unwrap_or_default();
		Ok(all
			.into_iter()
			.find_map(|(engine, bytes)| (engine == ENGINE).then_some(bytes)))
	}

	/// The keys that sign for the block with `hash`, from its state.
	pub async fn beefy_keys(&self, hash: Hash) -> Result<BeefyKeys> {
		const FUNCTION: &str = "BeefyApi_validator_set";
		let answer = self.rpc().state_call(FUNCTION, &[], hash).await?;
		let keys: Option<BeefyKeys> = decode(FUNCTION, &answer)?;
		keys.ok_or_else(|| Error::Missing("validators who sign for other chains".into()))
	}

	/// The leaf of block `of`, proven under the root after block `after`, asked at the final block with hash `at`.
	pub async fn leaf_of(&self, of: u32, after: u32, at: Hash) -> Result<ProvenLeaf> {
		const METHOD: &str = "mmr_generateProof";
		let params = rpc_params![[of], after, H256::from(at)];
		let answer: Leaves = self.rpc().call(METHOD, params).await?;
		let proof: LeafProof = decode(METHOD, &answer.proof)?;
		let leaves: Vec<Vec<u8>> = decode(METHOD, &answer.leaves)?;
		let bad = |reason: &str| Error::BadAnswer {
			method: METHOD,
			reason: reason.into(),
		};
		let ([leaf], [index]) = (leaves.as_slice(), proof.indices.as_slice()) else {
			return Err(bad("it is not about one leaf"));
		};
		let path = Path::of_mountain(proof.count, *index, proof.items)
			.ok_or_else(|| bad("the proof has another length than its leaf's place"))?;
		Ok(ProvenLeaf {
			leaf: leaf.clone(),
			path,
		})
	}

	/// The proof of the latest entry about `id` under the root after block `after`, or after the newest block of which the
	/// node has signatures. [`Error::Refused`] where nothing was published or that is not signed for yet.
	pub async fn prove_entry(&self, id: EntryId, after: Option<u32>) -> Result<OutcomeProof> {
		self.rpc().call("anchors_prove", rpc_params![id, after]).await
	}
}

/// The keys that begin to sign with this block, if others begin with it.
pub fn new_beefy_keys(header: &Header) -> Result<Option<BeefyKeys>> {
	/// The first byte of a log that names new validators.
	const NEW_KEYS: u8 = 1;
	let logs = header.digest.logs.iter().filter_map(|log| match log {
		DigestItem::Consensus(ENGINE, bytes) => bytes.split_first(),
		_ => None,
	});
	logs.filter(|(kind, _)| **kind == NEW_KEYS)
		.map(|(_, bytes)| decode("the keys of new validators", bytes))
		.next()
		.transpose()
}
