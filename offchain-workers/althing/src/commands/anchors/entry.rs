//! An entry in JSON and in words.

use althing_chain::{hex0x, ss58};
use althing_primitives::{Ending, Entry, WorkVerdict};
use serde_json::{json, Value};

/// What an entry says.
pub(super) fn describe(entry: &Entry) -> Value {
	match entry {
		Entry::Anchor(anchor) => json!({
			"kind": "anchor",
			"anchor": anchor.id,
			"agent": anchor.agent,
			"department": anchor.department.to_string(),
			"grade": format!("{:?}", anchor.grade).to_lowercase(),
			"schema": hex0x(anchor.schema),
			"root": hex0x(anchor.root),
			"results": anchor.count,
		}),
		Entry::Decision(decision) => json!({
			"kind": "decision",
			"proposal": decision.proposal,
			"department": decision.department.to_string(),
			"ending": ending(decision.ending),
			"evidence": hex0x(decision.evidence),
			"receipt": hex0x(decision.receipt),
		}),
		Entry::Registration(registration) => json!({
			"kind": "registration",
			"agent": registration.agent,
			"department": registration.department.to_string(),
			"owner": ss58(&registration.owner),
			"evmOwner": hex0x(registration.evm_owner),
			"card": hex0x(registration.card),
		}),
		Entry::Work(work) => json!({
			"kind": "work",
			"agent": work.agent,
			"proposal": work.proposal,
			"department": work.department.to_string(),
			"owner": ss58(&work.owner),
			"payer": ss58(&work.payer),
			"paid": work.paid.to_string(),
			"verdict": verdict(work.verdict),
		}),
	}
}

fn ending(ending: Ending) -> String {
	match ending {
		Ending::Binary(true) => "yes".into(),
		Ending::Binary(false) => "no".into(),
		Ending::Choice(option) => format!("option {option}"),
		Ending::Scalar(number) => number.to_string(),
		Ending::Escalated => "escalated to people".into(),
		Ending::Expired => "expired".into(),
	}
}

const fn verdict(verdict: WorkVerdict) -> &'static str {
	match verdict {
		WorkVerdict::Wrong => "wrong",
		WorkVerdict::Right => "right",
		WorkVerdict::Untold => "untold",
	}
}
