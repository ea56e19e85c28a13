//! What is written here of the contracts is what was compiled.

use alloy_sol_types::{SolCall, SolInterface};
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
		LightClient::rootOfCall::SIGNATURE,
		LightClient::submitFullCall::SIGNATURE,
	] {
		assert!(client.contains(signature), "{signature}: {client:#?}");
	}
	let verifier = compiled("AnchorVerifier", "function");
	for signature in [
		Verifier::LIGHT_CLIENTCall::SIGNATURE,
		Verifier::anchorOfCall::SIGNATURE,
		Verifier::decisionOfCall::SIGNATURE,
		Verifier::registrationOfCall::SIGNATURE,
		Verifier::workOfCall::SIGNATURE,
	] {
		assert!(verifier.contains(signature), "{signature}: {verifier:#?}");
	}
}

#[test]
fn errors_are_those_of_the_contracts_and_all_of_submitting_are_named() {
	let all = &compiled("AlthingLightClient", "error") | &compiled("AnchorVerifier", "error");
	let known: BTreeSet<String> = ErrorsErrors::selectors()
		.filter_map(ErrorsErrors::signature_by_selector)
		.map(Into::into)
		.collect();
	assert_eq!(known.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new());
	// Sampling, and results of an anchor, are not used here.
	let unused = [
		"SamplingOff",
		"SampleNotSmaller",
		"NotClaimed",
		"NoTicket",
		"TicketOpen",
		"TooEarly",
		"TicketExpired",
		"SeedKnown",
		"SeedMissing",
		"BitfieldChanged",
		"SampleNotDrawn",
		"ResultNotAnchored",
	];
	let missing = all.difference(&known).filter(|signature| {
		let name = signature.split('(').next().unwrap();
		!unused.contains(&name)
	});
	assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}
