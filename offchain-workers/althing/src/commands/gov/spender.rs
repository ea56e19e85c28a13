//! What one payment of the treasury may be, told before holders are asked for one that would fail.
//!
//! The rule is the runtime's (`Spender::limit` in `runtime/src/governance/origins.rs`), and no metadata tells
//! it. Here it only makes a warning: what a referendum's call comes to is known when it is made.

use crate::amount::{exact, UNIT};

/// The tracks that spend, with the most VWT that each pays at a time.
const LIMITS: [(&str, u128); 3] = [
	("small_spender", 1_000 * UNIT),
	("medium_spender", 10_000 * UNIT),
	("big_spender", 100_000 * UNIT),
];
/// The track that pays anything.
const UNLIMITED: &str = "root";

/// What to say when a payment of `amount` of VWT would fail on `track`.
pub(super) fn warning(track: &str, amount: u128) -> Option<String> {
	if track == UNLIMITED {
		return None;
	}
	let limit = LIMITS.iter().find(|(name, _)| *name == track);
	match limit {
		None => Some(format!(
			"track {track} pays nothing: the payment would fail; small_spender, medium_spender and big_spender pay"
		)),
		Some((_, most)) if amount > *most => Some(format!(
			"track {track} pays {} VWT at a time at most: the payment would fail",
			exact(*most)
		)),
		Some(_) => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_payment_that_would_fail_is_told() {
		assert_eq!(warning("small_spender", 1_000 * UNIT), None);
		assert_eq!(warning("root", u128::MAX), None);
		let much = warning("small_spender", 1_000 * UNIT + 1).unwrap();
		assert!(much.contains("1000 VWT at a time"), "{much}");
		let other = warning("parameter_change", 1).unwrap();
		assert!(other.contains("pays nothing"), "{other}");
	}
}
