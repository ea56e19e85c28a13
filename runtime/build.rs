//! Builds the wasm runtime, with the metadata hash that hardware wallets sign against.

fn main() {
	#[cfg(feature = "std")]
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("VWT", 12)
		.build();
}
