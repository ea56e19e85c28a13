//! What readers may ask: tests, other crates. Nothing here writes.

use crate::{
	BalanceOf, ByGraph, Config, GrantId, GrantOf, Grants, NameOf, Pallet, Party, RootOf, StoreOf, Stores,
};
use althing_primitives::{AgentDirectory, AgentId, Department, Hash};
use codec::MaxEncodedLen;

impl<T: Config> Pallet<T> {
	/// A store of a department, with its latest roots.
	pub fn store(department: Department, name: &NameOf<T>) -> Option<StoreOf<T>> {
		Stores::<T>::get(department, name)
	}

	/// The last root that was published of a store.
	pub fn latest_root(department: Department, name: &NameOf<T>) -> Option<RootOf<T>> {
		Self::store(department, name)?.roots.last().copied()
	}

	/// What is held for a store with the longest name and as many roots as will ever be kept: what comes later needs no
	/// new deposits.
	pub fn store_deposit() -> BalanceOf<T> {
		let bytes = StoreOf::<T>::max_encoded_len().saturating_add(NameOf::<T>::max_encoded_len());
		Self::deposit_of(bytes)
	}

	/// What is held for a grant, whatever it is of.
	pub fn grant_deposit() -> BalanceOf<T> {
		Self::deposit_of(GrantOf::<T>::max_encoded_len())
	}

	/// A grant that is kept, over or not.
	pub fn grant_of(id: GrantId) -> Option<GrantOf<T>> {
		Grants::<T>::get(id)
	}

	/// The grant by which `grantee` itself may see a graph of `grantor` now.
	pub fn standing_grant(grantor: Party, graph: Hash, grantee: Party) -> Option<(GrantId, GrantOf<T>)> {
		let id = ByGraph::<T>::get((grantor, graph), grantee)?;
		let grant = Grants::<T>::get(id)?;
		(!Self::is_over(&grant)).then_some((id, grant))
	}

	/// The grant by which an agent may see a graph of `grantor` now: its own, else its department's.
	pub fn lets_see(grantor: Party, graph: Hash, agent: AgentId) -> Option<(GrantId, GrantOf<T>)> {
		let department = T::Agents::get(agent)?.department;
		Self::standing_grant(grantor, graph, Party::Agent(agent))
			.or_else(|| Self::standing_grant(grantor, graph, Party::Department(department)))
	}
}
