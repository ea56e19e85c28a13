//! Calls that cannot be: each is refused with an error that has a name, and leaves the state as it was.

mod commons;
mod curve;
mod documentation;
mod mandates;
mod referenda;
mod voting;

use althing_integration_tests::genesis;
use althing_runtime::{AccountId, RuntimeCall, RuntimeOrigin};
use polkadot_sdk::*;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, StateVersion};

/// Does `test` on a local network.
fn run(test: impl FnOnce()) {
	genesis("local_testnet").execute_with(test);
}

/// Somebody with a million of both currencies.
fn eve() -> AccountId {
	Sr25519Keyring::Eve.to_account_id()
}

/// Somebody else.
fn bob() -> AccountId {
	Sr25519Keyring::Bob.to_account_id()
}

/// Fails unless `call` is refused with `error` and the state is the same to the last bit.
#[track_caller]
fn refused(origin: impl Into<RuntimeOrigin>, call: impl Into<RuntimeCall>, error: impl Into<DispatchError>) {
	let call = call.into();
	let before = sp_io::storage::root(StateVersion::V1);
	let said = call.clone().dispatch(origin.into());
	let said = said.map(|_| ()).map_err(|refused| refused.error);
	assert_eq!(said, Err(error.into()), "{call:?}");
	let after = sp_io::storage::root(StateVersion::V1);
	assert!(before == after, "{call:?} was refused and changed the state");
}
