#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use crate::*;
use althing_cmp_rules::{Answer, Outcome};
use althing_primitives::{Capabilities, Department, Role};
use codec::{Decode, Encode};
use polkadot_sdk::sp_arithmetic::Perbill;
use serde_json::json;

fn agent() -> AgentView {
	AgentView {
		id: 7,
		account: AccountId32::new([1; 32]),
		owner: AccountId32::new([2; 32]),
		department: Department::Engineering,
		role: Role::DataScout,
		capabilities: Capabilities::SERIES,
		status: AgentStatus::Active,
		bond: u128::MAX,
		last_heartbeat: 12,
		alive: true,
		reputation: Perbill::from_percent(50),
		duties: Duties {
			sealed: 3,
			revealed: 2,
			missed: 1,
		},
		metadata: H256::repeat_byte(9),
	}
}

#[test]
fn an_agent_in_json_loses_nothing() {
	let json = serde_json::to_value(agent()).unwrap();
	assert_eq!(json["bond"], "340282366920938463463374607431768211455");
	assert_eq!(json["lastHeartbeat"], 12);
	assert_eq!(json["department"], "engineering");
	assert_eq!(json["role"], "data-scout");
	assert_eq!(json["status"], "active");
	assert_eq!(json["metadata"], format!("0x{}", "09".repeat(32)));
	assert_eq!(json["duties"], json!({ "sealed": 3, "revealed": 2, "missed": 1 }));
	assert_eq!(serde_json::from_value::<AgentView>(json).unwrap(), agent());
}

#[test]
fn an_agent_in_scale_loses_nothing() {
	assert_eq!(AgentView::decode(&mut &agent().encode()[..]).unwrap(), agent());
}

#[test]
fn an_outcome_says_its_answer() {
	let view = DecisionView {
		id: 1,
		outcome: Outcome::Decided(Answer::Binary(true)),
		support: Perbill::from_percent(80),
		lower: Perbill::from_percent(60),
		upper: Perbill::from_percent(90),
		decided_at: 40,
		receipt: H256::zero(),
	};
	let json = serde_json::to_value(&view).unwrap();
	assert_eq!(json["outcome"], json!({ "decided": { "binary": true } }));
	assert_eq!(json["support"], 800_000_000);
	assert_eq!(json["decidedAt"], 40);
}

#[test]
fn a_summary_names_the_departments_in_order() {
	let summary = Summary {
		agents_by_department: [1, 2, 3, 4, 5, 6, 7, 8],
		..Default::default()
	};
	assert!(summary.agents().map(|(d, n)| (d.index(), n)).eq((0..8).zip(1..)));
}
