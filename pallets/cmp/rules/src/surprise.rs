//! How unexpected a truth was.

use crate::{lessons::labels, Answer, Fixed, Receipt, Topic};
use althing_cmp_stats::Real;
use polkadot_sdk::sp_arithmetic::Perbill;

/// The chance that something else than `truth` would turn out, by how frequent it was among the questions of the topic
/// when the panel was drawn; where nobody had estimated that, all answers are taken to be equally frequent.
///
/// What who was right is paid is in proportion to it. Then somebody whose answer is right with chance a > 1/2 does best to
/// say what it found, however rare that is: of two answers the likelier one after looking has odds
/// π·a / ((1 − π)·(1 − a)), the pays stand at (1 − π) : π, and the product is a / (1 − a). Without it, where yes is
/// seldom, who never looks and says no gets more.
pub fn surprise(receipt: &Receipt, truth: &Answer) -> Perbill {
	let even = || {
		let answers = labels(&receipt.question.kind, receipt.constants.tolerance);
		Real::ONE.over(Real::from_count(answers))
	};
	let frequency = || {
		let testimony = receipt.testimony.as_ref()?;
		let part = testimony.labels.get(usize::from(Topic::label(truth)?))?;
		Some(part.share())
	};
	Fixed::from_real(Real::ONE - frequency().unwrap_or_else(even)).to_perbill()
}
