//! Who acts for departments, and within which limits.

use althing_primitives::{AgentId, Department, Departmental, OnRetired, Role, Standing};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{Defensive, Get},
	},
	sp_runtime::{traits::AccountIdConversion, ArithmeticError},
};

use crate::{
	Appointment, Appointments, BalanceOf, Budget, Budgets, Config, Error, Event, MandateOf, Mandates,
	NextAppointment, Pallet, Records, Taken,
};

impl<T: Config> Pallet<T> {
	/// The account of `department`.
	pub fn account_of(department: Department) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating((b"dept", department.index()))
	}

	pub(crate) fn do_appoint(agent: AgentId, department: Department, role: Role) -> DispatchResult {
		ensure!(T::Agents::is_active(agent), Error::<T>::NotActive);
		if let Some(before) = Appointments::<T>::get(agent) {
			Self::do_revoke(agent, &before);
		}
		Taken::<T>::try_mutate(department, |taken| {
			ensure!(
				taken.appointed < T::MaxAppointed::get(),
				Error::<T>::TooManyAppointed
			);
			taken.appointed = taken.appointed.saturating_add(1); // below `MaxAppointed`
			Ok::<(), Error<T>>(())
		})?;
		let number = NextAppointment::<T>::get();
		NextAppointment::<T>::put(number.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let appointment = Appointment {
			number,
			department,
			role,
		};
		Appointments::<T>::insert(agent, appointment);
		Self::deposit_event(Event::Appointed {
			agent,
			number,
			department,
			role,
		});
		Ok(())
	}

	pub(crate) fn do_revoke(agent: AgentId, appointment: &Appointment) {
		Appointments::<T>::remove(agent);
		Taken::<T>::mutate(appointment.department, |taken| {
			taken.appointed = taken.appointed.checked_sub(1).defensive_unwrap_or_default();
		});
		Self::deposit_event(Event::Revoked { agent });
	}

	pub(crate) fn do_set_mandate(department: Department, role: Role, mandate: Option<MandateOf<T>>) {
		let powers = mandate.as_ref().map(|mandate| mandate.powers);
		Mandates::<T>::set((department, role), mandate);
		Self::deposit_event(Event::MandateSet {
			department,
			role,
			powers,
		});
	}

	pub(crate) fn do_set_budget(department: Department, budget: Budget<BalanceOf<T>>) -> DispatchResult {
		ensure!(budget.ceiling >= budget.per_period, Error::<T>::CeilingTooLow);
		Budgets::<T>::insert(department, budget);
		Self::deposit_event(Event::BudgetSet { department, budget });
		Ok(())
	}
}

impl<T: Config> OnRetired for Pallet<T> {
	fn on_retired(agent: AgentId) {
		if let Some(appointment) = Appointments::<T>::get(agent) {
			Self::do_revoke(agent, &appointment);
		}
		Records::<T>::remove(agent);
	}
}

impl<T: Config> Departmental<T::AccountId> for Pallet<T> {
	fn account(department: Department) -> T::AccountId {
		Self::account_of(department)
	}
}
