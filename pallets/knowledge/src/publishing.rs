//! Publishing the roots of a store, and forgetting it.

use crate::{
	AgentOf, BalanceOf, Config, Error, Event, HoldReason, NameOf, Pallet, Publication, Root, RootOf, Store,
	StoreOf, Stores,
};
use althing_primitives::{AgentDirectory, Department, Standing};
use polkadot_sdk::{
	frame_support::{
		dispatch::DispatchResult,
		ensure,
		traits::{fungible::MutateHold, tokens::Precision, EnsureOriginWithArg, Get},
		BoundedVec,
	},
	frame_system::{self, ensure_signed},
	sp_runtime::{traits::Saturating, DispatchError},
};

/// Whether a store can be called so: what stands in addresses and on command lines as it is.
pub(crate) fn is_name(name: &[u8]) -> bool {
	let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
	!name.is_empty() && name.iter().all(plain)
}

impl<T: Config> Pallet<T> {
	/// What is held for `bytes` of state.
	pub(crate) fn deposit_of(bytes: usize) -> BalanceOf<T> {
		let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
		T::DepositPerByte::get()
			.saturating_mul(bytes.into())
			.saturating_add(T::DepositBase::get())
	}

	pub(crate) fn do_publish_root(who: T::AccountId, said: Publication<T>) -> DispatchResult {
		ensure!(is_name(&said.store), Error::<T>::BadName);
		ensure!(said.root != [0; 32], Error::<T>::BadRoot);
		let agent = T::Agents::get(said.agent).ok_or(Error::<T>::UnknownAgent)?;
		ensure!(agent.account == who || agent.owner == who, Error::<T>::NotAgent);
		ensure!(T::Agents::is_active(said.agent), Error::<T>::NotActive);
		match Stores::<T>::get(agent.department, &said.store) {
			None => Self::begin_store(who, agent, said),
			Some(store) => Self::continue_store(store, &agent, said),
		}
	}

	fn begin_store(who: T::AccountId, agent: AgentOf<T>, said: Publication<T>) -> DispatchResult {
		ensure!(said.previous == [0; 32], Error::<T>::Forked);
		let mut roots = BoundedVec::<RootOf<T>, T::MaxRoots>::new();
		// There is room for one: `integrity_test` says so.
		roots
			.try_push(Self::root(&said))
			.map_err(|_| DispatchError::Exhausted)?;
		let deposit = Self::store_deposit();
		T::Currency::hold(&HoldReason::StoreDeposit.into(), &who, deposit)?;
		let store = Store {
			owner: agent.owner,
			depositor: who,
			deposit,
			roots,
		};
		Self::put_store(agent.department, store, said);
		Ok(())
	}

	fn continue_store(mut store: StoreOf<T>, agent: &AgentOf<T>, said: Publication<T>) -> DispatchResult {
		ensure!(store.owner == agent.owner, Error::<T>::NotKeeper);
		if let Some(known) = store.roots.iter().find(|root| root.version == said.version) {
			ensure!(known.root == said.root, Error::<T>::Forked);
			// A worker that did not know whether its publication arrived has sent it again.
			return Ok(());
		}
		let last = *store.roots.last().ok_or(DispatchError::Corruption)?;
		ensure!(said.version > last.version, Error::<T>::NotNewer);
		ensure!(said.previous == last.root, Error::<T>::Forked);
		if store.roots.is_full() {
			// A full ring is not empty, since it holds one root at least; qed
			store.roots.remove(0);
		}
		store
			.roots
			.try_push(Self::root(&said))
			.map_err(|_| DispatchError::Exhausted)?;
		Self::put_store(agent.department, store, said);
		Ok(())
	}

	fn root(said: &Publication<T>) -> RootOf<T> {
		Root {
			version: said.version,
			root: said.root,
			agent: said.agent,
			at: frame_system::Pallet::<T>::block_number(),
		}
	}

	fn put_store(department: Department, store: StoreOf<T>, said: Publication<T>) {
		Stores::<T>::insert(department, &said.store, store);
		Self::deposit_event(Event::RootPublished {
			department,
			store: said.store,
			agent: said.agent,
			version: said.version,
			root: said.root,
			previous: said.previous,
		});
	}

	pub(crate) fn do_remove_store(
		origin: T::RuntimeOrigin,
		department: Department,
		name: NameOf<T>,
	) -> DispatchResult {
		let store = Stores::<T>::get(department, &name).ok_or(Error::<T>::UnknownStore)?;
		if let Err(origin) = T::DepartmentOrigin::try_origin(origin, &department) {
			let who: T::AccountId = ensure_signed(origin)?;
			ensure!(who == store.depositor, Error::<T>::NotDepositor);
			let last = store.roots.last().ok_or(DispatchError::Corruption)?;
			let age = frame_system::Pallet::<T>::block_number().saturating_sub(last.at);
			ensure!(age >= T::Retention::get(), Error::<T>::TooSoon);
		}
		Stores::<T>::remove(department, &name);
		let reason = HoldReason::StoreDeposit.into();
		let deposit = T::Currency::release(&reason, &store.depositor, store.deposit, Precision::Exact)?;
		Self::deposit_event(Event::StoreRemoved {
			department,
			store: name,
			deposit,
		});
		Ok(())
	}
}
