//! The vectors that the contracts' tests have, too: both sides judge them alike.

use crate::{
	chain::{OutcomeProof, ProofError, ResultProof},
	entry,
};
use althing_primitives::{Ending, Entry, Hash};
use polkadot_sdk::sp_core::H256;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
	proofs: Vec<Vector>,
	results: Vec<ResultProof>,
}

#[derive(Deserialize)]
struct Vector {
	root: H256,
	block: u32,
	proof: OutcomeProof,
}

fn vectors() -> Vectors {
	let text = include_str!("../../../../../contracts/test/vectors/proofs.json");
	serde_json::from_str(text).unwrap()
}

#[test]
fn what_the_contracts_accept_is_accepted() {
	let vectors = vectors();
	assert_eq!(vectors.proofs.len(), 12);
	for Vector { root, block, proof } in vectors.proofs {
		let entry = proof.verify(&root.0).unwrap();
		assert_eq!(entry::encode(&entry), proof.entry);
		assert_eq!(proof.block(), Some(block));
	}
}

#[test]
fn entries_say_here_what_they_say_there() {
	let entries: Vec<_> = vectors()
		.proofs
		.iter()
		.map(|vector| entry::decode(&vector.proof.entry).unwrap())
		.collect();
	let endings: Vec<_> = entries
		.iter()
		.filter_map(|entry| match entry {
			Entry::Decision(decision) => Some((decision.proposal, decision.departments.0, decision.ending)),
			_ => None,
		})
		.collect();
	let expected = [
		(9, 5, Ending::Scalar(-2)),
		(10, 8, Ending::Expired),
		(11, 128, Ending::Choice(255)),
	];
	assert_eq!(endings, [expected, expected].concat());
	let Entry::Work(work) = entries[3] else {
		panic!("work")
	};
	assert_eq!((work.agent, work.proposal, work.paid), (77, 9, (1 << 127) + 1));
}

#[test]
fn results_are_among_those_of_their_anchor() {
	let vectors = vectors();
	let Ok(Entry::Anchor(anchor)) = entry::decode(&vectors.proofs[1].proof.entry) else {
		panic!("an anchor")
	};
	assert_eq!(anchor.id, u64::MAX);
	for result in &vectors.results {
		assert_eq!(result.verify(&anchor), Ok(()));
	}
	let mut other = vectors.results[0].clone();
	other.index = 1;
	let computed_elsewhere = other.verify(&anchor);
	assert!(matches!(
		computed_elsewhere,
		Err(ProofError::ResultNotAnchored { .. })
	));
}

#[test]
fn a_root_is_good_for_its_own_proof() {
	let vectors = vectors();
	let roots: Vec<Hash> = vectors.proofs.iter().map(|vector| vector.root.0).collect();
	let other = *roots.last().unwrap();
	assert_ne!(roots[0], other);
	assert!(vectors.proofs[0].proof.verify(&other).is_err());
}
