//! What is written here of the contracts is what was compiled.

use alloy_sol_types::{SolCall, SolEvent, SolInterface};
use althing_relay::contracts::{Errors::ErrorsErrors, LightClient, Verifier};
use serde_json::Value;
use std::collections::BTreeSet;

fn abi(name: &str) -> Vec<Value> {
	let path = format!("{}/../../contracts/out/{name}.json", env!("CARGO_MANIFEST_DIR"));
	let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
	file["abi"].as_array().unwrap().clone()
}

fn kind(parameter: &Value) -> String {
	let kind = parameter["type"].as_str().unwrap();
	match kind.strip_prefix("tuple") {
		Some(array) => format!("({}){array}", kinds(&parameter["components"])),
		None => kind.into(),
	}
}

fn kinds(parameters: &Value) -> String {
	let all: Vec<String> = parameters.as_array().unwrap().iter().map(kind).collect();
	all.join(",")
}

/// The signatures of what a contract has of this kind.
fn compiled(contract: &str, wanted: &str) -> BTreeSet<String> {
	let items = abi(contract).into_iter().filter(|item| item["type"] == wanted);
	items
		.map(|item| {
			format!(
				"{}({})",
				item["name"].as_str().unwrap_or_default(),
				kinds(&item["inputs"])
			)
		})
		.collect()
}

#[test]
fn functions_are_those_of_the_contracts() {
	let client = compiled("AlthingLightClient", "function");
	for signature in [
		LightClient::GENESISCall::SIGNATURE,
		LightClient::latestBlockCall::SIGNATURE,
		LightClient::currentSetCall::SIGNATURE,
		LightClient::nextSetCall::SIGNATURE,
		LightClient::standingCall::SIGNATURE,
		LightClient::rootOfCall::SIGNATURE,
		LightClient::submitFullCall::SIGNATURE,
		LightClient::SAMPLE_BASECall::SIGNATURE,
		LightClient::SEED_DELAYCall::SIGNATURE,
		LightClient::SEED_WINDOWCall::SIGNATURE,
		LightClient::ticketOfCall::SIGNATURE,
		LightClient::usesOfCall::SIGNATURE,
		LightClient::sampleCall::SIGNATURE,
		LightClient::submitInitialCall::SIGNATURE,
		LightClient::commitPrevRandaoCall::SIGNATURE,
		LightClient::submitFinalCall::SIGNATURE,
	] {
		assert!(client.contains(signature), "{signature}: {client:#?}");
	}
	let events = compiled("AlthingLightClient", "event");
	assert!(
		events.contains(LightClient::TicketOpened::SIGNATURE),
		"{events:#?}"
	);
	let verifier = compiled("AnchorVerifier", "function");
	for signature in [
		Verifier::LIGHT_CLIENTCall::SIGNATURE,
		Verifier::anchorOfCall::SIGNATURE,
		Verifier::decisionOfCall::SIGNATURE,
		Verifier::registrationOfCall::SIGNATURE,
		Verifier::workOfCall::SIGNATURE,
		Verifier::resultOfCall::SIGNATURE,
		Verifier::verifyEntryCall::SIGNATURE,
	] {
		assert!(verifier.contains(signature), "{signature}: {verifier:#?}");
	}
}

#[test]
fn errors_are_those_of_the_contracts_and_each_is_named() {
	let all = &compiled("AlthingLightClient", "error") | &compiled("AnchorVerifier", "error");
	let known: BTreeSet<String> = ErrorsErrors::selectors()
		.filter_map(ErrorsErrors::signature_by_selector)
		.map(Into::into)
		.collect();
	assert_eq!(known.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new());
	assert_eq!(all.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new());
}
