//! Answers, verdicts and outcomes in words.

use crate::{Answer, Outcome, Verdict};
use core::fmt;

impl fmt::Display for Answer {
	/// `yes`, `no`, `option 2` (from zero) or the number.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Binary(true) => f.pad("yes"),
			Self::Binary(false) => f.pad("no"),
			Self::Choice(option) => f.pad(&alloc::format!("option {option}")),
			Self::Scalar(value) => fmt::Display::fmt(value, f),
		}
	}
}

impl fmt::Display for Verdict {
	/// `decided: yes`, `undecided` or `no quorum`.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Decided(answer) => f.pad(&alloc::format!("decided: {answer}")),
			Self::Undecided => f.pad("undecided"),
			Self::NoQuorum => f.pad("no quorum"),
		}
	}
}

impl fmt::Display for Outcome {
	/// `decided: yes`, `escalated` or `expired`.
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Decided(answer) => f.pad(&alloc::format!("decided: {answer}")),
			Self::Escalated => f.pad("escalated"),
			Self::Expired => f.pad("expired"),
		}
	}
}
