//! An agent as seen from outside.

use althing_primitives::{AgentId, Capabilities, Department, Role};
use codec::{Decode, Encode};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_core::H256, sp_runtime::AccountId32};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};

/// Whether an agent can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "kebab-case")
)]
pub enum AgentStatus {
	/// It can be drawn.
	Active,
	/// It cannot be drawn until its suspension ends.
	Suspended,
	/// Its owner has retired it; the bond is released after the unbonding time.
	Retiring,
}

/// What an agent did when it sat on panels, over its whole registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct Duties {
	/// Ballots that it sealed.
	pub sealed: u32,
	/// Ballots that it revealed in time.
	pub revealed: u32,
	/// Rounds that it sat in without sealing.
	pub missed: u32,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(Serialize, Deserialize),
	serde(rename_all = "camelCase")
)]
pub struct AgentView {
	/// Registration number.
	pub id: AgentId,
	/// The account that signs for it.
	pub account: AccountId32,
	/// The account that owns it and pays its bond.
	pub owner: AccountId32,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
	/// What it can be asked, one bit per kind of case.
	pub capabilities: Capabilities,
	/// Whether it can be drawn.
	pub status: AgentStatus,
	/// What is held of its owner's balance, in the smallest unit of VWT.
	#[cfg_attr(feature = "std", serde(with = "crate::decimal"))]
	pub bond: u128,
	/// The block of its last heartbeat; of its registration, when there was none yet.
	pub last_heartbeat: u32,
	/// Whether that heartbeat is recent enough for it to be relied on.
	pub alive: bool,
	/// How far its past work lets it be relied on.
	pub reputation: Perbill,
	/// What that rests on.
	pub duties: Duties,
	/// BLAKE2b-256 of its description.
	pub metadata: H256,
}
