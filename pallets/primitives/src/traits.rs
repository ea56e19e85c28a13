//! What one pallet may ask of another.

use crate::{AgentId, Capabilities, Department, Role};
use polkadot_sdk::sp_arithmetic::Perbill;

/// An agent that could be drawn for a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<AccountId, Balance> {
	/// Registration number.
	pub id: AgentId,
	/// The account that signs for the agent.
	pub account: AccountId,
	/// The account that owns the agent and pays its bond.
	pub owner: AccountId,
	/// Department.
	pub department: Department,
	/// Role.
	pub role: Role,
	/// What it can be asked.
	pub capabilities: Capabilities,
	/// What is at stake.
	pub bond: Balance,
	/// Whether its last heartbeat is recent enough for it to be relied on.
	pub alive: bool,
}

/// The active agents, densely indexed per department, so that sampling one costs the same whatever their
/// number. Suspended and retired agents are not in it.
pub trait AgentDirectory<AccountId, Balance> {
	/// How many active agents `department` has.
	fn count(department: Department) -> u32;

	/// The active agent at `index` of `department`; any index below [`Self::count`] gives one.
	fn nth(department: Department, index: u32) -> Option<Candidate<AccountId, Balance>>;

	/// The agent with this registration number while it is registered, active or not.
	fn get(id: AgentId) -> Option<Candidate<AccountId, Balance>>;

	/// The registration number of the agent that signs with `account`.
	fn id_of(account: &AccountId) -> Option<AgentId>;

	/// The least bond an agent may have: the unit of stake.
	fn unit() -> Balance;

	/// Makes `count` active agents exist in `department`. For benchmarks and tests of other pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn populate(department: Department, count: u32);
}

/// The bonds that agents stand behind their word with.
pub trait Bonds<Balance> {
	/// Takes `share` of the agent's bond; returns what was taken (nothing when it is gone).
	fn slash(id: AgentId, share: Perbill) -> Balance;
}

/// How far an agent's past work lets it be relied on.
pub trait Reputation {
	/// Between zero and one. An agent of which nothing is known stands in the middle.
	fn of(id: AgentId) -> Perbill;
}

impl Reputation for () {
	fn of(_: AgentId) -> Perbill {
		Perbill::from_percent(50)
	}
}

/// Told when a registration has ended for good, so that nothing is kept for it.
pub trait OnRetired {
	/// The registration `id` has ended.
	fn on_retired(id: AgentId);
}

impl OnRetired for () {
	fn on_retired(_: AgentId) {}
}
