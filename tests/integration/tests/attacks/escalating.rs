//! Questions that no panel can answer, put so that holders must.

use super::run;
use althing_cmp_rules::Outcome;
use althing_integration_tests::{
	held, next_block,
	panels::{decide, fleet, open},
	referenda::{ask, remark, status, vote},
};
use althing_primitives::{Department, Departments};
use althing_runtime::{
	governance::{origins::Origin, tracks::CMP_ESCALATION, AskHolders, StakeCap, Tracks},
	Balances, Cvt, Runtime,
};
use frame_support::assert_ok;
use pallet_cmp::{Escalation, OnEscalated};
use pallet_conviction_voting::Conviction;
use pallet_referenda::{DecidingCount, TrackQueue, TracksInfo};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;

#[test]
fn a_question_that_no_panel_can_answer_costs_its_proposer_fees_only() {
	run(|| {
		fleet();
		// Who opens questions here.
		let eve = Sr25519Keyring::Eve.to_account_id();
		let had = (Balances::free_balance(&eve), Cvt::free_balance(&eve));
		let proposal = open(&[Department::Legal], &remark());
		assert!(held(&eve) > 0);
		assert_eq!(decide(proposal, |seat| seat % 2 == 0), Outcome::Escalated);
		assert!(pallet_cmp::Referred::<Runtime>::contains_key(proposal));
		assert_eq!(held(&eve), 0);
		assert_eq!((Balances::free_balance(&eve), Cvt::free_balance(&eve)), had);
	});
}

/// What a panel leaves open about proposal `number`.
fn escalate(number: u64) -> u32 {
	let escalation = Escalation {
		proposal: number,
		departments: Departments::default(),
		receipt: number.to_le_bytes().to_vec(),
		call: None,
	};
	AskHolders::on_escalated(escalation).unwrap()
}

fn waits(index: u32) -> bool {
	status(index).unwrap().deciding.is_none()
}

fn blocks(count: u32) {
	for _ in 0..count {
		next_block();
	}
}

/// What the shipped track does not stop: who asks often enough makes other escalations wait for a decision
/// period, where nobody votes for them.
#[test]
fn a_full_escalation_track_delays_escalations_and_nothing_else() {
	run(|| {
		for number in 0..164 {
			escalate(number);
		}
		let wanted = escalate(164);
		blocks(10);
		assert_eq!(DecidingCount::<Runtime>::get(CMP_ESCALATION), 64);
		assert_eq!(TrackQueue::<Runtime>::get(CMP_ESCALATION).len(), 100);
		assert!(waits(wanted));

		let stop = ask(Origin::EmergencyStop, remark());
		blocks(4);
		assert!(!waits(stop));

		let voter = Sr25519Keyring::Bob.to_account_id();
		let most = StakeCap::most(CMP_ESCALATION, false).unwrap();
		assert_ok!(vote(&voter, wanted, true, Conviction::Locked1x, most));
		blocks(2);
		assert!(waits(wanted));
		// All that came before it and that nobody wants.
		blocks(Tracks::info(CMP_ESCALATION).unwrap().decision_period);
		assert!(!waits(wanted));
	});
}
