//! When executions of one task agree. Pure.

use althing_primitives::Hash;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::{traits::ConstU32, BoundedVec},
	sp_runtime::Perbill,
};
use scale_info::TypeInfo;

/// The most executions of one batch.
pub const MAX_EXECUTIONS: u32 = 16;

/// The most members of a set.
pub const MAX_SET: u32 = 64;

/// How executions are compared. All of them agree, or none do.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Comparison {
	/// Each found the very batch that is anchored: its value is the batch's root.
	#[codec(index = 0)]
	Exact,
	/// Each found a number, and the greatest is above the least by no more than this.
	#[codec(index = 1)]
	Tolerance(u64),
	/// Each found a set, and of what two of them have together at least this share is in both (Jaccard's index).
	#[codec(index = 2)]
	Overlap(Perbill),
}

/// What an execution found.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Value {
	/// The root over its results.
	#[codec(index = 0)]
	Exact(Hash),
	/// A number, in the unit that the schema states.
	#[codec(index = 1)]
	Scalar(i64),
	/// The hashes of what it found, in ascending order, each once; at least one.
	#[codec(index = 2)]
	Set(BoundedVec<Hash, ConstU32<MAX_SET>>),
}

impl Comparison {
	/// Whether agreement by it means something: sets that share less than half would agree with two that share nothing.
	pub fn is_sound(&self) -> bool {
		match self {
			Self::Exact | Self::Tolerance(_) => true,
			Self::Overlap(least) => *least >= Perbill::from_percent(50),
		}
	}

	/// Whether all `values` agree, on the batch under `root`. Each two are compared.
	pub fn agree<'a>(&self, root: &Hash, values: impl Iterator<Item = &'a Value> + Clone) -> bool {
		match self {
			Self::Exact => values.clone().all(|value| *value == Value::Exact(*root)),
			Self::Tolerance(most) => near(*most, values),
			Self::Overlap(least) => {
				values.clone().all(|value| members(value).is_some()) && overlap(*least, values)
			}
		}
	}
}

fn near<'a>(most: u64, values: impl Iterator<Item = &'a Value>) -> bool {
	let mut range: Option<(i64, i64)> = None;
	for value in values {
		let Value::Scalar(number) = value else {
			return false;
		};
		let (least, greatest) = range.unwrap_or((*number, *number));
		range = Some((least.min(*number), greatest.max(*number)));
	}
	range.is_some_and(|(least, greatest)| greatest.abs_diff(least) <= most)
}

fn overlap<'a>(least: Perbill, values: impl Iterator<Item = &'a Value> + Clone) -> bool {
	let sets = values.filter_map(members);
	sets.clone().enumerate().all(|(place, one)| {
		// At most 16.
		sets.clone()
			.skip(place.saturating_add(1))
			.all(|other| share(one, other) >= least)
	})
}

/// The set that a value is, if it is one in the form that it must have.
fn members(value: &Value) -> Option<&[Hash]> {
	let Value::Set(set) = value else {
		return None;
	};
	let ascending = set.iter().zip(set.iter().skip(1)).all(|(one, next)| one < next);
	(ascending && !set.is_empty()).then_some(&set[..])
}

/// Of all that two sets have together, the share that is in both, rounded down.
fn share(one: &[Hash], other: &[Hash]) -> Perbill {
	let both = one
		.iter()
		.filter(|member| other.binary_search(member).is_ok())
		.count() as u32; // at most 64
	let all = (one.len() as u32)
		.saturating_add(other.len() as u32)
		.saturating_sub(both); // at most 128
	Perbill::from_rational(both, all)
}
