//! What a call would cost and come to, and that nothing is given away by asking.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::{fake::FakeNode, Call, Error, Keypair, Rejection};
use codec::{Compact, Encode};
use polkadot_sdk::sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchError, ModuleError, TokenError,
};

const APPLY: &str = "BlockBuilder_apply_extrinsic";
const INFO: &str = "TransactionPaymentApi_query_info";

type Applied = Result<Result<(), DispatchError>, TransactionValidityError>;

fn pair() -> Keypair {
	Keypair::from_seed(&[1; 32])
}

async fn node(applied: Applied) -> FakeNode {
	let node = FakeNode::new();
	node.steps(9);
	node.store("System", "Account", &[pair().account().encode()], account(7));
	node.answer_with(APPLY, applied);
	node
}

/// An account that has sent `nonce` transactions.
fn account(nonce: u32) -> impl Encode {
	(nonce, 0u32, 1u32, 0u32, (5u128, 0u128, 0u128, 0u128))
}

#[tokio::test]
async fn the_fee_is_told_without_a_key() {
	let node = FakeNode::new();
	node.answer_with(INFO, (Compact(3u64), Compact(4u64), 0u8, 5u128));
	let chain = node.chain().await;
	let call = Call::transfer(&[2; 32], 1);
	let fee = chain.fee_of(&pair().account(), &call).await.unwrap();
	assert_eq!((fee.amount, fee.ref_time, fee.proof_size), (5, 3, 4));
	let asked = node.asked(INFO).unwrap();
	assert!(asked.windows(64).any(|bytes| bytes == [0; 64]), "it was signed");
	node.nonces([1_000]);
	chain.fee_of(&pair().account(), &call).await.unwrap();
	let later = node.asked(INFO).unwrap();
	assert!(later.len() > asked.len(), "the account's nonce does not count");
}

#[tokio::test]
async fn a_call_that_would_succeed_is_told_with_its_block() {
	let node = node(Ok(Ok(()))).await;
	let chain = node.chain().await;
	let rehearsal = chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap();
	assert_eq!((rehearsal.at.number, rehearsal.result), (9, Ok(())));
	assert!(node.pool().is_empty(), "something was sent");
}

#[tokio::test]
async fn a_call_that_would_fail_has_its_pallets_name_and_words() {
	let probe = FakeNode::new();
	let layout = probe.chain().await.now().await.unwrap().layout().clone();
	let pallet = layout.metadata().pallet_by_name("Agents").unwrap();
	let errors = pallet.error_variants().unwrap();
	let too_soon = errors.iter().find(|error| error.name == "TooSoon").unwrap();
	let error = DispatchError::Module(ModuleError {
		index: pallet.error_index(),
		error: [too_soon.index, 0, 0, 0],
		message: None,
	});
	let node = node(Ok(Err(error))).await;
	let chain = node.chain().await;
	let rehearsal = chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap();
	let failure = rehearsal.result.unwrap_err();
	assert_eq!(failure.name, "Agents.TooSoon");
	assert!(failure.text.contains("too recent"), "{failure}");
}

#[tokio::test]
async fn an_error_that_is_no_pallets_has_a_name_too() {
	let node = node(Ok(Err(DispatchError::Token(TokenError::FundsUnavailable)))).await;
	let chain = node.chain().await;
	let rehearsal = chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap();
	let failure = rehearsal.result.unwrap_err();
	assert!(failure.to_string().contains("FundsUnavailable"), "{failure}");
}

#[tokio::test]
async fn a_transaction_that_would_not_be_taken_is_rejected() {
	let node = node(Err(InvalidTransaction::Payment.into())).await;
	let chain = node.chain().await;
	let error = chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap_err();
	assert!(matches!(error, Error::Rejected(Rejection::Payment)), "{error}");
}

#[tokio::test]
async fn after_a_full_block_a_call_is_tried_on_the_next_one() {
	let node = node(Err(InvalidTransaction::ExhaustsResources.into())).await;
	let chain = node.chain().await;
	let call = Call::heartbeat();
	let key = pair();
	let (rehearsal, _) = tokio::join!(chain.rehearse(&key, &call), async {
		tokio::task::yield_now().await;
		node.answer_with(APPLY, Applied::Ok(Ok(())));
		node.steps(1);
	});
	let rehearsal = rehearsal.unwrap();
	assert_eq!((rehearsal.at.number, rehearsal.result), (10, Ok(())));
}

#[tokio::test(start_paused = true)]
async fn a_chain_without_room_is_not_asked_for_ever() {
	let node = node(Err(InvalidTransaction::ExhaustsResources.into())).await;
	let chain = node.chain().await;
	let error = chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap_err();
	assert!(matches!(error, Error::Rejected(Rejection::Exhausted)), "{error}");
}

#[tokio::test]
async fn a_chain_of_a_moment_ago_is_given_time_for_its_first_final_blocks() {
	let node = FakeNode::new();
	node.store("System", "Account", &[pair().account().encode()], account(0));
	node.answer_with(APPLY, Applied::Ok(Ok(())));
	let chain = node.chain().await;
	let call = Call::heartbeat();
	let key = pair();
	let (rehearsal, _) = tokio::join!(chain.rehearse(&key, &call), async {
		tokio::task::yield_now().await;
		node.steps(3);
	});
	assert_eq!(rehearsal.unwrap().at.number, 3);
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_finalizes_nothing_is_not_waited_for_without_end() {
	let chain = FakeNode::new().chain().await;
	let error = chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap_err();
	assert!(matches!(error, Error::TooYoung { .. }), "{error}");
}

#[tokio::test]
async fn what_the_node_is_given_could_be_held_by_no_later_block() {
	let node = node(Ok(Ok(()))).await;
	let chain = node.chain().await;
	chain.rehearse(&pair(), &Call::heartbeat()).await.unwrap();
	let extrinsic = node.asked(APPLY).unwrap();
	// Behind the length, the version, the account and the signature, each with its kind: the era. Four blocks
	// from block 6 on, of which block 9 is the last.
	let (period, phase) = (4u16, 6u16 % 4);
	let era = (period.trailing_zeros() as u16 - 1) | phase << 4;
	let head = Compact::<u32>::from(extrinsic.len() as u32).encode().len();
	let at = head + 1 + 33 + 65;
	assert_eq!(extrinsic[at..at + 2], era.to_le_bytes());
}
