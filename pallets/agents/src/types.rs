//! What is kept for an agent.

use althing_primitives::{AgentId, Capabilities, Department, Hash, Role};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use polkadot_sdk::{
	frame_support::traits::fungible::{self, Inspect},
	frame_system::{self, pallet_prelude::BlockNumberFor},
	sp_runtime::Perbill,
};
use scale_info::TypeInfo;

use crate::Config;

/// The amount type of the pallet's currency.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// What was slashed and awaits its destination.
pub type CreditOf<T> = fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// [`AgentInfo`] with the types of a runtime.
pub type AgentInfoOf<T> = AgentInfo<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// The first bytes of what an agent's account signs when it consents to be registered. Its number changes
/// whenever the bytes after it do.
pub const REGISTRATION_CONTEXT: &[u8; 18] = b"althing/register/1";

/// Whether an agent can be drawn for panels, and why not.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Status<BlockNumber> {
	/// It can be drawn.
	#[codec(index = 0)]
	Active {
		/// Its place in the dense index of its department.
		index: u32,
	},
	/// Taken out by governance. Only governance puts it back.
	#[codec(index = 1)]
	Suspended,
	/// Slashed below the least bond. Returns as soon as its owner has added what lacks.
	#[codec(index = 2)]
	Underbonded,
	/// Leaving; can no longer return. Still answers for what it did until its bond is withdrawn.
	#[codec(index = 3)]
	Retiring {
		/// The first block in which the bond can be withdrawn.
		until: BlockNumber,
	},
}

impl<BlockNumber> Status<BlockNumber> {
	/// Whether the agent can be drawn.
	pub const fn is_active(&self) -> bool {
		matches!(self, Self::Active { .. })
	}

	/// Whether the agent is leaving.
	pub const fn is_retiring(&self) -> bool {
		matches!(self, Self::Retiring { .. })
	}
}

/// An agent, from its registration to the withdrawal of its bond.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AgentInfo<AccountId, Balance, BlockNumber> {
	/// The account that signs for the agent. Never changes during a registration.
	pub account: AccountId,
	/// The account that registered the agent and on which its bond is held.
	pub owner: AccountId,
	/// The department it speaks for.
	pub department: Department,
	/// What it does there.
	pub role: Role,
	/// What it can be asked.
	pub capabilities: Capabilities,
	/// The sr25519 public key that signs the agent's results off chain.
	pub attestation: [u8; 32],
	/// BLAKE2b-256 of a description kept elsewhere.
	pub metadata: Hash,
	/// What is left of the bond. The bonds of an owner's agents add up to what is held on the owner.
	pub bond: Balance,
	/// The block of the registration.
	pub registered_at: BlockNumber,
	/// The block of the last heartbeat, or of the registration before the first one.
	pub last_heartbeat: BlockNumber,
	/// Whether it can be drawn.
	pub status: Status<BlockNumber>,
}

/// The changes an owner asks for; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
	pub role: Option<Role>,
	pub capabilities: Option<Capabilities>,
	pub attestation: Option<[u8; 32]>,
	pub metadata: Option<Hash>,
}

impl Changes {
	/// Writes what is asked for into `info`.
	pub fn apply<A, B, N>(self, info: &mut AgentInfo<A, B, N>) {
		info.role = self.role.unwrap_or(info.role);
		info.capabilities = self.capabilities.unwrap_or(info.capabilities);
		info.attestation = self.attestation.unwrap_or(info.attestation);
		info.metadata = self.metadata.unwrap_or(info.metadata);
	}
}

/// Who an agent says it is when it registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Profile<AccountId> {
	pub account: AccountId,
	pub department: Department,
	pub role: Role,
	pub capabilities: Capabilities,
	pub attestation: [u8; 32],
	pub metadata: Hash,
}

/// An agent as a reader sees it: what is stored, and what follows from it now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct AgentView<AccountId, Balance, BlockNumber> {
	/// Registration number.
	pub id: AgentId,
	/// What is stored.
	pub info: AgentInfo<AccountId, Balance, BlockNumber>,
	/// Whether its last heartbeat is recent enough.
	pub alive: bool,
	/// How far its past work lets it be relied on.
	pub reputation: Perbill,
}

/// [`AgentView`] with the types of a runtime.
pub type AgentViewOf<T> = AgentView<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;
