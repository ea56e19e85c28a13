//! The conviction that a request needs.

use crate::{
	conviction::Conviction,
	wide::{mul_div, Rounding},
};

/// What shares are counted in.
pub const BILLION: u128 = 1_000_000_000;

/// Bits after the binary point of β − r/R.
const FRACTION: u32 = 63;

/// The constants of the trigger, in parts of [`BILLION`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
	/// β: the share of the pool that no single request may reach.
	pub beta: u32,
	/// ρ: the weight of the supply. ρ/β² is the share of it that a vanishing request needs.
	pub rho: u32,
}

/// The conviction at which a request for `requested` of the `pool` passes, when `supply` counts:
/// ρ·S / (β − r/R)².
///
/// `supply` is S with its floor applied. `None` where nothing is enough: the pool is empty, the request is β
/// of it or more, or the threshold is above any conviction there can be.
///
/// Never below the exact value. Above it by less than a part in 2⁶¹/(β − r/R), plus three ulp divided by (β −
/// r/R)²: with β − r/R above a thousandth, less than a part in 2⁵¹ and 2²² ulp, which is a thousandth of the
/// token's least unit.
pub const fn threshold(requested: u128, pool: u128, supply: u128, rules: &Rules) -> Option<Conviction> {
	let Some(gap) = gap(requested, pool, rules.beta) else {
		return None;
	};
	let one = 1u128 << FRACTION;
	let Some(base) = mul_div(
		Conviction::of_stake(supply).raw(),
		rules.rho as u128,
		BILLION,
		Rounding::Up,
	) else {
		return None;
	};
	let Some(once) = mul_div(base, one, gap, Rounding::Up) else {
		return None;
	};
	match mul_div(once, one, gap, Rounding::Up) {
		Some(raw) => Some(Conviction::from_raw(raw)),
		None => None,
	}
}

/// β − r/R, rounded down; `None` unless it is above zero.
const fn gap(requested: u128, pool: u128, beta: u32) -> Option<u128> {
	let one = 1u128 << FRACTION;
	let Some(share) = mul_div(requested, one, pool, Rounding::Up) else {
		return None;
	};
	match mul_div(beta as u128, one, BILLION, Rounding::Down) {
		Some(beta) if beta > share => Some(beta - share),
		Some(_) | None => None,
	}
}
