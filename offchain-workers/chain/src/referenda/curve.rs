//! What a referendum needs, falling over its decision period.

use codec::Decode;
use polkadot_sdk::{
	sp_arithmetic::SignedRounding,
	sp_runtime::{FixedI64, Perbill, Rounding},
};

/// A share that is needed, by the share of the decision period that is over: `pallet_referenda::Curve`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode)]
pub enum SupportCurve {
	/// Straight down from `ceil` to `floor`, then level.
	Linear {
		/// Where it is down.
		length: Perbill,
		/// The least.
		floor: Perbill,
		/// The most.
		ceil: Perbill,
	},
	/// Down by a step after every period.
	Stepped {
		/// The most.
		begin: Perbill,
		/// The least.
		end: Perbill,
		/// By how much.
		step: Perbill,
		/// After how much.
		period: Perbill,
	},
	/// `factor / (x + x_offset) + y_offset`; each in billionths.
	Reciprocal {
		/// K.
		factor: i64,
		/// S.
		x_offset: i64,
		/// −T.
		y_offset: i64,
	},
}

impl SupportCurve {
	/// What is needed once the share `over` of the period is over. Rounded as the chain rounds.
	pub fn needed(&self, over: Perbill) -> Perbill {
		match *self {
			Self::Linear { length, floor, ceil } => {
				let down = over.min(length).saturating_div(length, Rounding::Down);
				ceil - down * (ceil - floor)
			}
			Self::Stepped {
				begin,
				end,
				step,
				period,
			} => {
				let steps = over.deconstruct().checked_div(period.deconstruct());
				let down = step.int_mul(steps.unwrap_or(u32::MAX));
				(begin - down.min(begin)).max(end)
			}
			Self::Reciprocal {
				factor,
				x_offset,
				y_offset,
			} => {
				let [factor, x_offset, y_offset] = [factor, x_offset, y_offset].map(FixedI64::from_inner);
				factor
					.checked_rounding_div(FixedI64::from(over) + x_offset, SignedRounding::Low)
					.map_or(Perbill::one(), |part| (part + y_offset).into_clamped_perthing())
			}
		}
	}

	/// The least with which anything passes.
	pub fn floor(&self) -> Perbill {
		self.needed(Perbill::one())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const fn percent(x: u32) -> Perbill {
		Perbill::from_percent(x)
	}

	#[test]
	fn a_straight_line_goes_from_its_ceiling_to_its_floor() {
		let curve = SupportCurve::Linear {
			length: percent(50),
			floor: percent(10),
			ceil: percent(50),
		};
		assert_eq!(curve.needed(percent(0)), percent(50));
		assert_eq!(curve.needed(percent(25)), percent(30));
		assert_eq!(curve.needed(percent(50)), percent(10));
		assert_eq!(curve.floor(), percent(10));
	}

	#[test]
	fn steps_go_down_to_the_end() {
		let curve = SupportCurve::Stepped {
			begin: percent(90),
			end: percent(50),
			step: percent(15),
			period: percent(20),
		};
		assert_eq!(curve.needed(percent(19)), percent(90));
		assert_eq!(curve.needed(percent(20)), percent(75));
		assert_eq!(curve.floor(), percent(50));
	}

	#[test]
	fn a_reciprocal_curve_is_computed_in_billionths() {
		// 0.1 / (x + 0.25) − 0.06: 34 % at the start, 2 % at the end.
		let curve = SupportCurve::Reciprocal {
			factor: 100_000_000,
			x_offset: 250_000_000,
			y_offset: -60_000_000,
		};
		assert_eq!(curve.needed(percent(0)), percent(34));
		assert_eq!(curve.needed(percent(25)), percent(14));
		assert_eq!(curve.floor(), percent(2));
	}
}
