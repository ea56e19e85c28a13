//! The dense index of active agents.

use althing_primitives::{AgentId, Department};
use polkadot_sdk::{
	frame_support::{ensure, traits::Defensive, traits::Get},
	frame_system::pallet_prelude::BlockNumberFor,
};

use crate::{Agents, Config, Counts, Error, Members, Pallet, Status};

impl<T: Config> Pallet<T> {
	/// How many active agents `department` has.
	pub(crate) fn active_in(department: Department) -> u32 {
		Counts::<T>::get()
			.get(usize::from(department.index()))
			.copied()
			.defensive_unwrap_or_default()
	}

	fn set_active_in(department: Department, count: u32) {
		Counts::<T>::mutate(|counts| {
			if let Some(slot) = counts.get_mut(usize::from(department.index())).defensive() {
				*slot = count;
			}
		});
	}

	/// Gives the agent the next place of its department; its status has to become what is returned.
	pub(crate) fn enter_index(
		id: AgentId,
		department: Department,
	) -> Result<Status<BlockNumberFor<T>>, Error<T>> {
		let index = Self::active_in(department);
		ensure!(
			index < T::MaxAgentsPerDepartment::get(),
			Error::<T>::DepartmentFull
		);
		Members::<T>::insert((department, index), id);
		// Cannot saturate: `index` is below a `u32`.
		Self::set_active_in(department, index.saturating_add(1));
		Ok(Status::Active { index })
	}

	/// Frees the place `index` of `department` and moves the last agent into it. Writes the moved agent's
	/// record, never that of the agent which leaves.
	pub(crate) fn leave_index(department: Department, index: u32) {
		let Some(last) = Self::active_in(department).checked_sub(1).defensive() else {
			return;
		};
		let Some(moved) = Members::<T>::take((department, last)).defensive() else {
			return;
		};
		Self::set_active_in(department, last);
		if index == last {
			return;
		}
		Members::<T>::insert((department, index), moved);
		Agents::<T>::mutate(moved, |info| {
			if let Some(info) = info.as_mut().defensive() {
				info.status = Status::Active { index };
			}
		});
	}
}
