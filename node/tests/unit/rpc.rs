use althing_node::{
	rpc::althing::{Althing, AlthingApiServer, MAX_PROOF},
	service::{Block, BlockNumber, Hash},
};
use althing_primitives::{AgentId, AnchorId, ProposalId};
use althing_runtime_api::{
	AgentView, AlthingApi as RuntimeApi, AnchorView, DecisionView, ProposalView, Summary, MAX_PAGE,
};
use jsonrpsee::RpcModule;
use polkadot_sdk::*;
use serde_json::{json, Value};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info, Result as ChainResult};
use sp_runtime::{traits::NumberFor, AccountId32};
use std::sync::Arc;

type Header = <Block as sp_runtime::traits::Block>::Header;

const FINALIZED: BlockNumber = 5;
const BEST: BlockNumber = 8;
/// Its state is gone.
const PRUNED: BlockNumber = 1;

/// Block `number` of the chain.
fn block(number: BlockNumber) -> Hash {
	Hash::from_low_u64_be(number.into())
}

/// A block at the height of a finalized one, on a fork that lost.
fn orphan() -> Hash {
	Hash::repeat_byte(3)
}

/// A chain of blocks named after their numbers, and one orphan at height 3.
#[derive(Clone)]
struct Chain;

struct Runtime;

impl HeaderBackend<Block> for Chain {
	fn header(&self, _: Hash) -> ChainResult<Option<Header>> {
		Ok(None)
	}

	fn info(&self) -> Info<Block> {
		Info {
			best_hash: block(BEST),
			best_number: BEST,
			genesis_hash: block(0),
			finalized_hash: block(FINALIZED),
			finalized_number: FINALIZED,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}

	fn status(&self, hash: Hash) -> ChainResult<BlockStatus> {
		Ok(if self.number(hash)?.is_some() {
			BlockStatus::InChain
		} else {
			BlockStatus::Unknown
		})
	}

	fn number(&self, hash: Hash) -> ChainResult<Option<NumberFor<Block>>> {
		Ok((0..=BEST)
			.find(|number| block(*number) == hash)
			.or((hash == orphan()).then_some(3)))
	}

	fn hash(&self, number: NumberFor<Block>) -> ChainResult<Option<Hash>> {
		Ok((number <= BEST).then(|| block(number)))
	}
}

impl ProvideRuntimeApi<Block> for Chain {
	type Api = Runtime;

	fn runtime_api(&self) -> ApiRef<'_, Runtime> {
		Runtime.into()
	}
}

sp_api::mock_impl_runtime_apis! {
	impl RuntimeApi<Block> for Runtime {
		fn agents(_start: AgentId, limit: u32) -> Vec<AgentView> {
			assert_eq!(limit, MAX_PAGE, "the node asks for no more than a page");
			Vec::new()
		}
		fn agent(_id: AgentId) -> Option<AgentView> { None }
		fn agent_of(_account: AccountId32) -> Option<AgentId> { Some(7) }
		fn proposals() -> Vec<ProposalView> { Vec::new() }
		fn proposal(_id: ProposalId) -> Option<ProposalView> { None }
		fn decision(_id: ProposalId) -> Option<DecisionView> { None }
		fn receipt(id: ProposalId) -> Option<Vec<u8>> { (id == 1).then(|| vec![0xab, 0xcd]) }
		fn anchor(_id: AnchorId) -> Option<AnchorView> { None }
		fn anchor_includes(_id: AnchorId, index: u32, _leaf: Hash, proof: Vec<Hash>) -> bool {
			index == 2 && proof.len() == MAX_PROOF
		}
		/// Counts as many anchors as the block's number, so that an answer tells whose it is.
		#[advanced]
		fn summary(&self, at: Hash) -> Result<Summary, ApiError> {
			let number = Chain.number(at).unwrap().unwrap();
			if number == PRUNED {
				return Err(ApiError::UnknownBlock("State already discarded".into()));
			}
			Ok(Summary { anchors: number.into(), ..Summary::default() })
		}
	}
}

async fn call(method: &str, params: Value) -> Result<Value, (i64, String)> {
	let mut module = RpcModule::new(());
	module.merge(Althing::new(Arc::new(Chain)).into_rpc()).unwrap();
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
	let (response, _) = module.raw_json_request(&request, 1).await.unwrap();
	let response: Value = serde_json::from_str(&response.to_string()).unwrap();
	match response.get("error") {
		None => Ok(response["result"].clone()),
		Some(error) => Err((
			error["code"].as_i64().unwrap(),
			error["message"].as_str().unwrap().into(),
		)),
	}
}

async fn summary_at(hash: Hash) -> Result<Value, (i64, String)> {
	call("althing_summary", json!([hash])).await
}

#[tokio::test]
async fn without_a_hash_the_last_final_block_answers() {
	assert_eq!(
		call("althing_summary", json!([])).await.unwrap()["anchors"],
		FINALIZED
	);
}

#[tokio::test]
async fn an_older_final_block_answers_when_asked() {
	assert_eq!(summary_at(block(2)).await.unwrap()["anchors"], 2);
}

#[tokio::test]
async fn a_block_that_the_node_does_not_have_is_unknown() {
	let (code, message) = summary_at(Hash::repeat_byte(9)).await.unwrap_err();
	assert_eq!(code, 11_001);
	assert!(message.contains("0x0909"), "{message}");
}

#[tokio::test]
async fn a_block_above_the_last_final_one_does_not_answer() {
	let (code, message) = summary_at(block(BEST)).await.unwrap_err();
	assert_eq!(code, 11_002);
	assert!(message.contains("number 5"), "{message}");
}

#[tokio::test]
async fn a_block_that_lost_does_not_answer() {
	assert_eq!(summary_at(orphan()).await.unwrap_err().0, 11_002);
}

#[tokio::test]
async fn a_block_whose_state_is_gone_says_where_to_ask() {
	let (code, message) = summary_at(block(PRUNED)).await.unwrap_err();
	assert_eq!(code, 11_003);
	assert!(message.contains("archive"), "{message}");
}

#[tokio::test]
async fn a_page_is_never_longer_than_the_runtime_gives() {
	assert_eq!(call("althing_agents", json!([])).await.unwrap(), json!([]));
	assert_eq!(
		call("althing_agents", json!([0, u32::MAX])).await.unwrap(),
		json!([])
	);
}

#[tokio::test]
async fn a_receipt_is_hex_and_what_does_not_exist_is_null() {
	assert_eq!(call("althing_receipt", json!([1])).await.unwrap(), "0xabcd");
	assert_eq!(call("althing_receipt", json!([2])).await.unwrap(), Value::Null);
	assert_eq!(call("althing_agent", json!([2])).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn an_account_is_given_as_an_address() {
	let account = AccountId32::new([1; 32]).to_string();
	assert_eq!(call("althing_agentOf", json!([account])).await.unwrap(), 7);
	assert_eq!(
		call("althing_agentOf", json!(["nobody"])).await.unwrap_err().0,
		-32_602
	);
}

#[tokio::test]
async fn a_proof_may_be_as_high_as_the_highest_tree_and_no_higher() {
	let ask = |length| {
		call(
			"althing_anchorIncludes",
			json!([0, 2, block(1), vec![block(1); length]]),
		)
	};
	assert_eq!(ask(MAX_PROOF).await.unwrap(), true);
	let (code, message) = ask(MAX_PROOF + 1).await.unwrap_err();
	assert_eq!(code, -32_602);
	assert!(message.contains("33"), "{message}");
}
