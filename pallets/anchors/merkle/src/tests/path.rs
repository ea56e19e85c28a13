use super::mountains;
use crate::{
	path::{fold, Path, PathError, MAX_HEIGHT},
	tree,
};
use althing_primitives::Hash;
use polkadot_sdk::sp_crypto_hashing::keccak_256;

fn hashes(count: u32) -> Vec<Hash> {
	(0..count).map(|n| keccak_256(&n.to_le_bytes())).collect()
}

#[test]
fn a_proof_of_a_place_is_one_path() {
	for count in 1..=33u32 {
		let leaves: Vec<_> = (0..count).map(u32::to_le_bytes).collect();
		let root = tree::root(&leaves);
		for index in 0..count {
			let items = tree::prove(&leaves, index).unwrap();
			let path = Path::of_place(count, index, items.clone()).unwrap();
			assert_eq!(path.fold(keccak_256(&leaves[index as usize])), Ok(root));
			assert_eq!(Path::of_place(count, count, items.clone()), None);
			let longer = [items.clone(), vec![[0; 32]]].concat();
			assert_eq!(Path::of_place(count, index, longer), None);
			if let Some((_, shorter)) = items.split_last() {
				assert_eq!(Path::of_place(count, index, shorter.to_vec()), None);
			}
		}
	}
}

#[test]
fn a_proof_of_a_mountain_range_is_one_path() {
	for count in 1..=70u32 {
		let leaves = hashes(count);
		let root = mountains::root(&leaves);
		for index in 0..count {
			let items = mountains::prove(&leaves, index as usize);
			let path = Path::of_mountain(count.into(), index.into(), items.clone()).unwrap();
			assert_eq!(path.fold(leaves[index as usize]), Ok(root), "{index} of {count}");
			let longer = [items.clone(), vec![[0; 32]]].concat();
			assert_eq!(Path::of_mountain(count.into(), index.into(), longer), None);
			if let Some((_, shorter)) = items.split_last() {
				assert_eq!(
					Path::of_mountain(count.into(), index.into(), shorter.to_vec()),
					None
				);
			}
		}
		assert_eq!(Path::of_mountain(count.into(), count.into(), vec![]), None);
	}
	assert_eq!(Path::of_mountain(0, 0, vec![]), None);
}

#[test]
fn the_largest_mountain_range_is_no_trouble() {
	assert_eq!(
		Path::of_mountain(u64::MAX, u64::MAX - 1, vec![[0; 32]; 200]),
		None
	);
	let alone = Path::of_mountain(u64::MAX, u64::MAX - 1, vec![[0; 32]; 63]).unwrap();
	assert_eq!(
		(alone.items.len(), alone.order),
		(63, 0),
		"63 mountains to the left"
	);
	let first = Path::of_mountain(1 << 63, 0, vec![[0; 32]; 63]).unwrap();
	assert_eq!((first.items.len(), first.order), (63, 0));
}

#[test]
fn no_tree_is_higher_than_64() {
	let items = |length| vec![[1; 32]; length].into_iter();
	assert!(fold([0; 32], items(MAX_HEIGHT), u64::MAX).is_ok());
	let too_long = fold([0; 32], items(MAX_HEIGHT + 1), 0);
	assert_eq!(too_long, Err(PathError::PathTooLong(65)));
}

#[test]
fn no_side_is_said_of_a_step_that_is_not_there() {
	for length in 0..MAX_HEIGHT {
		let items = vec![[1; 32]; length];
		let beyond = 1u64 << length;
		let outcome = fold([0; 32], items.into_iter(), beyond);
		assert_eq!(outcome, Err(PathError::PathOrder(beyond)));
	}
}
