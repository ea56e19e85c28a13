//! What was called already in a task.

use crate::call::Call;
use crate::decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Calls that are remembered; a mandate allows fewer.
pub const MOST: usize = 10_000;

/// One call that went ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
	/// The tool.
	pub tool: String,
	/// Seconds, by the clock of [`crate::Context::now`].
	pub at: u64,
	/// Its numbers, for sums.
	#[serde(default)]
	pub numbers: BTreeMap<String, Decimal>,
}

/// The calls of a task that went ahead, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
	done: Vec<Done>,
}

impl Ledger {
	/// Remembers a call that went ahead. False when the ledger is full: [`crate::judge()`] then denies everything.
	pub fn record(&mut self, call: &Call, now: u64) -> bool {
		if self.done.len() >= MOST {
			return false;
		}
		let numbers = call.read().map(|map| {
			map.iter()
				.filter_map(|(name, value)| Some((name.clone(), number(value)?)))
				.collect()
		});
		self.done.push(Done {
			tool: call.name.clone(),
			at: now,
			numbers: numbers.unwrap_or_default(),
		});
		true
	}

	/// How many calls went ahead.
	pub fn len(&self) -> usize {
		self.done.len()
	}

	/// Whether none did.
	pub fn is_empty(&self) -> bool {
		self.done.is_empty()
	}

	/// Whether a tool was called.
	pub fn has(&self, tool: &str) -> bool {
		self.done.iter().any(|done| done.tool == tool)
	}

	/// How often some tools were called in the last `within` seconds, or ever.
	pub fn count(&self, tools: &[String], now: u64, within: Option<u64>) -> usize {
		self.recent(tools, now, within).count()
	}

	/// The sum of an argument's sizes over the calls of some tools in the last `within` seconds, or ever.
	pub fn sum(&self, tools: &[String], argument: &str, now: u64, within: Option<u64>) -> Decimal {
		self.recent(tools, now, within)
			.filter_map(|done| done.numbers.get(argument))
			.fold(Decimal::default(), |sum, amount| sum.plus(amount.size()))
	}

	fn recent<'a>(
		&'a self,
		tools: &'a [String],
		now: u64,
		within: Option<u64>,
	) -> impl Iterator<Item = &'a Done> {
		let since = within.map_or(0, |seconds| now.saturating_sub(seconds));
		self.done
			.iter()
			.filter(move |done| done.at >= since && tools.contains(&done.tool))
	}
}

/// A JSON number as a decimal, when it is exactly one.
pub(crate) fn number(value: &Value) -> Option<Decimal> {
	match value {
		Value::Number(number) => number.to_string().parse().ok(),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn pay(amount: &str) -> Call {
		Call {
			id: String::new(),
			name: "pay".into(),
			arguments: format!("{{\"amount\":{amount}}}"),
		}
	}

	#[test]
	fn a_window_forgets_and_a_task_does_not() {
		let mut ledger = Ledger::default();
		for (amount, at) in [("10", 0), ("-0.1", 50), ("0.2", 100)] {
			assert!(ledger.record(&pay(amount), at));
		}
		let tools = ["pay".to_owned()];
		assert_eq!(ledger.sum(&tools, "amount", 100, Some(60)).to_string(), "0.3");
		assert_eq!(ledger.sum(&tools, "amount", 100, None).to_string(), "10.3");
		assert_eq!(ledger.count(&tools, 100, Some(60)), 2);
		assert_eq!(ledger.count(&["other".to_owned()], 100, None), 0);
		assert!(ledger.has("pay") && !ledger.has("other"));
	}

	#[test]
	fn a_full_ledger_takes_nothing_more() {
		let mut ledger = Ledger::default();
		while ledger.len() < MOST {
			assert!(ledger.record(&pay("1"), 0));
		}
		assert!(!ledger.record(&pay("1"), 0));
	}
}
