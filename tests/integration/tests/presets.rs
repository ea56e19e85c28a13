//! The states that a chain can begin with.

use althing_integration_tests::{assert_conserved, genesis};
use althing_runtime::{genesis_presets::preset_names, Runtime, Session};
use polkadot_sdk::{frame_support::traits::Get, pallet_babe};

#[test]
fn the_development_preset_has_one_validator_and_conserved_currencies() {
	genesis("development").execute_with(|| {
		assert_eq!(Session::validators().len(), 1);
		assert_conserved();
	});
}

#[test]
fn the_local_preset_has_four_validators() {
	genesis("local_testnet").execute_with(|| {
		assert_eq!(Session::validators().len(), 4);
		assert_conserved();
	});
}

#[test]
fn the_presets_are_named() {
	let names: Vec<String> = preset_names().iter().map(ToString::to_string).collect();
	assert_eq!(names, ["development", "local_testnet", "staging"]);
}

#[test]
fn epochs_are_short_on_test_networks_only() {
	let epoch = |preset| genesis(preset).execute_with(<Runtime as pallet_babe::Config>::EpochDuration::get);
	assert_eq!(
		["development", "local_testnet", "staging"].map(epoch),
		[30, 30, 300]
	);
}
