//! A path from a node to a root, each step with its side: `MerklePath.sol`.
//!
//! Only for trees whose leaves never have 64 bytes: nothing here says how long a path should be.

use crate::{pair, tree};
use alloc::vec::Vec;
use althing_primitives::Hash;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// No tree here is higher.
pub const MAX_HEIGHT: usize = 64;

/// Why a path leads to no root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
	/// It has more than [`MAX_HEIGHT`] steps.
	PathTooLong(usize),
	/// A bit of the order is set that belongs to no step: a proof has one encoding.
	PathOrder(u64),
}

impl core::fmt::Display for PathError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::PathTooLong(length) => write!(f, "no tree is as high as {length}"),
			Self::PathOrder(order) => write!(f, "the order {order:#x} has bits beyond the items"),
		}
	}
}

impl core::error::Error for PathError {}

/// The way from a node to a root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Path {
	/// The neighbours, from the bottom up.
	pub items: Vec<Hash>,
	/// Bit i says that item i is the left one.
	pub order: u64,
}

impl Path {
	/// The path that the proof of leaf `index` of `count` of a binary tree is; nothing where the proof has another
	/// length than that place.
	pub fn of_place(count: u32, index: u32, items: Vec<Hash>) -> Option<Self> {
		Self::from_sides(tree::sides(count, index).ok()?, items)
	}

	/// The path that a proof of `pallet-mmr` for the single leaf `index` of `count` is; nothing where the proof has
	/// another length than that place.
	///
	/// Such a proof has the peaks to the left of the leaf's, from left to right, then the leaf's siblings from the bottom
	/// up, then all peaks to the right, bagged into one. Peaks are bagged from the right, the right one first.
	pub fn of_mountain(count: u64, index: u64, items: Vec<Hash>) -> Option<Self> {
		let mountain = Mountain::of(count, index)?;
		let mut rest = items;
		let mut upper = rest.split_off(mountain.left_peaks.min(rest.len()));
		// What is right of a peak comes before what is left of it, the nearest of these first.
		rest.reverse();
		let bagged = upper.split_off(mountain.height.min(upper.len()));
		let right = usize::from(mountain.right_peaks);
		if bagged.len() != right || upper.len() != mountain.height || rest.len() != mountain.left_peaks {
			return None;
		}
		let place = mountain.place;
		let inside = (0..mountain.height).map(|row| place.checked_shr(row as u32).unwrap_or(0) % 2 == 1); // below 64
		let sides = inside
			.chain(core::iter::repeat_n(true, right))
			.chain(core::iter::repeat_n(false, mountain.left_peaks));
		let items = [upper, bagged, rest].concat();
		Self::from_sides(sides, items)
	}

	fn from_sides(sides: impl Iterator<Item = bool>, items: Vec<Hash>) -> Option<Self> {
		let (mut order, mut steps) = (0u64, 0usize);
		for (bit, left) in (0u32..).zip(sides) {
			order |= u64::from(left).checked_shl(bit)?;
			steps = steps.checked_add(1)?;
		}
		(steps == items.len()).then_some(Self { items, order })
	}

	/// The root that `node` leads to.
	///
	/// # Errors
	///
	/// See [`fold`].
	pub fn fold(&self, node: Hash) -> Result<Hash, PathError> {
		fold(node, self.items.iter().copied(), self.order)
	}
}

/// The root that `node` leads to by `items`, of which item i is the left one where bit i of `order` is set.
///
/// # Errors
///
/// When there are too many items, or bits of `order` beyond them.
pub fn fold(node: Hash, items: impl ExactSizeIterator<Item = Hash>, order: u64) -> Result<Hash, PathError> {
	let length = items.len();
	if length > MAX_HEIGHT {
		return Err(PathError::PathTooLong(length));
	}
	// At most 64; a shift by 64 leaves nothing.
	if order.checked_shr(length as u32).unwrap_or(0) != 0 {
		return Err(PathError::PathOrder(order));
	}
	let step = |(node, order): (Hash, u64), item: Hash| {
		let node = match order % 2 == 1 {
			true => pair(&item, &node),
			false => pair(&node, &item),
		};
		(node, order / 2)
	};
	Ok(items.fold((node, order), step).0)
}

/// Where a leaf of a mountain range stands.
struct Mountain {
	/// Its place in its own mountain.
	place: u64,
	/// The rows above it there.
	height: usize,
	left_peaks: usize,
	/// Whether there are peaks to the right.
	right_peaks: bool,
}

impl Mountain {
	/// The mountains are the bits of `count`, the highest first.
	fn of(count: u64, index: u64) -> Option<Self> {
		let (mut place, mut left_peaks) = (index, 0usize);
		for height in (0..u64::BITS).rev().filter(|bit| count & (1u64 << bit) != 0) {
			let size = 1u64 << height;
			if place < size {
				return Some(Self {
					place,
					height: height as usize, // below 64
					left_peaks,
					right_peaks: count & size.saturating_sub(1) != 0,
				});
			}
			place = place.saturating_sub(size); // as was seen, not below zero
			left_peaks = left_peaks.saturating_add(1); // at most 64
		}
		None
	}
}
