//! Which chain the node is on.

use crate::service::Block;
use polkadot_sdk::*;
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};

/// What a specification may carry beside the genesis.
#[derive(Clone, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks that a node must be on.
	pub fork_blocks: sc_client_api::ForkBlocks<Block>,
	/// Blocks that a node must not be on.
	pub bad_blocks: sc_client_api::BadBlocks<Block>,
	/// Where a light client starts; filled in by `sync_state_genSyncSpec`.
	pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// A specification of this chain.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// A chain whose genesis the runtime knows by name.
struct Preset {
	/// What `--chain` calls it.
	chain: &'static str,
	/// What the runtime calls it.
	genesis: &'static str,
	name: &'static str,
	id: &'static str,
	kind: fn() -> ChainType,
}

const PRESETS: [Preset; 3] = [
	Preset {
		chain: "dev",
		genesis: sp_genesis_builder::DEV_RUNTIME_PRESET,
		name: "Althing Development",
		id: "althing_dev",
		kind: || ChainType::Development,
	},
	Preset {
		chain: "local",
		genesis: sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET,
		name: "Althing Local",
		id: "althing_local",
		kind: || ChainType::Local,
	},
	Preset {
		chain: "staging",
		genesis: "staging",
		name: "Althing Staging",
		id: "althing_staging",
		kind: || ChainType::Live,
	},
];

/// The chain that `--chain` means when it is left out.
const DEFAULT: &str = "local";

/// The specification that `chain` names: a preset, or the path of a JSON file.
pub fn load(chain: &str) -> Result<ChainSpec, String> {
	load_with(chain, althing_runtime::WASM_BINARY)
}

/// As [`load`], with `wasm` as the runtime of the presets.
pub fn load_with(chain: &str, wasm: Option<&[u8]>) -> Result<ChainSpec, String> {
	let chain = if chain.is_empty() { DEFAULT } else { chain };
	match PRESETS.iter().find(|preset| preset.chain == chain) {
		Some(preset) => from_preset(preset, wasm),
		None => from_file(chain),
	}
}

fn from_preset(preset: &Preset, wasm: Option<&[u8]>) -> Result<ChainSpec, String> {
	let wasm = wasm.ok_or_else(|| {
		format!(
			"the chain `{}` needs the runtime's wasm, and this binary was built without it; build it \
			 again with SKIP_WASM_BUILD unset, or give --chain the path of a raw chain specification",
			preset.chain
		)
	})?;
	Ok(ChainSpec::builder(wasm, Extensions::default())
		.with_name(preset.name)
		.with_id(preset.id)
		.with_chain_type((preset.kind)())
		.with_protocol_id("althing")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset.genesis)
		.build())
}

fn from_file(path: &str) -> Result<ChainSpec, String> {
	let names = PRESETS.map(|preset| preset.chain).join(", ");
	if !std::path::Path::new(path).is_file() {
		return Err(format!(
			"`{path}` is neither a chain that this node knows ({names}) nor a file"
		));
	}
	ChainSpec::from_json_file(path.into())
		.map_err(|error| format!("`{path}` is not a chain specification of this node: {error}"))
}

/// What a wallet needs to show amounts and addresses. CVT has as many decimals as VWT, but wallets take
/// more than one symbol here for as many native tokens, so only the one that pays fees is named.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "VWT".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}
