//! A Merkle mountain range as `pallet-mmr` makes it, and its proofs of one leaf, written plainly.

use crate::pair;
use althing_primitives::Hash;

/// The perfect trees over `hashes`, the highest first, each as its rows from the bottom up.
fn mountains(hashes: &[Hash]) -> Vec<Vec<Vec<Hash>>> {
	let (mut all, mut rest) = (Vec::new(), hashes);
	while !rest.is_empty() {
		let (mine, others) = rest.split_at(1 << rest.len().ilog2());
		let mut rows = vec![mine.to_vec()];
		while rows.last().unwrap().len() > 1 {
			let row = rows.last().unwrap();
			let above = row.chunks(2).map(|two| pair(&two[0], &two[1])).collect();
			rows.push(above);
		}
		all.push(rows);
		rest = others;
	}
	all
}

fn bag(peaks: &[Hash]) -> Option<Hash> {
	peaks
		.iter()
		.copied()
		.rev()
		.reduce(|right, left| pair(&right, &left))
}

fn peaks(mountains: &[Vec<Vec<Hash>>]) -> Vec<Hash> {
	mountains.iter().map(|rows| rows.last().unwrap()[0]).collect()
}

/// The root over these leaves' hashes.
pub fn root(hashes: &[Hash]) -> Hash {
	bag(&peaks(&mountains(hashes))).unwrap()
}

/// The items of a proof of leaf `index`: the peaks to the left, the siblings from the bottom up, the peaks to the right in
/// one.
pub fn prove(hashes: &[Hash], index: usize) -> Vec<Hash> {
	let all = mountains(hashes);
	let (mut place, mut mine) = (index, 0);
	while place >= all[mine][0].len() {
		place -= all[mine][0].len();
		mine += 1;
	}
	let mut items = peaks(&all[..mine]);
	for row in all[mine].split_last().unwrap().1 {
		items.push(row[place ^ 1]);
		place >>= 1;
	}
	items.extend(bag(&peaks(&all[mine + 1..])));
	items
}
