//! A proposal's conviction.

use crate::{
	decay::decay,
	wide::{mul_shift, Rounding},
};

/// Bits after the binary point.
const FRACTION: u32 = 32;

/// The most that can be staked on one proposal, in least units of the token.
pub const MAX_STAKE: u128 = (1 << (128 - FRACTION)) - 1;

/// Conviction in tokens: z = (1−α)·y, in units of 2⁻³² of the token's least unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conviction(u128);

impl Conviction {
	/// None at all.
	pub const ZERO: Self = Self(0);

	/// From what [`Self::raw`] gave.
	pub const fn from_raw(raw: u128) -> Self {
		Self(raw)
	}

	/// The number times 2³².
	pub const fn raw(self) -> u128 {
		self.0
	}

	/// What `stake` is worth once it has always stood. Stakes above [`MAX_STAKE`] count as that.
	pub const fn of_stake(stake: u128) -> Self {
		Self(if stake > MAX_STAKE { MAX_STAKE } else { stake } << FRACTION)
	}

	/// The whole tokens' units, rounded down.
	pub const fn tokens(self) -> u128 {
		self.0 >> FRACTION
	}

	/// The conviction `blocks` later, while `stake` stood and did not change: x + αᵗ·(z₀ − x).
	///
	/// Lies between `self` and `stake`, and within an ulp plus a part in 2¹²⁰ of |z₀ − x| of the exact value:
	/// two ulp for stakes below 2⁸⁸, 2⁸ ulp at [`MAX_STAKE`]. The error of a step shrinks with the conviction
	/// in the steps after it: it grows with the number of a history's steps at most, never with its length.
	#[must_use]
	pub const fn after(self, stake: u128, blocks: u64, half_life: u64) -> Self {
		let target = Self::of_stake(stake).0;
		let left = decay(blocks, half_life);
		if self.0 >= target {
			Self(target + scaled(self.0 - target, left, Rounding::Down))
		} else {
			Self(target - scaled(target - self.0, left, Rounding::Up))
		}
	}

	/// The blocks until `needed` is reached while `stake` stands; `None` where it never is. For readers:
	/// within a block of the exact time, since conviction is rounded down.
	pub const fn blocks_until(self, needed: Self, stake: u128, half_life: u64) -> Option<u64> {
		if self.0 >= needed.0 {
			return Some(0);
		}
		// After 128 half-lives a stake counts in full.
		let mut late = match half_life.checked_mul(128) {
			Some(blocks) => blocks,
			None => u64::MAX,
		};
		if self.after(stake, late, half_life).0 < needed.0 {
			return None;
		}
		let mut early = 0;
		while late - early > 1 {
			let middle = early + (late - early) / 2;
			if self.after(stake, middle, half_life).0 >= needed.0 {
				late = middle;
			} else {
				early = middle;
			}
		}
		Some(late)
	}

	/// y = z/(1−α), the formulas' conviction in token-blocks, rounded down; `None` where it needs more than
	/// 128 bits. For display.
	pub const fn to_y(self, half_life: u64) -> Option<u128> {
		let gain = crate::ONE - decay(1, half_life);
		match crate::mul_div(self.0, crate::ONE, gain, Rounding::Down) {
			Some(y) => Some(y >> FRACTION),
			// The fraction's bits are in the way: whole tokens then.
			None => crate::mul_div(self.tokens(), crate::ONE, gain, Rounding::Down),
		}
	}
}

/// `amount` × `left` / 2¹²⁷; not more than `amount`, since `left` is 2¹²⁷ at most.
const fn scaled(amount: u128, left: u128, rounding: Rounding) -> u128 {
	match mul_shift(amount, left, 127, rounding) {
		Some(product) if product < amount => product,
		Some(_) | None => amount,
	}
}
