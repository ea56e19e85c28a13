//! Changed proofs: every field, in every way in which one could hope to get something past a verifier.

use super::dice::Dice;
use althing_merkle::chain::{OutcomeProof, ResultProof};
use polkadot_sdk::sp_core::H256;

/// Bytes that stand for something somewhere, or just not any more.
const BYTES: [u8; 9] = [0, 1, 2, 3, 4, 5, 8, 0x7f, 0xff];
/// The longest list that is tried: three times what a path may have.
const LONGEST: usize = 200;

/// `proof`, changed once or a few times; with parts of `other`, too, which is good in its own place.
pub fn of_entry(dice: &mut Dice, proof: &OutcomeProof, other: &OutcomeProof) -> OutcomeProof {
	let mut changed = proof.clone();
	let times = dice.pick(&[1, 1, 1, 2, 3]);
	for _ in 0..times {
		once(dice, &mut changed, other);
	}
	changed
}

fn once(dice: &mut Dice, proof: &mut OutcomeProof, other: &OutcomeProof) {
	match dice.below(16) {
		0 | 1 => bytes(dice, &mut proof.entry, &other.entry),
		2 | 3 => bytes(dice, &mut proof.leaf, &other.leaf),
		4 => proof.department = byte(dice, proof.department),
		5 => proof.index = integer(dice, proof.index.into(), 32) as u32,
		6 => proof.count = integer(dice, proof.count.into(), 32) as u32,
		7 => proof.block_order = integer(dice, proof.block_order, 64),
		8 => proof.mmr_order = integer(dice, proof.mmr_order, 64),
		9 => proof.commitment_block = integer(dice, proof.commitment_block.into(), 32) as u32,
		10 => list(dice, &mut proof.department_items, &other.department_items),
		11 => list(dice, &mut proof.block_items, &other.block_items),
		12 => list(dice, &mut proof.mmr_items, &other.mmr_items),
		13 => cross(dice, proof, other),
		14 => exchange(dice, proof),
		_ => shorten(dice, proof),
	}
}

/// Whole parts of another proof: its entry here, our entry there, half of it under its root.
fn cross(dice: &mut Dice, proof: &mut OutcomeProof, other: &OutcomeProof) {
	let parts = dice.number();
	let has = |part: u32| parts >> part & 1 == 1;
	if has(0) {
		(proof.entry, proof.department) = (other.entry.clone(), other.department);
	}
	if has(1) {
		(proof.index, proof.count) = (other.index, other.count);
	}
	if has(2) {
		proof.department_items = other.department_items.clone();
	}
	if has(3) {
		(proof.block_items, proof.block_order) = (other.block_items.clone(), other.block_order);
	}
	if has(4) {
		proof.leaf = other.leaf.clone();
	}
	if has(5) {
		(proof.mmr_items, proof.mmr_order) = (other.mmr_items.clone(), other.mmr_order);
	}
	if has(6) {
		proof.commitment_block = other.commitment_block;
	}
}

/// Items of one tree in the proof of another.
fn exchange(dice: &mut Dice, proof: &mut OutcomeProof) {
	let OutcomeProof {
		department_items,
		block_items,
		mmr_items,
		..
	} = proof;
	match dice.below(4) {
		0 => std::mem::swap(department_items, block_items),
		1 => std::mem::swap(department_items, mmr_items),
		2 => {
			std::mem::swap(block_items, mmr_items);
			std::mem::swap(&mut proof.block_order, &mut proof.mmr_order);
		}
		// Upper items of one tree as lower ones of the next.
		_ => mmr_items.splice(0..0, block_items.drain(..)).for_each(drop),
	}
}

/// The forgery that short proofs invite: the two children of an inner node as a leaf, with a proof that is one step shorter.
fn shorten(dice: &mut Dice, proof: &mut OutcomeProof) {
	let hash = |bytes: &[u8]| alloy_primitives::keccak256(bytes).0;
	let both = |node: [u8; 32], item: H256, left: bool| match left {
		true => [item.0, node].concat(),
		false => [node, item.0].concat(),
	};
	match dice.below(3) {
		0 if !proof.department_items.is_empty() => {
			let item = proof.department_items.remove(0);
			proof.entry = both(hash(&proof.entry), item, proof.index % 2 == 1);
			proof.index /= 2;
			proof.count = proof.count.div_ceil(2);
		}
		1 if !proof.mmr_items.is_empty() => {
			let item = proof.mmr_items.remove(0);
			proof.leaf = both(hash(&proof.leaf), item, proof.mmr_order % 2 == 1);
			proof.mmr_order /= 2;
		}
		_ => {
			// The tree's own root for its leaf.
			proof.block_items.clear();
			proof.block_order = 0;
		}
	}
}

/// `proof`, changed; with parts of `other`, another result's.
pub fn of_result(dice: &mut Dice, proof: &ResultProof, other: &ResultProof) -> ResultProof {
	let mut changed = proof.clone();
	for _ in 0..dice.pick(&[1, 1, 2]) {
		match dice.below(4) {
			0 => bytes(dice, &mut changed.result, &other.result),
			1 => changed.index = integer(dice, changed.index.into(), 32) as u32,
			2 => list(dice, &mut changed.items, &other.items),
			_ if !changed.items.is_empty() => {
				let item = changed.items.remove(0).0;
				let node = alloy_primitives::keccak256(&changed.result).0;
				changed.result = match changed.index % 2 == 1 {
					true => [item, node].concat(),
					false => [node, item].concat(),
				};
				changed.index /= 2;
			}
			_ => changed.result.push(0),
		}
	}
	changed
}

fn byte(dice: &mut Dice, value: u8) -> u8 {
	match dice.below(4) {
		0 => value ^ (1 << dice.below(8)),
		1 => value.wrapping_add(1),
		2 => value.wrapping_sub(1),
		_ => dice.pick(&BYTES),
	}
}

/// A bit more, one more or less, a bound, or any other number of that width.
fn integer(dice: &mut Dice, value: u64, width: u32) -> u64 {
	let mask = u64::MAX >> (64 - width);
	let number = match dice.below(7) {
		0 => value ^ (1 << dice.below(width as usize)),
		1 => value.wrapping_add(1),
		2 => value.wrapping_sub(1),
		3 => value << 1,
		4 => value >> 1,
		5 => dice.pick(&[0, 1, 2, mask, mask - 1, mask >> 1, (mask >> 1) + 1]),
		_ => dice.number(),
	};
	number & mask
}

fn bytes(dice: &mut Dice, value: &mut Vec<u8>, other: &[u8]) {
	match dice.below(9) {
		0..=3 if !value.is_empty() => {
			let at = dice.below(value.len());
			value[at] ^= 1 << dice.below(8);
		}
		4 if !value.is_empty() => {
			// The fields that are checked are at the front.
			let at = dice.below(value.len().min(22));
			value[at] = dice.pick(&BYTES);
		}
		5 => value.truncate(dice.below(value.len() + 1)),
		6 => {
			let more = dice.pick(&[1, 1, 2, 31, 32, 33, 10_000]);
			value.extend(dice.bytes(more));
		}
		7 if !value.is_empty() => {
			let at = dice.below(value.len());
			value[at..].rotate_left(1);
		}
		_ => *value = other.to_vec(),
	}
}

fn list(dice: &mut Dice, items: &mut Vec<H256>, other: &[H256]) {
	let length = items.len();
	let at = dice.below(length.max(1));
	match dice.below(11) {
		0..=2 if length > 0 => items[at].0[dice.below(32)] ^= 1 << dice.below(8),
		3 if length > 1 => items.swap(at, (at + 1) % length),
		4 if length > 0 => drop(items.remove(at)),
		5 if length > 0 => items.insert(at, items[at]),
		6 => items.insert(dice.below(length + 1), H256(dice.hash())),
		7 => items.push(H256::zero()),
		8 => items.truncate(dice.below(length + 1)),
		9 => {
			let long = dice.pick(&[length + 2, 33, 64, 65, LONGEST]);
			items.resize_with(long, || H256(dice.hash()));
		}
		10 if length > 1 => items.reverse(),
		_ => *items = other.to_vec(),
	}
}
