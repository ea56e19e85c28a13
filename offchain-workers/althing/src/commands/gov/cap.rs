//! What one account may vote with, told before the chain refuses more.
//!
//! The rule is the runtime's (`runtime/src/governance/cap.rs`, `docs/adr/0005-stake-cap-per-voter.md`), and no
//! metadata tells it. Here it only makes a warning; the dry run has the last word.

use crate::amount::exact;
use althing_chain::Track;

/// The tracks without a cap: root and runtime upgrade.
const UNCAPPED: [u16; 2] = [0, 1];
/// How many accounts it takes at least, and how many when a registrar vouches for each.
const ACCOUNTS: (u128, u128) = (10, 3);

/// What to say when `stake` is more than an account may vote with on `track`, of `electorate` CVT in all.
pub(super) fn warning(track: &Track, electorate: u128, stake: u128) -> Option<String> {
	if UNCAPPED.contains(&track.id) {
		return None;
	}
	let floor = track.min_support.floor() * electorate;
	let (anybody, known) = (floor / ACCOUNTS.0, floor / ACCOUNTS.1);
	(stake > anybody).then(|| {
		format!(
			"Origins.StakeAboveCap: on track {} an account may vote with {} CVT at most, or {} when a registrar vouches \
			 for it",
			track.name,
			exact(anybody),
			exact(known),
		)
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use althing_chain::SupportCurve;
	use polkadot_sdk::sp_arithmetic::Perbill;

	fn track(id: u16) -> Track {
		let curve = SupportCurve::Linear {
			length: Perbill::one(),
			floor: Perbill::from_percent(2),
			ceil: Perbill::from_percent(25),
		};
		Track {
			id,
			name: "any".into(),
			max_deciding: 1,
			decision_deposit: 0,
			prepare_period: 1,
			decision_period: 1,
			confirm_period: 1,
			min_enactment_period: 1,
			min_approval: curve,
			min_support: curve,
		}
	}

	#[test]
	fn a_tenth_of_the_least_support_is_the_most_that_one_account_votes_with() {
		// 2 % of 100,000 are 2,000; a tenth of that are 200.
		assert_eq!(warning(&track(10), 100_000, 200), None);
		let warning = warning(&track(10), 100_000, 201).unwrap();
		assert!(warning.starts_with("Origins.StakeAboveCap"), "{warning}");
	}

	#[test]
	fn root_and_upgrades_have_no_cap() {
		assert_eq!(warning(&track(0), 100, 100), None);
		assert_eq!(warning(&track(1), 100, 100), None);
	}
}
