//! What the gate says of a call.

use serde::{Deserialize, Serialize};

/// Why a call may not simply go ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
	/// Where in the mandate, as a path: `tools.send_money.arguments.recipient.from`.
	pub rule: String,
	/// What is wrong, without repeating untrusted text at length.
	pub reason: String,
	/// What who runs the agent can do.
	pub next: String,
}

impl Finding {
	pub(crate) fn new(rule: impl Into<String>, reason: impl Into<String>, next: impl Into<String>) -> Self {
		Self {
			rule: rule.into(),
			reason: reason.into(),
			next: next.into(),
		}
	}
}

/// What the gate says of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
	/// It may go ahead.
	Allow,
	/// A person must see it first, with these reasons.
	Ask {
		/// All of them.
		findings: Vec<Finding>,
	},
	/// It may not go ahead.
	Deny {
		/// All of them, what denies first.
		findings: Vec<Finding>,
	},
}

impl Verdict {
	/// How permissive: 0 denies, 1 asks, 2 allows.
	pub fn permits(&self) -> u8 {
		match self {
			Self::Deny { .. } => 0,
			Self::Ask { .. } => 1,
			Self::Allow => 2,
		}
	}

	/// The reasons; none when allowed.
	pub fn findings(&self) -> &[Finding] {
		match self {
			Self::Allow => &[],
			Self::Ask { findings } | Self::Deny { findings } => findings,
		}
	}
}

/// What happens where a rule does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
	/// Nothing.
	Allow,
	/// A person is asked.
	Ask,
	/// The call is denied.
	Deny,
}

/// Findings as they are gathered. Bounded: a list of thousands of bad elements needs no thousands of reasons.
#[derive(Debug, Default)]
pub(crate) struct Findings {
	asks: Vec<Finding>,
	denies: Vec<Finding>,
}

const MOST: usize = 32;

impl Findings {
	pub(crate) fn add(&mut self, outcome: Outcome, finding: impl FnOnce() -> Finding) {
		let list = match outcome {
			Outcome::Allow => return,
			Outcome::Ask => &mut self.asks,
			Outcome::Deny => &mut self.denies,
		};
		if list.len() < MOST {
			list.push(finding());
		}
	}

	pub(crate) fn deny(&mut self, rule: impl Into<String>, reason: impl Into<String>, next: &str) {
		self.add(Outcome::Deny, || Finding::new(rule, reason, next));
	}

	pub(crate) fn verdict(mut self) -> Verdict {
		if !self.denies.is_empty() {
			self.denies.append(&mut self.asks);
			return Verdict::Deny {
				findings: self.denies,
			};
		}
		if self.asks.is_empty() {
			Verdict::Allow
		} else {
			Verdict::Ask { findings: self.asks }
		}
	}
}
