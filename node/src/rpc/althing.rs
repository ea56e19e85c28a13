//! Agents, proposals, decisions, receipts and anchors over JSON-RPC.

use super::error::Error;
use crate::service::{Block, Hash};
use althing_primitives::{AgentId, AnchorId, ProposalId};
use althing_runtime_api::{
	AgentView, AlthingApi as RuntimeApi, AnchorView, DecisionView, ProposalView, Summary, MAX_PAGE,
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use polkadot_sdk::*;
use sp_api::{ApiError, ApiExt, ApiRef, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use sp_runtime::AccountId32;
use std::sync::Arc;

/// The longest proof of inclusion: a leaf's index has 32 bits, so no tree is higher.
pub const MAX_PROOF: usize = 32;

/// Agents, proposals, decisions, receipts and anchors.
///
/// Each method takes the hash of a finalized block, `at`, last; without it the answer is that of the last
/// finalized block. What does not exist is `null`. Errors: 11001 unknown block, 11002 block not final,
/// 11003 state pruned, 11004 runtime without this question, 11005 failure, -32602 malformed question.
#[rpc(server, namespace = "althing")]
pub trait AlthingApi {
	/// The agents from number `start` (0) on, at most `limit` (256, which is also the most).
	#[method(name = "agents", blocking)]
	fn agents(
		&self,
		start: Option<AgentId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<Vec<AgentView>>;

	/// The agent with this number.
	#[method(name = "agent", blocking)]
	fn agent(&self, id: AgentId, at: Option<Hash>) -> RpcResult<Option<AgentView>>;

	/// The number of the agent that signs with this account.
	#[method(name = "agentOf", blocking)]
	fn agent_of(&self, account: AccountId32, at: Option<Hash>) -> RpcResult<Option<AgentId>>;

	/// The proposals that have not ended.
	#[method(name = "proposals", blocking)]
	fn proposals(&self, at: Option<Hash>) -> RpcResult<Vec<ProposalView>>;

	/// The proposal with this number, while it has not ended.
	#[method(name = "proposal", blocking)]
	fn proposal(&self, id: ProposalId, at: Option<Hash>) -> RpcResult<Option<ProposalView>>;

	/// How the proposal with this number ended.
	#[method(name = "decision", blocking)]
	fn decision(&self, id: ProposalId, at: Option<Hash>) -> RpcResult<Option<DecisionView>>;

	/// The receipt of an ended proposal, SCALE in hex, while the chain keeps it.
	#[method(name = "receipt", blocking)]
	fn receipt(&self, id: ProposalId, at: Option<Hash>) -> RpcResult<Option<Bytes>>;

	/// The anchor with this number.
	#[method(name = "anchor", blocking)]
	fn anchor(&self, id: AnchorId, at: Option<Hash>) -> RpcResult<Option<AnchorView>>;

	/// Whether `leaf` is at `index` in the batch of anchor `id`, shown by the siblings on its way up.
	#[method(name = "anchorIncludes", blocking)]
	fn anchor_includes(
		&self,
		id: AnchorId,
		index: u32,
		leaf: Hash,
		proof: Vec<Hash>,
		at: Option<Hash>,
	) -> RpcResult<bool>;

	/// Counts of everything.
	#[method(name = "summary", blocking)]
	fn summary(&self, at: Option<Hash>) -> RpcResult<Summary>;
}

/// Answers from the runtime of a finalized block.
pub struct Althing<C> {
	client: Arc<C>,
}

impl<C> Althing<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	C::Api: RuntimeApi<Block>,
{
	/// Answers from `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self { client }
	}

	/// The block to ask: `at` if it is final, the last final one if there is no `at`.
	fn block(&self, at: Option<Hash>) -> Result<Hash, Error> {
		let info = self.client.info();
		let Some(at) = at else {
			return Ok(info.finalized_hash);
		};
		let failed = |error: sp_blockchain::Error| Error::Failed(error.to_string());
		let number = self
			.client
			.number(at)
			.map_err(failed)?
			.ok_or(Error::UnknownBlock(at))?;
		let canonical = self.client.hash(number).map_err(failed)? == Some(at);
		if number > info.finalized_number || !canonical {
			return Err(Error::NotFinal {
				at,
				finalized: info.finalized_number,
			});
		}
		Ok(at)
	}

	fn ask<T>(
		&self,
		at: Option<Hash>,
		call: impl FnOnce(ApiRef<'_, C::Api>, Hash) -> Result<T, ApiError>,
	) -> RpcResult<T> {
		let at = self.block(at)?;
		let api = self.client.runtime_api();
		let known = api
			.has_api::<dyn RuntimeApi<Block>>(at)
			.map_err(|error| Error::of_call(at, &error))?;
		if !known {
			return Err(Error::Unsupported(at).into());
		}
		Ok(call(api, at).map_err(|error| Error::of_call(at, &error))?)
	}
}

impl<C> AlthingApiServer for Althing<C>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: RuntimeApi<Block>,
{
	fn agents(
		&self,
		start: Option<AgentId>,
		limit: Option<u32>,
		at: Option<Hash>,
	) -> RpcResult<Vec<AgentView>> {
		let (start, limit) = (start.unwrap_or(0), limit.unwrap_or(MAX_PAGE).min(MAX_PAGE));
		self.ask(at, |api, at| api.agents(at, start, limit))
	}

	fn agent(&self, id: AgentId, at: Option<Hash>) -> RpcResult<Option<AgentView>> {
		self.ask(at, |api, at| api.agent(at, id))
	}

	fn agent_of(&self, account: AccountId32, at: Option<Hash>) -> RpcResult<Option<AgentId>> {
		self.ask(at, |api, at| api.agent_of(at, account))
	}

	fn proposals(&self, at: Option<Hash>) -> RpcResult<Vec<ProposalView>> {
		self.ask(at, |api, at| api.proposals(at))
	}

	fn proposal(&self, id: ProposalId, at: Option<Hash>) -> RpcResult<Option<ProposalView>> {
		self.ask(at, |api, at| api.proposal(at, id))
	}

	fn decision(&self, id: ProposalId, at: Option<Hash>) -> RpcResult<Option<DecisionView>> {
		self.ask(at, |api, at| api.decision(at, id))
	}

	fn receipt(&self, id: ProposalId, at: Option<Hash>) -> RpcResult<Option<Bytes>> {
		Ok(self.ask(at, |api, at| api.receipt(at, id))?.map(Bytes))
	}

	fn anchor(&self, id: AnchorId, at: Option<Hash>) -> RpcResult<Option<AnchorView>> {
		self.ask(at, |api, at| api.anchor(at, id))
	}

	fn anchor_includes(
		&self,
		id: AnchorId,
		index: u32,
		leaf: Hash,
		proof: Vec<Hash>,
		at: Option<Hash>,
	) -> RpcResult<bool> {
		if proof.len() > MAX_PROOF {
			let reason = format!(
				"a proof has at most {MAX_PROOF} siblings, this one has {}",
				proof.len()
			);
			return Err(Error::Malformed(reason).into());
		}
		self.ask(at, |api, at| api.anchor_includes(at, id, index, leaf, proof))
	}

	fn summary(&self, at: Option<Hash>) -> RpcResult<Summary> {
		self.ask(at, |api, at| api.summary(at))
	}
}
