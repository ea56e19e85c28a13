//! What each seat's word weighs, and the most that one owner's seats may weigh together.

use crate::{Constants, Finding, Fixed, Question, Seat, MAX_PANEL};
use alloc::{collections::BTreeMap, vec::Vec};
use bounded_collections::{BoundedVec, ConstU32};
use core::cmp::Reverse;
use polkadot_sdk::sp_arithmetic::{Perbill, Rounding};

/// An accuracy below this counts as this. Below one half an answer would count against itself, and at one
/// half it would count for nothing.
const LEAST_ACCURACY: Perbill = Perbill::from_percent(55);

/// An accuracy above this counts as this: nobody is so sure that nobody else matters.
const GREATEST_ACCURACY: Perbill = Perbill::from_percent(99);

/// The weight of each seat for which `present` says yes of its position; zero for the others. In the order
/// of the seats; those beyond [`MAX_PANEL`] have none.
///
/// ln(p / (1 − p)) with p the seat's accuracy within 0.55 and 0.99 (the weight that makes a majority
/// vote of independent judges as good as it can be: Nitzan and Paroush, 1982), times 1 + `stakeholder`
/// if the seat's department is among those that the question concerns. A question that names no
/// departments concerns all alike, so nobody gets the factor. Between 0.20 and 9.2; error below 1e-13.
pub fn weights(
	question: &Question,
	constants: &Constants,
	seats: &[Seat],
	present: impl Fn(usize) -> bool,
) -> BoundedVec<Fixed, ConstU32<MAX_PANEL>> {
	let weight = |(position, seat): (usize, &Seat)| {
		if !present(position) {
			return Fixed::ZERO;
		}
		let bonus = if question.departments.contains(seat.department) {
			Fixed::from_perbill(constants.stakeholder)
		} else {
			Fixed::ZERO
		};
		// At most ln 99 · 2: never out of range.
		let factor = Fixed::ONE.saturating_add(bonus);
		log_odds(seat.accuracy)
			.and_then(|base| base.checked_mul(factor))
			.unwrap_or(Fixed::ZERO)
	};
	let all = seats
		.iter()
		.take(MAX_PANEL as usize)
		.enumerate()
		.map(weight)
		.collect();
	BoundedVec::truncate_from(all)
}

/// ln(p / (1 − p)) with p clipped; never `None`, for p stays away from zero and one.
fn log_odds(accuracy: Perbill) -> Option<Fixed> {
	let right = accuracy.clamp(LEAST_ACCURACY, GREATEST_ACCURACY).deconstruct();
	let wrong = Perbill::one().deconstruct().saturating_sub(right);
	Fixed::from_int(right.into())
		.checked_div(Fixed::from_int(wrong.into()))?
		.ln()
}

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
pub fn cap_owners(
	weights: &mut [Fixed],
	owners: &[[u8; 32]],
	cap: Perbill,
) -> BoundedVec<Finding, ConstU32<MAX_PANEL>> {
	let holdings = holdings(weights, owners);
	let Some((capped, level)) = level(&holdings, cap) else {
		return BoundedVec::new();
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
		Finding::OwnerConcentration {
			owner: holding.owner,
			before: share(holding.weight, total),
			after: share(add_up(now.map(|(weight, _)| weight)), left),
		}
	});
	BoundedVec::truncate_from(findings.collect())
}

fn add_up<'a>(weights: impl Iterator<Item = &'a Fixed>) -> Fixed {
	weights.fold(Fixed::ZERO, |sum, weight| sum.saturating_add(*weight))
}

fn share(part: Fixed, whole: Fixed) -> Perbill {
	part.checked_div(whole).unwrap_or(Fixed::ZERO).to_perbill()
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
