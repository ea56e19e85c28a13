//! The whole chain of proofs, and that nothing of it can be changed.

use super::{mountains, strategies::entries};
use crate::{
	chain::{OutcomeProof, ProofError, ResultProof, LEAF_LENGTH},
	entry::{self, EntryError},
	outcomes::Outcomes,
	path::{Path, PathError},
	tree::{self, TreeError},
};
use althing_primitives::{AnchorEntry, Department, Entry, Grade, Hash};
use codec::{Decode, Encode};
use polkadot_sdk::{sp_core::H256, sp_crypto_hashing::keccak_256};
use proptest::prelude::*;

/// The leaf of the block after `parent`, whose outcomes have root `extra`.
fn leaf(parent: u32, extra: Hash) -> Vec<u8> {
	let next_set = (parent as u64 / 10, 4u32, [6u8; 32]);
	(0u8, parent, [5u8; 32], next_set, extra).encode()
}

/// A chain of `blocks` blocks of which one has these entries, and the proof of one of them.
struct Proven {
	entry: Entry,
	root: Hash,
	proof: OutcomeProof,
}

fn proven(entries: &[Entry], which: usize, blocks: u32, at: u32) -> Proven {
	let outcomes = Outcomes::of(entries);
	let extra = |block| if block == at { outcomes.root() } else { [0; 32] };
	let leaves: Vec<_> = (0..blocks).map(|block| leaf(block, extra(block))).collect();
	let hashes: Vec<_> = leaves.iter().map(|leaf| keccak_256(leaf)).collect();
	let entry = entries[which];
	let department = entry.department();
	let before = entries[..which]
		.iter()
		.filter(|other| other.department() == department);
	let placed = outcomes.prove(department, before.count() as u32).unwrap();
	let items = mountains::prove(&hashes, at as usize);
	let mmr = Path::of_mountain(blocks.into(), at.into(), items).unwrap();
	Proven {
		entry,
		root: mountains::root(&hashes),
		proof: OutcomeProof::new(placed, leaves[at as usize].clone(), mmr, blocks),
	}
}

fn anchor(id: u64, department: Department, root: Hash, count: u32) -> Entry {
	Entry::Anchor(AnchorEntry {
		id,
		agent: 7,
		department,
		grade: Grade::Agreed,
		schema: [1; 32],
		root,
		count,
		key: [2; 32],
	})
}

fn example() -> Proven {
	let departments = [
		Department::Product,
		Department::Sales,
		Department::Sales,
		Department::Legal,
	];
	let entries: Vec<_> = (0u64..)
		.zip(departments)
		.map(|(id, department)| anchor(id, department, [9; 32], 2))
		.collect();
	proven(&entries, 2, 13, 5)
}

#[test]
fn a_proof_leads_to_its_entry_and_block() {
	let Proven { entry, root, proof } = example();
	assert_eq!(proof.verify(&root), Ok(entry));
	assert_eq!(proof.block(), Some(5));
	assert_eq!(proof.leaf.len(), LEAF_LENGTH);
	let other = [1; 32];
	let wrong = ProofError::WrongRoot {
		computed: root,
		known: other,
	};
	assert_eq!(proof.verify(&other), Err(wrong));
}

#[test]
fn each_fault_has_its_name() {
	let Proven { proof, .. } = example();
	let fault = |change: fn(&mut OutcomeProof)| {
		let mut proof = proof.clone();
		change(&mut proof);
		proof.mmr_root().unwrap_err()
	};
	let (named, proven) = (2, 3);
	assert_eq!(
		fault(|proof| proof.department = 3),
		ProofError::WrongDepartment { named, proven }
	);
	let reserved = ProofError::Entry(EntryError::GradeReserved(3));
	assert_eq!(fault(|proof| proof.entry[18] = 3), reserved);
	let nowhere = TreeError::LeafOutOfRange { index: 2, count: 2 };
	assert_eq!(fault(|proof| proof.index = 2), ProofError::Tree(nowhere));
	let length = ProofError::Tree(TreeError::ProofLength(0));
	assert_eq!(fault(|proof| proof.department_items.clear()), length);
	let order = ProofError::Path(PathError::PathOrder(1 << 63));
	assert_eq!(fault(|proof| proof.block_order = 1 << 63), order);
	assert_eq!(fault(|proof| proof.mmr_order = 1 << 63), order);
	let long = ProofError::Path(PathError::PathTooLong(65));
	assert_eq!(fault(|proof| proof.mmr_items = vec![H256::zero(); 65]), long);
	assert_eq!(fault(|proof| proof.leaf.push(0)), ProofError::LeafLength(114));
	assert_eq!(fault(|proof| proof.leaf[0] = 1), ProofError::LeafVersion(1));
	let elsewhere = fault(|proof| proof.leaf[LEAF_LENGTH - 1] ^= 1);
	assert!(matches!(elsewhere, ProofError::OutcomesNotInLeaf { .. }));
}

#[test]
fn a_result_is_among_those_that_were_anchored() {
	let results: Vec<_> = (0..5u8).map(|n| vec![n; 10]).collect();
	let Entry::Anchor(anchor) = anchor(0, Department::Legal, tree::root(&results), 5) else {
		panic!("an anchor")
	};
	for index in 0..5 {
		let items = tree::prove(&results, index)
			.unwrap()
			.into_iter()
			.map(H256)
			.collect();
		let result = results[index as usize].clone();
		let proof = ResultProof { result, index, items };
		assert_eq!(proof.verify(&anchor), Ok(()));
		let mut other = proof.clone();
		other.result.push(1);
		assert!(matches!(
			other.verify(&anchor),
			Err(ProofError::ResultNotAnchored { .. })
		));
		let mut other = proof.clone();
		other.index = 5;
		assert!(matches!(other.verify(&anchor), Err(ProofError::Tree(_))));
	}
}

#[test]
fn a_proof_is_in_json_what_the_contract_takes() {
	let Proven { proof, .. } = example();
	let json = serde_json::to_value(&proof).unwrap();
	let fields = [
		"entry",
		"department",
		"index",
		"count",
		"departmentItems",
		"blockItems",
		"blockOrder",
		"leaf",
		"mmrItems",
		"mmrOrder",
		"commitmentBlock",
	];
	assert_eq!(json.as_object().unwrap().len(), fields.len());
	assert!(fields.iter().all(|field| json.get(field).is_some()));
	assert!(json["entry"].as_str().unwrap().starts_with("0x01"));
	assert_eq!(serde_json::from_value::<OutcomeProof>(json).unwrap(), proof);
}

/// Where one bit of a proof is: each field by itself, so that none is forgotten.
fn mutations(proof: &OutcomeProof) -> Vec<(&'static str, OutcomeProof)> {
	let mut all = Vec::new();
	let mut with = |name, change: &dyn Fn(&mut OutcomeProof)| {
		let mut other = proof.clone();
		change(&mut other);
		all.push((name, other));
	};
	for bit in 0..proof.entry.len() * 8 {
		with("entry", &|proof| proof.entry[bit / 8] ^= 1 << (bit % 8));
	}
	for bit in 0..proof.leaf.len() * 8 {
		with("leaf", &|proof| proof.leaf[bit / 8] ^= 1 << (bit % 8));
	}
	for bit in 0..8 {
		with("department", &|proof| proof.department ^= 1 << bit);
	}
	for bit in 0..32 {
		with("index", &|proof| proof.index ^= 1 << bit);
		with("count", &|proof| proof.count ^= 1 << bit);
	}
	for bit in 0..64 {
		with("block order", &|proof| proof.block_order ^= 1 << bit);
		with("mmr order", &|proof| proof.mmr_order ^= 1 << bit);
	}
	type List = fn(&mut OutcomeProof) -> &mut Vec<H256>;
	let lists: [(&'static str, List); 3] = [
		("department items", |proof| &mut proof.department_items),
		("block items", |proof| &mut proof.block_items),
		("mmr items", |proof| &mut proof.mmr_items),
	];
	for (name, list) in lists {
		with(name, &|proof| list(proof).push(H256::zero()));
		let length = list(&mut proof.clone()).len();
		for place in 0..length {
			with(name, &|proof| {
				list(proof).remove(place);
			});
			with(name, &|proof| {
				let twice = list(proof)[place];
				list(proof).insert(place, twice);
			});
			for bit in 0..256 {
				with(name, &|proof| list(proof)[place].0[bit / 8] ^= 1 << (bit % 8));
			}
		}
	}
	all
}

#[test]
fn no_bit_item_or_length_of_a_proof_can_be_changed() {
	let Proven { root, proof, .. } = example();
	let all = mutations(&proof);
	assert!(all.len() > 2_500, "{} were tried", all.len());
	for (name, other) in all {
		assert!(other.verify(&root).is_err(), "{name}: {other:?}");
	}
}

fn history() -> impl Strategy<Value = (Vec<Entry>, usize, u32, u32)> {
	(prop::collection::vec(entries(), 1..20), 1u32..40).prop_flat_map(|(entries, blocks)| {
		let which = 0..entries.len();
		(Just(entries), which, Just(blocks), 0..blocks)
	})
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn every_entry_of_every_history_is_proven((entries, which, blocks, at) in history()) {
		let Proven { entry, root, proof } = proven(&entries, which, blocks, at);
		prop_assert_eq!(proof.verify(&root), Ok(entry));
		prop_assert_eq!(proof.block(), Some(at));
		prop_assert_eq!(OutcomeProof::decode(&mut &proof.encode()[..]), Ok(proof));
	}

	#[test]
	fn no_mutation_of_any_proof_passes(
		(entries, which, blocks, at) in history(),
		picks in prop::collection::vec(any::<prop::sample::Index>(), 40),
	) {
		let Proven { root, proof, .. } = proven(&entries, which, blocks, at);
		let all = mutations(&proof);
		for pick in picks {
			let (name, other) = &all[pick.index(all.len())];
			prop_assert!(other.verify(&root).is_err(), "{}", name);
		}
	}

	#[test]
	fn an_entry_is_not_proven_in_the_place_of_another((entries, which, blocks, at) in history(), other in entries()) {
		let Proven { entry, root, mut proof } = proven(&entries, which, blocks, at);
		prop_assume!(entry != other);
		proof.entry = entry::encode(&other);
		proof.department = other.department().index();
		prop_assert!(proof.verify(&root).is_err());
	}
}
