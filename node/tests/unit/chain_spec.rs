use althing_node::chain_spec::{load, load_with};
use polkadot_sdk::sc_chain_spec::{ChainSpec as _, ChainType};
use std::io::Write;

const CODE: Option<&[u8]> = Some(&[0, 97, 115, 109]);

fn error(chain: &str, wasm: Option<&[u8]>) -> String {
	load_with(chain, wasm).err().unwrap()
}

#[test]
fn every_preset_has_its_own_id_and_kind() {
	let loaded = |chain| load_with(chain, CODE).unwrap();
	assert_eq!(loaded("dev").id(), "althing_dev");
	assert_eq!(loaded("dev").chain_type(), ChainType::Development);
	assert_eq!(loaded("local").id(), "althing_local");
	assert_eq!(loaded("local").chain_type(), ChainType::Local);
	assert_eq!(loaded("staging").id(), "althing_staging");
	assert_eq!(loaded("staging").chain_type(), ChainType::Live);
}

#[test]
fn local_is_meant_when_no_chain_is_named() {
	assert_eq!(load_with("", CODE).unwrap().id(), "althing_local");
}

#[test]
fn wallets_are_told_symbol_decimals_and_prefix() {
	let properties = load_with("dev", CODE).unwrap().properties();
	assert_eq!(properties["tokenSymbol"], "VWT");
	assert_eq!(properties["tokenDecimals"], 12);
	assert_eq!(properties["ss58Format"], 42);
}

#[test]
fn a_binary_without_wasm_says_how_to_get_one_with_it() {
	let error = error("dev", None);
	assert!(error.contains("SKIP_WASM_BUILD"), "{error}");
}

#[test]
fn an_unknown_chain_is_answered_with_the_known_ones() {
	let error = error("mainnet", CODE);
	assert!(
		error.contains("mainnet") && error.contains("dev, local, staging"),
		"{error}"
	);
}

#[test]
fn a_broken_file_is_named() {
	let mut file = tempfile::NamedTempFile::new().unwrap();
	file.write_all(b"{ \"name\": ").unwrap();
	let path = file.path().to_str().unwrap();
	let error = error(path, CODE);
	assert!(
		error.contains(path) && error.contains("not a chain specification"),
		"{error}"
	);
}

#[test]
fn a_file_is_read_whether_or_not_there_is_wasm() {
	let mut file = tempfile::NamedTempFile::new().unwrap();
	let spec = serde_json::json!({
		"name": "Elsewhere",
		"id": "elsewhere",
		"chainType": "Live",
		"bootNodes": [],
		"forkBlocks": null,
		"badBlocks": null,
		"lightSyncState": null,
		"genesis": { "raw": { "top": {}, "childrenDefault": {} } },
	});
	file.write_all(spec.to_string().as_bytes()).unwrap();
	let loaded = load_with(file.path().to_str().unwrap(), None).unwrap();
	assert_eq!(loaded.id(), "elsewhere");
}

/// The committed specifications, without the runtime's code, which a build adds. With `ALTHING_BLESS` set, the
/// files are written anew.
#[test]
fn the_committed_specifications_are_the_presets() {
	for preset in ["dev", "local", "staging"] {
		let shown = load(preset).unwrap().as_json(false).unwrap();
		let mut spec: serde_json::Value = serde_json::from_str(&shown).unwrap();
		let genesis = spec["genesis"]["runtimeGenesis"].as_object_mut().unwrap();
		assert!(genesis.remove("code").unwrap().as_str().unwrap().len() > 100_000);
		let shown = format!("{spec:#}\n");
		let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
			.join("../chain-spec")
			.join(preset)
			.with_extension("json");
		if std::env::var_os("ALTHING_BLESS").is_some() {
			std::fs::write(&path, shown).unwrap();
		} else {
			let committed = std::fs::read_to_string(&path).unwrap_or_default();
			assert_eq!(
				shown, committed,
				"{preset} has drifted: look at the change, then run scripts/bless"
			);
		}
	}
}
