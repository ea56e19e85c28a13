//! Proofs for other chains over JSON-RPC.

use super::error::Error;
use crate::service::{Block, BlockNumber, Hash};
use althing_merkle::{
	chain::{self, OutcomeProof},
	outcomes::Place,
	path::Path,
};
use althing_primitives::EntryId;
use althing_runtime_api::AnchorsApi as RuntimeApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use polkadot_sdk::*;
use sc_client_api::BlockBackend;
use sp_api::{ApiExt, ApiRef, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_consensus_beefy::BEEFY_ENGINE_ID;
use sp_core::offchain::{storage::OffchainDb, OffchainDbExt, OffchainStorage};
use sp_mmr_primitives::{EncodableOpaqueLeaf, LeafProof, MmrApi};
use std::sync::Arc;

/// How far behind the last final block the last signed one is looked for: commitments are made every few blocks, and one
/// is due in each session.
const MAX_UNSIGNED: BlockNumber = 1_024;

/// How far from where a fork that lost had an entry the chain's own is looked for: a transaction that two forks include
/// is in blocks near each other, as finality follows within a few.
const FORKS: BlockNumber = 64;

/// Proofs for other chains.
///
/// Errors: 11005 failure, 11006 nothing was published, 11007 not signed for yet, -32602 malformed question.
#[rpc(server, namespace = "anchors")]
pub trait AnchorsApi {
	/// The whole chain of proofs of the latest entry about `id`, such as `{"decision": 7}`, up to the root that validators
	/// signed with block `commitment`; without it, with the last block that they signed for.
	#[method(name = "prove", blocking)]
	fn prove(&self, id: EntryId, commitment: Option<BlockNumber>) -> RpcResult<OutcomeProof>;

	/// The last block whose root validators signed.
	#[method(name = "signed", blocking)]
	fn signed(&self) -> RpcResult<BlockNumber>;
}

/// Answers from what the node indexed.
pub struct Anchors<C, S> {
	client: Arc<C>,
	storage: S,
}

impl<C, S> Anchors<C, S>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockBackend<Block>,
	C::Api: RuntimeApi<Block> + MmrApi<Block, Hash, BlockNumber>,
	S: OffchainStorage + 'static,
{
	/// Answers from `client`, and from `storage`, where blocks index what they leave.
	pub fn new(client: Arc<C>, storage: S) -> Self {
		Self { client, storage }
	}

	/// The last block, no later than the last final one, that has the validators' signatures.
	fn last_signed(&self) -> Result<BlockNumber, Error> {
		let last = self.client.info().finalized_number;
		let signed = |number: &BlockNumber| -> Result<bool, sp_blockchain::Error> {
			let Some(hash) = self.client.hash(*number)? else {
				return Ok(false);
			};
			let justifications = self.client.justifications(hash)?;
			Ok(justifications.is_some_and(|all| all.get(BEEFY_ENGINE_ID).is_some()))
		};
		for number in (last.saturating_sub(MAX_UNSIGNED)..=last).rev() {
			if signed(&number).map_err(failed)? {
				return Ok(number);
			}
		}
		Err(Error::NotSigned { block: last })
	}

	/// The runtime, with what this node's blocks indexed.
	fn api(&self) -> ApiRef<'_, C::Api> {
		let mut api = self.client.runtime_api();
		api.register_extension(OffchainDbExt::new(OffchainDb::new(self.storage.clone())));
		api
	}

	/// Where the entry stands on the chain whose last final block is number `last`, `at`. This node may have seen it last on
	/// a fork that lost.
	fn place(&self, at: Hash, last: BlockNumber, id: EntryId) -> Result<Place, Error> {
		let seen = self
			.api()
			.outcome_place(at, id)
			.map_err(|error| Error::of_call(at, &error))?
			.ok_or(Error::NotPublished(id))?;
		// What came of the last block is in a leaf that is not made yet.
		let highest = last.saturating_sub(1);
		if seen.block > highest || self.root(at, seen.block, last)? == seen.root {
			return Ok(seen);
		}
		let lowest = seen.block.saturating_sub(FORKS).max(1);
		for block in (lowest..=seen.block.saturating_add(FORKS).min(highest)).rev() {
			let root = self.root(at, block, last)?;
			let found = self
				.api()
				.outcome_find(at, id, block, root)
				.map_err(|error| Error::of_call(at, &error))?;
			if let Some(place) = found {
				return Ok(place);
			}
		}
		Err(Error::NotPublished(id))
	}

	/// The root over what came of `block`, as the chain says.
	fn root(&self, at: Hash, block: BlockNumber, last: BlockNumber) -> Result<Hash, Error> {
		let (leaf, _) = self.mountain(at, block, last)?;
		chain::outcomes_root(&leaf)
			.map(Hash::from)
			.map_err(|error| Error::Failed(format!("the leaf about block {block}: {error}")))
	}

	/// The leaf that commits to what came of `block`, and the path from it to the root after `commitment`.
	fn mountain(
		&self,
		at: Hash,
		block: BlockNumber,
		commitment: BlockNumber,
	) -> Result<(Vec<u8>, Path), Error> {
		// The leaf of a block is about its parent.
		let leaf_of = block.saturating_add(1);
		let (leaves, proof) = self
			.api()
			.generate_proof(at, vec![leaf_of], Some(commitment))
			.map_err(|error| Error::of_call(at, &error))?
			.map_err(|error| Error::Failed(format!("no proof of block {leaf_of}: {error:?}")))?;
		of_one(leaves, proof).ok_or_else(|| Error::Failed("the proof has another form than a range's".into()))
	}

	fn proof(&self, id: EntryId, commitment: Option<BlockNumber>) -> Result<OutcomeProof, Error> {
		let info = self.client.info();
		let at = info.finalized_hash;
		let place = self.place(at, info.finalized_number, id)?;
		let signed = self.last_signed()?;
		let commitment = commitment.unwrap_or(signed);
		// The commitment of a block covers its ancestors.
		let unsigned = if commitment > signed {
			commitment
		} else {
			place.block
		};
		if commitment > signed || place.block >= commitment {
			return Err(Error::NotSigned { block: unsigned });
		}
		let placed = self
			.api()
			.outcome_proof(at, place)
			.map_err(|error| Error::of_call(at, &error))?
			.ok_or(Error::NotPublished(id))?;
		let (leaf, path) = self.mountain(at, place.block, commitment)?;
		let proof = OutcomeProof::new(placed, leaf, path, commitment);
		proof.mmr_root().map_err(|_| Error::NotPublished(id))?;
		Ok(proof)
	}
}

fn failed(error: sp_blockchain::Error) -> Error {
	Error::Failed(error.to_string())
}

/// The leaf and the path of a proof of one leaf.
fn of_one(leaves: Vec<EncodableOpaqueLeaf>, proof: LeafProof<Hash>) -> Option<(Vec<u8>, Path)> {
	let leaf = leaves.into_iter().next()?.into_opaque_leaf().0;
	let index = *proof.leaf_indices.first()?;
	let items = proof.items.into_iter().map(|item| item.0).collect();
	Some((leaf, Path::of_mountain(proof.leaf_count, index, items)?))
}

impl<C, S> AnchorsApiServer for Anchors<C, S>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + BlockBackend<Block> + Send + Sync + 'static,
	C::Api: RuntimeApi<Block> + MmrApi<Block, Hash, BlockNumber>,
	S: OffchainStorage + 'static,
{
	fn prove(&self, id: EntryId, commitment: Option<BlockNumber>) -> RpcResult<OutcomeProof> {
		Ok(self.proof(id, commitment)?)
	}

	fn signed(&self) -> RpcResult<BlockNumber> {
		Ok(self.last_signed()?)
	}
}
