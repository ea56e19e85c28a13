//! What a block commits to, and when.

use crate::{mock::*, Closed, Error, Event, Latest, Waiting};
use althing_merkle::{entry, outcomes::Outcomes as Tree, path, tree};
use althing_primitives::{
	AnchorEntry, DecisionEntry, Department, Departments, Ending, Entry, EntryId, Grade, Outcomes,
};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok},
	sp_core::H256,
};

fn decision(proposal: u64, department: Department) -> Entry {
	Entry::Decision(DecisionEntry {
		proposal,
		department,
		departments: Departments::of([department]),
		ending: Ending::Binary(true),
		evidence: [3; 32],
		receipt: [4; 32],
	})
}

/// Publishes the ends of these proposals, all of one department.
fn decide(proposals: core::ops::Range<u64>) {
	proposals.for_each(|proposal| <Anchors as Outcomes>::publish(decision(proposal, Department::Legal)));
}

/// The proposals whose ends this block published, with their places.
fn published() -> Vec<(u64, u32)> {
	let decided = |event| match event {
		Event::Published {
			id: EntryId::Decision(proposal),
			index,
			..
		} => Some((proposal, index)),
		_ => None,
	};
	events().into_iter().filter_map(decided).collect()
}

#[test]
fn an_anchor_is_committed_to_at_the_end_of_its_block() {
	ExtBuilder.run(|| {
		assert_ok!(submit(agent(1), 1, [7; 32]));
		assert_eq!(Anchors::outcomes_root(), [0; 32]);
		advance(1);
		let entry = Entry::Anchor(AnchorEntry {
			id: 0,
			agent: 1,
			department: Department::Product,
			grade: Grade::Signed,
			schema: [0; 32],
			root: [1; 32],
			count: 4,
			key: [7; 32],
		});
		let root = Tree::of(&[entry]).root();
		assert_eq!(Anchors::outcomes_root(), root);
		assert_eq!(Anchors::latest_outcomes(), Some((1, root)));
		let (id, department) = (EntryId::Anchor(0), Department::Product);
		assert_eq!(
			last_event(),
			Event::Published {
				id,
				department,
				index: 0
			}
		);
		assert!(Waiting::<Test>::get().is_empty());
	});
}

#[test]
fn a_block_says_what_its_parent_did_and_nothing_older() {
	ExtBuilder.run(|| {
		decide(0..1);
		advance(1);
		let root = Anchors::outcomes_root();
		assert_ne!(root, [0; 32]);
		// What this block says changes nothing of what it says of its parent, to its end.
		decide(1..2);
		assert_eq!(Anchors::outcomes_root(), root);
		advance(1);
		assert_ne!(Anchors::outcomes_root(), root);
		advance(1);
		assert_eq!(Anchors::outcomes_root(), [0; 32], "block 3 had none");
		let latest = Latest::<Test>::get().unwrap();
		assert_eq!(latest.block, 2);
	});
}

#[test]
fn without_outcomes_nothing_is_written() {
	ExtBuilder.run(|| {
		advance(5);
		assert_eq!(Latest::<Test>::get(), None);
		assert!(!Waiting::<Test>::exists());
		assert_eq!(Anchors::outcomes_root(), [0; 32]);
	});
}

#[test]
fn every_department_has_a_tree_of_its_own() {
	ExtBuilder.run(|| {
		let entries = [
			decision(0, Department::Sales),
			decision(1, Department::Engineering),
			decision(2, Department::Sales),
		];
		entries.into_iter().for_each(<Anchors as Outcomes>::publish);
		advance(1);
		let bytes = entries.each_ref().map(entry::encode);
		let leaf = |department: u8, entries: &[Vec<u8>]| {
			let count = (entries.len() as u32).to_be_bytes();
			[&[department][..], &count, &tree::root(entries)].concat()
		};
		let engineering = leaf(0, &[bytes[1].clone()]);
		let sales = leaf(2, &[bytes[0].clone(), bytes[2].clone()]);
		assert_eq!(Anchors::outcomes_root(), tree::root(&[engineering, sales]));
		let places = [(1, 0), (0, 0), (2, 1)];
		let mut seen = published();
		seen.sort_unstable();
		let mut expected = places.to_vec();
		expected.sort_unstable();
		assert_eq!(seen, expected);
	});
}

#[test]
fn what_is_too_much_for_a_block_comes_first_in_the_next() {
	ExtBuilder.run(|| {
		decide(0..10);
		advance(1);
		decide(10..11);
		advance(1);
		assert_eq!(Anchors::latest_outcomes().unwrap().0, 2);
		advance(1);
		let expected = (0..11).map(|proposal| (proposal, (proposal % 4) as u32));
		assert_eq!(published(), expected.collect::<Vec<_>>());
		assert!(Waiting::<Test>::get().is_empty());
	});
}

#[test]
fn calls_leave_room_for_hooks() {
	ExtBuilder.run(|| {
		decide(0..u64::from(MAX_WAITING - MAX_OUTCOMES));
		assert_noop!(submit(agent(1), 1, [7; 32]), Error::<Test>::Busy);
		let origin = by(person(OWNER));
		assert_noop!(
			Anchors::publish_registration(origin, 0, [1; 20], [0; 32]),
			Error::<Test>::Busy
		);
		assert_noop!(
			Anchors::publish_work(by(person(STRANGER)), 4, 2),
			Error::<Test>::Busy
		);
		// Hooks have the room of a block in each block, however long it lasts.
		for block in 1..20 {
			let first = 100 * block;
			decide(first..first + u64::from(MAX_OUTCOMES));
			advance(1);
			assert!(events()
				.iter()
				.all(|event| !matches!(event, Event::NotPublished { .. })));
		}
	});
}

#[test]
fn what_cannot_be_published_is_told() {
	ExtBuilder.run(|| {
		decide(0..u64::from(MAX_WAITING) + 1);
		let id = EntryId::Decision(u64::from(MAX_WAITING));
		assert_eq!(last_event(), Event::NotPublished { id });
	});
}

#[test]
fn a_refused_submission_is_no_outcome() {
	ExtBuilder.run(|| {
		Deposit::set(FUNDS + 1);
		let _ = polkadot_sdk::frame_support::storage::with_storage_layer(|| submit(agent(1), 1, [7; 32]));
		advance(1);
		assert_eq!(Anchors::outcomes_root(), [0; 32]);
	});
}

#[test]
fn a_node_that_indexes_proves_what_was_published() {
	let publish = || {
		decide(0..3);
		assert_ok!(submit(agent(1), 1, [7; 32]));
		advance(1);
	};
	let read = || {
		let root = Anchors::outcomes_root();
		for id in [EntryId::Decision(0), EntryId::Decision(2), EntryId::Anchor(0)] {
			let place = Anchors::place(&id).unwrap();
			assert_eq!((place.block, place.root), (1, H256(root)));
			let placed = Anchors::prove(&place).unwrap();
			let entry = entry::decode(&placed.entry).unwrap();
			assert_eq!((entry.id(), entry.department()), (id, place.department));
			let node = polkadot_sdk::sp_io::hashing::keccak_256(&placed.entry);
			let own = tree::root_of(placed.count, placed.index, node, &placed.siblings).unwrap();
			let leaf =
				althing_merkle::outcomes::department_leaf(place.department.index(), placed.count, &own);
			let items = placed.path.items.iter().copied();
			assert_eq!(path::fold(leaf, items, placed.path.order), Ok(root));
		}
		assert_eq!(Anchors::place(&EntryId::Decision(3)), None);
		let mut other = Anchors::place(&EntryId::Decision(0)).unwrap();
		other.root = H256([9; 32]);
		assert_eq!(Anchors::prove(&other), None, "of another fork");
		other = Anchors::place(&EntryId::Decision(0)).unwrap();
		other.index = 3;
		assert_eq!(Anchors::prove(&other), None);
	};
	ExtBuilder.run_indexed(publish, read);
}

#[test]
fn a_chain_of_which_no_block_had_outcomes_has_none() {
	ExtBuilder.run(|| {
		Latest::<Test>::put(Closed {
			block: 7,
			root: [1; 32],
		});
		assert_eq!(Anchors::outcomes_root(), [0; 32], "that is not the parent");
		Latest::<Test>::kill();
	});
}
