use crate::{mock::*, schema_id, Comparison, Error, Event, HoldReason};
use althing_primitives::{blake2, DECISION_SCHEMA};
use polkadot_sdk::{
	frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold},
	sp_runtime::{DispatchResult, Perbill},
};

const CONTEXT: [u8; 32] = [5; 32];

fn register(who: u8, comparison: Option<Comparison>) -> DispatchResult {
	let uri = b"https://example.org/context.jsonld".to_vec().try_into().unwrap();
	Anchors::register_schema(by(person(who)), CONTEXT, comparison, uri)
}

fn held(who: u8) -> u64 {
	let reason = RuntimeHoldReason::Anchors(HoldReason::SchemaDeposit);
	Balances::balance_on_hold(&reason, &person(who))
}

fn submit_with(schema: [u8; 32]) -> DispatchResult {
	let mut batch = batch(1, [7; 32]);
	batch.schema = schema;
	submit_batch(agent(1), batch)
}

#[test]
fn a_schema_is_registered_for_a_deposit_and_can_be_named_then() {
	ExtBuilder.run(|| {
		assert_noop!(submit_with(CONTEXT), Error::<Test>::UnknownSchema);
		assert_ok!(register(STRANGER, None));
		let (id, context) = (CONTEXT, CONTEXT);
		assert_eq!(last_event(), Event::SchemaRegistered { id, context });
		assert_eq!(held(STRANGER), SCHEMA_DEPOSIT);
		assert_ok!(submit_with(CONTEXT));
	});
}

#[test]
fn results_need_no_schema() {
	ExtBuilder.run(|| {
		assert_ok!(submit_with([0; 32]));
	});
}

#[test]
fn what_workers_anchor_of_decisions_is_known_from_the_beginning() {
	ExtBuilder.run(|| {
		let id = blake2(DECISION_SCHEMA.as_bytes());
		assert_ok!(submit_with(id));
		assert_eq!(Anchors::schema(id).unwrap().depositor, None);
		advance(RETENTION);
		assert_noop!(
			Anchors::remove_schema(by(person(OWNER)), id),
			Error::<Test>::NotDepositor
		);
	});
}

#[test]
fn nobody_takes_the_name_of_another_comparison() {
	ExtBuilder.run(|| {
		let near = Some(Comparison::Tolerance(5));
		assert_ok!(register(OWNER, near));
		assert_noop!(register(STRANGER, near), Error::<Test>::SchemaKnown);
		// The same description with another comparison is another schema.
		let far = Some(Comparison::Tolerance(6));
		assert_ok!(register(STRANGER, far));
		let ids = [None, near, far].map(|comparison| schema_id(&CONTEXT, comparison.as_ref()));
		assert_eq!(ids[0], CONTEXT);
		assert_ne!(ids[1], ids[2]);
	});
}

#[test]
fn sets_have_to_share_at_least_half() {
	ExtBuilder.run(|| {
		let overlap = |percent| Some(Comparison::Overlap(Perbill::from_percent(percent)));
		assert_noop!(register(OWNER, overlap(49)), Error::<Test>::BadComparison);
		assert_ok!(register(OWNER, overlap(50)));
	});
}

#[test]
fn the_depositor_removes_a_schema_after_the_retention_time() {
	ExtBuilder.run(|| {
		assert_ok!(register(STRANGER, None));
		let remove = |who| Anchors::remove_schema(by(person(who)), CONTEXT);
		assert_noop!(remove(OWNER), Error::<Test>::NotDepositor);
		advance(RETENTION - 1);
		assert_noop!(remove(STRANGER), Error::<Test>::TooSoon);
		advance(1);
		assert_ok!(remove(STRANGER));
		assert_eq!(held(STRANGER), 0);
		assert_noop!(remove(STRANGER), Error::<Test>::UnknownSchema);
		assert_noop!(submit_with(CONTEXT), Error::<Test>::UnknownSchema);
	});
}
