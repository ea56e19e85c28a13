//! The real voting path (votes, delegations, taking back, unlocking, the cap, the one call that frees all)
//! against a plain model of it: tallies, locks, the times at which they end, and what is refused.

mod both;
mod steps;

use althing_integration_tests::genesis;
use both::{named, Both};
use proptest::prelude::*;
use steps::step;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn the_chain_counts_locks_and_refuses_as_the_plain_model_does(
		steps in prop::collection::vec(step(), 1..40),
	) {
		genesis("local_testnet").execute_with(|| {
			let mut both = Both::new();
			for step in steps {
				let (chain, model) = both.take(step.clone());
				prop_assert_eq!(chain, model.map_err(named), "{:?}", step);
				both.agree()?;
			}
			both.leave()
		})?;
	}
}
