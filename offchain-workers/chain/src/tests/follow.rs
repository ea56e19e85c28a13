#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
	fake::{event, signed, FakeNode},
	BlockId, Blocks, Call, CmpEvent, Error, Event,
};
use althing_cmp_rules::{Kind, Question};
use althing_primitives::{blake2, Departments};
use polkadot_sdk::sp_runtime::Perbill;
use std::time::Duration;

async fn next(blocks: &mut Blocks) -> BlockId {
	tokio::time::timeout(Duration::from_secs(60), blocks.next())
		.await
		.unwrap()
		.unwrap()
		.id
}

async fn nothing(blocks: &mut Blocks) {
	tokio::time::timeout(Duration::from_secs(60), blocks.next())
		.await
		.map(drop)
		.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn every_final_block_comes_once_and_in_order() {
	let node = FakeNode::new();
	let mut blocks = node.chain().await.follow(None);
	nothing(&mut blocks).await;
	node.steps(5);
	for number in 1..=5 {
		assert_eq!(next(&mut blocks).await.number, number);
	}
	nothing(&mut blocks).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_finalized_before_is_given_to_who_asks_for_it() {
	let node = FakeNode::new();
	let first = node.step(vec![], vec![]);
	node.steps(3);
	let mut blocks = node.chain().await.follow(Some(first));
	assert_eq!(next(&mut blocks).await.number, 2);
	assert_eq!(blocks.finalized().unwrap().number, 4);
}

#[tokio::test(start_paused = true)]
async fn a_block_that_is_not_final_is_never_given() {
	let node = FakeNode::new();
	let mut blocks = node.chain().await.follow(None);
	nothing(&mut blocks).await;
	node.steps(1);
	assert_eq!(next(&mut blocks).await.number, 1);
	let reverted = node.grow(vec![b"other".to_vec()], vec![]);
	nothing(&mut blocks).await;
	node.fork(1);
	let kept = node.step(vec![], vec![]);
	assert_ne!(reverted.hash, kept.hash);
	assert_eq!(next(&mut blocks).await, kept);
}

#[tokio::test(start_paused = true)]
async fn blocks_missed_while_the_node_was_away_are_read_afterwards() {
	let node = FakeNode::new();
	let mut blocks = node.chain().await.follow(None);
	nothing(&mut blocks).await;
	node.steps(1);
	assert_eq!(next(&mut blocks).await.number, 1);
	node.set_down(true);
	node.steps(3);
	nothing(&mut blocks).await;
	node.set_down(false);
	for number in 2..=4 {
		assert_eq!(next(&mut blocks).await.number, number);
	}
}

#[tokio::test(start_paused = true)]
async fn a_node_that_forgets_to_notify_is_asked() {
	let node = FakeNode::new();
	let mut blocks = node.chain().await.follow(None);
	nothing(&mut blocks).await;
	let block = node.grow(vec![], vec![]);
	node.set_down(true);
	node.finalize(block.number);
	node.set_down(false);
	assert_eq!(next(&mut blocks).await, block);
}

#[tokio::test(start_paused = true)]
async fn a_final_block_that_contradicts_an_earlier_one_is_an_error() {
	let node = FakeNode::new();
	let mut blocks = node.chain().await.follow(None);
	nothing(&mut blocks).await;
	node.steps(2);
	let last = next(&mut blocks).await;
	let last = if last.number == 1 {
		next(&mut blocks).await
	} else {
		last
	};
	node.fork(1);
	node.step(vec![b"other".to_vec()], vec![]);
	let same_height = blocks.next().await.err().unwrap();
	assert!(
		matches!(same_height, Error::Contradiction { number: 2, .. }),
		"{same_height}"
	);
	node.steps(1);
	let mut blocks = node.chain().await.follow(Some(last));
	let above = blocks.next().await.err().unwrap();
	assert!(matches!(above, Error::Contradiction { number: 3, .. }), "{above}");
}

#[tokio::test(start_paused = true)]
async fn a_case_comes_with_the_body_that_the_chain_hashed() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let body = br#"{"question":"is it so?"}"#.to_vec();
	let question = Question {
		kind: Kind::Binary,
		departments: Departments::default(),
		risk: Perbill::zero(),
		impact: Perbill::zero(),
		urgency: Perbill::zero(),
		evidence: [0; 32],
	};
	let other = Call::new("System", "remark").with("remark", b"{}".to_vec());
	let batch = Call::all(vec![other.clone(), Call::open(&question, body.clone())]);
	let extrinsics = vec![signed(&chain, &other).await, signed(&chain, &batch).await];
	let evidence = blake2(&body);
	let opened = event(1, "Cmp", "Opened", (7u64, [1u8; 32], evidence));
	let mut blocks = chain.follow(None);
	assert!(tokio::time::timeout(Duration::from_secs(1), blocks.next())
		.await
		.is_err());
	node.step(extrinsics, vec![opened]);
	let block = blocks.next().await.unwrap();
	assert_eq!(block.timestamp, 2_000);
	assert_eq!(block.opened.len(), 1);
	assert_eq!(
		(block.opened[0].proposal, block.opened[0].evidence),
		(7, evidence)
	);
	assert_eq!(block.opened[0].body, Some(body));
	let wanted = CmpEvent::Opened {
		proposal: 7,
		proposer: [1; 32],
		evidence,
	};
	assert_eq!(block.events[0].event, Event::Cmp(wanted));
	assert_eq!(block.events[0].extrinsic, Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_case_whose_body_the_block_does_not_show_comes_without() {
	let node = FakeNode::new();
	let chain = node.chain().await;
	let other = Call::new("System", "remark").with("remark", b"{}".to_vec());
	let extrinsic = signed(&chain, &other).await;
	let mut blocks = chain.follow(Some(chain.finalized().await.unwrap()));
	node.step(
		vec![extrinsic],
		vec![event(0, "Cmp", "Opened", (7u64, [1u8; 32], [2u8; 32]))],
	);
	assert_eq!(blocks.next().await.unwrap().opened[0].body, None);
}
