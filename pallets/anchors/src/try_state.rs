//! What must hold after every block.

use alloc::collections::BTreeMap;
use althing_primitives::Grade;
use polkadot_sdk::{
	frame_support::{ensure, traits::fungible::InspectHold},
	sp_runtime::{
		traits::{Saturating, Zero},
		TryRuntimeError,
	},
};

use crate::{Anchors, BalanceOf, ByKey, Config, HoldReason, NextId, Pallet};

impl<T: Config> Pallet<T> {
	/// Anchors and keys name each other, and what is held on a depositor covers its deposits exactly.
	///
	/// # Errors
	///
	/// The first rule that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for (id, anchor) in Anchors::<T>::iter() {
			ensure!(
				id < NextId::<T>::get(),
				"an anchor has a number that was not given out"
			);
			ensure!(anchor.count > 0, "an anchor commits to nothing");
			ensure!(
				anchor.grade == Grade::Signed,
				"an anchor has a grade that the chain cannot check"
			);
			ensure!(
				ByKey::<T>::get(anchor.agent, anchor.key) == Some(id),
				"an anchor's key does not lead back to it"
			);
			let sum = sums.entry(anchor.depositor).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(anchor.deposit);
		}
		ensure!(
			ByKey::<T>::iter_keys().count() == Anchors::<T>::iter_keys().count(),
			"a key leads to no anchor"
		);
		ensure!(
			sums.iter().all(|(who, sum)| {
				T::Currency::balance_on_hold(&HoldReason::AnchorDeposit.into(), who) == *sum
			}),
			"what is held on a depositor is not the sum of its deposits"
		);
		Ok(())
	}
}
