//! Calls and keys against the metadata that is shipped.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{Call, Error, Keypair, Layout, Registration};
use althing_cmp_rules::{Answer, Ballot, Kind, Question, Reveal};
use althing_primitives::{Capabilities, Department, Departments, Role};
use codec::Encode;
use polkadot_sdk::{
	sp_crypto_hashing::{blake2_128, twox_128, twox_64},
	sp_runtime::Perbill,
};
use subxt::ext::scale_decode::visitor::{decode_with_visitor, IgnoreVisitor};

fn layout() -> Layout {
	Layout::shipped().unwrap()
}

fn calls() -> Vec<Call> {
	let pair = Keypair::from_seed(&[1; 32]);
	let registration = Registration {
		account: pair.account(),
		department: Department::Legal,
		role: Role::Synthesizer,
		capabilities: Capabilities::SERIES,
		attestation: [2; 32],
		metadata: [3; 32],
		bond: 1 << 100,
		consent: Registration::consent(&pair, &[4; 32], &[5; 32], &[2; 32]),
	};
	let question = Question {
		kind: Kind::Scalar { min: -1, max: 1 },
		departments: Departments::of([Department::Legal]),
		risk: Perbill::from_percent(1),
		impact: Perbill::from_percent(2),
		urgency: Perbill::from_percent(3),
		evidence: [0; 32],
	};
	let ballot = Ballot {
		answer: Answer::Scalar(0),
		confidence: Perbill::one(),
		rationale: [6; 32],
	};
	let single = vec![
		Call::register(&registration),
		Call::update(1, Some(Role::DataScout), None, Some([7; 32]), None),
		Call::add_bond(1, 2),
		Call::heartbeat(),
		Call::retire(1),
		Call::withdraw(1),
		Call::open(&question, b"{}".to_vec()),
		Call::seal(1, [8; 32]),
		Call::reveal(
			1,
			&Reveal {
				ballot,
				salt: [9; 32],
			},
		),
		Call::anchor([1; 32], 2, [3; 32], Some(4), 5, [6; 32]),
		Call::remove_anchor(1),
		Call::transfer(&[1; 32], 2),
		Call::transfer_cvt(&[1; 32], 2),
	];
	[
		single.clone(),
		vec![Call::all(single.clone()), Call::each(single)],
	]
	.concat()
}

#[test]
fn every_call_is_what_the_runtime_takes() {
	let layout = layout();
	let (types, id) = (
		layout.metadata().types(),
		layout.metadata().outer_enums().call_enum_ty(),
	);
	let origin = layout.origin("Origins", "RuntimeUpgrade").unwrap();
	let others = [crate::call::samples(origin), crate::call::knowledge_samples()].concat();
	for call in [calls(), others].concat() {
		let bytes = layout.call(&call).unwrap();
		let rest = &mut &bytes[..];
		decode_with_visitor(rest, id, types, IgnoreVisitor::new()).unwrap();
		assert!(rest.is_empty(), "{} bytes too many in {call:?}", rest.len());
		let name = format!("{}.{}", call.pallet(), call.name());
		assert_eq!(layout.call_name(&bytes).unwrap(), name);
	}
}

#[test]
fn a_batch_does_what_its_calls_do() {
	let batch = Call::all(vec![
		Call::heartbeat(),
		Call::each(vec![Call::transfer(&[1; 32], 2), Call::retire(1)]),
	]);
	let deeds = [
		"Agents.heartbeat",
		"Balances.transfer_keep_alive",
		"Agents.retire",
	];
	assert_eq!(batch.deeds(), deeds);
	assert_eq!(Call::heartbeat().deeds(), deeds[..1]);
}

#[test]
fn who_acts_for_a_department_does_so_beside_what_it_has_done() {
	let act = Call::act(Department::Legal, Call::revoke_grant(1));
	assert_eq!(act.deeds(), ["Mandates.act", "Knowledge.revoke"]);
}

#[test]
fn bytes_that_are_no_call_have_no_name() {
	let layout = layout();
	let mut call = layout.call(&Call::heartbeat()).unwrap();
	assert_eq!(layout.call_name(&call).unwrap(), "Agents.heartbeat");
	call.push(0);
	assert!(matches!(layout.call_name(&call), Err(Error::Undecodable { .. })));
	assert!(layout.call_name(&[]).is_err());
	assert!(layout.call_name(&[255, 255]).is_err());
}

#[test]
fn origins_are_found_by_name_and_unknown_ones_named() {
	let layout = layout();
	assert_eq!(layout.origin("system", "Root").unwrap(), [0, 0]);
	let mut bytes = &layout.origin("Origins", "SmallSpender").unwrap()[..];
	assert_eq!(layout.take_origin(&mut bytes).unwrap(), "Origins.SmallSpender");
	assert!(bytes.is_empty());
	let unknown = layout.origin("Origins", "King").unwrap_err();
	assert!(unknown.to_string().contains("Origins.King"), "{unknown}");
}

#[test]
fn a_call_that_the_runtime_does_not_have_is_named() {
	let unknown = layout().call(&Call::new("Cmp", "bribe")).unwrap_err();
	assert!(unknown.to_string().contains("Cmp.bribe"), "{unknown}");
	let extra = layout().call(&Call::heartbeat().with("loud", true)).unwrap_err();
	assert!(
		extra.to_string().contains("argument loud of Agents.heartbeat"),
		"{extra}"
	);
	let lacking = layout().call(&Call::new("Agents", "retire")).unwrap_err();
	assert!(
		matches!(&lacking, Error::Unsignable(text) if text.contains("id")),
		"{lacking}"
	);
}

#[test]
fn keys_are_those_of_the_pallets() {
	let layout = layout();
	let prefix = [twox_128(b"Cmp"), twox_128(b"Decisions")].concat();
	let id = 7u64.encode();
	let key = [prefix.clone(), twox_64(&id).to_vec(), id.clone()].concat();
	assert_eq!(layout.key("Cmp", "Decisions", &[id]).unwrap(), key);
	assert_eq!(layout.map_key::<u64>("Cmp", "Decisions", &key).unwrap(), 7);
	let account = [3u8; 32];
	let prefix = [twox_128(b"System"), twox_128(b"Account")].concat();
	let key = [prefix, blake2_128(&account).to_vec(), account.to_vec()].concat();
	assert_eq!(layout.key("System", "Account", &[account.encode()]).unwrap(), key);
	let owner = (*b"gran", vec![1u8; 32]).encode();
	layout.key("Session", "KeyOwner", &[owner]).unwrap();
	layout.key("Grandpa", "Authorities", &[]).unwrap();
	layout.key("Cvt", "Account", &[account.encode()]).unwrap();
	layout
		.key("Anchors", "ByKey", &[1u64.encode(), account.encode()])
		.unwrap();
	assert!(matches!(
		layout.key("Cmp", "Decisions", &[]),
		Err(Error::Missing(_))
	));
	assert!(matches!(
		layout.key("Cmp", "Nothing", &[]),
		Err(Error::Missing(_))
	));
}

#[test]
fn the_shipped_metadata_is_like_itself_and_says_its_version() {
	let layout = layout();
	assert_eq!(layout.difference(&self::layout()), None);
	assert!(layout.spec_version().unwrap() > 0);
}
