//! Why calls are refused.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod errors {
	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// No agent has this number, or signs with this account.
		UnknownAgent,
		/// The agent is suspended, leaving, or short of bond.
		NotActive,
		/// The agent was not appointed, or not under this appointment.
		NotAppointed,
		/// The agent acts for another department.
		OtherDepartment,
		/// The agent's role is not the one that it was appointed in.
		RoleChanged,
		/// The role has no mandate in this department.
		NoMandate,
		/// The department has as many pending acts as it may have.
		TooManyPending,
		/// The department has as many agents acting for it as it may have.
		TooManyAppointed,
		/// No act with this number is pending.
		UnknownAct,
		/// This is not the call that is pending.
		OtherCall,
		/// The act's time is over.
		TimeOver,
		/// The act's time is not over.
		TooSoon,
		/// A panel's word is not enough for this act.
		NeedsReferendum,
		/// The call took more than it said.
		TookMore,
		/// A budget's ceiling is at least what may be spent alone.
		CeilingTooLow,
	}
}
