//! The runtime as nodes execute it comes to the same bits as the code that tests, benchmarks and verifiers run.

use althing_cmp_rules::{Appraisal, Claim, Class, Heard, Topic, Window};
use althing_crowds::{
	cheat::Cheat,
	family::{Family, Skill},
};
use althing_integration_tests::genesis;
use althing_runtime::{Cmp, Runtime, WASM_BINARY};
use codec::{Decode, Encode};
use pallet_cmp::{HeardPanels, HeardRange, HeardRanges};
use polkadot_sdk::*;
use sc_executor::WasmExecutor;
use sc_executor_common::runtime_blob::RuntimeBlob;
use sp_io::{SubstrateHostFunctions, TestExternalities};
use sp_runtime::{BoundedVec, DispatchError};

type Said = Result<Appraisal, DispatchError>;

/// Has the runtime's wasm answer.
fn in_wasm(ext: &mut TestExternalities, topic: Topic, upto: u32, claim: &Claim) -> Said {
	let wasm = WASM_BINARY.expect("built with the runtime's wasm");
	let blob = RuntimeBlob::uncompress_if_needed(wasm).unwrap();
	let executor = WasmExecutor::<SubstrateHostFunctions>::builder()
		.with_allow_missing_host_functions(true)
		.build();
	let arguments = (topic, upto, claim).encode();
	let said = executor
		.uncached_call(blob, &mut ext.ext(), true, "AlthingApi_appraise", &arguments)
		.unwrap();
	Decode::decode(&mut said.as_slice()).unwrap()
}

/// Puts what a crowd with a cabal answered into the state; returns how many panels there are.
fn hear(topic: Topic) -> u32 {
	let skill = Skill::Hammers(0.6, 0.8);
	let mut crowd = Family {
		labels: topic.labels,
		tasks: 150,
		agents: 30,
		panel: 9,
		first: 0.5,
		skill,
		hard: 0.1,
	}
	.crowd(u64::from(topic.labels));
	Cheat::Cabal(0.3, 0.02).join(&mut crowd, 12, 5);
	let mut seen = 0u64;
	for (number, task) in (0u32..).zip(&crowd.tasks) {
		let answers: Vec<_> = task
			.iter()
			.take(64)
			.map(|answer| (u64::from(answer.agent), answer.label))
			.collect();
		seen += answers.len() as u64;
		let heard = Heard {
			proposal: number.into(),
			seen,
			answers: BoundedVec::truncate_from(answers),
			truth: (number % 10 == 3).then(|| crowd.truth[number as usize]).flatten(),
		};
		HeardPanels::<Runtime>::insert(topic, number, heard);
	}
	let next = crowd.tasks.len() as u32;
	HeardRanges::<Runtime>::insert(topic, HeardRange { first: 0, next, seen });
	next
}

#[test]
fn a_claim_comes_to_the_same_bits_in_wasm() {
	for topic in [
		Topic::ALL[0],
		Topic {
			class: Class::Choice,
			labels: 4,
		},
	] {
		let mut ext = genesis("development");
		let (upto, claim) = ext.execute_with(|| {
			let upto = hear(topic);
			let view = Cmp::topic(topic).unwrap();
			(upto, Window::read(topic, upto, &view.heard).unwrap().search())
		});
		ext.commit_all().unwrap();
		let native = ext.execute_with(|| Cmp::try_appraise(topic, upto, &claim).map(|tried| tried.appraisal));
		let appraisal = native.clone().unwrap();
		assert!(!appraisal.cabals.is_empty(), "the cabal is found");
		assert_eq!(in_wasm(&mut ext, topic, upto, &claim), native);
		// Refusals, too.
		let empty = Claim::default();
		let native = ext.execute_with(|| Cmp::try_appraise(topic, upto, &empty).map(|tried| tried.appraisal));
		assert!(native.is_err());
		assert_eq!(in_wasm(&mut ext, topic, upto, &empty), native);
	}
}
