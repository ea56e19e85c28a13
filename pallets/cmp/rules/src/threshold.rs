//! How much support a question needs.

use crate::{Constants, Past, Question};
use polkadot_sdk::sp_arithmetic::Perbill;

/// τ = clamp(τ₀ + a·risk + b·impact − c·urgency + d·error, floor, ceiling), with error the share of the class's
/// earlier decisions that turned out wrong.
///
/// Never falls when risk, impact or error grows and never rises when urgency grows. Calculated exactly and
/// rounded once, to the nearest billionth, halves up. Where floor and ceiling contradict each other the
/// ceiling holds.
pub fn threshold(question: &Question, constants: &Constants, past: &Past) -> Perbill {
	const BILLION: i64 = 1_000_000_000;
	let parts = |share: Perbill| i64::from(share.deconstruct()).min(BILLION);
	let product = |coefficient, argument| parts(coefficient).saturating_mul(parts(argument));

	// Five terms of at most 10¹⁸ each: within 64 bits.
	let sum = parts(constants.base)
		.saturating_mul(BILLION)
		.saturating_add(product(constants.risk, question.risk))
		.saturating_add(product(constants.impact, question.impact))
		.saturating_add(product(constants.context, past.error()))
		.saturating_sub(product(constants.urgency, question.urgency));
	let rounded = sum
		.saturating_add(BILLION / 2)
		.div_euclid(BILLION)
		.clamp(0, BILLION);
	// Between zero and a billion: fits.
	Perbill::from_parts(rounded as u32)
		.max(constants.floor)
		.min(constants.ceiling)
}
