//! What the chain says is proven to others from the root of all blocks alone: real blocks, the real mountain range, and
//! the verifier that contracts have too.

use althing_integration_tests::fuzz::{actors::Actors, dice::Dice, machine::Machine, plays};
use althing_merkle::{
	chain::{self, OutcomeProof, ProofError},
	outcomes::{place_key, Place},
	path::Path,
};
use althing_primitives::{Entry, EntryId, Hash};
use althing_runtime::{Anchors, Mmr, RuntimeCall, RuntimeOrigin};
use codec::Encode;
use polkadot_sdk::{sp_core::H256, sp_io};

const EVM_OWNER: [u8; 20] = [7; 20];
const CARD: Hash = [9; 32];

/// A chain, and the root of its range after each block: that of block n stands at n − 1.
struct History {
	machine: Machine,
	roots: Vec<Hash>,
}

impl History {
	fn new() -> Self {
		Self {
			machine: Machine::new("local_testnet"),
			roots: Vec::new(),
		}
	}

	/// Makes a block in which `work` is done.
	fn block(&mut self, work: impl FnOnce(&mut Machine)) {
		self.machine.begin(1);
		self.roots.push(self.machine.with(|| Mmr::mmr_root().0));
		work(&mut self.machine);
		self.machine.end();
	}

	fn idle(&mut self, blocks: u32) {
		(0..blocks).for_each(|_| self.block(|_| ()));
	}

	/// Registers an agent and publishes who owns it, in two blocks.
	fn publish(&mut self) {
		// A registration is signed for the chain that the first block begins.
		self.idle(1);
		let (call, owner) = self
			.machine
			.with(|| plays::register(&mut Dice::new(1), &Actors::new()));
		let by = |machine: &mut Machine, call: RuntimeCall| {
			let done = machine.dispatch(call, RuntimeOrigin::signed(owner.clone()), Some(&owner));
			assert!(done.result.is_ok(), "{:?}", done.result);
		};
		self.block(|machine| by(machine, call));
		let call = pallet_anchors::Call::publish_registration {
			agent: 0,
			evm_owner: EVM_OWNER,
			card: CARD,
		};
		self.block(|machine| by(machine, call.into()));
	}

	/// As a node proves it, under the root after block `commitment`.
	fn prove(&mut self, id: EntryId, commitment: u32) -> OutcomeProof {
		self.machine.indexed(|| {
			let place = Anchors::place(&id).unwrap();
			let placed = Anchors::prove(&place).unwrap();
			let (leaves, proof) = Mmr::generate_proof(vec![place.block + 1], Some(commitment)).unwrap();
			let items = proof.items.into_iter().map(|item| item.0).collect();
			let path = Path::of_mountain(proof.leaf_count, proof.leaf_indices[0], items).unwrap();
			OutcomeProof::new(placed, leaves[0].encode(), path, commitment)
		})
	}

	fn root(&self, commitment: u32) -> Hash {
		self.roots[commitment as usize - 1]
	}
}

#[test]
fn what_was_published_is_proven_under_the_root_of_every_later_block() {
	let mut history = History::new();
	history.idle(2);
	history.publish();
	let published = history.machine.number();
	history.idle(21);
	for commitment in published + 1..=history.machine.number() {
		let proof = history.prove(EntryId::Registration(0), commitment);
		let entry = proof.verify(&history.root(commitment)).unwrap();
		let Entry::Registration(registration) = entry else {
			panic!("{entry:?} is no registration");
		};
		assert_eq!((registration.evm_owner, registration.card), (EVM_OWNER, CARD));
		assert_eq!(proof.block(), Some(published));
	}
}

/// A node that executes a block of a losing fork last, with the same entry in it, has that block's place for the entry.
#[test]
fn a_fork_that_lost_hides_no_entry_of_the_chain() {
	let mut history = History::new();
	history.publish();
	let (id, published) = (EntryId::Registration(0), history.machine.number());
	history.idle(3);
	let ours = history.machine.indexed(|| Anchors::place(&id).unwrap());
	let theirs = Place {
		block: published - 1,
		root: H256::repeat_byte(7),
		..ours
	};
	history.block(|machine| {
		machine.with(|| sp_io::offchain_index::set(&place_key(&id), &theirs.encode()));
	});
	history.idle(1);

	let last = history.machine.number();
	history.machine.indexed(|| {
		assert_eq!(Anchors::place(&id), Some(theirs));
		assert_eq!(Anchors::prove(&theirs), None);
		let found = (1..last).rev().find_map(|block| {
			let (leaves, _) = Mmr::generate_proof(vec![block + 1], Some(last)).unwrap();
			let root = chain::outcomes_root(&leaves[0].encode()).unwrap();
			Anchors::find(&id, block, root.into())
		});
		assert_eq!(found, Some(ours));
		assert_eq!(
			Anchors::find(&EntryId::Registration(1), ours.block, ours.root),
			None
		);
	});
}

#[test]
fn a_proof_is_good_under_its_own_root_only() {
	let mut history = History::new();
	history.publish();
	history.idle(9);
	let last = history.machine.number();
	let proof = history.prove(EntryId::Registration(0), last);
	for other in 1..last {
		let outcome = proof.verify(&history.root(other));
		assert!(
			matches!(outcome, Err(ProofError::WrongRoot { .. })),
			"{outcome:?}"
		);
	}
}

#[test]
fn what_is_published_again_is_proven_as_it_stands_last() {
	let mut history = History::new();
	history.publish();
	let owner = history.machine.with(|| {
		pallet_agents::Agents::<althing_runtime::Runtime>::get(0)
			.unwrap()
			.owner
	});
	history.block(|machine| {
		let call = pallet_anchors::Call::publish_registration {
			agent: 0,
			evm_owner: [8; 20],
			card: CARD,
		};
		let done = machine.dispatch(call.into(), RuntimeOrigin::signed(owner.clone()), Some(&owner));
		assert!(done.result.is_ok(), "{:?}", done.result);
	});
	let published = history.machine.number();
	history.idle(3);
	let proof = history.prove(EntryId::Registration(0), published + 3);
	assert_eq!(proof.block(), Some(published));
	proof.verify(&history.root(published + 3)).unwrap();
}
