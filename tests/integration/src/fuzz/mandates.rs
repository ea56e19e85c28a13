//! Whether agents stayed within what their departments and roles may.
//!
//! What was spent is read after a step in which much may have happened. It is taken back act by act, the last one
//! first, so that each is held to what there was when it was done.

use althing_primitives::{Department, Role};
use althing_runtime::{Mandates, RuntimeEvent};
use pallet_mandates::{Event, Level, Spending};
use std::collections::{BTreeMap, BTreeSet};

/// How many acts there were, those on the word of a referendum aside: nothing limits them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acts {
	/// Held to the limits that they had.
	pub held: u64,
	/// Not held, because limits were set after them in the same step and what they were is not known.
	pub skipped: u64,
}

/// Holds every act in `events`, which are those of a step just made, to its limits.
///
/// # Errors
///
/// Whose limit was passed.
pub fn within_mandates(events: &[&RuntimeEvent]) -> Result<Acts, String> {
	let (mut acts, mut books) = (Acts::default(), Books::default());
	for event in events.iter().rev() {
		match event {
			RuntimeEvent::Mandates(Event::BudgetSet { department, .. }) => {
				books.budgets.insert(*department);
			}
			RuntimeEvent::Mandates(Event::MandateSet { department, role, .. }) => {
				books.mandates.insert((*department, *role));
			}
			RuntimeEvent::Mandates(Event::Acted {
				department,
				role,
				on_word_of,
				amount,
				..
			}) => {
				let act = Act {
					department: *department,
					role: *role,
					word: *on_word_of,
					amount: *amount,
				};
				if act.word != Level::Referendum {
					match books.hold(&act)? {
						true => acts.held += 1,
						false => acts.skipped += 1,
					}
				}
				books.take_back(&act)?;
			}
			_ => (),
		}
	}
	Ok(acts)
}

/// What was done.
struct Act {
	department: Department,
	role: Role,
	word: Level,
	amount: u128,
}

/// What had been spent, and which limits were set, at a point of the step and after it.
#[derive(Default)]
struct Books {
	spent: BTreeMap<Department, Spending<u128>>,
	by_role: BTreeMap<(Department, Role), Spending<u128>>,
	budgets: BTreeSet<Department>,
	mandates: BTreeSet<(Department, Role)>,
}

impl Books {
	/// What the department and the role had spent when the act was booked.
	fn spent(&mut self, act: &Act) -> [&mut Spending<u128>; 2] {
		let (department, role) = (act.department, act.role);
		let by_role = self.by_role.entry((department, role));
		[
			self.spent
				.entry(department)
				.or_insert_with(|| Mandates::spent(department)),
			by_role.or_insert_with(|| Mandates::spent_by_role(department, role)),
		]
	}

	/// Whether the act's limits are known; an error when it passed one.
	fn hold(&mut self, act: &Act) -> Result<bool, String> {
		let (department, role) = (act.department, act.role);
		if self.budgets.contains(&department) || self.mandates.contains(&(department, role)) {
			return Ok(false);
		}
		let [spent, by_role] = self.spent(act).map(|spending| *spending);
		let budget = Mandates::budget(department);
		let mandate = Mandates::mandate(department, role).ok_or("an act without a mandate")?;
		let alone = act.amount <= mandate.per_act
			&& by_role.alone <= mandate.per_period
			&& spent.alone <= budget.per_period;
		if spent.total <= budget.ceiling && (alone || act.word == Level::Panel) {
			return Ok(true);
		}
		Err(format!(
			"{department} has {spent:?} of {budget:?}, its {role} {by_role:?} of {} each and {} in all",
			mandate.per_act, mandate.per_period
		))
	}

	/// Goes back to before the act.
	fn take_back(&mut self, act: &Act) -> Result<(), String> {
		let alone = if act.word == Level::Alone { act.amount } else { 0 };
		for spending in self.spent(act) {
			let before = |now: u128, amount| {
				now.checked_sub(amount)
					.ok_or("an act was booked for less than it took")
			};
			spending.total = before(spending.total, act.amount)?;
			spending.alone = before(spending.alone, alone)?;
		}
		Ok(())
	}
}
