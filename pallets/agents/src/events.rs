//! What is told of agents.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened to an agent.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An agent was registered.
		Registered {
			/// Its registration number.
			id: AgentId,
			/// The account that signs for it.
			account: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
			/// Its department.
			department: Department,
			/// Its bond.
			bond: BalanceOf<T>,
		},
		/// An agent's description was changed by its owner.
		Updated {
			/// Its registration number.
			id: AgentId,
		},
		/// An agent's bond was raised.
		BondAdded {
			/// Its registration number.
			id: AgentId,
			/// By how much.
			amount: BalanceOf<T>,
			/// The bond now.
			bond: BalanceOf<T>,
		},
		/// An agent showed that it is alive.
		HeartbeatReceived {
			/// Its registration number.
			id: AgentId,
		},
		/// An agent began to leave.
		Retired {
			/// Its registration number.
			id: AgentId,
			/// The first block in which its bond can be withdrawn.
			until: BlockNumberFor<T>,
		},
		/// A registration ended and its bond was released.
		Withdrawn {
			/// The registration number, never to be used again.
			id: AgentId,
			/// What was released.
			bond: BalanceOf<T>,
		},
		/// An agent was taken out of the index by governance.
		Suspended {
			/// Its registration number.
			id: AgentId,
			/// BLAKE2b-256 of the reasons.
			reason: Hash,
		},
		/// A suspension was lifted.
		Reinstated {
			/// Its registration number.
			id: AgentId,
		},
		/// A part of an agent's bond was taken.
		Slashed {
			/// Its registration number.
			id: AgentId,
			/// What was taken.
			amount: BalanceOf<T>,
			/// What is left.
			bond: BalanceOf<T>,
		},
		/// An agent cannot be drawn until its owner has added bond.
		BondLacking {
			/// Its registration number.
			id: AgentId,
			/// What lacks.
			missing: BalanceOf<T>,
		},
		/// An agent whose bond lacked can be drawn again.
		BondRestored {
			/// Its registration number.
			id: AgentId,
		},
	}
}
