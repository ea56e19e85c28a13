//! What agents do, alone or on somebody's word.

use althing_primitives::{blake2, AgentDirectory, AgentId, Department, Hash, Standing};
use codec::Encode;
use polkadot_sdk::{
	frame_support::{
		dispatch::{extract_actual_weight, DispatchResult, GetDispatchInfo},
		ensure,
		traits::{fungible::Inspect, Defensive, EnsureOrigin, EnsureOriginWithArg, Get},
		weights::Weight,
	},
	frame_system::{self, RawOrigin},
	sp_runtime::{
		traits::{Dispatchable, SaturatedConversion, Saturating, Zero},
		ArithmeticError, DispatchError,
	},
};

use crate::{
	ActId, Appointment, Appointments, BalanceOf, Budgets, Classify, Config, DeedOf, Error, Event, Level,
	MandateOf, Mandates, NextAct, Pallet, Pending, PendingAct, PendingActOf, Records, Spending, Spent,
	SpentByRole, Taken,
};

/// What a call is and what it does.
struct Told<T: Config> {
	hash: Hash,
	deed: Option<DeedOf<T>>,
}

impl<T: Config> Told<T> {
	fn of(call: &<T as Config>::RuntimeCall) -> Self {
		Self {
			hash: blake2(&call.encode()),
			deed: T::Classify::deed(call),
		}
	}

	fn amount(&self) -> BalanceOf<T> {
		self.deed.as_ref().map_or_else(Zero::zero, |deed| deed.amount)
	}
}

impl<T: Config> Pallet<T> {
	/// Makes the call or lets it wait; returns what the call weighed.
	pub(crate) fn do_act(
		who: &T::AccountId,
		department: Department,
		call: <T as Config>::RuntimeCall,
	) -> Result<Weight, DispatchError> {
		let agent = T::Agents::id_of(who).ok_or(Error::<T>::UnknownAgent)?;
		let appointment = Appointments::<T>::get(agent).ok_or(Error::<T>::NotAppointed)?;
		ensure!(appointment.department == department, Error::<T>::OtherDepartment);
		let mandate = Self::mandate_under(agent, &appointment)?;
		let told = Told::<T>::of(&call);
		match Self::level(&appointment, &mandate, told.deed.as_ref()) {
			Level::Alone => Self::make(agent, &appointment, Level::Alone, None, &told, call),
			needs => {
				Self::wait(agent, appointment, needs, told.hash)?;
				Ok(Weight::zero())
			}
		}
	}

	/// Makes the call of a pending act; returns what it weighed.
	pub(crate) fn do_execute(
		act: ActId,
		pending: PendingActOf<T>,
		word: Level,
		call: <T as Config>::RuntimeCall,
	) -> Result<Weight, DispatchError> {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now < pending.expires_at, Error::<T>::TimeOver);
		let told = Told::<T>::of(&call);
		ensure!(told.hash == pending.call, Error::<T>::OtherCall);
		// The very appointment under which it was asked for: none that came after a revocation.
		ensure!(
			Appointments::<T>::get(pending.agent) == Some(pending.appointment),
			Error::<T>::NotAppointed
		);
		let mandate = Self::mandate_under(pending.agent, &pending.appointment)?;
		let needs = Self::level(&pending.appointment, &mandate, told.deed.as_ref());
		ensure!(word >= needs, Error::<T>::NeedsReferendum);
		Self::remove(act, &pending);
		Self::make(pending.agent, &pending.appointment, word, Some(act), &told, call)
	}

	/// The mandate that the agent acts under, if it may act at all now.
	fn mandate_under(agent: AgentId, appointment: &Appointment) -> Result<MandateOf<T>, Error<T>> {
		ensure!(T::Agents::is_active(agent), Error::<T>::NotActive);
		let candidate = T::Agents::get(agent).ok_or(Error::<T>::UnknownAgent)?;
		ensure!(candidate.role == appointment.role, Error::<T>::RoleChanged);
		Mandates::<T>::get((appointment.department, appointment.role)).ok_or(Error::<T>::NoMandate)
	}

	/// Whose word a deed needs now.
	pub(crate) fn level(
		appointment: &Appointment,
		mandate: &MandateOf<T>,
		deed: Option<&DeedOf<T>>,
	) -> Level {
		let Some(deed) = deed else {
			return Level::Referendum;
		};
		let budget = Budgets::<T>::get(appointment.department);
		let spent = Self::spent(appointment.department);
		let by_role = Self::spent_by_role(appointment.department, appointment.role);
		// Saturating: a sum out of range is above every limit but the greatest, and no balance is so large.
		let above = |spent: BalanceOf<T>, limit: BalanceOf<T>| spent.saturating_add(deed.amount) > limit;
		if above(spent.total, budget.ceiling) {
			return Level::Referendum;
		}
		let within = mandate.powers.contains(deed.power)
			&& deed.amount <= mandate.per_act
			&& !above(by_role.alone, mandate.per_period)
			&& !above(spent.alone, budget.per_period)
			&& mandate.payees.allow(deed.to.as_ref());
		if within {
			Level::Alone
		} else {
			Level::Panel
		}
	}

	/// Makes the department's account make a call, books it and says who it was.
	fn make(
		agent: AgentId,
		appointment: &Appointment,
		word: Level,
		act: Option<ActId>,
		told: &Told<T>,
		call: <T as Config>::RuntimeCall,
	) -> Result<Weight, DispatchError> {
		let Appointment { department, role, .. } = *appointment;
		let account = Self::account_of(department);
		let before = T::Currency::balance(&account);
		let info = call.get_dispatch_info();
		let result = call.dispatch(RawOrigin::Signed(account.clone()).into());
		let weight = extract_actual_weight(&result, &info);
		result.map_err(|failed| failed.error)?;

		let amount = if told.deed.is_some() {
			let taken = before.saturating_sub(T::Currency::balance(&account));
			ensure!(taken <= told.amount(), Error::<T>::TookMore);
			told.amount()
		} else {
			// A referendum's: nobody has said what it takes, so what it took is booked.
			before.saturating_sub(T::Currency::balance(&account))
		};
		Self::book(agent, appointment, word, amount);
		Self::deposit_event(Event::Acted {
			agent,
			department,
			role,
			on_word_of: word,
			amount,
			call: told.hash,
			act,
		});
		Ok(weight)
	}

	/// Adds to what the department, the role and the agent have spent.
	fn book(agent: AgentId, appointment: &Appointment, word: Level, amount: BalanceOf<T>) {
		let Appointment { department, role, .. } = *appointment;
		let add = |spending: Spending<BalanceOf<T>>| Spending {
			total: spending.total.saturating_add(amount),
			alone: match word {
				Level::Alone => spending.alone.saturating_add(amount),
				Level::Panel | Level::Referendum => spending.alone,
			},
			..spending
		};
		Spent::<T>::insert(department, add(Self::spent(department)));
		SpentByRole::<T>::insert((department, role), add(Self::spent_by_role(department, role)));
		Records::<T>::mutate(agent, |record| {
			let count = match word {
				Level::Alone => &mut record.alone,
				Level::Panel | Level::Referendum => &mut record.approved,
			};
			// Saturating: statistics.
			*count = count.saturating_add(1);
			record.spent = record.spent.saturating_add(amount);
		});
	}

	fn wait(agent: AgentId, appointment: Appointment, needs: Level, call: Hash) -> DispatchResult {
		let department = appointment.department;
		Taken::<T>::try_mutate(department, |taken| {
			ensure!(taken.pending < T::MaxPending::get(), Error::<T>::TooManyPending);
			taken.pending = taken.pending.saturating_add(1); // below `MaxPending`
			Ok::<(), Error<T>>(())
		})?;
		let act = NextAct::<T>::get();
		NextAct::<T>::put(act.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		// Saturating: a time that no block reaches never comes.
		let expires_at = frame_system::Pallet::<T>::block_number().saturating_add(T::PendingLifetime::get());
		let pending = PendingAct {
			agent,
			appointment,
			call,
			expires_at,
		};
		Pending::<T>::insert(act, pending);
		Self::deposit_event(Event::Waiting {
			act,
			agent,
			department,
			needs,
			call,
			expires_at,
		});
		Ok(())
	}

	/// Whose word an origin is; a referendum's is also a panel's.
	pub(crate) fn word_of(origin: T::RuntimeOrigin, department: Department) -> Result<Level, DispatchError> {
		match T::ReferendumOrigin::try_origin(origin) {
			Ok(_) => Ok(Level::Referendum),
			Err(origin) => {
				T::PanelOrigin::ensure_origin(origin, &department)?;
				Ok(Level::Panel)
			}
		}
	}

	pub(crate) fn known(act: ActId) -> Result<PendingActOf<T>, Error<T>> {
		Pending::<T>::get(act).ok_or(Error::<T>::UnknownAct)
	}

	pub(crate) fn do_discard_signed(
		who: &T::AccountId,
		act: ActId,
		pending: &PendingActOf<T>,
	) -> DispatchResult {
		let over = frame_system::Pallet::<T>::block_number() >= pending.expires_at;
		let own = T::Agents::id_of(who) == Some(pending.agent);
		// What can never be made must not keep its place until its time is over.
		let revoked = Appointments::<T>::get(pending.agent) != Some(pending.appointment);
		ensure!(over || own || revoked, Error::<T>::TooSoon);
		Self::do_discard(act, pending)
	}

	pub(crate) fn do_discard(act: ActId, pending: &PendingActOf<T>) -> DispatchResult {
		Self::remove(act, pending);
		Self::deposit_event(Event::Discarded { act });
		Ok(())
	}

	fn remove(act: ActId, pending: &PendingActOf<T>) {
		Pending::<T>::remove(act);
		Taken::<T>::mutate(pending.appointment.department, |taken| {
			taken.pending = taken.pending.checked_sub(1).defensive_unwrap_or_default();
		});
	}

	/// The number of the current period.
	pub(crate) fn period() -> u32 {
		let now: u64 = frame_system::Pallet::<T>::block_number().saturated_into();
		let period: u64 = T::Period::get().saturated_into();
		now.checked_div(period).unwrap_or_default().saturated_into()
	}
}
