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

use crate::{schema_id, Anchors, BalanceOf, ByKey, Config, HoldReason, NextId, Pallet, Schemas, Waiting};

impl<T: Config> Pallet<T> {
	/// Anchors and keys name each other, schemas have their own names, what waits can be proven, and what is held on a
	/// depositor covers its deposits exactly.
	///
	/// # Errors
	///
	/// The first rule that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_anchors()?;
		Self::check_schemas()?;
		let sound =
			|entry| althing_merkle::entry::decode(&althing_merkle::entry::encode(entry)) == Ok(*entry);
		ensure!(
			Waiting::<T>::get().iter().all(sound),
			"an entry waits that nobody would believe"
		);
		Ok(())
	}

	fn check_anchors() -> Result<(), TryRuntimeError> {
		for (id, anchor) in Anchors::<T>::iter() {
			ensure!(
				id < NextId::<T>::get(),
				"an anchor has a number that was not given out"
			);
			ensure!(anchor.count > 0, "an anchor commits to nothing");
			ensure!(
				matches!(anchor.grade, Grade::Signed | Grade::Agreed),
				"an anchor has a grade that the chain cannot check"
			);
			ensure!(
				ByKey::<T>::get(anchor.agent, anchor.key) == Some(id),
				"an anchor's key does not lead back to it"
			);
		}
		ensure!(
			ByKey::<T>::iter_keys().count() == Anchors::<T>::iter_keys().count(),
			"a key leads to no anchor"
		);
		let deposits = Anchors::<T>::iter_values().map(|anchor| (anchor.depositor, anchor.deposit));
		Self::check_held(HoldReason::AnchorDeposit, deposits)
	}

	fn check_schemas() -> Result<(), TryRuntimeError> {
		for (id, schema) in Schemas::<T>::iter() {
			ensure!(
				id == schema_id(&schema.context, schema.comparison.as_ref()) && id != [0; 32],
				"a schema stands under another name"
			);
			ensure!(
				schema.comparison.is_none_or(|comparison| comparison.is_sound()),
				"a schema's comparison means nothing"
			);
		}
		let deposits = Schemas::<T>::iter_values().filter_map(|schema| schema.depositor);
		Self::check_held(HoldReason::SchemaDeposit, deposits)
	}

	fn check_held(
		reason: HoldReason,
		deposits: impl Iterator<Item = (T::AccountId, BalanceOf<T>)>,
	) -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for (who, deposit) in deposits {
			let sum = sums.entry(who).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(deposit);
		}
		let reason = reason.into();
		let covered =
			|(who, sum): (&T::AccountId, &BalanceOf<T>)| T::Currency::balance_on_hold(&reason, who) == *sum;
		ensure!(
			sums.iter().all(covered),
			"what is held on a depositor is not the sum of its deposits"
		);
		Ok(())
	}
}
