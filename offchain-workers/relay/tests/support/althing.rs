//! A small Althing: blocks with outcomes, authority sets that change, commitments. Leaf number i is that of block i + 1 and of
//! its parent i.

use super::mountain;
use alloy_primitives::keccak256;
use althing_chain::{BeefyKeys, BlockId, Error, Hash, ProvenLeaf};
use althing_merkle::{chain::OutcomeProof, outcomes::Outcomes};
use althing_primitives::Entry;
use althing_relay::{althing::Source, B256};
use codec::Encode;
use k256::ecdsa::SigningKey;
use std::{
	collections::BTreeMap,
	sync::{Arc, Mutex, MutexGuard},
};

/// A chain whose sets have `length` validators, each with keys of its own.
#[derive(Clone)]
pub struct Althing(Arc<Mutex<Memory>>);

struct Memory {
	length: usize,
	session: u64,
	/// For each block: its entries, and who signs.
	blocks: Vec<(Vec<Entry>, u64)>,
	leaves: Vec<Vec<u8>>,
	signed: BTreeMap<u32, Vec<u8>>,
	/// Sets whose keys the node gives wrongly.
	liar: bool,
	/// Below this block the node has no states any more.
	pruned: u32,
}

fn key(set: u64, place: usize) -> SigningKey {
	SigningKey::from_slice(keccak256(format!("{set}/{place}")).as_slice()).unwrap()
}

fn keys(set: u64, length: usize) -> BeefyKeys {
	let public = |place| key(set, place).verifying_key().to_encoded_point(true);
	BeefyKeys {
		keys: (0..length)
			.map(|place| public(place).as_bytes().try_into().unwrap())
			.collect(),
		id: set,
	}
}

fn block_hash(number: u32) -> Hash {
	keccak256(format!("block {number}")).0
}

impl Althing {
	/// With a first block that is signed.
	pub fn new(length: usize) -> Self {
		let althing = Self(Arc::new(Mutex::new(Memory {
			length,
			session: 0,
			blocks: vec![(Vec::new(), 0)],
			leaves: Vec::new(),
			signed: BTreeMap::new(),
			liar: false,
			pruned: 0,
		})));
		althing.block(Vec::new());
		althing.sign();
		althing
	}

	fn lock(&self) -> MutexGuard<'_, Memory> {
		self.0.lock().unwrap()
	}

	/// Makes a block with these entries. Gives its number.
	pub fn block(&self, entries: Vec<Entry>) -> u32 {
		let mut memory = self.lock();
		let parent = memory.blocks.len() as u32 - 1;
		let next = keyset_root(memory.session + 1, memory.length);
		let extra = Outcomes::of(&memory.blocks[parent as usize].0).root();
		let leaf = (
			0u8,
			parent,
			block_hash(parent),
			memory.session + 1,
			memory.length as u32,
			next,
			extra,
		)
			.encode();
		let session = memory.session;
		memory.leaves.push(leaf);
		memory.blocks.push((entries, session));
		parent + 1
	}

	/// A session begins: the next set signs from a new block on, which it signs.
	pub fn rotate(&self) -> u32 {
		self.lock().session += 1;
		let block = self.block(Vec::new());
		self.sign();
		block
	}

	/// So many blocks, of which the last is signed.
	pub fn grow(&self, count: u32) -> u32 {
		for _ in 0..count {
			self.block(Vec::new());
		}
		self.sign()
	}

	/// Just a quorum of the current set signs the newest block, the first of it.
	pub fn sign(&self) -> u32 {
		let length = self.lock().length;
		let missing: Vec<usize> = (length - (length - 1) / 3..length).collect();
		self.sign_without(&missing)
	}

	/// All but those at `missing` sign the newest block.
	pub fn sign_without(&self, missing: &[usize]) -> u32 {
		let mut memory = self.lock();
		let block = memory.blocks.len() as u32 - 1;
		let items = vec![
			(*b"ch", block_hash(0).to_vec()),
			(*b"mh", memory.root(block).0.to_vec()),
		];
		let commitment = (items, block, memory.session).encode();
		let digest = keccak256(&commitment);
		let signers: Vec<usize> = (0..memory.length)
			.filter(|place| !missing.contains(place))
			.collect();
		let mut bits = vec![0u8; memory.length / 8 + 1];
		signers
			.iter()
			.for_each(|place| bits[place / 8] |= 0x80 >> (place % 8));
		let signatures: Vec<[u8; 65]> = signers
			.iter()
			.map(|place| {
				let (signature, id) = key(memory.session, *place)
					.sign_prehash_recoverable(digest.as_slice())
					.unwrap();
				[signature.to_bytes().as_slice(), &[id.to_byte()]]
					.concat()
					.try_into()
					.unwrap()
			})
			.collect();
		let length = memory.length as u32;
		let proof = [vec![1], commitment, (bits, length, signatures).encode()].concat();
		memory.signed.insert(block, proof);
		block
	}

	/// Forgets what was signed for a block.
	pub fn forget(&self, block: u32) {
		self.lock().signed.remove(&block);
	}

	/// From now on says wrongly who has which key.
	pub fn lie(&self) {
		self.lock().liar = true;
	}

	/// The node drops all states but that of the newest block.
	pub fn prune(&self) {
		let mut memory = self.lock();
		memory.pruned = memory.blocks.len() as u32 - 1;
	}

	/// The root after a block.
	pub fn root_after(&self, block: u32) -> B256 {
		self.lock().root(block)
	}

	/// The proof of the first entry of a block, under the root after block `after`.
	pub fn prove(&self, block: u32, after: u32) -> OutcomeProof {
		self.prove_all(block, after).swap_remove(0)
	}

	/// The proofs of all entries of a block, under the root after block `after`.
	pub fn prove_all(&self, block: u32, after: u32) -> Vec<OutcomeProof> {
		let memory = self.lock();
		let outcomes = Outcomes::of(&memory.blocks[block as usize].0);
		let path = mountain::prove(&memory.hashes(after), block as usize);
		let leaf = &memory.leaves[block as usize];
		let places = outcomes.departments().flat_map(|(department, entries)| {
			(0..entries.len() as u32).map(move |index| (department, index))
		});
		places
			.map(|(department, index)| {
				let placed = outcomes.prove(department, index).unwrap();
				OutcomeProof::new(placed, leaf.clone(), path.clone(), after)
			})
			.collect()
	}
}

fn keyset_root(set: u64, length: usize) -> Hash {
	althing_relay::keyset::Keyset::new(&keys(set, length))
		.unwrap()
		.root()
		.0
}

impl Memory {
	fn hashes(&self, block: u32) -> Vec<B256> {
		self.leaves[..block as usize].iter().map(keccak256).collect()
	}

	fn root(&self, block: u32) -> B256 {
		mountain::root(&self.hashes(block))
	}
}

impl Source for Althing {
	fn genesis(&self) -> Hash {
		block_hash(0)
	}

	async fn newest(&self) -> Result<Option<BlockId>, Error> {
		let newest = self.lock().signed.keys().next_back().copied();
		Ok(newest.map(|number| BlockId {
			number,
			hash: block_hash(number),
		}))
	}

	async fn block(&self, number: u32) -> Result<Option<BlockId>, Error> {
		Ok(Some(BlockId {
			number,
			hash: block_hash(number),
		}))
	}

	async fn signatures(&self, block: BlockId) -> Result<Option<Vec<u8>>, Error> {
		Ok(self.lock().signed.get(&block.number).cloned())
	}

	async fn keys(&self, block: BlockId) -> Result<BeefyKeys, Error> {
		let memory = self.lock();
		let set = memory.blocks[block.number as usize].1;
		// The first block of a session has them in its header.
		let in_header = block.number > 0 && memory.blocks[block.number as usize - 1].1 != set;
		if block.number < memory.pruned && !in_header {
			return Err(Error::Pruned(block.number.to_string()));
		}
		let mut keys = keys(set, memory.length);
		if memory.liar {
			keys.keys.reverse();
		}
		Ok(keys)
	}

	async fn leaf(&self, of: u32, after: u32, _: BlockId) -> Result<ProvenLeaf, Error> {
		let memory = self.lock();
		let index = of as usize - 1;
		Ok(ProvenLeaf {
			leaf: memory.leaves[index].clone(),
			path: mountain::prove(&memory.hashes(after), index),
		})
	}
}
