use althing_node::rpc::error::Error;
use jsonrpsee::types::ErrorObjectOwned;
use polkadot_sdk::{sp_api::ApiError, sp_core::H256 as Hash};

#[test]
fn a_failing_runtime_is_not_taken_for_pruned_state() {
	let error = Error::of_call(Hash::zero(), &ApiError::UsingSameInstanceForDifferentBlocks);
	assert_eq!(error.code(), 11_005);
}

#[test]
fn an_old_runtime_is_named_with_its_block() {
	let error = ErrorObjectOwned::from(Error::Unsupported(Hash::repeat_byte(1)));
	assert_eq!(error.code(), 11_004);
	assert!(error.message().contains("0x0101"), "{}", error.message());
}
