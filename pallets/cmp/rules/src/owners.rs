//! The most that one owner's seats may weigh together.

use crate::{
	shares::{add_up, share},
	Bias, Finding, Fixed,
};
use alloc::{collections::BTreeMap, vec::Vec};
use core::cmp::Reverse;
use polkadot_sdk::sp_arithmetic::{Perbill, Rounding};

/// What an owner's seats weigh together.
struct Holding {
	owner: [u8; 32],
	weight: Fixed,
}

/// Scales weights down until no owner holds more than `cap` of what is left, and tells whose were scaled:
/// the greatest holding first, equal ones in the order of the owners' bytes.
///
/// `weights` and `owners` are in the order of the seats; weights are not negative and add up to less than
/// 2⁷⁸. Owners whose seats weigh nothing do not count. With fewer owners than 1/`cap` the cap cannot be
/// kept, and 1/(number of owners) takes its place: all hold the same, which is what the least holds.
///
/// An owner's seats keep their proportion. With the k greatest holdings capped and a rest R, the level is
/// the L that solves L = cap · (k·L + R); k is the least number for which no other holding is above L.
/// Afterwards each owner's sum is at most `cap` × total + 2 ulp per seat. An owner below the cap may be
/// scaled too, where the total that greater ones leave behind would put it above.
pub fn cap_owners(weights: &mut [Fixed], owners: &[[u8; 32]], cap: Perbill) -> Vec<Finding> {
	let holdings = holdings(weights, owners);
	let Some((capped, level)) = level(&holdings, cap) else {
		return Vec::new();
	};
	let above: BTreeMap<_, _> = holdings
		.iter()
		.take(capped)
		.map(|h| (h.owner, h.weight))
		.collect();
	let total = add_up(weights.iter());
	for (weight, owner) in weights.iter_mut().zip(owners) {
		if let Some(held) = above.get(owner) {
			// Down, so that an owner's sum never exceeds the level.
			*weight = weight
				.checked_mul_div(level, *held, Rounding::Down)
				.unwrap_or(Fixed::ZERO);
		}
	}
	let left = add_up(weights.iter());
	let findings = holdings.iter().take(capped).map(|holding| {
		let now = weights
			.iter()
			.zip(owners)
			.filter(|(_, owner)| **owner == holding.owner);
		Finding {
			bias: Bias::OwnerConcentration { owner: holding.owner },
			before: share(holding.weight, total),
			after: share(add_up(now.map(|(weight, _)| weight)), left),
		}
	});
	findings.collect()
}

/// The owners whose seats weigh something, greatest first.
fn holdings(weights: &[Fixed], owners: &[[u8; 32]]) -> Vec<Holding> {
	let mut sums = BTreeMap::<[u8; 32], Fixed>::new();
	for (weight, owner) in weights
		.iter()
		.zip(owners)
		.filter(|(weight, _)| **weight > Fixed::ZERO)
	{
		let sum = sums.entry(*owner).or_default();
		*sum = sum.saturating_add(*weight);
	}
	let mut holdings: Vec<_> = sums
		.into_iter()
		.map(|(owner, weight)| Holding { owner, weight })
		.collect();
	// Stable: equal holdings stay in the order of the owners' bytes.
	holdings.sort_by_key(|holding| Reverse(holding.weight));
	holdings
}

/// How many of the holdings are above the level, and the level. Nothing where there are no holdings, and
/// none for weights beyond the range that [`cap_owners`] is for.
fn level(holdings: &[Holding], cap: Perbill) -> Option<(usize, Fixed)> {
	let owners = i64::try_from(holdings.len()).ok()?;
	let billion = i64::from(Perbill::one().deconstruct());
	let cap = i64::from(cap.deconstruct()).min(billion);
	let (cap, one) = if cap.saturating_mul(owners) < billion {
		(1, owners)
	} else {
		(cap, billion)
	};
	let mut rest = add_up(holdings.iter().map(|holding| &holding.weight));
	let mut free = one;
	for (capped, holding) in holdings.iter().enumerate() {
		// When `free` sinks to `cap` the level is the whole rest, which no holding exceeds: `free` stays
		// above zero. Rounded down a level stays at or above every holding that it was not below.
		let level = rest.checked_mul_div(Fixed::from_int(cap), Fixed::from_int(free), Rounding::Down)?;
		if level >= holding.weight {
			return Some((capped, level));
		}
		rest = rest.saturating_sub(holding.weight);
		free = free.saturating_sub(cap);
	}
	None
}
