//! When two answers are the same.

use crate::{Answer, Kind};
use polkadot_sdk::sp_arithmetic::Perbill;

/// What `Perbill` counts in.
const BILLION: i128 = 1_000_000_000;

/// Whether two answers to a question of `kind` agree: the same option, or numbers no further apart than
/// `tolerance` × (max − min).
pub fn agrees(kind: &Kind, tolerance: Perbill, one: &Answer, other: &Answer) -> bool {
	match (kind, one, other) {
		(Kind::Scalar { min, max }, Answer::Scalar(one), Answer::Scalar(other)) => {
			close(*one, *other, tolerance, *min, *max)
		}
		_ => one == other,
	}
}

/// An answer as a label, for comparing histories: numbers that lie in one step of `tolerance` × (max − min) have
/// the same. Labels beyond 255 are 255.
pub fn label(kind: &Kind, tolerance: Perbill, answer: &Answer) -> u8 {
	match (kind, answer) {
		(_, Answer::Binary(yes)) => (*yes).into(),
		(_, Answer::Choice(option)) => *option,
		(Kind::Scalar { min, max }, Answer::Scalar(value)) => {
			let above = i128::from(*value).saturating_sub((*min).into());
			let step = range(*min, *max).saturating_mul(tolerance.deconstruct().into());
			// 94 bits at most.
			let steps = above.saturating_mul(BILLION).checked_div(step).unwrap_or(above);
			u8::try_from(steps.max(0)).unwrap_or(u8::MAX)
		}
		(_, Answer::Scalar(_)) => 0,
	}
}

/// Whether two values are no further apart than `tolerance` of the range. Exact: 94 bits at most.
pub(crate) fn close(one: i64, other: i64, tolerance: Perbill, min: i64, max: i64) -> bool {
	let apart = i128::from(one.abs_diff(other));
	apart.saturating_mul(BILLION) <= range(min, max).saturating_mul(tolerance.deconstruct().into())
}

/// Zero where there is none.
fn range(min: i64, max: i64) -> i128 {
	i128::from(max).saturating_sub(min.into()).max(0)
}
