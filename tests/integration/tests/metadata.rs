//! The metadata that the workers ship is that of this runtime.

use althing_runtime::Runtime;
use std::path::Path;

/// With `ALTHING_BLESS` set, the file is written anew.
#[test]
fn the_shipped_metadata_is_the_runtimes() {
	let path =
		Path::new(env!("CARGO_MANIFEST_DIR")).join("../../offchain-workers/chain/metadata/althing.scale");
	// In some state: the periods of governance, which are constants in it, depend on the chain's pace.
	let metadata = polkadot_sdk::sp_io::TestExternalities::default()
		.execute_with(|| Runtime::metadata_at_version(16))
		.expect("version 16 is supported")
		.to_vec();
	let mut shipped = std::fs::read(&path).expect("the file is in the repository");
	// What has not changed is left alone, so that nothing is compiled again for it.
	if shipped != metadata && std::env::var_os("ALTHING_BLESS").is_some() {
		std::fs::write(&path, &metadata).expect("the checkout can be written");
		shipped.clone_from(&metadata);
	}
	assert!(
		shipped == metadata,
		"the runtime has changed: write its metadata with scripts/bless"
	);
}
