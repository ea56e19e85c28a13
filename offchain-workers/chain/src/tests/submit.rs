#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::{
	fake::{event, FakeNode},
	AgentsEvent, Call, Chain, Error, Event, Keypair, Outcome, Rejection, Submission, MORTALITY,
};
use codec::Encode;
use polkadot_sdk::sp_runtime::{DispatchError, ModuleError};
use std::time::Duration;

async fn heartbeat(chain: &Chain) -> Submission {
	chain.submit(&agent(), &Call::heartbeat()).await.unwrap()
}

fn agent() -> Keypair {
	Keypair::from_seed(&[1; 32])
}

/// What `System` says about the weight of a call.
fn info() -> Vec<u8> {
	(codec::Compact(1u64), codec::Compact(1u64), 0u8, 0u8).encode()
}

fn raw(bytes: Vec<u8>) -> impl Encode {
	struct Raw(Vec<u8>);
	impl Encode for Raw {
		fn encode(&self) -> Vec<u8> {
			self.0.clone()
		}
	}
	Raw(bytes)
}

#[tokio::test(start_paused = true)]
async fn a_transaction_is_found_in_the_final_block_that_holds_it() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let sent = heartbeat(&chain).await;
	node.steps(2);
	let beat = event(1, "Agents", "HeartbeatReceived", 9u64);
	let extrinsics = [vec![b"x".to_vec()], node.pool()].concat();
	let block = node.step(
		extrinsics,
		vec![beat, event(1, "System", "ExtrinsicSuccess", raw(info()))],
	);
	let Outcome::Included(inclusion) = sent.outcome().await else {
		panic!()
	};
	assert_eq!((inclusion.block, inclusion.index), (block, 1));
	assert_eq!(inclusion.result, Ok(()));
	assert_eq!(
		inclusion.events,
		[Event::Agents(AgentsEvent::HeartbeatReceived { id: 9 })]
	);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_says_so_by_the_name_and_the_words_of_its_pallet() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let sent = heartbeat(&chain).await;
	let layout = chain.now().await.unwrap().layout().clone();
	let pallet = layout.metadata().pallet_by_name("Agents").unwrap();
	let variant = pallet
		.error_variants()
		.unwrap()
		.iter()
		.find(|error| error.name == "TooSoon")
		.unwrap();
	let error = ModuleError {
		index: pallet.error_index(),
		error: [variant.index, 0, 0, 0],
		message: None,
	};
	let failed = [DispatchError::Module(error).encode(), info()].concat();
	node.step(
		node.pool(),
		vec![event(0, "System", "ExtrinsicFailed", raw(failed))],
	);
	let Outcome::Included(inclusion) = sent.outcome().await else {
		panic!()
	};
	let failure = inclusion.result.unwrap_err();
	assert_eq!(failure.name, "Agents.TooSoon");
	assert!(failure.text.contains("too recent"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn a_block_that_is_reverted_settles_nothing() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let sent = heartbeat(&chain).await;
	let pool = node.pool();
	node.grow(pool.clone(), vec![]);
	tokio::time::sleep(Duration::from_secs(30)).await;
	node.fork(0);
	node.steps(1);
	let block = node.step(pool, vec![]);
	let Outcome::Included(inclusion) = sent.outcome().await else {
		panic!()
	};
	assert_eq!(inclusion.block, block);
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_no_block_can_hold_any_more_is_expired() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let sent = heartbeat(&chain).await;
	assert_eq!(sent.death, MORTALITY);
	node.steps(MORTALITY - 2);
	let outcome = tokio::spawn(sent.outcome());
	tokio::time::sleep(Duration::from_secs(30)).await;
	assert!(!outcome.is_finished());
	// Block 63 is the last that can hold what was bound to block 0.
	node.steps(1);
	let Outcome::Expired { at } = outcome.await.unwrap() else {
		panic!()
	};
	assert_eq!(at.number, MORTALITY - 1);
}

#[tokio::test(start_paused = true)]
async fn the_outcome_survives_a_node_that_goes_away() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let sent = heartbeat(&chain).await;
	node.set_down(true);
	node.steps(1);
	node.step(node.pool(), vec![]);
	node.steps(1);
	let outcome = tokio::spawn(sent.outcome());
	tokio::time::sleep(Duration::from_secs(60)).await;
	node.set_down(false);
	assert!(matches!(outcome.await.unwrap(), Outcome::Included(_)));
}

#[tokio::test(start_paused = true)]
async fn a_node_that_goes_away_while_it_is_sent_gets_it_again() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.lose();
	node.lose();
	let sent = heartbeat(&chain).await;
	node.step(node.pool(), vec![]);
	assert!(matches!(sent.outcome().await, Outcome::Included(_)));
}

#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_not_signed_again_when_its_copy_is_refused() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.nonces([4, 5]);
	node.lose_answer();
	node.refuse(1010, "Transaction is outdated");
	let sent = heartbeat(&chain).await;
	assert_eq!(sent.nonce, 4);
	let pool = node.pool();
	assert_eq!(pool.len(), 1, "it could be executed twice");
	node.step(pool, vec![]);
	assert!(matches!(sent.outcome().await, Outcome::Included(_)));
}

#[tokio::test(start_paused = true)]
async fn what_was_lost_and_then_refused_expires_before_it_can_be_sent_again() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.nonces([4, 5]);
	node.lose();
	node.refuse(1010, "Transaction is outdated");
	let sent = heartbeat(&chain).await;
	assert_eq!(sent.nonce, 4);
	assert!(node.pool().is_empty());
	node.steps(MORTALITY);
	assert!(matches!(sent.outcome().await, Outcome::Expired { .. }));
}

#[tokio::test(start_paused = true)]
async fn nonces_go_up_and_a_stale_one_is_replaced() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.nonces([4]);
	assert_eq!(heartbeat(&chain).await.nonce, 4);
	assert_eq!(heartbeat(&chain).await.nonce, 5);
	node.refuse(1010, "Transaction is outdated");
	node.nonces([6, 8]);
	assert_eq!(heartbeat(&chain).await.nonce, 8);
	node.refuse(1014, "");
	node.nonces([8, 9]);
	assert_eq!(heartbeat(&chain).await.nonce, 9);
	assert_eq!(node.pool().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_nonce_that_stays_stale_is_an_error() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	for _ in 0..3 {
		node.refuse(1010, "Transaction is outdated");
	}
	let error = chain.submit(&agent(), &Call::heartbeat()).await.unwrap_err();
	assert!(matches!(error, Error::Rejected(Rejection::Stale)));
	assert!(error.is_transient());
}

/// How a pool says that a transaction was bound to a block it knows nothing of.
const ANCIENT: &str = "Transaction has an ancient birth block";

#[tokio::test(start_paused = true)]
async fn a_pool_that_is_behind_its_chain_is_waited_for() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.refuse(1010, ANCIENT);
	node.refuse(1010, ANCIENT);
	let submitting = tokio::spawn(async move { heartbeat(&chain).await });
	for _ in 0..2 {
		tokio::time::sleep(Duration::from_secs(10)).await;
		assert!(
			!submitting.is_finished(),
			"signed again before there was anything new"
		);
		node.steps(1);
	}
	let sent = submitting.await.unwrap();
	assert_eq!(sent.death, MORTALITY + 2, "bound to a later block");
	assert_eq!(node.pool().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_stays_behind_is_told_of() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.refuse(1010, ANCIENT);
	let error = chain.submit(&agent(), &Call::heartbeat()).await.unwrap_err();
	assert!(matches!(error, Error::Rejected(Rejection::Expired)));
}

#[tokio::test(start_paused = true)]
async fn an_account_without_funds_is_told_so() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.refuse(1010, "Inability to pay some fees (e.g. account balance too low)");
	let error = chain
		.submit(&agent(), &Call::transfer(&[2; 32], 1))
		.await
		.unwrap_err();
	assert!(matches!(error, Error::Rejected(Rejection::Payment)));
	assert!(error.to_string().contains("Fund the account"), "{error}");
	assert!(!error.is_transient());
}

#[tokio::test(start_paused = true)]
async fn what_lies_in_the_pool_already_counts_as_sent() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.refuse(1013, "0x");
	heartbeat(&chain).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_accounts_do_not_wait_for_each_other() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let pairs: Vec<Keypair> = (0..1_000u32)
		.map(|n| Keypair::from_seed(&althing_primitives::blake2(&n.to_le_bytes())))
		.collect();
	let call = Call::heartbeat();
	let sent = futures::future::join_all(pairs.iter().map(|pair| chain.submit(pair, &call))).await;
	assert!(sent.iter().all(|sent| sent.is_ok()));
	node.step(node.pool(), vec![]);
	for sent in sent {
		assert!(matches!(sent.unwrap().outcome().await, Outcome::Included(_)));
	}
}

#[tokio::test(start_paused = true)]
async fn while_finality_stands_still_transactions_do_not_grow_old() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	node.steps(1);
	for _ in 0..100 {
		node.grow(vec![], vec![]);
	}
	let sent = heartbeat(&chain).await;
	assert_eq!(sent.death, 101 - 16 + MORTALITY);
	let block = node.step(node.pool(), vec![]);
	let Outcome::Included(inclusion) = sent.outcome().await else {
		panic!()
	};
	assert_eq!(inclusion.block, block);
}
