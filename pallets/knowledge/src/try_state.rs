//! What must hold after every block.

use alloc::collections::BTreeMap;
use polkadot_sdk::{
	frame_support::{
		ensure,
		traits::{fungible::InspectHold, Get},
	},
	sp_runtime::{
		traits::{Saturating, Zero},
		TryRuntimeError,
	},
};

use crate::{
	publishing::is_name, BalanceOf, ByGraph, Config, Given, Grants, Graphs, HoldReason, Level, NextGrant,
	Pallet, Party, Stores,
};

impl<T: Config> Pallet<T> {
	/// Versions of a store increase; a grant says what its grantor may give, and what is counted and looked up leads to
	/// it; what is held on a depositor covers its deposits exactly.
	///
	/// # Errors
	///
	/// The first rule that is broken.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_stores()?;
		Self::check_grants()?;
		Self::check_counts()
	}

	fn check_stores() -> Result<(), TryRuntimeError> {
		for (_, name, store) in Stores::<T>::iter() {
			ensure!(is_name(&name), "a store has no name that could be given");
			ensure!(!store.roots.is_empty(), "a store has no root");
			let rising = store
				.roots
				.iter()
				.zip(store.roots.iter().skip(1))
				.all(|(earlier, later)| earlier.version < later.version && earlier.at <= later.at);
			ensure!(rising, "a store's versions do not increase");
			ensure!(
				store.roots.iter().all(|root| root.root != [0; 32]),
				"a root stands for none"
			);
		}
		let deposits = Stores::<T>::iter_values().map(|store| (store.depositor, store.deposit));
		Self::check_held(HoldReason::StoreDeposit, deposits)
	}

	fn check_grants() -> Result<(), TryRuntimeError> {
		for (id, grant) in Grants::<T>::iter() {
			ensure!(
				id < NextGrant::<T>::get(),
				"a grant has a number that was not given out"
			);
			let graph = (grant.grantor, grant.graph);
			ensure!(
				ByGraph::<T>::get(graph, grant.grantee) == Some(id),
				"a grant is not found by its graph and grantee"
			);
			ensure!(
				Graphs::<T>::get(graph).is_some_and(|shared| shared.level == grant.level),
				"grants of one graph do not agree how closely it is kept"
			);
			ensure!(grant.grantor != grant.grantee, "a grant gives what one has");
			ensure!(
				grant.level == Level::Restricted || grant.redaction != [0; 32],
				"what is kept closely is shared whole"
			);
			let alone = matches!((grant.grantor, grant.grantee), (Party::Agent(_), Party::Agent(_)));
			ensure!(
				grant.level != Level::Personal || alone,
				"what is personal is shared with a department, or by one"
			);
			ensure!(grant.at < grant.expires, "a grant was over from the beginning");
		}
		ensure!(
			ByGraph::<T>::iter_keys().count() == Grants::<T>::iter_keys().count(),
			"a graph and a grantee lead to no grant"
		);
		let deposits = Grants::<T>::iter_values().map(|grant| (grant.depositor, grant.deposit));
		Self::check_held(HoldReason::GrantDeposit, deposits)
	}

	fn check_counts() -> Result<(), TryRuntimeError> {
		let mut given = BTreeMap::<Party, u32>::new();
		let mut shared = BTreeMap::<(Party, [u8; 32]), u32>::new();
		for grant in Grants::<T>::iter_values() {
			for count in [
				given.entry(grant.grantor).or_default(),
				shared.entry((grant.grantor, grant.graph)).or_default(),
			] {
				*count = count.saturating_add(1);
			}
		}
		ensure!(
			given == Given::<T>::iter().collect::<BTreeMap<_, _>>(),
			"a grantor's grants are not those counted"
		);
		ensure!(
			shared
				== Graphs::<T>::iter()
					.map(|(graph, shared)| (graph, shared.grants))
					.collect::<BTreeMap<_, _>>(),
			"a graph's grants are not those counted"
		);
		ensure!(
			given.values().all(|count| *count <= T::MaxGrants::get()),
			"a grantor has more grants than it may"
		);
		Ok(())
	}

	fn check_held(
		reason: HoldReason,
		deposits: impl Iterator<Item = (T::AccountId, BalanceOf<T>)>,
	) -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for (who, deposit) in deposits {
			let sum = sums.entry(who).or_insert_with(Zero::zero);
			*sum = sum.saturating_add(deposit);
		}
		let reason = reason.into();
		let covered =
			|(who, sum): (&T::AccountId, &BalanceOf<T>)| T::Currency::balance_on_hold(&reason, who) == *sum;
		ensure!(
			sums.iter().all(covered),
			"what is held on a depositor is not the sum of its deposits"
		);
		Ok(())
	}
}
