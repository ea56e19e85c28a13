//! The real runtime in memory: genesis from a preset, blocks without a network.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

pub mod fuzz;
pub mod panels;
pub mod people;
pub mod referenda;
pub mod voting_model;

use althing_runtime::{genesis_presets::get_preset, AccountId, Balances, BlockNumber, Cvt, Runtime, System};
use codec::Encode;
use polkadot_sdk::frame_support::traits::Hooks;
use polkadot_sdk::*;
use sp_io::hashing::{blake2_256, twox_128};
use sp_io::TestExternalities;

/// The state that the preset called `id` begins with.
pub fn genesis(id: &str) -> TestExternalities {
	let preset = get_preset(&id.into()).unwrap();
	let mut ext = TestExternalities::default();
	ext.execute_with(|| {
		type Genesis = althing_runtime::RuntimeGenesisConfig;
		// The preset is a patch on the defaults, as the node applies it.
		let defaults = frame_support::genesis_builder_helper::get_preset::<Genesis>(&None, |_| None).unwrap();
		let mut config: serde_json::Value = serde_json::from_slice(&defaults).unwrap();
		merge(&mut config, serde_json::from_slice(&preset).unwrap());
		frame_support::genesis_builder_helper::build_state::<Genesis>(serde_json::to_vec(&config).unwrap())
			.unwrap();
		System::set_block_number(1);
	});
	ext
}

/// Ends the block and begins the next, with randomness as a block author's VRF would give it.
pub fn next_block() -> BlockNumber {
	let now = System::block_number();
	<pallet_cmp::Pallet<Runtime> as Hooks<BlockNumber>>::on_finalize(now);
	let next = now + 1;
	System::set_block_number(next);
	let key = [twox_128(b"Babe"), twox_128(b"AuthorVrfRandomness")].concat();
	frame_support::storage::unhashed::put_raw(&key, &Some(blake2_256(&next.encode())).encode());
	<pallet_cmp::Pallet<Runtime> as Hooks<BlockNumber>>::on_initialize(next);
	<althing_runtime::Scheduler as Hooks<BlockNumber>>::on_initialize(next);
	next
}

/// Fails unless what all accounts have of a currency adds up to what was issued of it.
pub fn assert_conserved() {
	let vwt: u128 = frame_system::Account::<Runtime>::iter()
		.map(|(_, info)| info.data.free + info.data.reserved)
		.sum();
	assert_eq!(vwt, Balances::total_issuance(), "VWT");
	let cvt: u128 = pallet_balances::Account::<Runtime, pallet_balances::Instance2>::iter()
		.map(|(_, data)| data.free + data.reserved)
		.sum();
	assert_eq!(cvt, Cvt::total_issuance(), "CVT");
}

/// What is held of `account`'s VWT.
pub fn held(account: &AccountId) -> u128 {
	pallet_balances::Holds::<Runtime>::get(account)
		.iter()
		.map(|hold| hold.amount)
		.sum()
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
	match (into, patch) {
		(serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(into, patch) => *into = patch,
	}
}
