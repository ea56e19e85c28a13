//! What the calls do.

use althing_primitives::{AgentId, Hash, OnRetired};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{
			fungible::{BalancedHold, MutateHold},
			tokens::Precision,
			Get, Imbalance, OnUnbalanced,
		},
	},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::{
		traits::{CheckedAdd, Saturating, Verify, Zero},
		ArithmeticError, DispatchError, Perbill,
	},
};

use crate::{
	types::{Changes, Profile},
	AgentInfo, AgentInfoOf, Agents, BalanceOf, Config, Error, Event, HoldReason, IdByAccount, NextId, Pallet,
	Status,
};

impl<T: Config> Pallet<T> {
	/// The account has to have signed for this owner, this attestation key and this chain.
	pub(crate) fn ensure_consent(
		owner: &T::AccountId,
		profile: &Profile<T::AccountId>,
		proof: &T::Signature,
	) -> Result<(), Error<T>> {
		// Before the signature, which is the dearest check.
		ensure!(
			!IdByAccount::<T>::contains_key(&profile.account),
			Error::<T>::AccountTaken
		);
		let message = Self::registration_message(owner, &profile.account, &profile.attestation);
		ensure!(proof.verify(&message[..], &profile.account), Error::<T>::BadProof);
		Ok(())
	}

	pub(crate) fn do_register(
		owner: T::AccountId,
		profile: Profile<T::AccountId>,
		bond: BalanceOf<T>,
	) -> Result<AgentId, DispatchError> {
		let Profile {
			account,
			department,
			role,
			capabilities,
			attestation,
			metadata,
		} = profile;
		ensure!(bond >= T::MinBond::get(), Error::<T>::BondTooLow);
		let id = NextId::<T>::get();
		NextId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);

		T::Currency::hold(&HoldReason::Bond.into(), &owner, bond)?;
		frame_system::Pallet::<T>::inc_providers(&account);
		let status = Self::enter_index(id, department)?;
		let now = frame_system::Pallet::<T>::block_number();
		IdByAccount::<T>::insert(&account, id);
		Self::deposit_event(Event::Registered {
			id,
			account: account.clone(),
			owner: owner.clone(),
			department,
			bond,
		});
		let info = AgentInfo {
			account,
			owner,
			department,
			role,
			capabilities,
			attestation,
			metadata,
			bond,
			registered_at: now,
			last_heartbeat: now,
			status,
		};
		Agents::<T>::insert(id, info);
		Ok(id)
	}

	pub(crate) fn do_update(owner: &T::AccountId, id: AgentId, changes: Changes) -> DispatchResult {
		let mut info = Self::staying(owner, id)?;
		changes.apply(&mut info);
		Agents::<T>::insert(id, info);
		Self::deposit_event(Event::Updated { id });
		Ok(())
	}

	pub(crate) fn do_add_bond(owner: &T::AccountId, id: AgentId, amount: BalanceOf<T>) -> DispatchResult {
		let mut info = Self::staying(owner, id)?;
		T::Currency::hold(&HoldReason::Bond.into(), owner, amount)?;
		info.bond = info.bond.checked_add(&amount).ok_or(ArithmeticError::Overflow)?;
		let bond = info.bond;
		Self::deposit_event(Event::BondAdded { id, amount, bond });
		if info.status == Status::Underbonded && bond >= T::MinBond::get() {
			info.status = Self::enter_index(id, info.department)?;
			Self::deposit_event(Event::BondRestored { id });
		}
		Agents::<T>::insert(id, info);
		Ok(())
	}

	/// The agent that may send a heartbeat with `account` now. Decides both whether a heartbeat succeeds and
	/// whether it is free, so that the two never differ.
	pub(crate) fn beating_agent(account: &T::AccountId) -> Result<(AgentId, AgentInfoOf<T>), Error<T>> {
		let id = IdByAccount::<T>::get(account).ok_or(Error::<T>::UnknownAgent)?;
		let info = Self::known(id)?;
		ensure!(!info.status.is_retiring(), Error::<T>::Retiring);
		let age = frame_system::Pallet::<T>::block_number().saturating_sub(info.last_heartbeat);
		ensure!(age >= T::HeartbeatPeriod::get(), Error::<T>::TooSoon);
		Ok((id, info))
	}

	pub(crate) fn do_heartbeat(account: &T::AccountId) -> DispatchResult {
		let (id, mut info) = Self::beating_agent(account)?;
		info.last_heartbeat = frame_system::Pallet::<T>::block_number();
		Agents::<T>::insert(id, info);
		Self::deposit_event(Event::HeartbeatReceived { id });
		Ok(())
	}

	pub(crate) fn do_retire(owner: &T::AccountId, id: AgentId) -> DispatchResult {
		let mut info = Self::staying(owner, id)?;
		// Saturating: a time that no block reaches keeps the bond, and no chain gets there.
		let until = frame_system::Pallet::<T>::block_number().saturating_add(T::UnbondingPeriod::get());
		Self::move_to(&mut info, Status::Retiring { until });
		Agents::<T>::insert(id, info);
		Self::deposit_event(Event::Retired { id, until });
		Ok(())
	}

	pub(crate) fn do_withdraw(owner: &T::AccountId, id: AgentId) -> DispatchResult {
		let info = Self::owned(owner, id)?;
		let Status::Retiring { until } = info.status else {
			return Err(Error::<T>::NotRetiring.into());
		};
		ensure!(
			frame_system::Pallet::<T>::block_number() >= until,
			Error::<T>::StillBonded
		);

		Agents::<T>::remove(id);
		IdByAccount::<T>::remove(&info.account);
		let bond = T::Currency::release(&HoldReason::Bond.into(), owner, info.bond, Precision::Exact)?;
		// Fails only where the account would be forgotten while something depends on it. The reference then
		// stays with the account: its state is its own matter and not a reason to keep the owner's bond.
		let _ = frame_system::Pallet::<T>::dec_providers(&info.account);
		T::OnRetired::on_retired(id);
		Self::deposit_event(Event::Withdrawn { id, bond });
		Ok(())
	}

	pub(crate) fn do_suspend(id: AgentId, reason: Hash) -> DispatchResult {
		let mut info = Self::known(id)?;
		ensure!(!info.status.is_retiring(), Error::<T>::Retiring);
		ensure!(info.status != Status::Suspended, Error::<T>::AlreadySuspended);
		Self::move_to(&mut info, Status::Suspended);
		Agents::<T>::insert(id, info);
		Self::deposit_event(Event::Suspended { id, reason });
		Ok(())
	}

	pub(crate) fn do_reinstate(id: AgentId) -> DispatchResult {
		let mut info = Self::known(id)?;
		ensure!(info.status == Status::Suspended, Error::<T>::NotSuspended);
		let missing = T::MinBond::get().saturating_sub(info.bond);
		Self::deposit_event(Event::Reinstated { id });
		if missing.is_zero() {
			info.status = Self::enter_index(id, info.department)?;
		} else {
			info.status = Status::Underbonded;
			Self::deposit_event(Event::BondLacking { id, missing });
		}
		Agents::<T>::insert(id, info);
		Ok(())
	}

	/// Takes `share` of what is left of the agent's bond, rounded up; returns what was taken.
	pub(crate) fn do_slash(id: AgentId, share: Perbill) -> BalanceOf<T> {
		let Ok(mut info) = Self::known(id) else {
			return Zero::zero();
		};
		let due = share.mul_ceil(info.bond);
		if due.is_zero() {
			return Zero::zero();
		}
		let (credit, missing) = T::Currency::slash(&HoldReason::Bond.into(), &info.owner, due);
		if !missing.is_zero() {
			polkadot_sdk::frame_support::defensive!("the hold covers every bond of its owner; qed");
		}
		let amount = credit.peek();
		T::OnSlashed::on_unbalanced(credit);
		info.bond = info.bond.saturating_sub(amount);
		let bond = info.bond;
		Self::deposit_event(Event::Slashed { id, amount, bond });
		let missing = T::MinBond::get().saturating_sub(bond);
		if info.status.is_active() && !missing.is_zero() {
			Self::move_to(&mut info, Status::Underbonded);
			Self::deposit_event(Event::BondLacking { id, missing });
		}
		Agents::<T>::insert(id, info);
		amount
	}

	/// Changes to a status without a place in the index, and gives the place back if there was one.
	fn move_to(info: &mut AgentInfoOf<T>, status: Status<BlockNumberFor<T>>) {
		if let Status::Active { index } = info.status {
			Self::leave_index(info.department, index);
		}
		info.status = status;
	}

	fn known(id: AgentId) -> Result<AgentInfoOf<T>, Error<T>> {
		Agents::<T>::get(id).ok_or(Error::<T>::UnknownAgent)
	}

	fn owned(owner: &T::AccountId, id: AgentId) -> Result<AgentInfoOf<T>, Error<T>> {
		let info = Self::known(id)?;
		ensure!(info.owner == *owner, Error::<T>::NotOwner);
		Ok(info)
	}

	/// An agent of `owner` that is not leaving.
	fn staying(owner: &T::AccountId, id: AgentId) -> Result<AgentInfoOf<T>, Error<T>> {
		let info = Self::owned(owner, id)?;
		ensure!(!info.status.is_retiring(), Error::<T>::Retiring);
		Ok(info)
	}
}
