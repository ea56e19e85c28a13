//! What is told of mandates.

use polkadot_sdk::frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened under mandates.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A department did something because an agent of it said so.
		Acted {
			/// The agent.
			agent: AgentId,
			/// The department.
			department: Department,
			/// The agent's role.
			role: Role,
			/// Whose word it was done on.
			on_word_of: Level,
			/// What was booked for it.
			amount: BalanceOf<T>,
			/// BLAKE2b-256 of the encoded call.
			call: Hash,
			/// The pending act that it was, if it had to wait.
			act: Option<ActId>,
		},
		/// An agent wants something done that needs somebody's word.
		Waiting {
			/// The pending act.
			act: ActId,
			/// The agent.
			agent: AgentId,
			/// The department.
			department: Department,
			/// Whose word it needs as things stand.
			needs: Level,
			/// BLAKE2b-256 of the encoded call.
			call: Hash,
			/// The first block in which it is too late.
			expires_at: BlockNumberFor<T>,
		},
		/// A pending act was dropped.
		Discarded {
			/// The act.
			act: ActId,
		},
		/// An agent was appointed.
		Appointed {
			/// The agent.
			agent: AgentId,
			/// The number of the appointment.
			number: u64,
			/// Its department.
			department: Department,
			/// Its role.
			role: Role,
		},
		/// An appointment has ended. What was pending under it can only be discarded.
		Revoked {
			/// The agent.
			agent: AgentId,
		},
		/// A role's mandate was set, or taken away.
		MandateSet {
			/// The department.
			department: Department,
			/// The role.
			role: Role,
			/// What it may do now; nothing if nobody of it may do anything.
			powers: Option<Powers>,
		},
		/// A department's budget was set.
		BudgetSet {
			/// The department.
			department: Department,
			/// The budget.
			budget: Budget<BalanceOf<T>>,
		},
	}
}
