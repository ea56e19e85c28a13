//! What must hold after every block.

use althing_primitives::Department;
use polkadot_sdk::{
	frame_support::{ensure, traits::Get},
	sp_runtime::TryRuntimeError,
};

use crate::{Appointments, Budgets, Config, NextAct, NextAppointment, Pallet, Pending, Spent, Taken};

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
	/// Checks every rule between the storage items; the error names the one that is broken.
	pub fn do_try_state() -> Checked {
		Self::check_numbers()?;
		Department::ALL.into_iter().try_for_each(Self::check_department)
	}

	/// Appointments and acts have numbers that were given out.
	fn check_numbers() -> Checked {
		let next = NextAppointment::<T>::get();
		ensure!(
			Appointments::<T>::iter_values().all(|appointment| appointment.number < next),
			"an appointment has a number that was not given out"
		);
		let next = NextAct::<T>::get();
		ensure!(
			Pending::<T>::iter_keys().all(|act| act < next),
			"a pending act has a number that was not given out"
		);
		Ok(())
	}

	/// The places of a department are taken by as many as counted, and no more than there are.
	fn check_department(department: Department) -> Checked {
		let taken = Taken::<T>::get(department);
		let appointed = Appointments::<T>::iter_values()
			.filter(|appointment| appointment.department == department)
			.count();
		let pending = Pending::<T>::iter_values()
			.filter(|act| act.appointment.department == department)
			.count();
		ensure!(
			u32::try_from(appointed) == Ok(taken.appointed),
			"the appointed are not as many as counted"
		);
		ensure!(
			u32::try_from(pending) == Ok(taken.pending),
			"the pending acts are not as many as counted"
		);
		ensure!(
			taken.pending <= T::MaxPending::get(),
			"there are too many pending acts"
		);
		ensure!(
			Spent::<T>::get(department).alone <= Spent::<T>::get(department).total,
			"more was spent alone than in all"
		);
		let budget = Budgets::<T>::get(department);
		ensure!(
			budget.per_period <= budget.ceiling,
			"a department may spend more alone than with a panel"
		);
		Ok(())
	}
}
