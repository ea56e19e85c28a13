//! Sums of weights, and shares of them.

use crate::Fixed;
use polkadot_sdk::sp_arithmetic::Perbill;

pub(crate) fn add_up<'a>(weights: impl Iterator<Item = &'a Fixed>) -> Fixed {
	weights.fold(Fixed::ZERO, |sum, weight| sum.saturating_add(*weight))
}

pub(crate) fn share(part: Fixed, whole: Fixed) -> Perbill {
	part.checked_div(whole).unwrap_or(Fixed::ZERO).to_perbill()
}
