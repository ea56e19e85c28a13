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
		/// The account already signs for an agent.
		AccountTaken,
		/// The account did not sign that this owner may register it with this attestation key.
		BadProof,
		/// The bond is below the least bond.
		BondTooLow,
		/// The department has no place left for an active agent.
		DepartmentFull,
		/// Only the agent's owner may do this.
		NotOwner,
		/// The last heartbeat, or the registration, is too recent.
		TooSoon,
		/// The agent is leaving.
		Retiring,
		/// The agent is not leaving.
		NotRetiring,
		/// The unbonding time is not over.
		StillBonded,
		/// The agent is suspended already.
		AlreadySuspended,
		/// The agent is not suspended.
		NotSuspended,
	}
}
