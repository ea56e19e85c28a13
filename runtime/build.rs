//! Builds the wasm runtime, with the metadata hash that hardware wallets sign against.

fn main() {
	#[cfg(feature = "std")]
	{
		let wasm = substrate_wasm_builder::WasmBuilder::init_with_defaults();
		// Nobody signs for a runtime that is there to be measured, and the hash takes a second compilation.
		if cfg!(feature = "runtime-benchmarks") {
			return wasm.build();
		}
		wasm.enable_metadata_hash("VWT", 12).build();
		upgraded();
	}
}

/// Builds the runtime that tests upgrade to: the same with the next version number, as
/// `wbuild/althing-runtime/upgraded.rs.compact.compressed.wasm`. Only the runtime's own crate is compiled
/// again. `SKIP_UPGRADED_WASM_BUILD` leaves it out.
#[cfg(feature = "std")]
fn upgraded() {
	println!("cargo:rerun-if-env-changed=SKIP_UPGRADED_WASM_BUILD");
	if std::env::var_os("SKIP_UPGRADED_WASM_BUILD").is_none() {
		substrate_wasm_builder::WasmBuilder::init_with_defaults()
			.enable_feature("upgraded")
			.set_file_name("upgraded.rs")
			.build();
	}
}
