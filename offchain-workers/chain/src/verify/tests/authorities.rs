#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::verify::{
	testing::{hand_over, header, Validators},
	AuthoritySet, Checkpoint, Fault,
};
use codec::Encode;
use polkadot_sdk::{
	sp_consensus_grandpa::{ConsensusLog, ScheduledChange, GRANDPA_ENGINE_ID},
	sp_runtime::DigestItem,
};

#[test]
fn more_than_two_thirds_decide() {
	for (count, threshold) in [
		(1, 1),
		(2, 2),
		(3, 3),
		(4, 3),
		(5, 4),
		(6, 5),
		(7, 5),
		(10, 7),
		(100, 67),
	] {
		assert_eq!(
			Validators::new(0..count).set(0).threshold(),
			threshold,
			"of {count}"
		);
	}
}

#[test]
fn a_set_that_can_decide_nothing_or_twice_is_refused() {
	let list = Validators::new(0..3).list();
	assert!(AuthoritySet::new(0, vec![]).is_err());
	assert!(AuthoritySet::new(0, [list.clone(), list.clone()].concat()).is_err());
	let light = list.iter().cloned().map(|(id, _)| (id, 0)).collect();
	assert!(AuthoritySet::new(0, light).is_err());
	let heavy = list.into_iter().map(|(id, _)| (id, u64::MAX / 2)).collect();
	assert!(AuthoritySet::new(0, heavy).is_err());
}

#[test]
fn a_block_hands_over_to_the_next_set() {
	let (old, new) = (Validators::new(0..4), Validators::new(3..9));
	let block = header(5, [1; 32], [2; 32], vec![hand_over(&new, 0), hand_over(&old, 0)]);
	assert_eq!(old.set(3).next(&block).unwrap(), Some(new.set(4)));
}

#[test]
fn a_block_that_says_nothing_hands_over_to_nobody() {
	let other = DigestItem::Consensus(*b"BABE", vec![1, 2, 3]);
	let disabled = DigestItem::Consensus(GRANDPA_ENGINE_ID, ConsensusLog::<u32>::OnDisabled(1).encode());
	let block = header(5, [1; 32], [2; 32], vec![other, disabled]);
	assert_eq!(Validators::new(0..4).set(3).next(&block).unwrap(), None);
}

#[test]
fn changes_that_no_signature_covers_are_refused() {
	let set = Validators::new(0..4);
	let delayed = header(5, [1; 32], [2; 32], vec![hand_over(&set, 2)]);
	assert!(matches!(
		set.set(0).next(&delayed),
		Err(Fault::UnprovableChange(5))
	));
	let change = ScheduledChange {
		next_authorities: set.list(),
		delay: 0u32,
	};
	let forced = ConsensusLog::ForcedChange(1u32, change).encode();
	let forced = header(
		6,
		[1; 32],
		[2; 32],
		vec![DigestItem::Consensus(GRANDPA_ENGINE_ID, forced)],
	);
	assert!(matches!(
		set.set(0).next(&forced),
		Err(Fault::UnprovableChange(6))
	));
}

#[test]
fn a_checkpoint_reads_back_as_it_was_written() {
	let block = crate::BlockId {
		number: 5,
		hash: [1; 32],
	};
	let authorities = Validators::new(0..4).set(3);
	let checkpoint = Checkpoint {
		genesis: [7; 32],
		block,
		authorities,
	};
	let text = serde_json::to_string(&checkpoint).unwrap();
	assert_eq!(serde_json::from_str::<Checkpoint>(&text).unwrap(), checkpoint);
	assert!(serde_json::from_str::<Checkpoint>(&text.replace(",1]", ",0]")).is_err());
}
