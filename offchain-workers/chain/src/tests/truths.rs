//! What was told of proposals.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::fake::FakeNode;
use althing_cmp_rules::Answer;
use codec::Encode;

#[tokio::test]
async fn truths_are_read_in_the_order_asked_and_none_where_nothing_was_told() {
	let node = FakeNode::new();
	for (proposal, truth) in [(4u64, Answer::Binary(false)), (9, Answer::Scalar(-3))] {
		node.store("Cmp", "Settlements", &[proposal.encode()], (truth, 77u32));
	}
	let state = node.chain().await.now().await.unwrap();
	assert_eq!(
		state.truths(&[9, 5, 4]).await.unwrap(),
		[Some(Answer::Scalar(-3)), None, Some(Answer::Binary(false))]
	);
	assert_eq!(state.truths(&[]).await.unwrap(), []);
}
