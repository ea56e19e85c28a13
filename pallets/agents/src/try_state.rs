//! What must hold after every block.

use alloc::collections::BTreeMap;
use althing_primitives::Department;
use polkadot_sdk::{
	frame_support::ensure,
	frame_system,
	sp_runtime::{traits::Zero, Saturating, TryRuntimeError},
};

use crate::{Agents, BalanceOf, Config, IdByAccount, Members, NextId, Pallet, Status};

impl<T: Config> Pallet<T> {
	/// Checks every rule between the storage items; the error names the one that is broken.
	///
	/// # Errors
	///
	/// The first rule that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_index()?;
		Self::check_accounts()?;
		Self::check_bonds()
	}

	/// Active agents and places of the index name each other, and the places have no gaps.
	fn check_index() -> Result<(), TryRuntimeError> {
		let mut active = [0u32; 8];
		for (id, info) in Agents::<T>::iter() {
			ensure!(
				id < NextId::<T>::get(),
				"an agent has a number that was not given out"
			);
			let Status::Active { index } = info.status else {
				continue;
			};
			ensure!(
				Members::<T>::get((info.department, index)) == Some(id),
				"an active agent is not at its place of the index"
			);
			if let Some(count) = active.get_mut(usize::from(info.department.index())) {
				count.saturating_inc();
			}
		}
		ensure!(
			active == Self::counts(),
			"the counts are not those of the active agents"
		);
		for department in Department::ALL {
			let count = Self::active_in(department);
			ensure!(
				(0..count).all(|index| Members::<T>::contains_key((department, index))),
				"the index has a gap"
			);
		}
		let places: u64 = active.iter().map(|count| u64::from(*count)).sum();
		ensure!(
			u64::try_from(Members::<T>::iter_keys().count()) == Ok(places),
			"the index has places beyond its counts"
		);
		Ok(())
	}

	/// Agents and accounts name each other, and every account has the reference it was given.
	fn check_accounts() -> Result<(), TryRuntimeError> {
		for (id, info) in Agents::<T>::iter() {
			ensure!(
				IdByAccount::<T>::get(&info.account) == Some(id),
				"an agent's account does not lead back to it"
			);
			ensure!(
				frame_system::Pallet::<T>::providers(&info.account) > 0,
				"an agent's account has no provider"
			);
		}
		ensure!(
			IdByAccount::<T>::iter_keys().count() == Agents::<T>::iter_keys().count(),
			"an account leads to no agent"
		);
		Ok(())
	}

	/// What is held on an owner is the sum of its agents' bonds.
	fn check_bonds() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for info in Agents::<T>::iter_values() {
			let sum = sums.entry(info.owner).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(info.bond);
		}
		ensure!(
			sums.iter().all(|(owner, sum)| Self::bonded(owner) == *sum),
			"what is held on an owner is not the sum of its agents' bonds"
		);
		Ok(())
	}
}
