//! What agents may do for their departments alone.

use crate::{account::of_pallet, layout::one_key, AccountId, Hash, Result, State};
use althing_primitives::{AgentId, Department, Role};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

const PALLET: &str = "Mandates";
/// More than the runtime keeps at a time of anything here.
const MOST: usize = 4_096;

/// The kinds of things that mandates tell apart, in the order of their bits.
const POWERS: [&str; 5] = ["publish", "ask", "pay", "fund", "commission"];

/// A set of kinds of things, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Powers(pub u8);

impl Powers {
	/// Their names.
	pub fn names(self) -> Vec<&'static str> {
		let bits = POWERS.into_iter().enumerate();
		bits.filter(|(bit, _)| (self.0 >> bit) & 1 == 1)
			.map(|(_, name)| name)
			.collect()
	}
}

/// Whom a mandate lets pay.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum Payees {
	/// Anybody.
	Any,
	/// These only.
	Listed(Vec<AccountId>),
}

/// What the agents of a role may do alone. Amounts in the smallest unit of VWT.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Mandate {
	/// What kinds of things.
	pub powers: Powers,
	/// The most that one act may take.
	pub per_act: u128,
	/// The most that all agents of the role together may take in a period.
	pub per_period: u128,
	/// For whom.
	pub payees: Payees,
}

/// What a department may spend in a period. Amounts in the smallest unit of VWT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Budget {
	/// The most that its agents may spend alone, all roles together.
	pub per_period: u128,
	/// The most that it may spend without a referendum.
	pub ceiling: u128,
}

/// What was spent in a period. Amounts in the smallest unit of VWT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Spending {
	/// Which period.
	pub period: u32,
	/// What agents spent alone.
	pub alone: u128,
	/// And in all.
	pub total: u128,
}

/// That an agent acts for its department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Appointment {
	/// Its number. Never reused.
	pub number: u64,
	/// For which department.
	pub department: Department,
	/// In which role.
	pub role: Role,
}

/// An act that waits for somebody's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PendingAct {
	/// The agent that wants it done.
	pub agent: AgentId,
	/// The appointment under which it asked.
	pub appointment: Appointment,
	/// BLAKE2b-256 of the encoded call.
	pub call: Hash,
	/// The first block in which it can no longer be done.
	pub expires_at: u32,
}

/// A department's affairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affairs {
	/// Its account, which nobody has a key to.
	pub account: AccountId,
	/// Its budget.
	pub budget: Budget,
	/// What it has spent in this period.
	pub spent: Spending,
	/// The mandates of its roles, and what each spent in this period.
	pub mandates: Vec<(Role, Mandate, Spending)>,
	/// The agents that act for it.
	pub appointed: Vec<(AgentId, Appointment)>,
	/// The acts that wait.
	pub pending: Vec<(u64, PendingAct)>,
}

impl State {
	/// The affairs of `department`.
	pub async fn affairs(&self, department: Department) -> Result<Affairs> {
		let period = self
			.number()
			.await?
			.checked_div(self.constant::<u32>(PALLET, "Period")?)
			.unwrap_or_default();
		let key = one_key(&department);
		let spent: Option<Spending> = self.value(PALLET, "Spent", &key).await?;
		let budget = self.value(PALLET, "Budgets", &key).await?;
		let mine = |appointment: &Appointment| appointment.department == department;
		let mut appointed: Vec<(AgentId, Appointment)> = self.entries(PALLET, "Appointments", MOST).await?;
		appointed.retain(|(_, appointment)| mine(appointment));
		appointed.sort_by_key(|(agent, _)| *agent);
		let mut pending: Vec<(u64, PendingAct)> = self.entries(PALLET, "Pending", MOST).await?;
		pending.retain(|(_, act)| mine(&act.appointment));
		pending.sort_by_key(|(act, _)| *act);
		Ok(Affairs {
			account: self.department_account(department)?,
			budget: budget.unwrap_or_default(),
			spent: in_period(spent, period),
			mandates: self.mandates(department, period).await?,
			appointed,
			pending,
		})
	}

	/// The account of `department`.
	pub fn department_account(&self, department: Department) -> Result<AccountId> {
		let id = self.constant(PALLET, "PalletId")?;
		Ok(of_pallet(id, &(b"dept", department.index()).encode()))
	}

	async fn mandates(&self, department: Department, period: u32) -> Result<Vec<(Role, Mandate, Spending)>> {
		let keys = Role::ALL.map(|role| (department, role));
		let mandates: Vec<Option<Mandate>> = self.many(PALLET, "Mandates", &keys).await?;
		let spent: Vec<Option<Spending>> = self.many(PALLET, "SpentByRole", &keys).await?;
		let roles = Role::ALL.into_iter().zip(mandates.into_iter().zip(spent));
		Ok(roles
			.filter_map(|(role, (mandate, spent))| Some((role, mandate?, in_period(spent, period))))
			.collect())
	}
}

/// What of `spending` counts in `period`: what is kept of an earlier one counts no more.
fn in_period(spending: Option<Spending>, period: u32) -> Spending {
	let current = spending.filter(|spending| spending.period == period);
	current.unwrap_or(Spending {
		period,
		..Spending::default()
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn powers_are_named_by_their_bits() {
		assert_eq!(Powers(0).names(), Vec::<&str>::new());
		assert_eq!(Powers(0b101).names(), ["publish", "pay"]);
		assert_eq!(Powers(0b1_1111).names(), POWERS);
	}

	#[test]
	fn what_was_spent_in_an_earlier_period_counts_no_more() {
		let spent = Spending {
			period: 3,
			alone: 1,
			total: 2,
		};
		assert_eq!(in_period(Some(spent), 3), spent);
		assert_eq!(in_period(Some(spent), 4).total, 0);
		assert_eq!(in_period(None, 4).period, 4);
	}
}
