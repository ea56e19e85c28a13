//! What is told of roots and grants.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The root of a version was published.
		RootPublished {
			/// Whose store.
			department: Department,
			/// Its name.
			store: NameOf<T>,
			/// The agent that published it.
			agent: AgentId,
			/// The version.
			version: u64,
			/// Its root.
			root: Hash,
			/// The root published before, zero for none.
			previous: Hash,
		},
		/// A store was removed and its deposit released.
		StoreRemoved {
			/// Whose store.
			department: Department,
			/// Its name.
			store: NameOf<T>,
			/// What was released.
			deposit: BalanceOf<T>,
		},
		/// Somebody is let see a graph: the notice to the grantee.
		Granted {
			/// The grant.
			id: GrantId,
			/// Whose the graph is.
			grantor: Party,
			/// Who is let see it.
			grantee: Party,
			/// BLAKE2b-256 of the graph's name.
			graph: Hash,
			/// How closely it is kept.
			level: Level,
			/// BLAKE2b-256 of the rules that make the copy, zero for none.
			redaction: Hash,
			/// The first block in which it may not be seen any more.
			expires: BlockNumberFor<T>,
		},
		/// A grant was taken back and its deposit released.
		Revoked {
			/// The grant.
			id: GrantId,
			/// Who was let see the graph.
			grantee: Party,
			/// What was released.
			deposit: BalanceOf<T>,
		},
		/// A grant that was over was cleared and its deposit released.
		Cleared {
			/// The grant.
			id: GrantId,
			/// Who was let see the graph.
			grantee: Party,
			/// What was released.
			deposit: BalanceOf<T>,
		},
		/// The grantee knows of a grant.
		Acknowledged {
			/// The grant.
			id: GrantId,
			/// Who signed for it.
			who: T::AccountId,
		},
	}
}
