use crate::tree::{prove, root, root_of, sides, verify, TreeError};
use polkadot_sdk::sp_crypto_hashing::keccak_256;

fn leaves(count: u32) -> Vec<[u8; 4]> {
	(0..count).map(u32::to_le_bytes).collect()
}

#[test]
fn every_leaf_of_every_small_tree_is_proved() {
	for count in 1..=33 {
		let leaves = leaves(count);
		let root = root(&leaves);
		for index in 0..count {
			let proof = prove(&leaves, index).unwrap();
			let leaf = &leaves[index as usize];
			assert!(verify(&root, count, index, leaf, &proof), "{index} of {count}");
			assert!(!verify(&root, count, index, b"none", &proof));
			assert!(!verify(&root, count, (index + 1) % (count + 1), leaf, &proof));
		}
	}
}

#[test]
fn an_inner_node_is_no_result() {
	let leaves = leaves(4);
	let proof = prove(&leaves, 0).unwrap();
	let children = [keccak_256(&leaves[0]), keccak_256(&leaves[1])].concat();
	assert!(!verify(&root(&leaves), 4, 0, &children, &proof[1..]));
}

#[test]
fn there_is_no_proof_beyond_the_last_leaf() {
	assert_eq!(prove(&leaves(3), 3), None);
	let wrong = TreeError::LeafOutOfRange { index: 3, count: 3 };
	assert_eq!(root_of(3, 3, [0; 32], &[]), Err(wrong));
	let wrong = TreeError::LeafOutOfRange { index: 0, count: 0 };
	assert_eq!(root_of(0, 0, [0; 32], &[]), Err(wrong));
}

#[test]
fn a_proof_of_another_length_is_told() {
	let proof = prove(&leaves(5), 4).unwrap();
	assert_eq!(proof.len(), 1, "the last of an odd row has no neighbour");
	let node = keccak_256(&leaves(5)[4]);
	assert_eq!(root_of(5, 4, node, &[]), Err(TreeError::ProofLength(0)));
	let longer = [proof[0], proof[0]];
	assert_eq!(root_of(5, 4, node, &longer), Err(TreeError::ProofLength(2)));
}

#[test]
fn the_largest_tree_there_can_be_is_walked_to_its_end() {
	for index in [0, 1, u32::MAX / 2, u32::MAX - 1] {
		assert!(sides(u32::MAX, index).unwrap().count() <= 32);
	}
}
