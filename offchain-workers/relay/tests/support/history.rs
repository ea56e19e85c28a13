//! A history with entries of every kind in trees of many sizes, and every proof that its chain would give.

use super::{althing::Althing, anvil::Anvil, deploy, dice::Dice, relay};
use althing_merkle::{
	chain::{OutcomeProof, ResultProof},
	entry, outcomes, path, tree,
};
use althing_primitives::{
	AnchorEntry, DecisionEntry, Department, Departments, Ending, Entry, Grade, Hash, RegistrationEntry,
	WorkEntry, WorkVerdict,
};
use althing_relay::{deploy::Deployed, B256};
use polkadot_sdk::sp_core::H256;
use std::collections::BTreeMap;

/// How many entries a block has in each of how many departments.
const SHAPES: [(usize, usize); 9] = [
	(1, 1),
	(2, 1),
	(3, 2),
	(4, 3),
	(5, 1),
	(7, 8),
	(8, 4),
	(17, 5),
	(64, 8),
];
/// How many results the batches have.
const BATCHES: [usize; 6] = [1, 2, 3, 13, 64, 200];

/// Contracts that know some roots, and what can be proven under these.
pub struct History {
	pub deployed: Deployed,
	/// The roots that the light client knows, by block.
	pub known: BTreeMap<u32, B256>,
	/// All proofs of all entries under all of these.
	pub proofs: Vec<OutcomeProof>,
	/// Anchors among them, each with the proofs of all its results.
	pub batches: Vec<(OutcomeProof, Vec<ResultProof>)>,
}

impl History {
	/// The same for the same dice.
	pub async fn new(anvil: &Anvil, dice: &mut Dice) -> Self {
		let althing = Althing::new(4);
		let deployed = deploy(anvil, &althing).await;
		let (mut blocks, mut results) = (Vec::new(), BTreeMap::new());
		let mut known = BTreeMap::new();
		for (round, (count, departments)) in SHAPES.into_iter().enumerate() {
			let entries = some(dice, count, departments, &mut results);
			blocks.push(althing.block(entries));
			if round % 3 == 2 {
				let after = althing.grow(1 + dice.below(20) as u32);
				relay(anvil, &althing, deployed.client).await;
				known.insert(after, althing.root_after(after));
			}
		}
		let mut proofs = Vec::new();
		for after in known.keys() {
			for block in blocks.iter().filter(|block| *block < after) {
				proofs.extend(althing.prove_all(*block, *after));
			}
		}
		let batches = batches(&proofs, &results);
		Self {
			deployed,
			known,
			proofs,
			batches,
		}
	}
}

/// Of each batch one proof of its anchor, with the proofs of its results.
fn batches(
	proofs: &[OutcomeProof],
	results: &BTreeMap<Hash, Vec<Vec<u8>>>,
) -> Vec<(OutcomeProof, Vec<ResultProof>)> {
	let anchors = proofs
		.iter()
		.filter_map(|proof| match entry::decode(&proof.entry) {
			Ok(Entry::Anchor(anchor)) => Some((anchor.root, (proof, results.get(&anchor.root)?))),
			_ => None,
		});
	let one_each: BTreeMap<_, _> = anchors.collect();
	let with_results = |(proof, results): (&OutcomeProof, &Vec<Vec<u8>>)| {
		let all = (0..).zip(results).map(|(index, result)| ResultProof {
			result: result.clone(),
			index,
			items: words(tree::prove(results, index).unwrap()),
		});
		(proof.clone(), all.collect())
	};
	one_each.into_values().map(with_results).collect()
}

fn words(hashes: Vec<Hash>) -> Vec<H256> {
	hashes.into_iter().map(H256).collect()
}

fn some(
	dice: &mut Dice,
	count: usize,
	departments: usize,
	results: &mut BTreeMap<Hash, Vec<Vec<u8>>>,
) -> Vec<Entry> {
	let first = dice.below(8);
	let mut entries = Vec::new();
	for department in (0..departments).map(|step| Department::ALL[(first + 3 * step) % 8]) {
		for place in 0..count {
			entries.push(any_entry(dice, department, place % 4, results));
		}
	}
	entries
}

fn any_entry(
	dice: &mut Dice,
	department: Department,
	kind: usize,
	results: &mut BTreeMap<Hash, Vec<Vec<u8>>>,
) -> Entry {
	match kind {
		0 => {
			let length = dice.pick(&BATCHES);
			let batch: Vec<_> = (0..length)
				.map(|_| {
					let size = dice.below(40);
					dice.bytes(size)
				})
				.collect();
			let root = tree::root(&batch);
			results.insert(root, batch);
			Entry::Anchor(AnchorEntry {
				id: dice.number(),
				agent: dice.number(),
				department,
				grade: dice.pick(&[Grade::Signed, Grade::Agreed]),
				schema: dice.hash(),
				root,
				count: length as u32,
				key: dice.hash(),
			})
		}
		1 => Entry::Decision(DecisionEntry {
			proposal: dice.number(),
			department,
			departments: Departments(dice.number() as u8),
			ending: ending(dice),
			evidence: dice.hash(),
			receipt: dice.hash(),
		}),
		2 => Entry::Registration(RegistrationEntry {
			agent: dice.number(),
			department,
			owner: dice.hash(),
			evm_owner: dice.hash()[..20].try_into().unwrap(),
			card: dice.hash(),
		}),
		_ => Entry::Work(WorkEntry {
			agent: dice.number(),
			proposal: dice.number(),
			department,
			owner: dice.hash(),
			payer: dice.hash(),
			paid: u128::from(dice.number()) << dice.below(65),
			verdict: dice.pick(&[WorkVerdict::Wrong, WorkVerdict::Right, WorkVerdict::Untold]),
		}),
	}
}

fn ending(dice: &mut Dice) -> Ending {
	match dice.below(5) {
		0 => Ending::Binary(dice.once_in(2)),
		1 => Ending::Choice(dice.number() as u8),
		2 => Ending::Scalar(dice.number() as i64),
		3 => Ending::Escalated,
		_ => Ending::Expired,
	}
}

/// A proof as high as there can be any: a place among up to 2^32 entries, a mountain range of up to 64 rows. Made from the
/// entry up, so that nobody has to have such trees; with the root that it leads to.
pub fn tall(dice: &mut Dice) -> (Hash, OutcomeProof) {
	let department = dice.pick(&Department::ALL);
	let kind = dice.below(4);
	let entry = entry::encode(&any_entry(dice, department, kind, &mut BTreeMap::new()));
	let bits = dice.below(32);
	let count = (dice.number() as u32 >> bits).max(1);
	let any = dice.below(count as usize) as u32;
	let index = dice.pick(&[any, count - 1, 0]);
	let steps = tree::sides(count, index).unwrap().count();
	let siblings: Vec<Hash> = (0..steps).map(|_| dice.hash()).collect();
	let root = tree::root_of(count, index, alloy_primitives::keccak256(&entry).0, &siblings).unwrap();
	let block = some_path(dice, 3);
	let node = outcomes::department_leaf(department.index(), count, &root);
	let mut leaf = dice.bytes(113);
	leaf[0] = 0;
	leaf[81..].copy_from_slice(&block.fold(node).unwrap());
	let mmr = some_path(dice, 64);
	let proof = OutcomeProof {
		entry,
		department: department.index(),
		index,
		count,
		department_items: words(siblings),
		block_items: words(block.items),
		block_order: block.order,
		leaf,
		mmr_items: words(mmr.items),
		mmr_order: mmr.order,
		commitment_block: dice.number() as u32,
	};
	(proof.mmr_root().unwrap().1, proof)
}

fn some_path(dice: &mut Dice, highest: usize) -> path::Path {
	let length = dice.below(highest + 1);
	path::Path {
		items: (0..length).map(|_| dice.hash()).collect(),
		order: dice.number().checked_shr(64 - length as u32).unwrap_or(0),
	}
}
