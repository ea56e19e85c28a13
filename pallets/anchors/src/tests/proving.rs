use crate::mock::*;
use althing_merkle as merkle;
use polkadot_sdk::{frame_support::assert_ok, sp_io::hashing::keccak_256};

fn results(count: u32) -> Vec<Vec<u8>> {
	(0..count).map(|n| format!("result {n}").into_bytes()).collect()
}

#[test]
fn an_anchored_result_is_included_and_another_is_not() {
	ExtBuilder.run(|| {
		let results = results(5);
		let root = merkle::root(&results);
		let origin = by(agent(1));
		assert_ok!(Anchors::submit(origin, root, 5, [0; 32], None, 1, [7; 32]));

		for (index, leaf) in (0..).zip(&results) {
			let proof = merkle::prove(&results, index).unwrap();
			assert!(Anchors::includes(0, index, leaf, &proof));
			assert!(!Anchors::includes(0, index, b"never said", &proof));
			assert!(
				!Anchors::includes(1, index, leaf, &proof),
				"there is no such anchor"
			);
			assert!(!Anchors::includes(0, index + 1, leaf, &proof));
		}
	});
}

#[test]
fn the_smallest_trees_are_what_the_documentation_says() {
	let [a, b, c] = ["a", "b", "c"].map(|leaf| keccak_256(leaf.as_bytes()));
	let node = |l: [u8; 32], r: [u8; 32]| keccak_256(&[l, r].concat());
	assert_eq!(merkle::root::<&str>(&[]), [0; 32]);
	assert_eq!(merkle::root(&["a"]), a);
	assert_eq!(merkle::root(&["a", "b"]), node(a, b));
	assert_eq!(merkle::root(&["a", "b", "c"]), node(node(a, b), c));
	assert_eq!(merkle::prove(&["a", "b", "c"], 2), Some(vec![node(a, b)]));
	assert_eq!(merkle::prove(&["a", "b", "c"], 1), Some(vec![a, c]));
	assert_eq!(merkle::prove(&["a"], 0), Some(vec![]));
}

#[test]
fn there_is_no_proof_for_a_leaf_that_is_not_there() {
	assert_eq!(merkle::prove(&["a", "b"], 2), None);
	assert_eq!(merkle::prove::<&str>(&[], 0), None);
	assert!(!merkle::verify(&[0; 32], 0, 0, b"", &[]));
	assert!(!merkle::verify(&merkle::root(&["a"]), 1, 1, b"a", &[]));
}

#[test]
fn an_inner_node_does_not_pass_as_a_result() {
	let results = results(4);
	let root = merkle::root(&results);
	let [a, b, c, d] = [0, 1, 2, 3].map(|n: usize| keccak_256(&results[n]));
	let right = keccak_256(&[c, d].concat());
	// 64 bytes whose hash is the left inner node, with the one node that is left of the proof.
	let forged = [a, b].concat();
	assert_eq!(root, keccak_256(&[keccak_256(&forged), right].concat()));
	assert!(!merkle::verify(&root, 4, 0, &forged, &[right]));
}

#[test]
fn every_proof_of_every_small_tree_has_the_expected_length() {
	for count in 1..=70 {
		let results = results(count);
		let root = merkle::root(&results);
		for index in 0..count {
			let proof = merkle::prove(&results, index).unwrap();
			let leaf = &results[usize::try_from(index).unwrap()];
			assert!(
				merkle::verify(&root, count, index, leaf, &proof),
				"{index} of {count}"
			);
			let longer = [&proof[..], &[[0; 32]]].concat();
			assert!(
				!merkle::verify(&root, count, index, leaf, &longer),
				"{index} of {count}"
			);
			if let Some((_, shorter)) = proof.split_last() {
				assert!(
					!merkle::verify(&root, count, index, leaf, shorter),
					"{index} of {count}"
				);
			}
		}
	}
}
