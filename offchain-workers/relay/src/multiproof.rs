//! One proof for several leaves of the binary tree: `rootOfMany` of `BinaryMerkle.sol`.

use alloy_primitives::{keccak256, B256};

/// A row of the tree from which the next one up is made.
struct Row(Vec<B256>);

impl Row {
	fn of<L: AsRef<[u8]>>(leaves: &[L]) -> Self {
		Self(leaves.iter().map(keccak256).collect())
	}

	fn neighbour(&self, place: usize) -> Option<B256> {
		self.0.get(place ^ 1).copied()
	}

	/// The last node of a row of odd length moves up unchanged.
	fn above(&self) -> Self {
		let pairs = self.0.chunks(2).map(|both| match both {
			[left, right] => pair(left, right),
			rest => rest.first().copied().unwrap_or_default(), // chunks are never empty; qed
		});
		Self(pairs.collect())
	}
}

/// The nodes that are needed beside the leaves at `places`, which ascend: row by row from the bottom, from left to right.
pub fn prove<L: AsRef<[u8]>>(leaves: &[L], places: &[usize]) -> Vec<B256> {
	let (mut row, mut known, mut siblings) = (Row::of(leaves), places.to_vec(), Vec::new());
	while row.0.len() > 1 {
		let above = families(&known);
		let single = above.iter().filter(|family| family.single);
		siblings.extend(single.filter_map(|family| row.neighbour(family.place)));
		known = above.iter().map(|family| family.place / 2).collect();
		row = row.above();
	}
	siblings
}

/// A node that is known, or two with the same parent.
struct Family {
	/// The place of the first.
	place: usize,
	/// Whether its neighbour is not known.
	single: bool,
}

fn families(places: &[usize]) -> Vec<Family> {
	let mut found: Vec<Family> = Vec::with_capacity(places.len());
	for &place in places {
		match found.last_mut() {
			Some(last) if last.place / 2 == place / 2 => last.single = false,
			_ => found.push(Family { place, single: true }),
		}
	}
	found
}

fn pair(left: &B256, right: &B256) -> B256 {
	keccak256([left.0, right.0].concat())
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The contract's function, row by row.
	fn root_of_many(mut count: usize, known: &[(usize, B256)], siblings: &[B256]) -> Option<B256> {
		let (mut known, mut rest) = (known.to_vec(), siblings.iter().copied());
		while count > 1 {
			let mut above = Vec::new();
			let mut nodes = known.into_iter().peekable();
			while let Some((place, node)) = nodes.next() {
				let node = if place % 2 == 1 {
					pair(&rest.next()?, &node)
				} else if let Some((_, right)) = nodes.next_if(|(next, _)| *next == place + 1) {
					pair(&node, &right)
				} else if place + 1 < count {
					pair(&node, &rest.next()?)
				} else {
					node
				};
				above.push((place / 2, node));
			}
			known = above;
			count = count.div_ceil(2);
		}
		rest.next().is_none().then(|| known[0].1)
	}

	#[test]
	fn every_subset_of_every_small_tree_leads_to_the_root() {
		for count in 1..=9u8 {
			let leaves: Vec<[u8; 1]> = (0..count).map(|leaf| [leaf]).collect();
			let root = B256::from(althing_merkle::root(&leaves));
			for subset in 1u32..1 << count {
				let places: Vec<usize> = (0..usize::from(count)).filter(|i| subset >> i & 1 == 1).collect();
				let known: Vec<_> = places.iter().map(|&at| (at, keccak256(leaves[at]))).collect();
				let siblings = prove(&leaves, &places);
				assert_eq!(
					root_of_many(leaves.len(), &known, &siblings),
					Some(root),
					"{places:?} of {count}"
				);
			}
		}
	}

	proptest::proptest! {
		#[test]
		fn a_quorum_of_a_large_set_leads_to_the_root(
			count in 10usize..600,
			chosen in proptest::collection::btree_set(0usize..10_000, 1..400),
		) {
			let leaves: Vec<[u8; 8]> = (0..count).map(usize::to_le_bytes).collect();
			let places: std::collections::BTreeSet<usize> = chosen.into_iter().map(|at| at % count).collect();
			let places: Vec<usize> = places.into_iter().collect();
			let known: Vec<_> = places.iter().map(|&at| (at, keccak256(leaves[at]))).collect();
			let root = B256::from(althing_merkle::root(&leaves));
			proptest::prop_assert_eq!(root_of_many(count, &known, &prove(&leaves, &places)), Some(root));
		}
	}
}
