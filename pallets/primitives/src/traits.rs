//! What one pallet may ask of another.

use crate::{AgentId, Capabilities, Department, Entry, ProposalId, Role, WorkEntry};
use polkadot_sdk::{sp_arithmetic::Perbill, sp_weights::Weight};

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

/// Takes what the chain can prove to others.
pub trait Outcomes {
	/// Puts `entry` among the outcomes of this block, or of one of the next when there are very many. Never fails: what
	/// a hook has to say is said.
	fn publish(entry: Entry);

	/// The most that [`Self::publish`] weighs. What the end of the block takes is weighed elsewhere.
	fn weight() -> Weight;
}

impl Outcomes for () {
	fn publish(_: Entry) {}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What is known of agents' work on panels.
pub trait Works {
	/// The agent's work on a proposal while the chain keeps the receipt; nothing when it gave no answer.
	fn work(agent: AgentId, proposal: ProposalId) -> Option<WorkEntry>;

	/// Has an agent answer a proposal, with everything as large as it can be; returns both. For benchmarks of other
	/// pallets.
	#[cfg(feature = "runtime-benchmarks")]
	fn prepare() -> (AgentId, ProposalId);
}

/// Frees what a voter keeps locked somewhere.
pub trait Unlock<AccountId> {
	/// Takes back what `who` has staked, voted and delegated here, and frees all that can be freed now;
	/// returns what it weighed, which is never more than [`Self::dearest`]. What has to stay locked longer
	/// stays, and nothing fails for it.
	fn unlock(who: &AccountId) -> Weight;

	/// The most that [`Self::unlock`] can weigh.
	fn dearest() -> Weight;
}

impl<AccountId> Unlock<AccountId> for () {
	fn unlock(_: &AccountId) -> Weight {
		Weight::zero()
	}

	fn dearest() -> Weight {
		Weight::zero()
	}
}

impl<AccountId, A: Unlock<AccountId>, B: Unlock<AccountId>> Unlock<AccountId> for (A, B) {
	fn unlock(who: &AccountId) -> Weight {
		A::unlock(who).saturating_add(B::unlock(who))
	}

	fn dearest() -> Weight {
		A::dearest().saturating_add(B::dearest())
	}
}

/// Whether an agent may act: registered, not suspended, not short of bond, not leaving.
///
/// Apart from [`crate::AgentDirectory`], so that the directories in the mocks of other pallets stay as they
/// are.
pub trait Standing {
	/// Whether the agent with this registration number is active now. One read.
	fn is_active(id: AgentId) -> bool;
}

/// The accounts that departments pay from.
pub trait Departmental<AccountId> {
	/// The account of `department`. Always the same, and nobody has its key.
	fn account(department: Department) -> AccountId;
}

// Several pallets may want to know that a registration has ended.
impl<A: OnRetired, B: OnRetired> OnRetired for (A, B) {
	fn on_retired(id: AgentId) {
		A::on_retired(id);
		B::on_retired(id);
	}
}
