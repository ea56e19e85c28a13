//! The mountain range as `pallet-mmr` makes it, all of it in memory.

use alloy_primitives::keccak256;
use althing_merkle::path::Path;
use althing_relay::B256;

fn pair(left: &B256, right: &B256) -> B256 {
	keccak256([left.0, right.0].concat())
}

fn above(row: &[B256]) -> Vec<B256> {
	row.chunks(2).map(|both| pair(&both[0], &both[1])).collect()
}

fn top(mountain: &[B256]) -> B256 {
	match mountain {
		[peak] => *peak,
		row => top(&above(row)),
	}
}

/// The perfect trees' bottom rows, the highest first.
fn mountains(hashes: &[B256]) -> Vec<&[B256]> {
	let mut rest = hashes;
	let mut found = Vec::new();
	while !rest.is_empty() {
		let size = 1 << rest.len().ilog2();
		let (mountain, right) = rest.split_at(size);
		found.push(mountain);
		rest = right;
	}
	found
}

/// Peaks are bagged from the right, the right one first.
fn bag(peaks: &[B256]) -> B256 {
	let (last, rest) = peaks.split_last().unwrap();
	rest.iter().rev().fold(*last, |right, left| pair(&right, left))
}

/// The root over leaves with these hashes.
pub fn root(hashes: &[B256]) -> B256 {
	bag(&mountains(hashes).into_iter().map(top).collect::<Vec<_>>())
}

/// The path from leaf `index` to that root.
pub fn prove(hashes: &[B256], index: usize) -> Path {
	let all = mountains(hashes);
	let peaks: Vec<B256> = all.iter().map(|mountain| top(mountain)).collect();
	let (mut place, mut mine) = (index, 0);
	while place >= all[mine].len() {
		place -= all[mine].len();
		mine += 1;
	}
	let mut steps = Vec::new();
	let mut row = all[mine].to_vec();
	while row.len() > 1 {
		steps.push((row[place ^ 1], place % 2 == 1));
		row = above(&row);
		place /= 2;
	}
	if mine + 1 < peaks.len() {
		steps.push((bag(&peaks[mine + 1..]), true));
	}
	steps.extend(peaks[..mine].iter().rev().map(|peak| (*peak, false)));
	Path {
		order: steps
			.iter()
			.enumerate()
			.map(|(bit, (_, left))| u64::from(*left) << bit)
			.sum(),
		items: steps.into_iter().map(|(item, _)| item.0).collect(),
	}
}
