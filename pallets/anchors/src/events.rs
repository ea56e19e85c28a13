//! What is told of anchors and of what can be proven.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A batch of results was anchored.
		Anchored {
			/// The anchor.
			id: AnchorId,
			/// The agent whose results these are.
			agent: AgentId,
			/// The proposal that asked for them.
			proposal: Option<ProposalId>,
			/// Root of the tree over the results.
			root: Hash,
			/// The idempotency key.
			key: Hash,
		},
		/// An anchor was removed and its deposit released.
		Removed {
			/// The anchor.
			id: AnchorId,
			/// What was released.
			deposit: BalanceOf<T>,
		},
		/// Several executions agree upon the batch that was just anchored.
		Agreed {
			/// The anchor.
			id: AnchorId,
			/// Whose executions.
			agents: BoundedVec<AgentId, ConstU32<MAX_EXECUTIONS>>,
			/// How many were asked.
			asked: u8,
		},
		/// A schema was registered.
		SchemaRegistered {
			/// What submissions name.
			id: Hash,
			/// BLAKE2b-256 of its description.
			context: Hash,
		},
		/// A schema was removed and its deposit released.
		SchemaRemoved {
			/// What submissions named.
			id: Hash,
			/// What was released.
			deposit: BalanceOf<T>,
		},
		/// This block commits to an entry: with this, the block's entries and a proof of the mountain range anybody can
		/// prove it.
		Published {
			/// What the entry is about.
			id: EntryId,
			/// In whose tree it stands.
			department: Department,
			/// Its place there.
			index: u32,
		},
		/// An entry was not taken, because too many wait. Cannot happen while `MaxOutcomes` is as large as what hooks can
		/// publish in a block.
		NotPublished {
			/// What the entry is about.
			id: EntryId,
		},
	}
}
