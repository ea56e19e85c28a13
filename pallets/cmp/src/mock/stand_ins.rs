//! What stands in for other pallets: people, block authors, agents that exist only in a table.

use super::{agent, person, Balance, Cmp, Listening, Outputs, System, Test};
use crate::*;
use althing_primitives::{Candidate, Capabilities, Department, Entry, Role};
use polkadot_sdk::{sp_core::H256, sp_runtime::AccountId32};
use std::{
	cell::{Cell, RefCell},
	collections::BTreeMap,
};

/// The least bond.
pub const UNIT: Balance = 1_000;

/// People: they take down what they are asked, or refuse.
pub struct Holders;

thread_local! {
	static ASKED: RefCell<Vec<Escalation<BoundedCallOf<Test>>>> = const { RefCell::new(Vec::new()) };
	static LET_GO: RefCell<Vec<Hash>> = const { RefCell::new(Vec::new()) };
	static UNDECIDED: Cell<bool> = const { Cell::new(false) };
}

impl Holders {
	/// What they were asked, in order.
	pub fn asked() -> Vec<Escalation<BoundedCallOf<Test>>> {
		ASKED.with_borrow(Clone::clone)
	}

	/// Has them think, or come to an end.
	pub fn think(on: bool) {
		UNDECIDED.set(on);
	}

	/// The receipts that they need not keep any longer.
	pub fn let_go() -> Vec<Hash> {
		LET_GO.with_borrow(Clone::clone)
	}
}

impl OnEscalated<BoundedCallOf<Test>> for Holders {
	fn on_escalated(escalation: Escalation<BoundedCallOf<Test>>) -> Result<u32, DispatchError> {
		if !Listening::get() {
			return Err(DispatchError::Unavailable);
		}
		ASKED.with_borrow_mut(|asked| {
			asked.push(escalation);
			Ok(asked.len() as u32 - 1)
		})
	}

	fn is_open(_: u32) -> bool {
		UNDECIDED.get()
	}

	fn on_receipt_dropped(_: u32, receipt: &Hash) {
		LET_GO.with_borrow_mut(|gone| gone.push(*receipt));
	}

	fn weight() -> Weight {
		Weight::from_parts(1_000_000, 0)
	}

	fn dropping_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// Remembers what can be proven.
pub struct Told;

thread_local! {
	static TOLD: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
}

impl Told {
	/// All entries, in order.
	pub fn all() -> Vec<Entry> {
		TOLD.with_borrow(Clone::clone)
	}
}

impl Outcomes for Told {
	fn publish(entry: Entry) {
		TOLD.with_borrow_mut(|told| told.push(entry));
	}

	fn weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

/// Each block's author gives an output that nobody could know before.
pub struct Authors;

impl Randomness<Option<H256>, u32> for Authors {
	fn random(subject: &[u8]) -> (Option<H256>, u32) {
		let block = System::block_number().saturating_sub(1);
		let output = (subject, block).using_encoded(althing_primitives::blake2);
		(Outputs::get().then_some(H256(output)), block)
	}
}

/// An agent in the table.
pub type Agent = Candidate<AccountId32, Balance>;

thread_local! {
	static AGENTS: RefCell<BTreeMap<AgentId, Agent>> = const { RefCell::new(BTreeMap::new()) };
	static SLASHES: RefCell<Vec<(AgentId, Balance)>> = const { RefCell::new(Vec::new()) };
	static NEXT_AGENT: Cell<AgentId> = const { Cell::new(0) };
}

/// The agents, all of them active.
pub struct Table;

impl Table {
	/// Adds an agent that signs with the account of `number`; returns its registration number.
	pub fn add(number: u32, owner: u8, department: Department, bond: Balance) -> AgentId {
		AGENTS.with_borrow_mut(|agents| {
			let id = NEXT_AGENT.replace(NEXT_AGENT.get() + 1);
			let (role, capabilities) = (Role::DataScout, Capabilities::SERIES);
			let (account, owner) = (agent(number), person(owner));
			let agent = Candidate {
				id,
				account,
				owner,
				department,
				role,
				capabilities,
				bond,
				alive: true,
			};
			agents.insert(id, agent);
			id
		})
	}

	/// Changes what is known of an agent.
	pub fn change(id: AgentId, change: impl FnOnce(&mut Agent)) {
		AGENTS.with_borrow_mut(|agents| change(agents.get_mut(&id).unwrap()));
	}

	/// Ends a registration.
	pub fn retire(id: AgentId) {
		AGENTS.with_borrow_mut(|agents| agents.remove(&id));
		<Cmp as althing_primitives::OnRetired>::on_retired(id);
	}

	/// All that was taken.
	pub fn slashes() -> Vec<(AgentId, Balance)> {
		SLASHES.with_borrow(Clone::clone)
	}

	/// Forgets everything that stood in for others.
	pub(super) fn clear() {
		AGENTS.with_borrow_mut(BTreeMap::clear);
		SLASHES.with_borrow_mut(Vec::clear);
		NEXT_AGENT.set(0);
		ASKED.with_borrow_mut(Vec::clear);
		LET_GO.with_borrow_mut(Vec::clear);
		TOLD.with_borrow_mut(Vec::clear);
	}
}

impl AgentDirectory<AccountId32, Balance> for Table {
	fn count(department: Department) -> u32 {
		AGENTS.with_borrow(|agents| agents.values().filter(|a| a.department == department).count() as u32)
	}

	fn nth(department: Department, index: u32) -> Option<Agent> {
		AGENTS.with_borrow(|agents| {
			agents
				.values()
				.filter(|a| a.department == department)
				.nth(index as usize)
				.cloned()
		})
	}

	fn get(id: AgentId) -> Option<Agent> {
		AGENTS.with_borrow(|agents| agents.get(&id).cloned())
	}

	fn id_of(account: &AccountId32) -> Option<AgentId> {
		AGENTS.with_borrow(|agents| agents.values().find(|a| a.account == *account).map(|a| a.id))
	}

	fn unit() -> Balance {
		UNIT
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn populate(department: Department, count: u32) {
		for index in Self::count(department)..count {
			Self::add(
				u32::from(department.index()) << 16 | index,
				index as u8,
				department,
				UNIT,
			);
		}
	}
}

impl Bonds<Balance> for Table {
	fn slash(id: AgentId, share: Perbill) -> Balance {
		AGENTS.with_borrow_mut(|agents| {
			let Some(agent) = agents.get_mut(&id) else {
				return 0;
			};
			let slashed = share * agent.bond;
			agent.bond -= slashed;
			SLASHES.with_borrow_mut(|slashes| slashes.push((id, slashed)));
			slashed
		})
	}
}
