//! What readers may ask: runtime APIs, tests, other crates. Nothing here writes.

use althing_primitives::{AgentId, Department, Role};

use crate::{
	ActId, Appointment, Appointments, BalanceOf, Budget, Budgets, Classify, Config, Level, MandateOf,
	Mandates, Pallet, Pending, PendingActOf, Record, Records, Spending, Spent, SpentByRole,
};

impl<T: Config> Pallet<T> {
	/// What the agents of `role` may do alone for `department`.
	pub fn mandate(department: Department, role: Role) -> Option<MandateOf<T>> {
		Mandates::<T>::get((department, role))
	}

	/// What `department` may spend in a period.
	pub fn budget(department: Department) -> Budget<BalanceOf<T>> {
		Budgets::<T>::get(department)
	}

	/// The appointment of an agent.
	pub fn appointment(agent: AgentId) -> Option<Appointment> {
		Appointments::<T>::get(agent)
	}

	/// What an agent did under its mandates.
	pub fn record(agent: AgentId) -> Record<BalanceOf<T>> {
		Records::<T>::get(agent)
	}

	/// A pending act.
	pub fn pending(act: ActId) -> Option<PendingActOf<T>> {
		Pending::<T>::get(act)
	}

	/// What `department` has spent in the current period.
	pub fn spent(department: Department) -> Spending<BalanceOf<T>> {
		Self::current(Spent::<T>::get(department))
	}

	/// What the agents of `role` have spent for `department` in the current period.
	pub fn spent_by_role(department: Department, role: Role) -> Spending<BalanceOf<T>> {
		Self::current(SpentByRole::<T>::get((department, role)))
	}

	/// Whose word `call` would need if `agent` acted by it now; none if it may not act.
	pub fn needs(agent: AgentId, call: &<T as Config>::RuntimeCall) -> Option<Level> {
		let appointment = Appointments::<T>::get(agent)?;
		let mandate = Self::mandate(appointment.department, appointment.role)?;
		Some(Self::level(
			&appointment,
			&mandate,
			T::Classify::deed(call).as_ref(),
		))
	}

	/// What of `spending` counts in the current period.
	fn current(spending: Spending<BalanceOf<T>>) -> Spending<BalanceOf<T>> {
		let period = Self::period();
		if spending.period == period {
			return spending;
		}
		Spending {
			period,
			..Default::default()
		}
	}
}
