#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
	hex0x,
	verify::{
		state::{check_genesis, read, read_spec},
		testing::{filler, header, prove, root},
		Fault,
	},
	Header,
};
use std::collections::BTreeMap;

type State = BTreeMap<Vec<u8>, Vec<u8>>;

fn block(state: &State) -> Header {
	header(0, [0; 32], root(state), vec![])
}

fn some_keys(state: &State) -> Vec<Vec<u8>> {
	let mut keys: Vec<_> = state.keys().step_by(9).cloned().collect();
	keys.push(vec![1, 2, 3]);
	keys
}

#[test]
fn values_and_their_absence_are_proved() {
	let state = filler();
	let keys = some_keys(&state);
	let values = read(&block(&state), prove(&state, &keys), &keys).unwrap();
	let wanted: Vec<_> = keys.iter().map(|key| state.get(key).cloned()).collect();
	assert_eq!(values, wanted);
}

#[test]
fn a_proof_of_another_state_is_refused() {
	let state = filler();
	let keys = some_keys(&state);
	let mut other = state.clone();
	other.insert(keys[0].clone(), b"other".to_vec());
	assert!(matches!(
		read(&block(&other), prove(&state, &keys), &keys),
		Err(Fault::StateProof(_))
	));
}

#[test]
fn no_changed_byte_of_a_proof_changes_a_value() {
	let state = filler();
	let keys = vec![state.keys().nth(40).unwrap().clone()];
	let (header, nodes) = (block(&state), prove(&state, &keys));
	let right = read(&header, nodes.clone(), &keys).unwrap();
	for node in 0..nodes.len() {
		for place in 0..nodes[node].len() {
			let mut changed = nodes.clone();
			changed[node][place] ^= 1;
			if let Ok(values) = read(&header, changed, &keys) {
				assert_eq!(values, right, "byte {place} of node {node}");
			}
		}
	}
}

#[test]
fn a_proof_without_a_node_is_no_proof_of_absence() {
	let state = filler();
	let keys = vec![state.keys().nth(40).unwrap().clone()];
	let nodes = prove(&state, &keys);
	for node in 0..nodes.len() {
		let mut fewer = nodes.clone();
		fewer.remove(node);
		assert!(read(&block(&state), fewer, &keys).is_err(), "without node {node}");
	}
}

#[test]
fn only_the_genesis_header_has_the_genesis_hash() {
	let genesis = block(&filler());
	check_genesis(&genesis, &genesis.hash().0).unwrap();
	assert!(matches!(
		check_genesis(&genesis, &[1; 32]),
		Err(Fault::Genesis { .. })
	));
	let later = header(1, genesis.hash().0, [2; 32], vec![]);
	assert!(check_genesis(&later, &later.hash().0).is_err());
}

fn spec(state: &State) -> String {
	let top: BTreeMap<String, String> = state
		.iter()
		.map(|(key, value)| (hex0x(key), hex0x(value)))
		.collect();
	serde_json::json!({ "name": "x", "genesis": { "raw": { "top": top, "childrenDefault": {} } } })
		.to_string()
}

#[test]
fn a_raw_specification_stands_in_for_the_genesis_state() {
	let state = filler();
	let key = state.keys().nth(7).unwrap();
	assert_eq!(
		read_spec(&block(&state), &spec(&state), key).unwrap(),
		state.get(key).cloned()
	);
	assert_eq!(read_spec(&block(&state), &spec(&state), b"none").unwrap(), None);
}

#[test]
fn a_specification_of_another_chain_is_refused() {
	let state = filler();
	let mut other = state.clone();
	other.insert(b"key".to_vec(), b"value".to_vec());
	assert!(matches!(
		read_spec(&block(&state), &spec(&other), b"key"),
		Err(Fault::Spec(_))
	));
	assert!(matches!(
		read_spec(&block(&state), "{}", b"key"),
		Err(Fault::Spec(_))
	));
}
