//! What other pallets may ask of agents.

use althing_primitives::{AgentDirectory, AgentId, Bonds, Candidate, Department, Standing};
use polkadot_sdk::{frame_support::traits::Get, sp_runtime::Perbill};

use crate::{AgentInfoOf, Agents, BalanceOf, Config, IdByAccount, Members, Pallet};

impl<T: Config> Pallet<T> {
	fn candidate(id: AgentId, info: AgentInfoOf<T>) -> Candidate<T::AccountId, BalanceOf<T>> {
		let alive = Self::is_alive(&info);
		Candidate {
			id,
			account: info.account,
			owner: info.owner,
			department: info.department,
			role: info.role,
			capabilities: info.capabilities,
			bond: info.bond,
			alive,
		}
	}
}

impl<T: Config> AgentDirectory<T::AccountId, BalanceOf<T>> for Pallet<T> {
	fn count(department: Department) -> u32 {
		Self::active_in(department)
	}

	fn nth(department: Department, index: u32) -> Option<Candidate<T::AccountId, BalanceOf<T>>> {
		Members::<T>::get((department, index)).and_then(Self::get)
	}

	fn get(id: AgentId) -> Option<Candidate<T::AccountId, BalanceOf<T>>> {
		Agents::<T>::get(id).map(|info| Self::candidate(id, info))
	}

	fn id_of(account: &T::AccountId) -> Option<AgentId> {
		IdByAccount::<T>::get(account)
	}

	fn unit() -> BalanceOf<T> {
		T::MinBond::get()
	}

	/// The agents have accounts and owners of their own, which have what a bond takes and as much again.
	#[cfg(feature = "runtime-benchmarks")]
	fn populate(department: Department, count: u32) {
		crate::benchmarking::populate::<T>(department, count);
	}
}

impl<T: Config> Bonds<BalanceOf<T>> for Pallet<T> {
	fn slash(id: AgentId, share: Perbill) -> BalanceOf<T> {
		Self::do_slash(id, share)
	}
}

impl<T: Config> Standing for Pallet<T> {
	fn is_active(id: AgentId) -> bool {
		Agents::<T>::get(id).is_some_and(|info| info.status.is_active())
	}
}
